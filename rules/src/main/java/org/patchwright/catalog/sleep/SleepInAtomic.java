package org.patchwright.catalog.sleep;

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

/** Nothing sleeps while a spin lock is held, or while interrupts or preemption are off. */
@Check(
    summary = "call that may sleep in atomic context",
    noFix = "what may move out of the atomic part is the author's to say",
    severity = Severity.ERROR,
    words = Words.LOCKS_TAKEN)
public final class SleepInAtomic implements Rule {

  @Override
  public Stream<Finding> check(FunctionFacts function) {
    if (!function.tree().isLinux(function.unit())) {
      // What is named alike elsewhere need not sleep.
      return Stream.empty();
    }
    return function.locking().misuses(function.function()).stream()
        .filter(misuse -> misuse.wrong() == Wrong.SLEEPS)
        .map(misuse -> sleeps(function, misuse));
  }

  private static Finding sleeps(FunctionFacts function, Misuse misuse) {
    String label = misuse.hold().label();
    String where = misuse.through().isEmpty() ? "" : " in " + misuse.through() + "()";
    Finding finding =
        Finding.at(misuse.at(), "%s%s may sleep while %s is held", misuse.what(), where, label)
            .steps(Path.notes(misuse.trace()))
            .step(Note.at(misuse.hold().at(), "%s was taken here", label))
            .about(function.name(), misuse.what());
    return misuse.through().isEmpty() ? finding : finding.likely();
  }
}
