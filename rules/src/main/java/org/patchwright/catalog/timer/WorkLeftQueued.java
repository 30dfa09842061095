package org.patchwright.catalog.timer;

import java.util.List;
import java.util.stream.Stream;
import org.patchwright.fact.TreeFacts;
import org.patchwright.rule.Check;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Rule;
import org.patchwright.rule.Severity;

/** Work is cancelled before the memory that holds it is freed. */
@Check(
    summary = "work still queued when its owner is freed",
    severity = Severity.ERROR,
    triggers = {"schedule_work", "schedule_delayed_work", "queue_work", "queue_delayed_work"})
public final class WorkLeftQueued implements Rule {

  private static final Armed ARMED =
      new Armed(
          "work",
          "schedule_work|schedule_delayed_work|queue_work|queue_delayed_work|mod_delayed_work",
          "cancel_work(_sync)?|cancel_delayed_work(_sync)?|flush_(scheduled_work|work|delayed_work|workqueue)|destroy_workqueue|drain_workqueue");

  @Override
  public Stream<Finding> check(TreeFacts file) {
    List<Finding> freed = ARMED.neverEnded(file).toList();
    return Stream.concat(freed.stream(), ARMED.leftByDriver(file, Armed.subjects(freed)));
  }
}
