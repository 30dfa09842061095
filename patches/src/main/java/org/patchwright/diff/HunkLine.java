package org.patchwright.diff;

import java.util.Objects;

/**
 * One line of a hunk.
 *
 * @param kind which sides have it
 * @param text the line without its mark and line feed, one character a byte
 * @param terminated false for a last line of a file that has no line feed
 */
public record HunkLine(Kind kind, String text, boolean terminated) {

  /** Which sides of a hunk hold a line, and the mark that says so. */
  public enum Kind {
    CONTEXT(' '),
    REMOVED('-'),
    ADDED('+');

    private final char mark;

    Kind(char mark) {
      this.mark = mark;
    }

    public char mark() {
      return mark;
    }

    /** Whether the pre-image holds such a line. */
    public boolean inOld() {
      return this != ADDED;
    }

    /** Whether the post-image holds such a line. */
    public boolean inNew() {
      return this != REMOVED;
    }
  }

  public HunkLine {
    Objects.requireNonNull(kind);
    Objects.requireNonNull(text);
    if (text.indexOf('\n') >= 0) {
      throw new IllegalArgumentException("a line holds a line feed");
    }
  }

  public static HunkLine context(String text) {
    return new HunkLine(Kind.CONTEXT, text, true);
  }

  public static HunkLine removed(String text) {
    return new HunkLine(Kind.REMOVED, text, true);
  }

  public static HunkLine added(String text) {
    return new HunkLine(Kind.ADDED, text, true);
  }

  /** The same line with other text. */
  public HunkLine withText(String other) {
    return new HunkLine(kind, other, terminated);
  }

  /** The line's bytes in the file, with its line feed if it has one. */
  public String content() {
    return terminated ? text + "\n" : text;
  }
}
