package org.patchwright.catalog.xen;

import static org.patchwright.typestate.Call.call;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.patchwright.dataflow.Range;
import org.patchwright.dataflow.Trace;
import org.patchwright.dataflow.Track;
import org.patchwright.dataflow.Value;
import org.patchwright.fact.DriverFacts;
import org.patchwright.fact.Place;
import org.patchwright.rule.Check;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Fix;
import org.patchwright.rule.Note;
import org.patchwright.rule.Path;
import org.patchwright.rule.Rank;
import org.patchwright.rule.Rule;
import org.patchwright.rule.Severity;
import org.patchwright.rule.StatementEdits;
import org.patchwright.summary.Exit;
import org.patchwright.summary.Summary;
import org.patchwright.symbol.Function;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;
import org.patchwright.typestate.Protocol;

/** A device whose other end is Closing finishes closing, on every path of its callback. */
@Check(
    summary = "device never reaches Closed when its other end closes",
    severity = Severity.ERROR,
    triggers = {"xenbus_driver", "DEFINE_XENBUS_DRIVER"})
public final class ClosingDone implements Rule {

  private enum Closing {
    OPEN,
    /** Waits for somebody else's next step. */
    WAITING,
    DEFERRED,
    SWITCHED,
    DONE
  }

  static final long CLOSING = 5;

  private static final Protocol<Closing> PROTOCOL =
      Protocol.from(Closing.OPEN)
          .on(call("xenbus_frontend_closed", "xenbus_closing_done").path(), Closing.DONE)
          .on(call("xenbus_switch_state").path().where(1, "XenbusStateClosed"), Closing.SWITCHED)
          .on(call("xenbus_switch_state").path().where(1, "XenbusStateClosing"), Closing.WAITING)
          // Until April 2006 the transaction stood before the state.
          .on(call("xenbus_switch_state").path().where(2, "XenbusStateClosed"), Closing.SWITCHED)
          .on(call("xenbus_switch_state").path().where(2, "XenbusStateClosing"), Closing.WAITING)
          // Until 2006 a transaction stood between the device and its state.
          .on(call("xenbus_switch_state").path().where(2, "XenbusStateClosed"), Closing.SWITCHED)
          .on(call("xenbus_switch_state").path().where(2, "XenbusStateClosing"), Closing.WAITING)
          .on(call("complete", "complete_all").path(), Closing.DONE)
          .on(call("device_unregister").path(), Closing.DEFERRED)
          .on(
              call(
                      "schedule_work",
                      "queue_work",
                      "schedule_delayed_work",
                      "queue_delayed_work",
                      "kthread_run",
                      "wake_up_process")
                  .path(),
              Closing.DEFERRED);

  @Override
  public Stream<Finding> check(DriverFacts driver) {
    if (!driver.struct().equals("xenbus_driver")) {
      return Stream.empty();
    }
    Optional<Function> callback = driver.callback("otherend_changed");
    if (callback.isEmpty()) {
      return driver.table().fields().containsKey("otherend_changed")
              || !driver.table().fields().containsKey("probe")
              || !busTells(driver)
          ? Stream.empty()
          : Stream.of(
              Finding.at(
                      driver.table().node(),
                      "%s has no otherend_changed: it never follows its other end to Closed",
                      driver.table().name())
                  .about("", driver.table().name()));
    }
    Function changed = callback.get();
    if (changed.parameters().size() < 2) {
      return Stream.empty();
    }
    Summary summary = driver.under(PROTOCOL, changed, Map.of(1, Range.exactly(CLOSING)));
    Map<Place, Finding> findings = new LinkedHashMap<>();
    for (Exit exit : summary.exits()) {
      if (!ownStateIsPast(driver, exit)) {
        judge(driver, changed, exit, summary.exits())
            .ifPresent(f -> findings.putIfAbsent(f.place(), f));
      }
    }
    if (summary.exits().stream().anyMatch(exit -> isOpen(driver, exit))) {
      for (Exit exit : summary.exits()) {
        parting(driver, changed, changed, exit, 0).forEach(f -> findings.putIfAbsent(f.place(), f));
      }
    }
    return findings.values().stream();
  }

  /** The oldest trees have no such callback: there a driver watches its other end itself. */
  private static boolean busTells(DriverFacts driver) {
    List<String> texts =
        driver.tree().headers(driver.unit(), 2).stream()
            .flatMap(path -> driver.tree().unit(path).stream())
            .map(unit -> unit.tree().file().text())
            .filter(text -> text.contains("struct xenbus_driver {"))
            .toList();
    return texts.isEmpty() || texts.stream().anyMatch(text -> text.contains("otherend_changed"));
  }

  /**
   * A device that is Closing or Closed itself has nothing left to do. Behind those two come the
   * states of one that is being reconfigured, for the drivers that know them.
   */
  private static boolean ownStateIsPast(DriverFacts driver, Exit exit) {
    boolean knowsMore = driver.unit().tree().file().text().contains("XenbusStateReconfigur");
    return exit.state().ranges.entrySet().stream()
        .anyMatch(
            known ->
                isOwnState(known.getKey())
                    && known.getValue().low() >= CLOSING
                    && (known.getValue().high() <= CLOSING + 1 || !knowsMore));
  }

  private static boolean isOwnState(Value value) {
    return value instanceof Value.Load load && load.field().equals(".state")
        || value.toString().contains("xenbus_read_driver_state");
  }

  private Optional<Finding> judge(
      DriverFacts driver, Function changed, Exit exit, List<Exit> ways) {
    Closing state =
        exit.state().track(Value.NULL).map(Track::state).map(Closing::valueOf).orElse(Closing.OPEN);
    boolean backend = isBackend(driver);
    List<Note> path = Path.notes(exit.state().trace);
    return switch (state) {
      case DONE, DEFERRED -> Optional.empty();
      case WAITING ->
          backend
              ? Optional.empty()
              : Optional.of(
                  Finding.at(
                          lastStep(exit, changed),
                          "%s only goes to Closing here and waits for another to finish (deliberate"
                              + " wait)",
                          driver.table().name())
                      .likely()
                      .steps(path)
                      .about(changed.name(), "wait")
                      .notFixed("waiting may be meant, and whom for is the driver's to say"));
      case SWITCHED -> backend ? Optional.empty() : bare(driver, exit, path);
      case OPEN ->
          inCallee(driver, changed, exit).isPresent()
              ? Optional.empty()
              : Optional.of(
                  waitsForClosed(driver, changed, ways)
                      ? awaits(driver, changed, exit, path)
                      : leaves(driver, changed, changed, exit, ways, path));
    };
  }

  /** A frontend that does nothing about Closing on any way, and something about Closed. */
  private static boolean waitsForClosed(DriverFacts driver, Function changed, List<Exit> ways) {
    if (isBackend(driver) || !ways.stream().allMatch(way -> isOpen(driver, way))) {
      return false;
    }
    return changed
        .node()
        .findAll(Kind.CASE)
        .filter(
            label ->
                label.findAll(Kind.NAME).anyMatch(name -> name.text().equals("XenbusStateClosed")))
        .flatMap(label -> Ends.under(label).stream())
        .flatMap(item -> item.findAll(Kind.CALL))
        .map(call -> call.children().get(0).text())
        .anyMatch(
            name -> PROTOCOL.words().contains(name) || driver.unit().function(name).isPresent());
  }

  private static Finding awaits(DriverFacts driver, Function changed, Exit exit, List<Note> path) {
    return Finding.at(
            lastStep(exit, changed),
            "%s leaves here without finishing, and waits for its other end's Closed (deliberate"
                + " wait)",
            driver.table().name())
        .likely()
        .steps(path)
        .about(changed.name(), "wait")
        .notFixed("waiting may be meant, and whom for is the driver's to say");
  }

  private static Node lastStep(Exit exit, Function function) {
    List<Trace> steps = Trace.steps(exit.state().trace);
    return steps.isEmpty() ? function.node() : steps.get(steps.size() - 1).node();
  }

  private static boolean isOpen(DriverFacts driver, Exit exit) {
    return exit.state().track(Value.NULL).isEmpty() && !ownStateIsPast(driver, exit);
  }

  /** Whether a way closes, or, in a backend, goes to Closing on purpose. */
  private static boolean closes(Exit exit, boolean backend) {
    return exit.state()
        .track(Value.NULL)
        .map(track -> Closing.valueOf(track.state()))
        .filter(
            state ->
                state == Closing.DONE
                    || state == Closing.SWITCHED
                    || backend && state == Closing.WAITING)
        .isPresent();
  }

  /** What a callee does with the constants that this call gives it. */
  private static List<Exit> exits(DriverFacts driver, Function callee, Node call) {
    Map<Integer, Range> known = new TreeMap<>();
    List<Node> arguments = call.arguments();
    for (int i = 0; i < Math.min(arguments.size(), callee.parameters().size()); i++) {
      String text = arguments.get(i).text();
      if (text.startsWith("XenbusState")) {
        known.put(i, Ends.state(driver, text));
      }
    }
    return (known.isEmpty()
            ? driver.under(PROTOCOL, callee)
            : driver.under(PROTOCOL, callee, known))
        .exits();
  }

  /** Callees on a path that finish on some of their ways out, and on others do not. */
  private Stream<Finding> parting(
      DriverFacts driver, Function changed, Function function, Exit exit, int depth) {
    List<Finding> found = new ArrayList<>();
    for (Trace step : Trace.steps(exit.state().trace)) {
      Optional<Function> callee = callee(driver, function, step);
      if (callee.isEmpty() || callee.get().equals(function) || depth > 6) {
        continue;
      }
      List<Exit> exits = exits(driver, callee.get(), step.node());
      boolean mixed = exits.stream().anyMatch(e -> closes(e, isBackend(driver)));
      if (!mixed) {
        continue;
      }
      for (Exit way : exits) {
        if (isOpen(driver, way) && inCallee(driver, callee.get(), way).isEmpty()) {
          List<Note> path = new ArrayList<>();
          path.add(Note.at(step.node(), "calls %s()", callee.get().name()));
          path.addAll(Path.notes(way.state().trace));
          found.add(leaves(driver, changed, callee.get(), way, exits, path));
        }
        parting(driver, changed, callee.get(), way, depth + 1).forEach(found::add);
      }
    }
    return found.stream();
  }

  private static Optional<Function> callee(DriverFacts driver, Function from, Trace step) {
    return step.event()
            && step.node().is(Kind.CALL)
            && !PROTOCOL.words().contains(step.node().children().get(0).text())
        ? driver.tree().function(from.unit(), step.node().children().get(0).text())
        : Optional.empty();
  }

  /** The last callee on a path that is open which finishes on other ways. */
  private Optional<Function> inCallee(DriverFacts driver, Function function, Exit way) {
    return Trace.steps(way.state().trace).stream()
        .flatMap(step -> callee(driver, function, step).stream())
        .filter(callee -> !callee.equals(function))
        .filter(
            callee -> {
              List<Exit> exits = driver.under(PROTOCOL, callee).exits();
              return exits.stream().anyMatch(exit -> isOpen(driver, exit))
                  && exits.stream().anyMatch(e -> e.state().track(Value.NULL).isPresent());
            })
        .findFirst();
  }

  private static Finding leaves(
      DriverFacts driver,
      Function changed,
      Function function,
      Exit way,
      List<Exit> ways,
      List<Note> path) {
    Node place = way.node().is(Kind.RETURN) ? way.node() : lastStep(way, function);
    Optional<Function> later = later(driver, changed);
    if (later.isPresent() && function.equals(changed)) {
      return Finding.at(
              place,
              "%s() leaves here without finishing: %s() does it later, if it is called at all"
                  + " (deferred)",
              function.name(),
              later.get().name())
          .likely()
          .steps(path)
          .step(Note.at(later.get().node(), "finishes if the other end is Closing"))
          .about(function.name(), "leaves")
          .notFixed("whether the later one is called is not the driver's to say");
    }
    Finding finding =
        Finding.at(
                place,
                "%s() leaves here without finishing: the device never reaches Closed",
                function.name())
            .steps(path)
            .about(function.name(), "leaves");
    return cure(driver, changed).offer(finding, function, way, ways);
  }

  /**
   * A function of the driver, such as the last close of its block device, that looks whether the
   * other end is Closing and then closes by what the callback would have called.
   */
  private static Optional<Function> later(DriverFacts driver, Function changed) {
    Set<String> called =
        changed
            .node()
            .findAll(Kind.CALL)
            .map(call -> call.children().get(0).text())
            .filter(name -> driver.unit().function(name).isPresent())
            .collect(Collectors.toSet());
    // Who looks at all is told from the text, whether a callee closes from all that it calls.
    List<Function> looking =
        driver.unit().functions().stream()
            .filter(function -> !function.equals(changed))
            .filter(function -> closingCalls(function).anyMatch(called::contains))
            .toList();
    if (looking.isEmpty()) {
      return Optional.empty();
    }
    Set<String> closing = new TreeSet<>();
    for (String name : called) {
      driver
          .unit()
          .function(name)
          .filter(
              callee ->
                  driver.under(PROTOCOL, callee).exits().stream().anyMatch(e -> closes(e, false)))
          .ifPresent(callee -> closing.add(callee.name()));
    }
    return looking.stream()
        .filter(function -> !closing.contains(function.name()))
        .filter(function -> closingCalls(function).anyMatch(closing::contains))
        .findFirst();
  }

  /** What a function calls where it asks whether the other end is Closing. */
  private static Stream<String> closingCalls(Function function) {
    return function
        .node()
        .findAll(Kind.IF)
        .filter(test -> test.text().contains("XenbusStateClosing"))
        .flatMap(test -> test.findAll(Kind.CALL))
        .map(call -> call.children().get(0).text());
  }

  private static ClosingCure cure(DriverFacts driver, Function changed) {
    boolean backend = isBackend(driver);
    return new ClosingCure(
        driver,
        changed,
        PROTOCOL,
        backend,
        backend ? Optional.empty() : DoneHelper.ofOrMade(driver));
  }

  private static boolean isBackend(DriverFacts driver) {
    return Ends.isBackend(driver);
  }

  private Optional<Finding> bare(DriverFacts driver, Exit exit, List<Note> path) {
    Node call = switching(driver, exit.state().track(Value.NULL).orElseThrow().origin(), 0);
    Optional<DoneHelper> helper = DoneHelper.of(driver);
    Optional<Function> core =
        driver
            .tree()
            .function(driver.unit(), "xenbus_otherend_changed")
            .or(() -> driver.tree().function(driver.unit(), "xenbus_dev_shutdown"));
    boolean coreCompletes =
        helper.isPresent()
            && core.isPresent()
            && core.get().name().equals("xenbus_otherend_changed")
            && core.get().node().text().contains(helper.get().name());
    String message =
        helper.isPresent()
            ? "bare switch to Closed wakes nobody who waits for the shutdown; "
                + helper.get().name()
                + "() does"
            : "bare switch to Closed: a device that is shut down can't be told from one that goes"
                + " away";
    Finding finding =
        Finding.at(call, message)
            .ranked(coreCompletes ? Rank.STYLE : Rank.LIKELY)
            .steps(path)
            .about(
                call.ancestor(Kind.FUNCTION_DEFINITION)
                    .flatMap(f -> f.findAll(Kind.DECLARED_NAME).findFirst())
                    .map(Node::text)
                    .orElse(""),
                "switch");
    if (helper.isPresent()) {
      Optional<Function> own = helper.get().function();
      if (own.isPresent()) {
        finding = finding.step(Note.at(own.get().node(), "the helper that the tree has"));
      }
    } else if (core.isPresent()) {
      finding = finding.step(Note.at(core.get().node(), "the bus core, which waits for nothing"));
    }
    return Optional.of(byHelper(driver, call, finding));
  }

  private static Finding byHelper(DriverFacts driver, Node call, Finding finding) {
    Optional<DoneHelper> helper = DoneHelper.ofOrMade(driver);
    List<Node> arguments = call.arguments();
    if (helper.isEmpty() || arguments.isEmpty()) {
      return finding.notFixed(DoneHelper.MISSING);
    }
    String name = helper.get().name();
    Fix fix =
        Fix.of(
            "Finish closing by " + name + "()",
            "A bare switch to Closed leaves whoever shuts the device down waiting; "
                + name
                + "() wakes them as well.",
            List.of(StatementEdits.replaced(call, name + "(" + arguments.get(0).text() + ")")));
    return finding.fixedBy(helper.get().patch().map(fix::after).orElse(fix));
  }

  /** The switch itself, below the calls that lead to it. */
  private static Node switching(DriverFacts driver, Node call, int depth) {
    String name = call.children().get(0).text();
    if (name.equals("xenbus_switch_state") || depth > 8) {
      return call;
    }
    Optional<Function> callee =
        driver.unit().function(name).or(() -> driver.tree().function(driver.unit(), name));
    return callee.stream()
        .flatMap(function -> driver.under(PROTOCOL, function).exits().stream())
        .flatMap(exit -> exit.state().track(Value.NULL).stream())
        .filter(track -> track.state().equals(Closing.SWITCHED.name()))
        .findFirst()
        .map(track -> switching(driver, track.origin(), depth + 1))
        .orElse(call);
  }
}
