package org.patchwright.catalog.sleep;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.patchwright.dataflow.Lowered;
import org.patchwright.dataflow.PathState;
import org.patchwright.dataflow.Paths;
import org.patchwright.dataflow.Step;
import org.patchwright.fact.FunctionFacts;
import org.patchwright.rule.Check;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Note;
import org.patchwright.rule.Path;
import org.patchwright.rule.Rule;
import org.patchwright.rule.Severity;
import org.patchwright.symbol.Function;
import org.patchwright.syntax.Node;

/** Nothing sleeps while a spin lock is held. */
@Check(
    summary = "call that may sleep under a spin lock",
    severity = Severity.ERROR,
    triggers = {
      "spin_lock",
      "spin_lock_bh",
      "spin_lock_irq",
      "spin_lock_irqsave",
      "raw_spin_lock",
      "raw_spin_lock_irqsave",
      "read_lock",
      "write_lock",
      "read_lock_irqsave",
      "write_lock_irqsave",
      "write_lock_bh",
      "read_lock_bh",
      "write_lock_irq"
    })
public final class SleepInAtomic implements Rule {

  private static final Pattern TAKE =
      Pattern.compile("(raw_)?(spin|read|write)_lock(_bh|_irq|_irqsave)?");

  private static final Set<String> SLEEPS =
      Set.of(
          "msleep",
          "msleep_interruptible",
          "ssleep",
          "usleep_range",
          "fsleep",
          "mutex_lock",
          "mutex_lock_interruptible",
          "down",
          "down_interruptible",
          "down_read",
          "down_write",
          "schedule_timeout",
          "schedule_timeout_interruptible",
          "schedule_timeout_uninterruptible",
          "wait_for_completion",
          "wait_for_completion_timeout",
          "wait_for_completion_interruptible",
          "copy_from_user",
          "copy_to_user",
          "flush_work",
          "flush_workqueue",
          "flush_scheduled_work",
          "cancel_work_sync",
          "cancel_delayed_work_sync",
          "kthread_stop",
          "vmalloc",
          "vzalloc",
          "vfree",
          "synchronize_rcu",
          "synchronize_net",
          "synchronize_irq",
          "free_irq",
          "request_irq",
          "request_threaded_irq",
          "register_netdev",
          "unregister_netdev",
          "request_firmware",
          "usb_control_msg",
          "usb_bulk_msg",
          "wait_event",
          "wait_event_timeout",
          "wait_event_interruptible",
          "device_register",
          "device_unregister",
          "regulator_enable",
          "regulator_disable",
          "clk_prepare",
          "clk_prepare_enable",
          "flush_delayed_work",
          "destroy_workqueue",
          "del_gendisk",
          "blk_cleanup_queue",
          "xenbus_printf",
          "xenbus_read",
          "unbind_from_irqhandler",
          "usb_kill_urb",
          "napi_disable",
          "disable_irq",
          "dma_free_coherent_sleeping");

  private static final Pattern ALLOCATES =
      Pattern.compile(
          "k[mzc]?alloc\\w*|kmemdup|kstrdup|kasprintf|alloc_skb|usb_submit_urb|kmem_cache_\\w*alloc|__get_free_pages?|alloc_pages?");

  @Override
  public Stream<Finding> check(FunctionFacts function) {
    Lowered body = function.lowered();
    Map<Integer, Finding> found = new LinkedHashMap<>();
    for (Step.Call call : body.calls()) {
      if (TAKE.matcher(call.callee()).matches() && !call.arguments().isEmpty()) {
        new Held(function, body, call, found).run();
      }
    }
    return found.values().stream();
  }

  /** How a call may sleep; empty if it does not, as far as is known. */
  private static Optional<String> sleeps(Step.Call call) {
    String name = call.callee();
    if (SLEEPS.contains(name)) {
      return Optional.of(name + "()");
    }
    if (ALLOCATES.matcher(name).matches()
        && call.texts().stream().map(Node::text).anyMatch(SleepInAtomic::mayWait)) {
      return Optional.of(name + "(GFP_KERNEL)");
    }
    return Optional.empty();
  }

  private static boolean mayWait(String flags) {
    return flags.matches("GFP_(KERNEL|NOIO|NOFS|USER)\\b.*");
  }

  private static final class Held extends Paths {
    private final FunctionFacts facts;
    private final Step.Call site;
    private final Map<Integer, Finding> found;
    private final String release;
    private final Map<Function, Optional<String>> known = new HashMap<>();

    Held(FunctionFacts facts, Lowered body, Step.Call site, Map<Integer, Finding> found) {
      super(body);
      this.facts = facts;
      this.site = site;
      this.found = found;
      this.release = site.callee().replaceFirst("lock.*", "unlock");
    }

    @Override
    protected void called(Step.Call call, PathState state) {
      if (call.equals(site)) {
        state.begin(1, state.value(call.arguments().get(0)));
        state.step(call.node(), "taken here");
        return;
      }
      if (state.status() != 1) {
        return;
      }
      if (call.callee().startsWith(release)) {
        // Of whatever lock: two that are held at once are released in an order of their own.
        if (call.arguments().isEmpty()
            || state.value(call.arguments().get(0)).equals(state.handle())
            || call.texts().get(0).text().equals(site.texts().get(0).text())) {
          state.status(0);
        }
        return;
      }
      if (call.callee().contains("unlock")) {
        state.status(0);
        return;
      }
      Optional<String> how = sleeps(call);
      if (how.isPresent()) {
        report(call, how.get(), state);
        return;
      }
      Optional<Function> callee = facts.unit().function(call.callee());
      if (callee.isPresent()) {
        Optional<String> inner = known.computeIfAbsent(callee.get(), this::alwaysSleeps);
        inner.ifPresent(name -> report(call, name + " in " + call.callee() + "()", state));
        if (callee.get().node().text().contains("unlock")) {
          state.status(0);
        }
      }
    }

    /** What a callee does first of all that may sleep, whatever its arguments. */
    private Optional<String> alwaysSleeps(Function callee) {
      Lowered body = Lowered.of(callee);
      List<Step> first = body.steps().get(0);
      for (Step step : first) {
        if (step instanceof Step.Call call) {
          if (call.callee().contains("unlock")) {
            return Optional.empty();
          }
          Optional<String> how = sleeps(call);
          if (how.isPresent()) {
            return how;
          }
        }
      }
      return Optional.empty();
    }

    private void report(Step.Call call, String how, PathState state) {
      List<Note> steps = new ArrayList<>(Path.notes(state.trace()));
      found.putIfAbsent(
          call.id(),
          Finding.at(call.node(), "%s may sleep while %s is held", how, site.texts().get(0).text())
              .steps(steps)
              .about(facts.name(), call.callee()));
      state.status(0);
    }
  }
}
