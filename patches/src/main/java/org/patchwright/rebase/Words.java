package org.patchwright.rebase;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.diff.Edit;
import org.patchwright.rebase.Merge.Piece;
import org.patchwright.rebase.Merge.Side;

/** Merges two changes of the same lines word by word. */
final class Words {

  private Words() {}

  /**
   * @return empty where both changed the same words in different ways
   */
  static Optional<List<String>> merged(List<String> old, List<String> mine, List<String> now) {
    List<String> base = Texts.words(old);
    List<String> ours = Texts.words(mine);
    List<String> theirs = Texts.words(now);
    if (base.isEmpty() || (long) base.size() * ours.size() > 4_000_000) {
      return Optional.empty();
    }
    List<Edit> since = Texts.shortest(base, ours);
    List<Edit> change = Texts.shortest(base, theirs);
    Merge merge = Merge.of(base.size(), since, change, false);
    List<String> all = new ArrayList<>();
    for (Piece piece : merge.pieces()) {
      List<String> one = ours.subList(piece.ours(), piece.oursEnd());
      List<String> other = theirs.subList(piece.theirs(), piece.theirsEnd());
      if (piece.side() == Side.THEIRS) {
        all.addAll(other);
      } else if (piece.side() != Side.BOTH || one.equals(other)) {
        all.addAll(one);
      } else if (isBlank(one) && isBlank(base.subList(piece.base(), piece.baseEnd()))) {
        all.addAll(other);
      } else if (isBlank(other) && isBlank(base.subList(piece.base(), piece.baseEnd()))) {
        all.addAll(one);
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(Texts.lines(String.join("", all)));
  }

  private static boolean isBlank(List<String> words) {
    return words.stream().allMatch(String::isBlank);
  }
}
