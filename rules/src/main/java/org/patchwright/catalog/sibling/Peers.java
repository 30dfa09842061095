package org.patchwright.catalog.sibling;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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

/**
 * The same callback of several drivers compared: what all others do and one does not. After Engler
 * et al., Bugs as Deviant Behavior, SOSP 2001: the more agree, the more is the odd one worth a
 * look.
 */
final class Peers {

  /** So many have to agree before one is odd. */
  private static final int FEWEST = 6;

  /** One in so many may differ, and one always. */
  private static final int SHARE = 10;

  /** Of one folder, not more than so many are compared. */
  private static final int MOST = 60;

  /** Callbacks that end something: what begins is more varied. */
  private static final Set<String> FIELDS =
      Set.of(
          "remove",
          "disconnect",
          "shutdown",
          "suspend",
          "release",
          "close",
          "ndo_stop",
          "stop",
          "freeze",
          "unbind",
          "detach");

  private record Peer(Function function, Set<String> calls) {}

  private Peers() {}

  static Stream<Finding> odd(TreeFacts file, CallGraph own) {
    Unit unit = file.unit();
    return unit.tables().stream()
        .filter(table -> FIELDS.stream().anyMatch(field -> table.callback(field).isPresent()))
        .map(OpsTable::struct)
        .distinct()
        .flatMap(struct -> odd(file, struct, own));
  }

  private static Stream<Finding> odd(TreeFacts file, String struct, CallGraph own) {
    Map<Unit, CallGraph> graphs = new LinkedHashMap<>();
    graphs.put(file.unit(), own);
    file.tree().companions(file.unit(), Set.of(struct)).stream()
        .limit(MOST)
        .forEach(unit -> graphs.computeIfAbsent(unit, u -> CallGraph.of(List.of(u))));
    return FIELDS.stream()
        .sorted()
        .flatMap(field -> odd(file.unit(), field, peers(graphs, struct, field)));
  }

  private static List<Peer> peers(Map<Unit, CallGraph> graphs, String struct, String field) {
    Map<Function, Peer> peers = new LinkedHashMap<>();
    graphs.forEach(
        (unit, graph) ->
            unit.tables().stream()
                .filter(table -> table.struct().equals(struct))
                .flatMap(table -> table.callback(field).stream())
                .forEach(
                    function ->
                        peers.computeIfAbsent(function, f -> new Peer(f, names(graph, f)))));
    return List.copyOf(peers.values());
  }

  private static Set<String> names(CallGraph graph, Function function) {
    Set<String> names = new TreeSet<>();
    for (Function reached : graph.reachedFrom(function)) {
      graph.sites(reached).stream().map(Site::callee).forEach(names::add);
    }
    names.remove("");
    return names;
  }

  private static Stream<Finding> odd(Unit unit, String field, List<Peer> peers) {
    if (peers.size() < FEWEST) {
      return Stream.empty();
    }
    Map<String, List<Peer>> callers = new TreeMap<>();
    peers.forEach(
        peer ->
            peer.calls()
                .forEach(name -> callers.computeIfAbsent(name, n -> new ArrayList<>()).add(peer)));
    Map<Peer, List<String>> missing = new LinkedHashMap<>();
    callers.forEach(
        (name, those) -> {
          if (Verbs.ends(name) && isOdd(peers.size() - those.size(), peers.size())) {
            peers.stream()
                .filter(peer -> !those.contains(peer) && !peer.calls().isEmpty())
                .forEach(peer -> missing.computeIfAbsent(peer, p -> new ArrayList<>()).add(name));
          }
        });
    return missing.entrySet().stream()
        .filter(entry -> entry.getKey().function().unit().equals(unit))
        // One that lacks much is of another make.
        .filter(entry -> entry.getValue().size() == 1 && !isManaged(unit))
        .map(
            entry -> {
              String name = entry.getValue().get(0);
              return finding(field, name, entry.getKey(), callers.get(name));
            });
  }

  /** Whether the driver core ends some of it for the driver. */
  private static boolean isManaged(Unit unit) {
    return unit.functions().stream()
        .flatMap(function -> CallGraph.calls(function).stream())
        .anyMatch(call -> call.callee().startsWith("devm_"));
  }

  private static boolean isOdd(int without, int all) {
    return without > 0 && without <= Math.max(1, all / SHARE);
  }

  private static Finding finding(String field, String name, Peer odd, List<Peer> others) {
    Finding finding =
        Finding.at(
                odd.function().node(),
                "%s() is not called here, but by %d other %s callbacks of this struct",
                name,
                others.size(),
                field)
            .about(odd.function().name(), name);
    for (Peer other : others.subList(0, 3)) {
      finding =
          finding.step(Note.at(other.function().node(), "%s() calls it", other.function().name()));
    }
    return finding.ranked(Rank.STYLE);
  }
}
