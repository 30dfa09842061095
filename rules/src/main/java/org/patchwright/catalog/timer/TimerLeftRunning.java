package org.patchwright.catalog.timer;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.patchwright.fact.TreeFacts;
import org.patchwright.rule.Check;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Rule;
import org.patchwright.rule.Severity;

/** A timer is stopped before the memory that holds it is freed. */
@Check(
    summary = "timer still armed when its owner is freed",
    severity = Severity.ERROR,
    triggers = {
      "mod_timer",
      "add_timer",
      "init_timer",
      "setup_timer",
      "timer_setup",
      "hrtimer_init",
      "hrtimer_setup"
    })
public final class TimerLeftRunning implements Rule {

  private static final String SETS_UP = "init_timer|setup_timer|timer_setup|timer_setup_on_stack";

  private static final Armed ARMED =
      new Armed(
          "timer",
          "mod_timer|add_timer",
          "(try_to_)?del_timer(_sync)?|timer_shutdown(_sync)?|timer_delete(_sync)?|del_singleshot_timer_sync");

  private static final Armed FINE =
      new Armed(
          "timer",
          "hrtimer_start(_range_ns|_expires)?|hrtimer_restart",
          "hrtimer_cancel|hrtimer_try_to_cancel");

  @Override
  public Stream<Finding> check(TreeFacts file) {
    List<Finding> others =
        Stream.concat(ARMED.neverEnded(file), ARMED.neverStopped(file, SETS_UP)).toList();
    Set<String> told = Armed.subjects(others);
    return Stream.of(
            others.stream(),
            ARMED.leftByDriver(file, SETS_UP, told),
            FINE.leftByDriver(file, "hrtimer_init|hrtimer_setup", told))
        .flatMap(all -> all);
  }
}
