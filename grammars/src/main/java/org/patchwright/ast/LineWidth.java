package org.patchwright.ast;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Breaks a line of code that is too wide as kernel style has it: behind a comma or a logical
 * operator in parentheses, what follows under the first word in them.
 */
final class LineWidth {

  private static final int WIDEST = 80;
  private static final int TAB = 8;

  private LineWidth() {}

  /**
   * @param indent the white space before the line
   * @param line one line; strings are never cut
   * @return the line with its indent, or several
   */
  static String fit(String indent, String line, String lineEnd) {
    String whole = indent + line;
    if (width(whole) <= WIDEST || line.startsWith("#")) {
      return whole;
    }
    StringBuilder out = new StringBuilder();
    String rest = whole;
    Deque<Integer> outer = new ArrayDeque<>();
    while (width(rest) > WIDEST) {
      Deque<Integer> open = new ArrayDeque<>(outer);
      int at = lastBreak(rest, open);
      if (at < 0) {
        break;
      }
      int column = open.peek();
      out.append(rest, 0, at).append(lineEnd);
      rest = "\t".repeat(column / TAB) + " ".repeat(column % TAB) + rest.substring(at).strip();
      outer = open;
    }
    return out.append(rest).toString();
  }

  /**
   * The last place where the line may be broken and still fits.
   *
   * @param open on entry the columns behind the parentheses that are open before the line; on
   *     return, those that are open at the place found
   */
  private static int lastBreak(String line, Deque<Integer> open) {
    Deque<Integer> now = new ArrayDeque<>(open);
    int found = -1;
    int column = 0;
    char quote = 0;
    boolean words = false;
    for (int i = 0; i < line.length() && column <= WIDEST; i++) {
      char c = line.charAt(i);
      boolean escaped = i > 0 && line.charAt(i - 1) == '\\';
      column = c == '\t' ? (column / TAB + 1) * TAB : column + 1;
      if (quote != 0) {
        quote = c == quote && !escaped ? 0 : quote;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == '(') {
        now.push(column);
      } else if (c == ')' && !now.isEmpty()) {
        now.pop();
      } else if (words && !now.isEmpty() && column <= WIDEST && breaksBehind(line, i)) {
        found = i + 1;
        open.clear();
        open.addAll(now);
      }
      words |= c > ' ';
    }
    return found;
  }

  private static boolean breaksBehind(String line, int at) {
    boolean blank = at + 1 < line.length() && line.charAt(at + 1) == ' ';
    char c = line.charAt(at);
    boolean logical = at > 0 && (c == '&' || c == '|') && line.charAt(at - 1) == c;
    return blank && (c == ',' || logical);
  }

  static int width(String text) {
    int column = 0;
    for (int i = 0; i < text.length(); i++) {
      column = text.charAt(i) == '\t' ? (column / TAB + 1) * TAB : column + 1;
    }
    return column;
  }
}
