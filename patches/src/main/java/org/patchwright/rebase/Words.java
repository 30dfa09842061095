package org.patchwright.rebase;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
    List<String> meant = withoutMereBlanks(change, base, theirs, since);
    if (!meant.equals(theirs)) {
      theirs = meant;
      change = Texts.shortest(base, theirs);
    }
    Merge merge = Merge.of(base.size(), since, change, false);
    List<String> all = new ArrayList<>();
    for (Piece piece : merge.pieces()) {
      List<String> one = ours.subList(piece.ours(), piece.oursEnd());
      List<String> other = theirs.subList(piece.theirs(), piece.theirsEnd());
      if (piece.side() == Side.THEIRS) {
        all.addAll(other);
      } else if (piece.side() != Side.BOTH || one.equals(other)) {
        all.addAll(one);
      } else if (sameMeaning(base.subList(piece.base(), piece.baseEnd()), one)) {
        all.addAll(other);
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

  /** The change but for other line breaks, which are of no use in words that the target has not. */
  private static List<String> withoutMereBlanks(
      List<Edit> change, List<String> base, List<String> theirs, List<Edit> since) {
    List<String> kept = new ArrayList<>();
    int at = 0;
    for (Edit edit : change) {
      boolean mere =
          edit.getLengthA() > 0
              && isBlank(base.subList(edit.getBeginA(), edit.getEndA()))
              && isBlank(theirs.subList(edit.getBeginB(), edit.getEndB()))
              && since.stream()
                  .anyMatch(
                      other ->
                          other.getBeginA() <= edit.getEndA()
                              && other.getEndA() >= edit.getBeginA());
      kept.addAll(theirs.subList(at, edit.getBeginB()));
      kept.addAll(
          mere
              ? base.subList(edit.getBeginA(), edit.getEndA())
              : theirs.subList(edit.getBeginB(), edit.getEndB()));
      at = edit.getEndB();
    }
    kept.addAll(theirs.subList(at, theirs.size()));
    return kept;
  }

  /**
   * Whether two words are one in C or differ in case alone: what the target spells in another way
   * it did not change. The other way round, the spelling may be what the change is about.
   */
  private static boolean sameMeaning(List<String> one, List<String> other) {
    if (one.size() != 1 || other.size() != 1 || !Texts.isName(one.get(0).charAt(0))) {
      return false;
    }
    return spelled(one.get(0)).equals(spelled(other.get(0)));
  }

  static String spelled(String word) {
    String small = word.toLowerCase(Locale.ROOT);
    return switch (small) {
      case "true" -> "1";
      case "false" -> "0";
      case "bool_t", "_bool" -> "bool";
      case "u8", "u16", "u32", "u64" -> "uint" + small.substring(1) + "_t";
      case "__u8", "__u16", "__u32", "__u64" -> "uint" + small.substring(3) + "_t";
      default -> small;
    };
  }

  private static boolean isBlank(List<String> words) {
    return words.stream().allMatch(String::isBlank);
  }
}
