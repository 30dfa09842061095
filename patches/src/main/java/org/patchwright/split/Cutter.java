package org.patchwright.split;

import java.util.ArrayList;
import java.util.List;
import org.patchwright.diff.FileDiff;
import org.patchwright.diff.Hunk;
import org.patchwright.diff.HunkLine;
import org.patchwright.validate.Hygiene;

/**
 * Cuts a file's change into the smallest pieces that can be put in one by one: what is whole in the
 * syntax of both versions is cut off, and so are lines of commented-out code wherever they are.
 */
final class Cutter {

  private final FileDiff diff;
  private final Structure before;
  private final Structure after;
  private final int first;
  private final List<Piece> pieces = new ArrayList<>();

  private Cutter(FileDiff diff, Structure before, Structure after, int first) {
    this.diff = diff;
    this.before = before;
    this.after = after;
    this.first = first;
  }

  /**
   * @param first number of the first piece
   * @return in the order of the file; all of them give the version after
   */
  static List<Piece> pieces(FileDiff diff, Structure before, Structure after, int first) {
    Cutter cutter = new Cutter(diff, before, after, first);
    for (Hunk hunk : diff.hunks()) {
      cutter.hunk(hunk);
    }
    return List.copyOf(cutter.pieces);
  }

  private void hunk(Hunk hunk) {
    int old = hunk.oldStart() - (hunk.oldCount() == 0 ? 0 : 1);
    int now = hunk.newStart() - (hunk.newCount() == 0 ? 0 : 1);
    int oldFrom = old;
    int newFrom = now;
    for (HunkLine line : hunk.lines()) {
      if (line.kind() == HunkLine.Kind.CONTEXT) {
        run(oldFrom, old, newFrom, now);
        oldFrom = old + 1;
        newFrom = now + 1;
      }
      old += line.kind().inOld() ? 1 : 0;
      now += line.kind().inNew() ? 1 : 0;
    }
    run(oldFrom, old, newFrom, now);
  }

  private void run(int oldFrom, int oldEnd, int newFrom, int newEnd) {
    if (oldFrom == oldEnd && newFrom == newEnd) {
      return;
    }
    List<Integer> olds = before.cuts(oldFrom, oldEnd);
    List<Integer> news = after.cuts(newFrom, newEnd);
    if (!before.isWhole(oldFrom, oldEnd) || !after.isWhole(newFrom, newEnd)) {
      without(oldFrom, oldEnd, newFrom, newEnd);
      return;
    }
    int[][] same = common(oldFrom, olds, newFrom, news);
    int o = 0;
    int n = 0;
    int oldAt = oldFrom;
    int newAt = newFrom;
    int oldOpen = oldFrom;
    int newOpen = newFrom;
    while (o < olds.size() && n < news.size()) {
      if (isSame(oldAt, olds.get(o), newAt, news.get(n))) {
        between(oldOpen, oldAt, newOpen, newAt);
        add(oldAt, olds.get(o), newAt, news.get(n));
        oldAt = olds.get(o++);
        newAt = news.get(n++);
        oldOpen = oldAt;
        newOpen = newAt;
      } else if (same[o + 1][n] >= same[o][n + 1]) {
        oldAt = olds.get(o++);
      } else {
        newAt = news.get(n++);
      }
    }
    between(oldOpen, oldEnd, newOpen, newEnd);
  }

  /** Lengths of the longest common lists of parts behind each place. */
  private int[][] common(int oldFrom, List<Integer> olds, int newFrom, List<Integer> news) {
    int[][] same = new int[olds.size() + 1][news.size() + 1];
    for (int o = olds.size() - 1; o >= 0; o--) {
      for (int n = news.size() - 1; n >= 0; n--) {
        int oldAt = o == 0 ? oldFrom : olds.get(o - 1);
        int newAt = n == 0 ? newFrom : news.get(n - 1);
        same[o][n] =
            isSame(oldAt, olds.get(o), newAt, news.get(n))
                ? same[o + 1][n + 1] + 1
                : Math.max(same[o + 1][n], same[o][n + 1]);
      }
    }
    return same;
  }

  private boolean isSame(int oldFrom, int oldEnd, int newFrom, int newEnd) {
    String text = Piece.squeezed(before.lines().subList(oldFrom, oldEnd));
    return !text.isEmpty() && text.equals(Piece.squeezed(after.lines().subList(newFrom, newEnd)));
  }

  /** What stands between parts that are alike. */
  private void between(int oldFrom, int oldEnd, int newFrom, int newEnd) {
    int at = newFrom;
    if (oldFrom == oldEnd) {
      for (int cut : after.cuts(newFrom, newEnd)) {
        without(oldFrom, oldFrom, at, cut);
        at = cut;
      }
    } else if (newFrom == newEnd) {
      at = oldFrom;
      for (int cut : before.cuts(oldFrom, oldEnd)) {
        add(at, cut, newFrom, newFrom);
        at = cut;
      }
    } else {
      without(oldFrom, oldEnd, newFrom, newEnd);
    }
  }

  /** One piece, but for the lines of commented-out code in it. */
  private void without(int oldFrom, int oldEnd, int newFrom, int newEnd) {
    int at = newFrom;
    int old = oldFrom;
    for (int line = newFrom; line < newEnd; line++) {
      if (Hygiene.isLeftOver(diff.path(), after.lines().get(line).stripTrailing())) {
        if (at < line) {
          add(old, oldEnd, at, line);
          old = oldEnd;
        }
        int end = line + 1;
        // A blank line behind the last goes with it, where nothing else is here.
        while (old == oldEnd && end < newEnd && isBlank(end, newEnd)) {
          end++;
        }
        add(old, old, line, end);
        at = end;
        line = end - 1;
      }
    }
    add(old, oldEnd, at, newEnd);
  }

  private boolean isBlank(int from, int end) {
    return Piece.squeezed(after.lines().subList(from, end)).isEmpty();
  }

  private void add(int oldFrom, int oldEnd, int newFrom, int newEnd) {
    List<String> old = before.lines().subList(oldFrom, oldEnd);
    List<String> now = after.lines().subList(newFrom, newEnd);
    if (!old.equals(now)) {
      pieces.add(new Piece(first + pieces.size(), diff.path(), oldFrom, newFrom, old, now));
    }
  }
}
