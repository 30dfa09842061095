package org.patchwright.split;

import java.util.List;

/**
 * Neighbouring lines of a file that change together.
 *
 * @param number counts the pieces of a patch from 0
 * @param path of the file
 * @param oldFrom number of the first line in the file before, from 0; lines are put in before it
 * @param newFrom the same in the file after
 * @param old the lines before, with their line feeds
 * @param now the lines after
 */
record Piece(
    int number, String path, int oldFrom, int newFrom, List<String> old, List<String> now) {

  Piece {
    old = List.copyOf(old);
    now = List.copyOf(now);
  }

  int oldEnd() {
    return oldFrom + old.size();
  }

  int newEnd() {
    return newFrom + now.size();
  }

  /** Whether nothing but white space differs. */
  boolean isWhiteSpace() {
    return squeezed(old).equals(squeezed(now));
  }

  /** A text without white space. */
  static String squeezed(List<String> lines) {
    return String.join("", lines).replaceAll("\\s+", "");
  }
}
