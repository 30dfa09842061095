package org.patchwright.report;

/** Text from sources, paths and commits, made safe for a terminal. */
public final class Shown {

  private Shown() {}

  /**
   * The text with every character that a terminal would obey rather than show, or that turns the
   * direction of what follows, written as {@code \\x1b} or {@code \\u202e}.
   */
  public static String of(String text) {
    if (text.codePoints().noneMatch(Shown::isObeyed)) {
      return text;
    }
    StringBuilder safe = new StringBuilder(text.length() + 16);
    text.codePoints()
        .forEach(
            c -> {
              if (!isObeyed(c)) {
                safe.appendCodePoint(c);
              } else if (c < 0x100) {
                safe.append("\\x%02x".formatted(c));
              } else {
                safe.append("\\u%04x".formatted(c));
              }
            });
    return safe.toString();
  }

  /** Whether a terminal would obey a character rather than show it. */
  static boolean isObeyed(int c) {
    int type = Character.getType(c);
    return type == Character.CONTROL
        || type == Character.FORMAT
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR
        || type == Character.SURROGATE;
  }
}
