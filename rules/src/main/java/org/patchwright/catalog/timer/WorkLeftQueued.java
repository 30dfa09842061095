package org.patchwright.catalog.timer;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.patchwright.fact.TreeFacts;
import org.patchwright.rule.Check;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Rank;
import org.patchwright.rule.Rule;
import org.patchwright.rule.Severity;

/** Work is cancelled before the memory that holds it is freed. */
@Check(
    summary = "work still queued when its owner is freed",
    severity = Severity.ERROR,
    triggers = {
      "schedule_work",
      "schedule_delayed_work",
      "queue_work",
      "queue_delayed_work",
      "tasklet_setup",
      "tasklet_init"
    })
public final class WorkLeftQueued implements Rule {

  private static final Armed ARMED =
      new Armed(
          "work",
          "schedule_work|schedule_delayed_work|queue_work|queue_delayed_work|mod_delayed_work",
          "cancel_work(_sync)?|cancel_delayed_work(_sync)?|flush_(scheduled_work|work|delayed_work|workqueue)|destroy_workqueue|drain_workqueue");

  /** Most are scheduled by an interrupt that is freed, and run before anybody sees. */
  private static final Armed TASKLET =
      new Armed("tasklet", "tasklet_(hi_)?schedule", "tasklet_(kill|disable)");

  @Override
  public Stream<Finding> check(TreeFacts file) {
    List<Finding> freed = ARMED.neverEnded(file).toList();
    Set<String> told = Armed.subjects(freed);
    return Stream.of(
            freed.stream(),
            ARMED.leftByDriver(file, "INIT_(DEFERRABLE_|DELAYED_)?WORK", told),
            TASKLET
                .leftByDriver(file, "tasklet_(setup|init)", told)
                .map(finding -> finding.ranked(Rank.STYLE)))
        .flatMap(all -> all);
  }
}
