package org.patchwright.symbol;

import java.util.ArrayList;
import java.util.List;

/** The headers that a text includes by a name in quotes. */
final class Quoted {

  private static final String INCLUDE = "include";

  private Quoted() {}

  /** What stands between the quotes, in the order of the text. */
  static List<String> in(String text) {
    List<String> found = new ArrayList<>();
    for (int at = text.indexOf(INCLUDE); at >= 0; at = text.indexOf(INCLUDE, at + 1)) {
      int hash = blanksBefore(text, at) - 1;
      int open = blanksFrom(text, at + INCLUDE.length());
      if (hash >= 0
          && text.charAt(hash) == '#'
          && isLineStart(text, blanksBefore(text, hash))
          && open < text.length()
          && text.charAt(open) == '"') {
        int close = text.indexOf('"', open + 1);
        int line = text.indexOf('\n', open + 1);
        if (close > open + 1 && (line < 0 || close < line)) {
          found.add(text.substring(open + 1, close));
        }
      }
    }
    return List.copyOf(found);
  }

  private static boolean isLineStart(String text, int at) {
    return at == 0 || text.charAt(at - 1) == '\n' || text.charAt(at - 1) == '\r';
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  private static int blanksBefore(String text, int from) {
    int at = from;
    while (at > 0 && isBlank(text.charAt(at - 1))) {
      at--;
    }
    return at;
  }

  private static int blanksFrom(String text, int from) {
    int at = from;
    while (at < text.length() && isBlank(text.charAt(at))) {
      at++;
    }
    return at;
  }
}
