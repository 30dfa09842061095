package org.patchwright.catalog.lock;

import java.util.stream.Stream;
import org.patchwright.fact.TreeFacts;
import org.patchwright.lockset.Inversion;
import org.patchwright.rule.Check;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Note;
import org.patchwright.rule.Rank;
import org.patchwright.rule.Rule;
import org.patchwright.rule.Severity;
import org.patchwright.rule.Words;

/** Who takes two locks takes them in one order everywhere. */
@Check(
    summary = "two locks taken in both orders",
    noFix = "which of the two orders is meant is the author's to say",
    severity = Severity.WARNING,
    words = Words.LOCKS_TAKEN)
public final class LockOrder implements Rule {

  @Override
  public Stream<Finding> check(TreeFacts file) {
    return file.locking().inversions(file.unit()).stream().map(LockOrder::inverted);
  }

  private static Finding inverted(Inversion inversion) {
    Inversion.Side rare = inversion.rare();
    Inversion.Side usual = inversion.usual();
    return Finding.at(
            rare.secondAt(),
            "%s is taken under %s%s, but %s() takes them the other way round",
            rare.second(),
            rare.first(),
            where(rare),
            usual.function().name())
        .ranked(Rank.STYLE)
        .step(Note.at(rare.firstAt(), "%s is taken first here", rare.first()))
        .step(Note.at(rare.secondAt(), "then %s%s", rare.second(), where(rare)))
        .step(
            Note.at(
                usual.firstAt(), "in %s(), %s is first", usual.function().name(), usual.first()))
        .step(Note.at(usual.secondAt(), "then %s%s", usual.second(), where(usual)))
        .about(rare.function().name(), rare.second());
  }

  private static String where(Inversion.Side side) {
    return side.through().isEmpty() ? "" : " in " + side.through() + "()";
  }
}
