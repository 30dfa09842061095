package org.patchwright.loader;

/**
 * The text of one rule.
 *
 * @param path where it is from, as messages name it
 */
public record RuleSource(String path, String text) {

  /** The name of its file, without {@code .java}. */
  String stem() {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return name.endsWith(".java") ? name.substring(0, name.length() - 5) : name;
  }

  /**
   * A message about a place in the text: file, line, column, the line itself, and a caret below.
   */
  String complaint(int start, int end, String message) {
    int at = Math.max(0, Math.min(start, text.length()));
    int lineStart = text.lastIndexOf('\n', at - 1) + 1;
    int lineEnd = text.indexOf('\n', at);
    String line = text.substring(lineStart, lineEnd < 0 ? text.length() : lineEnd);
    int number = (int) text.substring(0, lineStart).chars().filter(c -> c == '\n').count() + 1;
    int column = at - lineStart + 1;
    int length = Math.max(1, Math.min(end - at + 1, line.length() - column + 1));
    String indent = line.substring(0, Math.min(column - 1, line.length())).replaceAll("[^\t]", " ");
    return "%s:%d:%d: error: %s%n%s%n%s^%s"
        .formatted(path, number, column, message, line, indent, "~".repeat(length - 1));
  }
}
