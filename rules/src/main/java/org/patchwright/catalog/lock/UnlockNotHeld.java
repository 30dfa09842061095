package org.patchwright.catalog.lock;

import java.util.stream.Stream;
import org.patchwright.fact.FunctionFacts;
import org.patchwright.rule.Check;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Note;
import org.patchwright.rule.Path;
import org.patchwright.rule.Rule;
import org.patchwright.rule.Severity;
import org.patchwright.summary.Misuse;

/** A lock is released once for each time that it is taken. */
@Check(
    summary = "lock released twice",
    severity = Severity.ERROR,
    triggers = {
      "spin_unlock", "spin_unlock_bh", "spin_unlock_irq", "spin_unlock_irqrestore",
      "raw_spin_unlock", "raw_spin_unlock_irqrestore", "read_unlock", "write_unlock",
      "mutex_unlock", "up_read", "up_write"
    })
public final class UnlockNotHeld implements Rule {

  @Override
  public Stream<Finding> check(FunctionFacts function) {
    return function.under(Locks.LOCK).misuses().stream()
        .filter(misuse -> misuse.to().equals(Locks.Lock.FREE.name()))
        .filter(misuse -> !misuse.call().text().startsWith("up("))
        .map(misuse -> twice(function, misuse));
  }

  private static Finding twice(FunctionFacts function, Misuse misuse) {
    return Finding.at(misuse.call(), "%s is released while it is free", misuse.track().label())
        .steps(Path.notes(misuse.trace()))
        .step(Note.at(misuse.track().origin(), "%s was released here", misuse.track().label()))
        .about(function.name(), misuse.track().label());
  }
}
