package org.patchwright.catalog.xen;

import static org.patchwright.typestate.Call.call;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.patchwright.dataflow.Track;
import org.patchwright.dataflow.Value;
import org.patchwright.fact.FunctionFacts;
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

  private enum Watch {
    OFF,
    ON
  }

  private static final Protocol<Watch> WATCH =
      Protocol.from(Watch.OFF)
          .on(call("register_xenbus_watch").returning(0), Watch.ON)
          .on(call("xenbus_watch_path", "xenbus_watch_pathfmt").argument(2).returning(0), Watch.ON)
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
  public Stream<Finding> check(FunctionFacts function) {
    Summary summary = function.under(WATCH);
    return summary.exits().stream()
        .filter(exit -> exit.range().high() < 0)
        .flatMap(exit -> left(function, exit, summary.exits()));
  }

  /** On at this error, where another error path takes it back. */
  private static Stream<Finding> left(FunctionFacts function, Exit exit, List<Exit> ways) {
    return exit.state().tracks.values().stream()
        .filter(track -> track.state().equals(Watch.ON.name()))
        .filter(track -> track.key().isVisible() || isLocal(track.key()))
        .filter(track -> isLocal(track.key()) || takenBackElsewhere(function, track))
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

  private static boolean isLocal(Value key) {
    return key instanceof Value.Address address && address.base() instanceof Value.Local;
  }

  private static boolean takenBackElsewhere(FunctionFacts function, Track track) {
    return function.node().text().contains("unregister_xenbus_watch") && !track.label().isEmpty();
  }
}
