package org.patchwright.repair;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.patchwright.repair.HunkSearch.Found;
import org.patchwright.repair.HunkSearch.Mode;
import org.patchwright.repair.Layout.RawFile;
import org.patchwright.repair.Layout.RawHunk;

/** Finds where in the tree's file each damaged hunk stands, and how it can be read there. */
final class Locator {

  private static final int MOST_PLACES = 40;
  private static final int MOST_WAYS = 16;
  private static final int MISCOUNTED = 12;

  /**
   * A hunk with its place.
   *
   * @param ways to read it, the cheapest first; at least one
   * @param oldStart as in {@link org.patchwright.diff.Hunk}
   * @param inTree whether the old lines are the tree's
   */
  record Located(RawHunk raw, List<Found> ways, int oldStart, Mode mode, boolean inTree) {

    Located {
      ways = List.copyOf(ways);
    }

    Found best() {
      return ways.get(0);
    }

    /** Whether another reading is about as likely. */
    boolean isAmbiguous() {
      return ways.size() > 1 && ways.get(1).cost() - ways.get(0).cost() < 3;
    }
  }

  private final List<String> squeezed;
  private final Budget budget;

  /**
   * @param tree the file's lines
   */
  Locator(List<String> tree, Budget budget) {
    this.squeezed = tree.stream().map(HunkSearch::squeeze).toList();
    this.budget = budget;
  }

  /** The hunks of a file in its order; empty for one that has no place. */
  List<Optional<Located>> locate(RawFile file) {
    List<Optional<Located>> all = new ArrayList<>();
    int shift = 0;
    for (RawHunk hunk : file.hunks()) {
      Optional<Located> found = locate(hunk, shift);
      shift = found.map(at -> at.oldStart() - hunk.oldStart()).orElse(shift);
      all.add(found);
    }
    return all;
  }

  private Optional<Located> locate(RawHunk hunk, int shift) {
    int first = hunk.oldCount() == 0 ? hunk.oldStart() : hunk.oldStart() - 1;
    List<Integer> places = places(hunk, first + shift);
    for (Mode mode : Mode.values()) {
      for (int place :
          mode == Mode.EXACT ? places : places.subList(0, Math.min(3, places.size()))) {
        Optional<Located> found = at(hunk, place, mode);
        if (found.isPresent() && found.get().best().cost() > MISCOUNTED && mode != Mode.UNCOUNTED) {
          // A wrong count is likelier than what it takes to make so bad a reading right.
          Optional<Located> uncounted = at(hunk, place, Mode.UNCOUNTED);
          boolean better =
              uncounted.isPresent()
                  && uncounted.get().best().cost() + MISCOUNTED < found.get().best().cost();
          return better ? uncounted : found;
        }
        if (found.isPresent() || budget.isSpent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Located> at(RawHunk hunk, int place, Mode mode) {
    int end = mode == Mode.UNCOUNTED ? squeezed.size() : place + hunk.oldCount();
    if (place < 0 || place > squeezed.size() || end > squeezed.size()) {
      return Optional.empty();
    }
    HunkSearch search =
        new HunkSearch(hunk, Optional.of(squeezed.subList(place, end)), mode, budget);
    Optional<Found> found = search.find();
    if (found.isEmpty()) {
      return Optional.empty();
    }
    List<Found> ways = found.get().cost() == 0 ? List.of(found.get()) : search.find(MOST_WAYS);
    if (ways.isEmpty()) {
      ways = List.of(found.get());
    }
    long old = old(ways.get(0));
    // All ways must end at the same line of the tree.
    ways = ways.stream().filter(way -> old(way) == old).toList();
    return Optional.of(new Located(hunk, ways, old == 0 ? place : place + 1, mode, true));
  }

  private static long old(Found way) {
    return way.pieces().stream().filter(piece -> piece.kind().inOld()).count();
  }

  /** Where a hunk may stand: as it says, then by the distance from there. */
  private List<Integer> places(RawHunk hunk, int said) {
    List<Integer> places = new ArrayList<>(List.of(said));
    String anchor = anchor(hunk);
    if (hunk.oldCount() == 0 || anchor.isEmpty()) {
      return places;
    }
    for (int distance = 1; distance < squeezed.size() && places.size() < MOST_PLACES; distance++) {
      for (int place : new int[] {said - distance, said + distance}) {
        if (place >= 0 && place < squeezed.size() && near(place, anchor)) {
          places.add(place);
        }
      }
    }
    return places;
  }

  private static String anchor(RawHunk hunk) {
    for (int i = 0; i < hunk.lines().size(); i++) {
      String line = hunk.lines().get(i);
      String text = hunk.squeezed().get(i);
      if (!line.startsWith("+") && text.length() > 3) {
        return line.startsWith("-") ? text.substring(1) : text;
      }
    }
    return "";
  }

  private boolean near(int place, String anchor) {
    for (int i = place; i < Math.min(squeezed.size(), place + 6); i++) {
      if (squeezed.get(i).startsWith(anchor)) {
        return true;
      }
    }
    return false;
  }

  /** Reads a hunk by its form alone. */
  static Optional<Located> byForm(RawHunk hunk, Budget budget) {
    for (Mode mode : List.of(Mode.EXACT, Mode.UNCOUNTED)) {
      HunkSearch search = new HunkSearch(hunk, Optional.empty(), mode, budget);
      Optional<Found> found = search.find();
      if (found.isPresent()) {
        List<Found> ways = found.get().cost() == 0 ? List.of(found.get()) : search.find(2);
        return Optional.of(
            new Located(
                hunk, ways.isEmpty() ? List.of(found.get()) : ways, hunk.oldStart(), mode, false));
      }
    }
    return Optional.empty();
  }
}
