package org.patchwright.repair;

import java.util.ArrayList;
import java.util.List;
import org.patchwright.diff.HunkLine.Kind;
import org.patchwright.repair.HunkSearch.Piece;

/**
 * What the lines that the tree knows tell of the way a patch went.
 *
 * @param tabs whether tabs came through
 * @param expansion how they became blanks, where they did
 * @param trailing whether blanks at line ends came through
 * @param eaten wrapped lines of which the wrap took a blank
 * @param whole wrapped lines of which it took nothing
 * @param collapsed whether runs of blanks became one
 */
record Evidence(
    Tabs tabs, Expansion expansion, Trailing trailing, int eaten, int whole, boolean collapsed) {

  /** Whether a patch's tabs came through, as far as its other lines tell. */
  enum Tabs {
    KEPT,
    EXPANDED,
    MIXED,
    UNKNOWN
  }

  /** Whether blanks at line ends came through. */
  enum Trailing {
    KEPT,
    LOST,
    UNKNOWN
  }

  /** Whether blanks of this text may have been tabs. */
  boolean tabsInDoubt(String text) {
    return switch (tabs) {
      case KEPT -> false;
      case EXPANDED, UNKNOWN -> true;
      case MIXED -> text.indexOf('\t') < 0;
    };
  }

  /** Old lines as the tree has them beside what came. */
  static final class Gathering {
    private final List<Expansion.Pair> changed = new ArrayList<>();
    private int tabsKept;
    private int tabsLost;
    private boolean tabInText;
    private boolean added;
    private int trailingKept;
    private int trailingLost;
    private int eaten;
    private int whole;
    private int collapsed;

    /** A physical line, whatever it is. */
    void text(String line) {
      tabInText |= line.indexOf('\t') >= 0;
    }

    /** The physical line with which a line ends. */
    void end(String line) {
      if (line.endsWith(" ") || line.endsWith("\t")) {
        trailingKept++;
      }
    }

    void added() {
      added = true;
    }

    /** A line that the tree has too. */
    void old(String before, List<String> pieces, Piece piece) {
      String first = piece.marked() ? pieces.get(0).substring(1) : pieces.get(0);
      boolean blankEnd = !before.equals(before.stripTrailing());
      if (pieces.size() == 2) {
        seam(before, first, pieces.get(1));
      }
      if (pieces.size() > 1 || piece.alike()) {
        return;
      }
      if (blankEnd && first.equals(first.stripTrailing())
          || before.isEmpty() && pieces.get(0).isEmpty()) {
        trailingLost++;
      }
      String after = first.stripTrailing();
      String wanted = before.stripTrailing();
      if (after.equals(wanted)) {
        tabsKept += wanted.indexOf('\t') >= 0 ? 1 : 0;
      } else if (piece.kind() == Kind.CONTEXT && after.equals(wanted.stripLeading())) {
        // The line lost what stood before it; that says nothing of tabs.
        return;
      } else if (wanted.indexOf('\t') >= 0 && after.indexOf('\t') < 0) {
        tabsLost++;
        changed.add(new Expansion.Pair(wanted, after));
        collapsed += isCollapsed(wanted, after) ? 1 : 0;
      } else if (isCollapsed(wanted, after)) {
        collapsed++;
      }
    }

    private static boolean isCollapsed(String wanted, String after) {
      return after.strip().equals(wanted.strip().replaceAll("[ \\t]{2,}", " ").replace('\t', ' '))
          && wanted.strip().matches("(?s).*\\S[ \\t]{2,}\\S.*");
    }

    private void seam(String before, String first, String second) {
      String tree = Expansion.USUAL.done(before).stripTrailing();
      for (boolean expand : new boolean[] {true, false}) {
        String line = expand ? tree : before.stripTrailing();
        if (line.equals((first + " " + second).stripTrailing())) {
          eaten++;
          return;
        }
        if (line.equals((first + second).stripTrailing())) {
          whole++;
          return;
        }
      }
    }

    Evidence sum() {
      Tabs tabs;
      if (tabsLost > 0) {
        tabs = tabInText ? Tabs.MIXED : Tabs.EXPANDED;
      } else {
        tabs = tabInText || tabsKept > 0 || !added ? Tabs.KEPT : Tabs.UNKNOWN;
      }
      Trailing trailing =
          trailingKept > 0 ? Trailing.KEPT : trailingLost > 0 ? Trailing.LOST : Trailing.UNKNOWN;
      Expansion expansion = Expansion.explaining(changed).orElse(Expansion.USUAL);
      boolean runs = collapsed > 0 && collapsed * 2 >= tabsLost;
      return new Evidence(tabs, expansion, trailing, eaten, whole, runs);
    }
  }
}
