package org.patchwright.catalog.xen;

import static org.patchwright.typestate.Call.call;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.patchwright.dataflow.Trace;
import org.patchwright.dataflow.Track;
import org.patchwright.dataflow.Value;
import org.patchwright.fact.DriverFacts;
import org.patchwright.fact.FunctionFacts;
import org.patchwright.fact.Place;
import org.patchwright.fact.TreeFacts;
import org.patchwright.rule.Check;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Note;
import org.patchwright.rule.Path;
import org.patchwright.rule.Rule;
import org.patchwright.rule.Severity;
import org.patchwright.summary.Exit;
import org.patchwright.summary.Summary;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.Unit;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;
import org.patchwright.typestate.Protocol;

/** A watch is taken back before its memory goes, on error paths, and over suspend. */
@Check(
    summary = "watch stays registered after its owner is gone",
    severity = Severity.ERROR,
    triggers = {
      "register_xenbus_watch",
      "xenbus_watch_path",
      "xenbus_watch_path2",
      "xenbus_watch_pathfmt",
      "xs_watch"
    })
public final class WatchOutlivesSuspend implements Rule {

  private static final Set<String> REGISTERING =
      Set.of(
          "register_xenbus_watch",
          "xenbus_watch_path",
          "xenbus_watch_path2",
          "xenbus_watch_pathfmt");

  private enum Watch {
    OFF,
    ON
  }

  private static final Protocol<Watch> WATCH =
      Protocol.from(Watch.OFF)
          .on(call("register_xenbus_watch").returning(0), Watch.ON)
          .on(call("xenbus_watch_path").argument(2).returning(0), Watch.ON)
          .on(call("xenbus_watch_pathfmt").argument(1).returning(0), Watch.ON)
          .on(call("xenbus_watch_path2").argument(3).returning(0), Watch.ON)
          .on(call("unregister_xenbus_watch"), Watch.OFF);

  @Override
  public Stream<Finding> check(TreeFacts file) {
    return core(file.unit()).stream();
  }

  /** The core's own suspend and resume, over the list of watches. */
  private static Optional<Finding> core(Unit unit) {
    Optional<Function> suspend = unit.function("xs_suspend");
    Optional<Function> resume = unit.function("xs_resume");
    if (suspend.isEmpty() || resume.isEmpty()) {
      return Optional.empty();
    }
    Optional<Node> again =
        resume.get().node().findAll(Kind.CALL).filter(c -> isCall(c, "xs_watch")).findFirst();
    boolean taken = reaches(unit, suspend.get(), "xs_unwatch");
    // A path that cancels the suspend and only unlocks: the same domain goes on with its watches.
    boolean newContract =
        unit.functions().stream()
            .filter(f -> f.name().contains("suspend") && f.name().contains("cancel"))
            .anyMatch(f -> !reaches(unit, f, "xs_watch"));
    if (again.isEmpty() || taken || newContract) {
      return Optional.empty();
    }
    Finding finding =
        Finding.at(
                suspend.get().node(),
                "xs_suspend() leaves every registered watch in force; resume registers them again")
            .step(Note.at(again.get(), "registered again here, while the old ones may be in force"))
            .about("xs_suspend", "watches");
    return Optional.of(WatchCure.overSuspend(finding, suspend.get(), resume.get(), again.get()));
  }

  private static boolean isCall(Node call, String name) {
    return call.children().get(0).text().equals(name);
  }

  private static boolean reaches(Unit unit, Function function, String name) {
    Set<String> called =
        function
            .node()
            .findAll(Kind.CALL)
            .map(call -> call.children().get(0).text())
            .collect(Collectors.toSet());
    return called.contains(name)
        || called.stream()
            .filter(callee -> !callee.equals(function.name()))
            .flatMap(callee -> unit.function(callee).stream())
            .anyMatch(callee -> callee.node().text().contains(name + "("));
  }

  @Override
  public Stream<Finding> check(DriverFacts driver) {
    return WatchOwners.leftByRemove(driver);
  }

  @Override
  public Stream<Finding> check(FunctionFacts function) {
    Map<Place, Finding> found = new LinkedHashMap<>();
    WatchOwners.freedInForce(function.function()).forEach(f -> found.putIfAbsent(f.place(), f));
    if (reachesRegistration(function.unit(), function.function())) {
      Summary summary = function.under(WATCH);
      summary.exits().stream()
          .filter(Exit::fails)
          .flatMap(exit -> left(function, exit, summary.exits()))
          .forEach(f -> found.putIfAbsent(f.place(), f));
    }
    return found.values().stream();
  }

  private static boolean reachesRegistration(Unit unit, Function function) {
    return REGISTERING.stream()
        .anyMatch(
            name ->
                function.node().text().contains(name)
                    || !function.name().equals(name) && reaches(unit, function, name));
  }

  /** On at this error, and no caller in the file could still take it back. */
  private static Stream<Finding> left(FunctionFacts function, Exit exit, List<Exit> ways) {
    boolean outermost = isOutermost(function);
    return exit.state().tracks.values().stream()
        .filter(track -> track.state().equals(Watch.ON.name()))
        .filter(track -> !track.entry().equals(Watch.ON.name()))
        .filter(
            track ->
                isLocal(track.key())
                    || outermost && !isStatic(track.key())
                    || takenBackElsewhere(function, track))
        .filter(track -> !saysUnregistered(exit, track))
        .filter(track -> !takenBackBelow(function, exit, track))
        .map(
            track ->
                WatchCure.onError(
                    Finding.at(exit.node(), "%s is still registered on this error", track.label())
                        .likely()
                        .steps(Path.notes(exit.state().trace))
                        .step(Note.at(track.origin(), "registered here"))
                        .about(function.name(), track.label()),
                    function,
                    exit,
                    track,
                    ways));
  }

  /** A way on which the watch's path is taken for none: not one behind its registration. */
  private static boolean saysUnregistered(Exit exit, Track track) {
    String node = track.label() + ".node";
    return Trace.steps(exit.state().trace).stream()
        .anyMatch(
            step ->
                step.message().equals("taken as false") && step.node().text().equals(node)
                    || step.message().equals("taken as true")
                        && step.node().text().equals("!" + node));
  }

  /** Called from outside the file alone: as a callback, or by its exported name. */
  private static boolean isOutermost(FunctionFacts function) {
    // A device that fails to resume stays bound, and its remove takes the watch back.
    if (function.name().matches(".*(resume|restore|thaw|changed).*")) {
      return false;
    }
    Pattern named = Pattern.compile("\\b" + Pattern.quote(function.name()) + "\\b");
    return function.unit().functionsWith(named).stream()
        .filter(other -> !other.equals(function.function()))
        .flatMap(other -> other.node().findAll(Kind.CALL))
        .noneMatch(call -> isCall(call, function.name()));
  }

  /** A watch of the file itself outlives nothing. */
  private static boolean isStatic(Value key) {
    return key instanceof Value.Address address && address.base() instanceof Value.Global;
  }

  /** A callee on the way, which may know the owner by another name, takes such a watch back. */
  private static boolean takenBackBelow(FunctionFacts function, Exit exit, Track track) {
    String field = WatchOwners.field(track.label());
    return function
        .node()
        .findAll(Kind.CALL)
        .filter(call -> call.firstToken() > origin(function, track).firstToken())
        .filter(call -> call.firstToken() < lastToken(exit))
        .filter(call -> !isCall(call, "unregister_xenbus_watch"))
        .filter(call -> isOnWay(exit, call))
        .anyMatch(call -> WatchOwners.takesBack(function.unit(), call, field, 0));
  }

  private static Node origin(FunctionFacts function, Track track) {
    return track.origin().ancestor(Kind.FUNCTION_DEFINITION).stream()
            .anyMatch(function.node()::equals)
        ? track.origin()
        : function.node();
  }

  private static int lastToken(Exit exit) {
    return exit.node().is(Kind.RETURN) ? exit.node().endToken() : Integer.MAX_VALUE;
  }

  private static boolean isOnWay(Exit exit, Node call) {
    return Trace.steps(exit.state().trace).stream().anyMatch(step -> step.node().equals(call));
  }

  private static boolean isLocal(Value key) {
    return key instanceof Value.Address address && address.base() instanceof Value.Local;
  }

  private static boolean takenBackElsewhere(FunctionFacts function, Track track) {
    return function.node().text().contains("unregister_xenbus_watch") && !track.label().isEmpty();
  }
}
