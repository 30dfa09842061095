package org.patchwright.diff;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names in the header lines of a diff: quotes, dates and leading folders taken off. */
public final class DiffPaths {

  private static final Pattern DATE =
      Pattern.compile(
          "[ \\t\\u00a0]+((Mon|Tue|Wed|Thu|Fri|Sat|Sun),? .*|\\d{4}-\\d\\d-\\d\\d([ T].*)?"
              + "|\\((revision|working copy|nonexistent).*)$",
          Pattern.DOTALL);

  private DiffPaths() {}

  /** The name in what follows {@code ---} or {@code +++}, still with its {@code a/}. */
  public static String inHeader(String rest) {
    String text = rest.stripTrailing();
    if (text.startsWith("\"")) {
      return unquoted(text).orElse(text);
    }
    int tab = rest.indexOf('\t');
    String name = tab >= 0 ? rest.substring(0, tab) : text;
    Matcher date = DATE.matcher(name);
    if (date.find()) {
      return name.substring(0, date.start());
    }
    // Behind a name with blanks git puts a tab, so a blank before it belongs to the name.
    return tab >= 0 ? name : name.stripTrailing();
  }

  /** What follows the name in a {@code ---} or {@code +++} line: a date, or nothing. */
  public static String dateInHeader(String rest) {
    String text = rest.stripTrailing();
    int tab = text.indexOf('\t');
    if (tab >= 0) {
      return text.substring(tab + 1).strip();
    }
    Matcher date = DATE.matcher(text);
    return date.find() ? date.group(1).strip() : "";
  }

  /** Whether a path stays inside its tree and out of git's own folder. */
  public static boolean isSafe(String path) {
    if (path.isEmpty()
        || path.startsWith("/")
        || path.startsWith("\\")
        || path.indexOf('\0') >= 0
        || path.indexOf('\n') >= 0
        || path.matches("(?s)[A-Za-z]:.*")) {
      return false;
    }
    for (String name : path.split("/", -1)) {
      if (name.isEmpty()
          || name.equals(".")
          || name.equals("..")
          || name.equalsIgnoreCase(".git")
          || name.equalsIgnoreCase("git~1")) {
        return false;
      }
    }
    return true;
  }

  /** A path without its first {@code count} names; as it is, if it has no more than those. */
  public static String strip(String path, int count) {
    String rest = path;
    for (int i = 0; i < count; i++) {
      int slash = rest.indexOf('/');
      if (slash < 0) {
        return rest;
      }
      rest = rest.substring(slash + 1);
      while (rest.startsWith("/")) {
        rest = rest.substring(1);
      }
    }
    return rest;
  }

  /** How many names to strip where both names of one file are known; /dev/null counts as none. */
  static int stripFor(String before, String after) {
    if (before.startsWith("a/") && after.startsWith("b/")
        || before.startsWith("a/") && isNull(after)
        || isNull(before) && after.startsWith("b/")
        || prefixed(before, after, "i/", "w/")
        || prefixed(before, after, "c/", "i/")
        || prefixed(before, after, "c/", "w/")
        || prefixed(before, after, "o/", "w/")) {
      return 1;
    }
    if (before.startsWith("./") || before.equals(after) || isNull(before) || isNull(after)) {
      return before.startsWith("./") || after.startsWith("./") ? 1 : 0;
    }
    // linux-2.6.16.orig/drivers/x.c against linux-2.6.16/drivers/x.c
    String[] old = before.split("/");
    String[] now = after.split("/");
    int same = 0;
    while (same < Math.min(old.length, now.length)
        && old[old.length - 1 - same].equals(now[now.length - 1 - same])) {
      same++;
    }
    if (same == 0 || old.length != now.length) {
      return 0;
    }
    return old.length - same;
  }

  private static boolean prefixed(String before, String after, String old, String now) {
    return before.startsWith(old) && after.startsWith(now);
  }

  static boolean isNull(String name) {
    return name.equals("/dev/null");
  }

  /** Takes git's quotes off; empty if the text does not begin with a whole quoted name. */
  static Optional<String> unquoted(String text) {
    int end = endOfQuoted(text);
    if (end < 0) {
      return Optional.empty();
    }
    StringBuilder out = new StringBuilder();
    for (int i = 1; i < end - 1; i++) {
      char c = text.charAt(i);
      if (c != '\\') {
        out.append(c);
        continue;
      }
      char escape = text.charAt(++i);
      if (escape >= '0' && escape <= '3' && i + 2 < end - 1) {
        String octal = text.substring(i, i + 3);
        if (!octal.matches("[0-7]{3}")) {
          return Optional.empty();
        }
        out.append((char) Integer.parseInt(octal, 8));
        i += 2;
      } else {
        int known = "abfnrtv\"\\".indexOf(escape);
        if (known < 0) {
          return Optional.empty();
        }
        out.append("\u0007\b\f\n\r\t\u000b\"\\".charAt(known));
      }
    }
    return Optional.of(out.toString());
  }

  /** Offset behind the closing quote of a text that begins with a quote, or -1. */
  static int endOfQuoted(String text) {
    if (!text.startsWith("\"")) {
      return -1;
    }
    for (int i = 1; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i++;
      } else if (text.charAt(i) == '"') {
        return i + 1;
      }
    }
    return -1;
  }

  /**
   * The two names of a {@code diff --git} line, as they stand there. Names with blanks are told
   * apart by being equal but for their first folder.
   *
   * @param rest what follows {@code diff --git }
   */
  static Optional<String[]> inGitLine(String rest) {
    String text = rest.stripTrailing();
    if (text.startsWith("\"")) {
      int end = endOfQuoted(text);
      if (end < 0 || end + 1 >= text.length()) {
        return Optional.empty();
      }
      String second = text.substring(end + 1).strip();
      Optional<String> name = unquoted(text);
      Optional<String> other = second.startsWith("\"") ? unquoted(second) : Optional.of(second);
      return name.flatMap(first -> other.map(last -> new String[] {first, last}));
    }
    for (int blank = text.indexOf(' '); blank > 0; blank = text.indexOf(' ', blank + 1)) {
      String first = text.substring(0, blank);
      String second = text.substring(blank + 1).strip();
      if (second.startsWith("\"")) {
        return unquoted(second).map(last -> new String[] {first, last});
      }
      if (strip(first, 1).equals(strip(second, 1)) || first.equals(second)) {
        return Optional.of(new String[] {first, second});
      }
    }
    int blank = text.indexOf(' ');
    return blank > 0 && text.indexOf(' ', blank + 1) < 0
        ? Optional.of(new String[] {text.substring(0, blank), text.substring(blank + 1)})
        : Optional.empty();
  }
}
