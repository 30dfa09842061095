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

/** A lock is not taken by a task that holds it. */
@Check(
    summary = "lock taken while held",
    noFix = "whether a lock is too many or an unlock is missing is the author's to say",
    severity = Severity.ERROR,
    words = Words.LOCKS_TAKEN)
public final class DoubleLock implements Rule {

  @Override
  public Stream<Finding> check(FunctionFacts function) {
    return function.locking().misuses(function.function()).stream()
        .filter(misuse -> misuse.wrong() == Wrong.TAKEN_TWICE)
        .map(misuse -> twice(function, misuse));
  }

  private static Finding twice(FunctionFacts function, Misuse misuse) {
    String label = misuse.hold().label();
    String where = misuse.through().isEmpty() ? "" : ", in " + misuse.through() + "()";
    return Finding.at(misuse.at(), "%s is taken while it is held%s", label, where)
        .steps(Path.notes(misuse.trace()))
        .step(Note.at(misuse.hold().at(), "%s was taken here", label))
        .about(function.name(), label);
  }
}
