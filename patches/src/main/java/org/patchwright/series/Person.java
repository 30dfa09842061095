package org.patchwright.series;

/**
 * Who wrote something.
 *
 * @param name as people write it; may be empty
 * @param email the bare address; may be empty or obfuscated by an archive
 */
public record Person(String name, String email) {

  /** Reads {@code Name <address>}, a bare address, or {@code address (Name)}. */
  public static Person of(String text) {
    String all = text.strip();
    int open = all.lastIndexOf('<');
    int close = all.lastIndexOf('>');
    if (open >= 0 && close > open) {
      return new Person(unquoted(all.substring(0, open)), all.substring(open + 1, close).strip());
    }
    int comment = all.indexOf('(');
    if (comment > 0 && all.endsWith(")") && all.substring(0, comment).contains("@")) {
      return new Person(
          all.substring(comment + 1, all.length() - 1).strip(), all.substring(0, comment).strip());
    }
    return all.contains("@") ? new Person("", all) : new Person(unquoted(all), "");
  }

  private static String unquoted(String name) {
    String text = name.strip();
    if (text.length() >= 2 && text.startsWith("\"") && text.endsWith("\"")) {
      text = text.substring(1, text.length() - 1).replace("\\\"", "\"").replace("\\\\", "\\");
    }
    return text.strip();
  }

  @Override
  public String toString() {
    return (name + " <" + email + ">").strip();
  }
}
