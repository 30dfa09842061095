package org.patchwright.validate;

/**
 * Something about a patch that its author should hear.
 *
 * @param path of the file after the patch; empty where it is about the whole patch
 * @param line of that file, from 1; 0 where it is about no line
 * @param kind a short fixed name, such as {@code whitespace}
 * @param message one line, without place
 */
public record Remark(String path, int line, String kind, String message) {

  /** About the whole patch. */
  public static Remark ofPatch(String kind, String message) {
    return new Remark("", 0, kind, message);
  }

  /** With its place, as compilers write it. */
  public String describe() {
    String place = path.isEmpty() ? "" : path + (line > 0 ? ":" + line : "") + ": ";
    return place + message + " [" + kind + "]";
  }
}
