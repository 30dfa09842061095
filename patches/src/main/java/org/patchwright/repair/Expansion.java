package org.patchwright.repair;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How tabs became blanks: up to the next column that a width divides, or always the same number.
 *
 * @param width columns from stop to stop, or blanks for each tab
 * @param start column at which a line's text begins, behind its mark; 1 where the mark is counted
 *     and nothing stands before it
 * @param fixed whether every tab became the same number of blanks
 */
record Expansion(int width, int start, boolean fixed) {

  /** As terminals and archives do it. */
  static final Expansion USUAL = new Expansion(8, 1, false);

  private static final List<Expansion> KNOWN = known();

  private static List<Expansion> known() {
    List<Expansion> all = new ArrayList<>();
    for (int width : new int[] {8, 4, 2}) {
      for (int start : new int[] {1, 0, 3, 2, 4, 5, 6, 7}) {
        if (start < width) {
          all.add(new Expansion(width, start, false));
        }
      }
    }
    for (int width : new int[] {8, 4, 1, 2, 3, 5, 6, 7}) {
      all.add(new Expansion(width, 1, true));
    }
    return all;
  }

  /** A line of the tree and what came of it, its mark taken off. */
  record Pair(String before, String after) {}

  /** The way that explains most pairs; empty if none explains any. */
  static Optional<Expansion> explaining(List<Pair> pairs) {
    Optional<Expansion> best = Optional.empty();
    long most = 0;
    for (Expansion way : KNOWN) {
      long count =
          pairs.stream()
              .filter(
                  pair ->
                      way.done(pair.before()).stripTrailing().equals(pair.after().stripTrailing()))
              .count();
      if (count > most) {
        most = count;
        best = Optional.of(way);
      }
    }
    return best;
  }

  /** A line's text with its tabs expanded. */
  String done(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\t') {
        int column = start + out.length();
        out.append(" ".repeat(fixed ? width : width - column % width));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  /** How many tabs at most are in a run of blanks from one column to another. */
  int mostTabs(int from, int to) {
    return fixed ? (to - from) / width : to / width - from / width;
  }

  /** A run of blanks as that many tabs, and blanks for the rest. */
  String run(int from, int to, int tabs) {
    if (tabs == 0) {
      return " ".repeat(to - from);
    }
    int reached = fixed ? from + tabs * width : (from / width + tabs) * width;
    return "\t".repeat(tabs) + " ".repeat(to - reached);
  }
}
