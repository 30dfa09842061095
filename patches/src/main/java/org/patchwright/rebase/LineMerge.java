package org.patchwright.rebase;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jgit.diff.Edit;
import org.patchwright.rebase.Merge.Piece;
import org.patchwright.rebase.Merge.Side;
import org.patchwright.validate.Markers;

/**
 * What becomes of a target's lines when a change that was made elsewhere is made in them.
 *
 * @param lines the target with every change that found its way
 * @param marked the same with what did not between conflict markers
 * @param carried each piece that the change touches, by its range in the base
 */
record LineMerge(List<String> lines, List<String> marked, List<Carried> carried) {

  /** Declarations, entries by name, includes, objects of a Makefile. */
  private static final Pattern STANDS_ALONE =
      Pattern.compile(
          "\\s+(?!return\\b|goto\\b|else\\b)(\\w+[ *]+)+\\w+(\\[\\w*\\])?( = .*)?;"
              + "|\\s+\\.\\w+\\s*=[^={]*,"
              + "|#\\s*include [<\"].*"
              + "|(extern )?(\\w+[ *]+)+\\w+\\([^()]*\\);"
              + "|(obj|lib)-[\\w$()]+ *\\+= *[\\w./-]+");

  /**
   * One changed piece.
   *
   * @param ours where it begins in the target, from 0
   * @param line of the result, from 1, at which it stands
   */
  record Carried(int base, int baseEnd, How how, int ours, int line) {}

  /** The surest first: pieces that no more than this are beyond doubt. */
  How worst() {
    How worst = How.ALREADY;
    for (Carried one : carried) {
      worst = one.how().compareTo(worst) > 0 ? one.how() : worst;
    }
    return worst;
  }

  boolean isWhole() {
    return worst() != How.NOWHERE;
  }

  /** How much of the change did not come in; one conflict weighs more than all that is left out. */
  int lost() {
    int lost = 0;
    for (Carried one : carried) {
      lost += one.how() == How.NOWHERE ? 10_000 : one.how() == How.GONE ? 1 : 0;
    }
    return lost;
  }

  /**
   * @param base the lines that the change was made for
   * @param ours the target's
   * @param theirs the lines after the change
   * @param change the change's own edits, from base to theirs
   * @param since what happened to the base in the target, as edits from base to ours
   * @param fork the lines where base and target parted; empty if that is not known
   */
  static LineMerge of(
      List<String> base,
      List<String> ours,
      List<String> theirs,
      List<Edit> change,
      List<Edit> since,
      List<String> fork) {
    Merge merge = Merge.of(base.size(), since, change, true);
    List<String> lines = new ArrayList<>();
    List<String> marked = new ArrayList<>();
    List<Carried> carried = new ArrayList<>();
    for (Piece piece : merge.pieces()) {
      List<String> mine = ours.subList(piece.ours(), piece.oursEnd());
      List<String> old = base.subList(piece.base(), piece.baseEnd());
      List<String> now = theirs.subList(piece.theirs(), piece.theirsEnd());
      int line = lines.size() + 1;
      Resolved resolved =
          switch (piece.side()) {
            case NONE, OURS -> new Resolved(How.ALREADY, mine);
            case THEIRS -> new Resolved(How.APART, now);
            case BOTH -> resolve(piece, old, mine, now, change, since, fork);
          };
      lines.addAll(resolved.lines());
      marked.addAll(
          resolved.how() == How.NOWHERE ? Markers.around(mine, old, now) : resolved.lines());
      if (piece.side() == Side.THEIRS || piece.side() == Side.BOTH) {
        carried.add(new Carried(piece.base(), piece.baseEnd(), resolved.how(), piece.ours(), line));
      }
    }
    return new LineMerge(lines, marked, carried);
  }

  private record Resolved(How how, List<String> lines) {}

  private static Resolved resolve(
      Piece piece,
      List<String> old,
      List<String> mine,
      List<String> now,
      List<Edit> change,
      List<Edit> since,
      List<String> fork) {
    if (mine.equals(now)) {
      return new Resolved(How.ALREADY, mine);
    }
    List<Edit> here = within(since, piece.base(), piece.baseEnd(), piece.ours());
    List<Edit> there = within(change, piece.base(), piece.baseEnd(), piece.theirs());
    Merge loose = Merge.of(old.size(), here, there, false);
    if (loose.isClean()) {
      return new Resolved(How.ADJACENT, loose.merged(mine, now));
    }
    Optional<List<String>> finer = finer(loose, old, mine, now);
    if (finer.isPresent()) {
      return new Resolved(How.ADJACENT, finer.get());
    }
    Optional<List<String>> words = Words.merged(old, mine, now);
    if (words.isPresent()) {
      return new Resolved(How.WORDS, words.get());
    }
    Optional<List<String>> pairs = pairwise(old, mine, now, here, there);
    if (pairs.isPresent()) {
      return new Resolved(How.WORDS, pairs.get());
    }
    if (!mine.isEmpty() && covers(there, here) && Collections.indexOfSubList(fork, mine) >= 0) {
      return new Resolved(How.OLDER, now);
    }
    if (old.isEmpty() && standAlone(mine) && standAlone(now)) {
      List<String> both = new ArrayList<>(mine);
      both.addAll(now);
      return new Resolved(How.ORDER, both);
    }
    return new Resolved(mine.isEmpty() && !old.isEmpty() ? How.GONE : How.NOWHERE, mine);
  }

  /** Whether lines mean the same in whatever order they stand. */
  private static boolean standAlone(List<String> lines) {
    return !lines.isEmpty()
        && lines.stream().allMatch(line -> STANDS_ALONE.matcher(line.stripTrailing()).matches());
  }

  /**
   * Whether a change takes away all lines that another touches. Where the target's are those from
   * before both parted, the change was made knowing what came of them: it takes them away too.
   */
  private static boolean covers(List<Edit> change, List<Edit> other) {
    return other.stream()
        .allMatch(
            edit ->
                change.stream()
                    .anyMatch(
                        one ->
                            one.getLengthA() > 0
                                && one.getBeginA() <= edit.getBeginA()
                                && one.getEndA() >= edit.getEndA()));
  }

  /** Those of the pieces changed by both in which both did the same are no conflict. */
  private static Optional<List<String>> finer(
      Merge loose, List<String> old, List<String> mine, List<String> now) {
    List<String> all = new ArrayList<>();
    for (Piece piece : loose.pieces()) {
      List<String> one = mine.subList(piece.ours(), piece.oursEnd());
      List<String> other = now.subList(piece.theirs(), piece.theirsEnd());
      if (piece.side() == Side.THEIRS) {
        all.addAll(other);
      } else if (piece.side() != Side.BOTH || one.equals(other)) {
        all.addAll(one);
      } else {
        return Optional.empty();
      }
    }
    return all.equals(old) ? Optional.empty() : Optional.of(all);
  }

  /** Each line with the one that it became, and words only where both changed the same line. */
  private static Optional<List<String>> pairwise(
      List<String> old, List<String> mine, List<String> now, List<Edit> here, List<Edit> there) {
    Merge merge =
        Merge.of(old.size(), Pairs.cut(here, old, mine), Pairs.cut(there, old, now), false);
    List<String> all = new ArrayList<>();
    for (Piece piece : merge.pieces()) {
      List<String> one = mine.subList(piece.ours(), piece.oursEnd());
      List<String> other = now.subList(piece.theirs(), piece.theirsEnd());
      if (piece.side() == Side.THEIRS) {
        all.addAll(other);
      } else if (piece.side() != Side.BOTH || one.equals(other)) {
        all.addAll(one);
      } else {
        Optional<List<String>> words =
            Words.merged(old.subList(piece.base(), piece.baseEnd()), one, other);
        if (words.isEmpty()) {
          return Optional.empty();
        }
        all.addAll(words.get());
      }
    }
    return Optional.of(all);
  }

  /** The edits inside a range of the base, counted from its start. */
  private static List<Edit> within(List<Edit> edits, int from, int to, int otherFrom) {
    List<Edit> inside = new ArrayList<>();
    for (Edit edit : edits) {
      if (edit.getBeginA() >= from && edit.getEndA() <= to) {
        inside.add(
            new Edit(
                edit.getBeginA() - from,
                edit.getEndA() - from,
                edit.getBeginB() - otherFrom,
                edit.getEndB() - otherFrom));
      }
    }
    return inside;
  }
}
