package org.patchwright.catalog.sibling;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.patchwright.callgraph.CallGraph;
import org.patchwright.callgraph.CallGraph.Site;
import org.patchwright.fact.TreeFacts;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Note;
import org.patchwright.rule.Rank;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.OpsTable;
import org.patchwright.symbol.Unit;

/** What one function undoes when it fails, its counterpart undoes when all is over. */
final class Counterparts {

  /** Undone by both: by so many it is seen that the two belong together. */
  private static final int SHARED = 2;

  private static final Map<String, Set<String>> FIELDS =
      Map.of(
          "probe", Set.of("remove", "disconnect", "remove_new"),
          "open", Set.of("release", "close", "stop"),
          "ndo_open", Set.of("ndo_stop"),
          "ndo_init", Set.of("ndo_uninit"),
          "bind", Set.of("unbind"),
          "attach", Set.of("detach"),
          "init", Set.of("exit"));

  /** Undone by the end of what they belong to. */
  private static final Map<String, String> IMPLIED =
      Map.of(
          "netif_napi_del",
          "free_netdev",
          "device_del",
          "device_unregister",
          "free_netdev",
          "unregister_netdev");

  private Counterparts() {}

  static Stream<Finding> odd(TreeFacts file, CallGraph calls) {
    Map<Function, Function> pairs = pairs(file.unit());
    return pairs.entrySet().stream()
        .flatMap(pair -> odd(pair.getKey(), pair.getValue(), file, calls));
  }

  /** Functions that make, by those that undo. */
  private static Map<Function, Function> pairs(Unit unit) {
    Map<Function, Function> pairs = new LinkedHashMap<>();
    for (OpsTable table : unit.tables()) {
      FIELDS.forEach(
          (making, endings) ->
              table
                  .callback(making)
                  .ifPresent(
                      maker ->
                          endings.stream()
                              .flatMap(field -> table.callback(field).stream())
                              .forEach(ender -> pairs.putIfAbsent(ender, maker))));
    }
    List<Function> functions = unit.functions();
    List<BitSet> undoing = Verbs.undoing(functions.stream().map(Function::name).toList());
    for (int i = 0; i < functions.size(); i++) {
      Function maker = functions.get(i);
      undoing.get(i).stream().forEach(at -> pairs.putIfAbsent(functions.get(at), maker));
    }
    return pairs;
  }

  private static Stream<Finding> odd(
      Function ender, Function maker, TreeFacts file, CallGraph calls) {
    Ladder ladder = Ladder.of(maker);
    if (ladder.steps().size() <= SHARED || maker.node().hasErrors()) {
      return Stream.empty();
    }
    Set<String> ended = named(calls.reachedFrom(ender), calls);
    Set<Function> others = new LinkedHashSet<>(file.unit().functions());
    others.remove(maker);
    Set<String> elsewhere = named(others, calls);
    List<Ladder.Step> shared = new ArrayList<>();
    List<Ladder.Step> missing = new ArrayList<>();
    for (Ladder.Step step : ladder.steps()) {
      if (ended.contains(step.undo().callee())) {
        shared.add(step);
      } else if (!ladder.isForItself(step) && !isUndone(step, elsewhere)) {
        missing.add(step);
      }
    }
    if (shared.size() < SHARED || missing.size() != 1) {
      return Stream.empty();
    }
    Ladder.Step step = missing.get(0);
    return isUndone(step, farther(ended, file)) || isCalledBeside(step.undo().callee(), file)
        ? Stream.empty()
        : Stream.of(finding(ender, maker, step, shared.get(0)));
  }

  private static boolean isUndone(Ladder.Step step, Set<String> names) {
    List<String> words = List.of(step.undo().callee().split("_"));
    return names.stream()
        .anyMatch(
            name ->
                List.of(name.split("_")).containsAll(words)
                    || name.equals(IMPLIED.get(step.undo().callee()))
                    || Verbs.undoes(name, step.made().callee()));
  }

  /** Whether another part of the driver undoes it. */
  private static boolean isCalledBeside(String undo, TreeFacts file) {
    return file.tree().companions(file.unit(), Set.of(undo)).stream()
        .filter(unit -> !unit.equals(file.unit()))
        .flatMap(unit -> unit.functions().stream())
        .flatMap(function -> CallGraph.calls(function).stream())
        .anyMatch(call -> call.callee().equals(undo));
  }

  /** What the functions of other files call that are called here. */
  private static Set<String> farther(Set<String> names, TreeFacts file) {
    return names.stream()
        .flatMap(name -> file.tree().function(file.unit(), name).stream())
        .flatMap(function -> CallGraph.calls(function).stream())
        .map(Site::callee)
        .collect(Collectors.toSet());
  }

  private static Set<String> named(Set<Function> functions, CallGraph calls) {
    return functions.stream()
        .flatMap(function -> calls.sites(function).stream())
        .map(Site::callee)
        .collect(Collectors.toSet());
  }

  private static Finding finding(
      Function ender, Function maker, Ladder.Step step, Ladder.Step shared) {
    String undo = step.undo().callee();
    return Finding.at(
            ender.node(),
            "%s() is not called here, though %s() calls it when it fails",
            undo,
            maker.name())
        .about(ender.name(), undo)
        .step(Note.at(step.made().node(), "done here"))
        .step(Note.at(step.undo().node(), "undone when a later step fails"))
        .step(Note.at(shared.undo().node(), "%s() is called by both", shared.undo().callee()))
        .ranked(Rank.STYLE);
  }
}
