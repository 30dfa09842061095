package org.patchwright.rebase;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.jgit.diff.Edit;

/**
 * Two changes of one sequence side by side, as in Khanna, Kunal and Pierce, "A Formal Investigation
 * of Diff3": cut into pieces that one side, the other, or both changed.
 */
record Merge(List<Piece> pieces) {

  /** Who changed a piece. */
  enum Side {
    NONE,
    OURS,
    THEIRS,
    BOTH
  }

  /** A piece by its ranges in the base, in ours and in theirs. */
  record Piece(Side side, int base, int baseEnd, int ours, int oursEnd, int theirs, int theirsEnd) {
    boolean isInsertion() {
      return base == baseEnd;
    }
  }

  /**
   * @param size of the base
   * @param ours edits from the base, in order
   * @param theirs likewise
   * @param touching whether changes that meet without overlapping count as one piece, as in git
   */
  static Merge of(int size, List<Edit> ours, List<Edit> theirs, boolean touching) {
    List<Piece> pieces = new ArrayList<>();
    int o = 0;
    int t = 0;
    int at = 0;
    int oursShift = 0;
    int theirsShift = 0;
    while (o < ours.size() || t < theirs.size()) {
      boolean oursFirst =
          t == theirs.size() || o < ours.size() && before(ours.get(o), theirs.get(t));
      Edit first = oursFirst ? ours.get(o) : theirs.get(t);
      int from = first.getBeginA();
      int to = first.getEndA();
      int oursFrom = o;
      int theirsFrom = t;
      if (oursFirst) {
        o++;
      } else {
        t++;
      }
      boolean grown = true;
      while (grown) {
        grown = false;
        while (o < ours.size() && joins(from, to, ours.get(o), touching)) {
          to = Math.max(to, ours.get(o++).getEndA());
          grown = true;
        }
        while (t < theirs.size() && joins(from, to, theirs.get(t), touching)) {
          to = Math.max(to, theirs.get(t++).getEndA());
          grown = true;
        }
      }
      if (from > at) {
        pieces.add(piece(Side.NONE, at, from, oursShift, oursShift, theirsShift, theirsShift));
      }
      int oursAfter = o > oursFrom ? shift(ours.get(o - 1)) : oursShift;
      int theirsAfter = t > theirsFrom ? shift(theirs.get(t - 1)) : theirsShift;
      Side side = o == oursFrom ? Side.THEIRS : t == theirsFrom ? Side.OURS : Side.BOTH;
      pieces.add(piece(side, from, to, oursShift, oursAfter, theirsShift, theirsAfter));
      oursShift = oursAfter;
      theirsShift = theirsAfter;
      at = to;
    }
    if (at < size) {
      pieces.add(piece(Side.NONE, at, size, oursShift, oursShift, theirsShift, theirsShift));
    }
    return new Merge(pieces);
  }

  private static boolean before(Edit one, Edit other) {
    return one.getBeginA() != other.getBeginA()
        ? one.getBeginA() < other.getBeginA()
        : one.getEndA() <= other.getEndA();
  }

  /** Two insertions at one place have no order, so they are one piece even if nothing overlaps. */
  private static boolean joins(int from, int to, Edit edit, boolean touching) {
    boolean overlaps = edit.getBeginA() < to && edit.getEndA() > from;
    boolean bothInsert = from == to && edit.getLengthA() == 0 && edit.getBeginA() == from;
    boolean meets = edit.getBeginA() <= to && edit.getEndA() >= from;
    return overlaps || bothInsert || (touching && meets);
  }

  private static int shift(Edit edit) {
    return edit.getEndB() - edit.getEndA();
  }

  private static Piece piece(
      Side side, int from, int to, int ours, int oursEnd, int theirs, int theirsEnd) {
    return new Piece(side, from, to, from + ours, to + oursEnd, from + theirs, to + theirsEnd);
  }

  boolean isClean() {
    return pieces.stream().noneMatch(piece -> piece.side() == Side.BOTH);
  }

  /** The merged sequence of a clean merge. */
  List<String> merged(List<String> ours, List<String> theirs) {
    List<String> all = new ArrayList<>();
    for (Piece piece : pieces) {
      all.addAll(
          piece.side() == Side.THEIRS
              ? theirs.subList(piece.theirs(), piece.theirsEnd())
              : ours.subList(piece.ours(), piece.oursEnd()));
    }
    return all;
  }
}
