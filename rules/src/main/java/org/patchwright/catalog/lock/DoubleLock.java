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
import org.patchwright.syntax.Node;

/** A lock is not taken by a task that holds it. */
@Check(
    summary = "lock taken while held",
    severity = Severity.ERROR,
    triggers = {
      "spin_lock",
      "spin_lock_bh",
      "spin_lock_irq",
      "spin_lock_irqsave",
      "raw_spin_lock",
      "raw_spin_lock_irqsave",
      "write_lock",
      "write_lock_bh",
      "write_lock_irq",
      "write_lock_irqsave",
      "mutex_lock",
      "down_write"
    })
public final class DoubleLock implements Rule {

  @Override
  public Stream<Finding> check(FunctionFacts function) {
    return function.under(Locks.LOCK).misuses().stream()
        .filter(misuse -> misuse.to().equals(Locks.Lock.HELD.name()))
        .filter(misuse -> !Locks.SHARED.contains(name(misuse.track().origin())))
        .map(misuse -> twice(function, misuse));
  }

  private static String name(Node call) {
    return call.children().isEmpty() ? "" : call.children().get(0).text();
  }

  private static Finding twice(FunctionFacts function, Misuse misuse) {
    return Finding.at(misuse.call(), "%s is taken while it is held", misuse.track().label())
        .steps(Path.notes(misuse.trace()))
        .step(Note.at(misuse.track().origin(), "%s was taken here", misuse.track().label()))
        .about(function.name(), misuse.track().label());
  }
}
