package org.patchwright.repair;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The ways in which one added line can be read, likeliest first. Tabs that became blanks end at a
 * column that eight divides, the mark counted; a wrap ate one blank, or none.
 *
 * @param texts without the mark
 * @param open whether more than the first is worth a thought
 */
record Readings(List<String> texts, boolean open) {

  /** Whether a patch's tabs came through, as far as its other lines tell. */
  enum Tabs {
    KEPT,
    EXPANDED,
    UNKNOWN
  }

  private static final int MOST = 64;

  Readings {
    texts = List.copyOf(texts);
  }

  /**
   * @param pieces the physical lines; the first with its mark
   * @param tabIndent whether the file indents with tabs
   * @param trailingLost whether blanks at line ends were lost
   */
  static Readings of(List<String> pieces, Tabs tabs, boolean tabIndent, boolean trailingLost) {
    List<String> joined = joined(pieces);
    boolean open = joined.size() > 1;
    Set<String> all = new LinkedHashSet<>();
    if (tabs == Tabs.KEPT) {
      all.addAll(joined);
    } else {
      for (String line : joined) {
        open |= expanded(line, tabs, tabIndent, all);
      }
    }
    if (trailingLost) {
      for (String line : List.copyOf(all)) {
        all.add(line + " ");
        all.add(line + "\t");
      }
    }
    List<String> texts = new ArrayList<>();
    for (String line : all) {
      if (texts.size() < MOST) {
        texts.add(line.substring(1));
      }
    }
    return new Readings(texts, open);
  }

  private static List<String> joined(List<String> pieces) {
    List<String> all = List.of(pieces.get(0));
    for (String piece : pieces.subList(1, pieces.size())) {
      List<String> next = new ArrayList<>();
      for (String before : all) {
        if (before.endsWith(" ") || before.endsWith("\t") || piece.startsWith(" ")) {
          next.add(before + piece);
        } else {
          next.add(before + " " + piece);
          next.add(before + piece);
        }
      }
      all = next.size() > MOST ? next.subList(0, MOST) : next;
    }
    return all;
  }

  /** Adds the readings of a line whose tabs may be blanks now; tells whether they are in doubt. */
  private static boolean expanded(String line, Tabs tabs, boolean tabIndent, Set<String> all) {
    int first = 1;
    while (first < line.length() && line.charAt(first) == ' ') {
      first++;
    }
    List<String> heads = new ArrayList<>();
    String blanks = line.substring(0, first);
    String tabbed =
        "+" + "\t".repeat(first / 8) + " ".repeat(first / 8 > 0 ? first % 8 : first - 1);
    heads.add(tabIndent ? tabbed : blanks);
    if (first >= 8) {
      heads.add(tabIndent ? blanks : tabbed);
      if (first % 8 != 0) {
        // Blanks before the tabs' columns are rare, but tabs then blanks then a tab are not lines.
        heads.add(blanks);
      }
    }
    boolean open = tabs == Tabs.UNKNOWN && first >= 8;
    List<int[]> gaps = gaps(line, first);
    List<String> bodies = new ArrayList<>();
    boolean wide = false;
    for (int[] gap : gaps) {
      wide |= gap[1] - gap[0] > 1;
    }
    open |= wide;
    int ways = 1 << Math.min(4, gaps.size());
    List<Integer> order = new ArrayList<>();
    for (int way = 0; way < ways; way++) {
      order.add(way);
    }
    // Wide gaps as tabs first, single blanks as blanks.
    int likely = 0;
    for (int i = 0; i < Math.min(4, gaps.size()); i++) {
      likely |= gaps.get(i)[1] - gaps.get(i)[0] > 1 && tabIndent ? 1 << i : 0;
    }
    int expected = likely;
    order.sort(
        (a, b) -> Integer.compare(Integer.bitCount(a ^ expected), Integer.bitCount(b ^ expected)));
    for (int way : order) {
      bodies.add(body(line, first, gaps, way));
    }
    for (String body : bodies) {
      all.add(heads.get(0) + body);
    }
    for (String head : heads.subList(1, heads.size())) {
      all.add(head + bodies.get(0));
    }
    return open;
  }

  /** Runs of blanks behind the indentation that end where a tab would. */
  private static List<int[]> gaps(String line, int first) {
    List<int[]> gaps = new ArrayList<>();
    int at = first;
    while (at < line.length()) {
      if (line.charAt(at) != ' ') {
        at++;
        continue;
      }
      int end = at;
      while (end < line.length() && line.charAt(end) == ' ') {
        end++;
      }
      if (end % 8 == 0 && end < line.length()) {
        gaps.add(new int[] {at, end});
      }
      at = end;
    }
    gaps.sort((a, b) -> Integer.compare(b[1] - b[0], a[1] - a[0]));
    return gaps;
  }

  private static String body(String line, int first, List<int[]> gaps, int way) {
    List<int[]> chosen = new ArrayList<>();
    for (int i = 0; i < Math.min(4, gaps.size()); i++) {
      if ((way >> i & 1) != 0) {
        chosen.add(gaps.get(i));
      }
    }
    Collections.sort(chosen, (a, b) -> Integer.compare(b[0], a[0]));
    StringBuilder out = new StringBuilder(line);
    for (int[] gap : chosen) {
      int tabs = (gap[1] + 7) / 8 - gap[0] / 8;
      out.replace(gap[0], gap[1], "\t".repeat(tabs));
    }
    return out.substring(first);
  }
}
