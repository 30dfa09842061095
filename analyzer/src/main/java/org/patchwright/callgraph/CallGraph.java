package org.patchwright.callgraph;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.Unit;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/** The functions of some files and the calls by name among them. */
public final class CallGraph {

  /**
   * One call in a function's text.
   *
   * @param node of kind CALL
   * @param callee the name that is called; empty for a call through a pointer
   */
  public record Site(Function caller, Node node, String callee) {

    /** The arguments in order. */
    public List<Node> arguments() {
      return node.arguments();
    }

    /** Whether the call stands in a loop of its function. */
    public boolean isInLoop() {
      return node.ancestors()
          .takeWhile(outer -> !outer.is(Kind.FUNCTION_DEFINITION))
          .anyMatch(CallGraph::isLoop);
    }
  }

  private final List<Function> functions = new ArrayList<>();
  private final Map<Unit, Map<String, Function>> own = new LinkedHashMap<>();
  private final Map<Node, Function> byNode = new HashMap<>();
  private final Map<String, Function> global = new LinkedHashMap<>();
  private final Map<Function, List<Site>> sites = new LinkedHashMap<>();
  private final Map<Function, Set<Function>> callees = new LinkedHashMap<>();
  private final Map<Function, Set<Function>> callers = new LinkedHashMap<>();

  private CallGraph() {}

  /**
   * @param units of one program; the first definition of a name counts
   */
  public static CallGraph of(Collection<Unit> units) {
    CallGraph graph = new CallGraph();
    for (Unit unit : units) {
      Map<String, Function> names = new LinkedHashMap<>();
      for (Function function : unit.functions()) {
        graph.functions.add(function);
        graph.byNode.put(function.node(), function);
        names.putIfAbsent(function.name(), function);
        if (!function.isStatic()) {
          graph.global.putIfAbsent(function.name(), function);
        }
      }
      graph.own.put(unit, names);
    }
    for (Function function : graph.functions) {
      List<Site> calls = calls(function);
      graph.sites.put(function, calls);
      for (Site site : calls) {
        graph
            .function(function.unit(), site.callee())
            .ifPresent(
                callee -> {
                  graph.callees.computeIfAbsent(function, f -> new LinkedHashSet<>()).add(callee);
                  graph.callers.computeIfAbsent(callee, f -> new LinkedHashSet<>()).add(function);
                });
      }
    }
    return graph;
  }

  /** The calls in one function, in the order of the text. */
  public static List<Site> calls(Function function) {
    return function
        .node()
        .findAll(Kind.CALL)
        .map(call -> new Site(function, call, name(call)))
        .toList();
  }

  private static boolean isLoop(Node node) {
    return node.is(Kind.FOR)
        || node.is(Kind.WHILE)
        || node.is(Kind.DO)
        || node.is(Kind.ITERATOR_STATEMENT);
  }

  private static String name(Node call) {
    Node callee = call.children().get(0);
    while (callee.is(Kind.PARENTHESIZED) && callee.children().size() == 1) {
      callee = callee.children().get(0);
    }
    return callee.is(Kind.NAME) ? callee.text() : "";
  }

  /** All functions, files in the order given, each in the order of its text. */
  public List<Function> functions() {
    return List.copyOf(functions);
  }

  /** The calls in a function, in the order of the text. */
  public List<Site> sites(Function function) {
    return sites.getOrDefault(function, List.of());
  }

  /** What a name stands for in a file. */
  public Optional<Function> function(Unit from, String name) {
    Function mine = own.getOrDefault(from, Map.of()).get(name);
    return Optional.ofNullable(mine != null ? mine : global.get(name));
  }

  /** The functions in whose text a node stands: one, but where the text is not understood. */
  public Stream<Function> around(Node node) {
    return node.ancestors().map(byNode::get).filter(Objects::nonNull);
  }

  public Set<Function> callers(Function function) {
    return Set.copyOf(callers.getOrDefault(function, Set.of()));
  }

  /** A function and all that it calls, and they call. */
  public Set<Function> reachedFrom(Function function) {
    return closure(function, callees);
  }

  /** A function and all that call it, and call those. */
  public Set<Function> leadingTo(Function function) {
    return closure(function, callers);
  }

  private static Set<Function> closure(Function from, Map<Function, Set<Function>> edges) {
    Set<Function> seen = new LinkedHashSet<>(Set.of(from));
    Deque<Function> open = new ArrayDeque<>(seen);
    while (!open.isEmpty()) {
      for (Function next : edges.getOrDefault(open.pop(), Set.of())) {
        if (seen.add(next)) {
          open.push(next);
        }
      }
    }
    return seen;
  }
}
