package org.patchwright.catalog.lock;

import java.util.stream.Stream;
import org.patchwright.fact.FunctionFacts;
import org.patchwright.lockset.LockSummary.Misuse;
import org.patchwright.lockset.LockSummary.Wrong;
import org.patchwright.rule.Check;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Note;
import org.patchwright.rule.Path;
import org.patchwright.rule.Rule;
import org.patchwright.rule.Severity;
import org.patchwright.rule.Words;

/** A lock is released once for each time that it is taken. */
@Check(
    summary = "lock released twice",
    noFix = "whether a lock is missing before or an unlock is too many is the author's to say",
    severity = Severity.ERROR,
    words = Words.LOCKS_RELEASED)
public final class UnlockNotHeld implements Rule {

  @Override
  public Stream<Finding> check(FunctionFacts function) {
    return function.locking().misuses(function.function()).stream()
        .filter(misuse -> misuse.wrong() == Wrong.RELEASED_TWICE)
        .map(misuse -> twice(function, misuse));
  }

  private static Finding twice(FunctionFacts function, Misuse misuse) {
    String label = misuse.hold().label();
    String where = misuse.through().isEmpty() ? "" : ", in " + misuse.through() + "()";
    return Finding.at(misuse.at(), "%s is released while it is free%s", label, where)
        .steps(Path.notes(misuse.trace()))
        .step(Note.at(misuse.hold().at(), "%s was released here", label))
        .about(function.name(), label);
  }
}
