package org.patchwright.lockset;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.patchwright.cfg.Block;
import org.patchwright.cfg.Edge;
import org.patchwright.dataflow.Lowered;
import org.patchwright.dataflow.Range;
import org.patchwright.dataflow.Step;
import org.patchwright.dataflow.Term;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.Literals;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/**
 * Follows the locks of one function over its paths. States that meet are told apart by the locks
 * that they hold; what else they know is joined once there are several.
 */
final class LockWalk {

  /** States of the same locks that are kept apart at one block. */
  private static final int APART = 4;

  /** Combinations of locks at one block beyond which the function is left. */
  private static final int SHAPES = 40;

  private static final int BUDGET = 8_000;

  private static final Pattern DEFINED = Pattern.compile("defined\\(\\w+\\)");

  private final Lowered function;
  private final Terms terms;
  private final LockSteps steps;
  private final TreeMap<Integer, List<LockState>> waiting = new TreeMap<>();
  private final Map<Integer, Map<LockState.Shape, List<LockState>>> seen = new HashMap<>();
  private final Map<Integer, Map<Sym, Sym>> joined = new HashMap<>();
  private final Map<Integer, Assigned> assignedIn = new HashMap<>();
  private final Map<String, LockSummary.Exit> exits = new LinkedHashMap<>();
  private boolean tooMany;

  /** What a loop changes. */
  private record Assigned(Set<Term> places, Set<Integer> calls, Set<String> fields, Node scope) {}

  LockWalk(Locking locking, Lowered function, Set<Function> neutral) {
    this.function = function;
    this.terms = new Terms(function);
    this.steps = new LockSteps(locking, function, terms, neutral);
  }

  LockSummary run() {
    arrive(function.cfg().entry(), terms.entry());
    int left = BUDGET;
    while (!waiting.isEmpty() && left > 0 && !tooMany) {
      Map.Entry<Integer, List<LockState>> next = waiting.pollFirstEntry();
      Block block = function.cfg().inOrder(next.getKey());
      for (LockState state : next.getValue()) {
        left--;
        block(block, state.copy());
      }
    }
    return steps.summary(List.copyOf(exits.values()), waiting.isEmpty() && !tooMany);
  }

  private void arrive(Block block, LockState state) {
    Map<LockState.Shape, List<LockState>> shapes =
        seen.computeIfAbsent(block.number(), n -> new HashMap<>());
    List<LockState> states = shapes.computeIfAbsent(state.shape(), s -> new ArrayList<>());
    if (shapes.size() > SHAPES) {
      tooMany = true;
      return;
    }
    for (LockState before : states) {
      if (before.sameAs(state)) {
        return;
      }
    }
    int order = function.cfg().order(block.number());
    LockState next = state;
    if (states.size() >= APART) {
      int nearest = 0;
      int least = Integer.MAX_VALUE;
      for (int i = 0; i < states.size(); i++) {
        int apart = states.get(i).distance(state, least);
        if (apart < least) {
          least = apart;
          nearest = i;
        }
      }
      LockState replaced = states.get(nearest);
      next = replaced.join(state, place -> either(block, place));
      for (LockState before : states) {
        if (before.sameAs(next)) {
          return;
        }
      }
      states.set(nearest, next);
      List<LockState> there = waiting.get(order);
      if (there != null) {
        there.removeIf(w -> w == replaced);
      }
    } else {
      states.add(next);
    }
    waiting.computeIfAbsent(order, n -> new ArrayList<>()).add(next);
  }

  /** The name of what a place holds on one way to a block or on another. */
  private Sym either(Block block, Sym place) {
    return joined
        .computeIfAbsent(block.number(), n -> new HashMap<>())
        .computeIfAbsent(place, p -> Sym.fresh("j" + block.number() + " " + p));
  }

  private void block(Block block, LockState start) {
    if (block.number() == function.cfg().exit().number()) {
      leave(function.function().body(), start, Sym.ZERO);
      return;
    }
    List<LockState> states = List.of(start);
    for (Step step : function.steps().get(block.number())) {
      if (step instanceof Step.Return back) {
        for (LockState state : states) {
          leave(back.node(), state, terms.value(back.value(), state));
        }
        return;
      }
      if (step instanceof Step.Call call) {
        List<LockState> next = new ArrayList<>();
        for (LockState state : states) {
          next.addAll(steps.call(call, state));
        }
        states = next;
      } else {
        for (LockState state : states) {
          plain(step, state);
        }
      }
    }
    Optional<Term> condition = function.conditions().get(block.number());
    for (LockState state : states) {
      for (Edge edge : block.edges()) {
        LockState next = block.edges().size() == 1 ? state : state.copy();
        if (feasible(block, edge, condition, next)) {
          Block target = function.cfg().blocks().get(edge.target());
          if (target.isLoopHead()
              && function.cfg().order(block.number()) >= function.cfg().order(edge.target())) {
            again(target, block, next);
          }
          arrive(target, next);
        }
      }
    }
  }

  private void plain(Step step, LockState state) {
    if (step instanceof Step.Assign assign) {
      Sym value = terms.value(assign.value(), state);
      state.write(terms.place(assign.place(), state), value);
    } else if (step instanceof Step.Declare declare) {
      state.write(Sym.variable(declare.name()), Sym.fresh("d " + declare.name()));
    } else if (step instanceof Step.Follow follow) {
      Sym pointer = terms.value(follow.pointer(), state);
      if (state.range(pointer).contains(0)) {
        state.restrict(pointer, Range.NOT_ZERO);
      }
    }
  }

  private boolean feasible(Block block, Edge edge, Optional<Term> condition, LockState state) {
    switch (edge.kind()) {
      case TRUE, FALSE -> {
        boolean truth = edge.kind() == Edge.Kind.TRUE;
        Sym test = terms.value(condition.orElseThrow(), state);
        Range before = state.range(test);
        if (!state.assume(test, truth)) {
          return false;
        }
        if (before.contains(0) && !before.equals(Range.ZERO)) {
          block.condition().ifPresent(n -> state.step(n, "taken as " + truth));
        }
        return true;
      }
      case CASE -> {
        if (edge.values().size() != 1 || condition.isEmpty()) {
          return true;
        }
        Node value = edge.values().get(0);
        state.step(value, "case " + value.text());
        return state.assume(
            Sym.compare("==", terms.value(condition.get(), state), constant(value)), true);
      }
      case DEFAULT -> {
        for (Node value : edge.values()) {
          Sym test = terms.value(condition.orElseThrow(), state);
          if (!state.assume(Sym.compare("!=", test, constant(value)), true)) {
            return false;
          }
        }
        return true;
      }
      case VARIANT -> {
        return state.variant(variant(edge.variant()));
      }
      case ITERATE -> {
        block.loop().ifPresent(loop -> iterate(loop, state));
        return true;
      }
      default -> {
        return true;
      }
    }
  }

  /** A switch that the file itself sets: {@code #define DUMP 0} makes {@code #if DUMP} false. */
  private String variant(String condition) {
    boolean negated = condition.startsWith("!");
    String plain = negated ? condition.substring(1) : condition;
    if (DEFINED.matcher(plain).matches()
        && function
            .function()
            .unit()
            .alwaysDefined()
            .contains(plain.substring(8, plain.length() - 1))) {
      return (negated ? "!" : "") + "1";
    }
    return function
        .function()
        .unit()
        .macro(plain)
        .filter(macro -> macro.parameters().isEmpty())
        .map(macro -> Literals.value(macro.body()))
        .filter(OptionalLong::isPresent)
        .map(value -> (negated ? "!" : "") + (value.getAsLong() == 0 ? "0" : "1"))
        .orElse(condition);
  }

  private Sym constant(Node value) {
    var literal = Literals.value(value.text());
    if (literal.isEmpty()) {
      literal = function.function().unit().enumerator(value.text());
    }
    return Sym.number(literal.orElse((1L << 40) + Integer.toUnsignedLong(value.text().hashCode())));
  }

  /** The variables that the macro of a loop gives a value. */
  private void iterate(Node loop, LockState state) {
    List<Node> arguments = loop.arguments();
    boolean entries = loop.text().startsWith("list_for_each_entry");
    List<Node> names =
        arguments.stream()
            .filter(argument -> argument.is(Kind.NAME) && function.isLocal(argument.text()))
            .filter(name -> arguments.size() == 1 || !isGiven(name.text(), loop, state))
            .toList();
    // What has a value already, beside one that has none, is where the loop looks.
    List<Node> empty = names.stream().filter(name -> isEmpty(name.text(), state)).toList();
    List<Node> used =
        empty.isEmpty() && names.size() > 1
            ? names.stream().filter(name -> isUsed(name.text(), loop)).toList()
            : empty;
    for (Node name : used.isEmpty() ? names : used) {
      Sym item = item(loop, name.text());
      state.write(Sym.variable(name.text()), item);
      if (entries && name.equals(arguments.get(0))) {
        state.restrict(item, Range.NOT_ZERO);
      }
    }
  }

  private static boolean isUsed(String name, Node loop) {
    List<Node> parts = loop.children();
    return parts
        .get(parts.size() - 1)
        .findAll(Kind.NAME)
        .anyMatch(mention -> mention.text().equals(name));
  }

  private static boolean isEmpty(String name, LockState state) {
    return state
        .read(Sym.variable(name))
        .map(value -> value.op() == Sym.Op.FRESH && value.text().matches("(?s)(d |i\\d).*"))
        .orElse(true);
  }

  /** Whether it says what the loop looks through: a parameter, or what a loop around it yields. */
  private boolean isGiven(String name, Node loop, LockState state) {
    Optional<Sym> value = state.read(Sym.variable(name));
    return value.isPresent()
        && (function.isParameter(name) && value.get().op() == Sym.Op.PARAM
            || value.get().op() == Sym.Op.FRESH
                && loop.ancestors().anyMatch(outer -> value.get().equals(item(outer, name))));
  }

  /** What the macro of a loop gives a variable in one round. */
  private static Sym item(Node loop, String name) {
    return Sym.fresh("i" + loop.index() + name);
  }

  // Loops.

  /** Another round: what the loop assigns is unknown. */
  private void again(Block head, Block from, LockState state) {
    Assigned loop = assignedIn.computeIfAbsent(head.number(), n -> assigned(head));
    String mark = "L" + head.number() + " ";
    Set<Sym> lost = new HashSet<>();
    Set<String> assigned = new HashSet<>();
    for (int call : loop.calls()) {
      lost.add(Sym.call(call, function.calls().get(call).callee()));
    }
    Map<Sym, Sym> before = new LinkedHashMap<>();
    for (Term place : loop.places()) {
      Sym key = terms.place(place, state);
      state.read(key).ifPresent(value -> before.put(key, value));
    }
    if (!loop.fields().isEmpty()) {
      // A variable keeps what it was given, whatever becomes of the field.
      Set<Sym> kept = state.inVariables();
      state.rename(
          value ->
              value.op() == Sym.Op.LOAD
                      && value.part(0).op() == Sym.Op.FIELD
                      && loop.fields().contains(value.part(0).text())
                      && kept.contains(value)
                  ? Sym.fresh("was " + value)
                  : value);
    }
    Map<Sym, Range> facts = state.facts();
    state.forget(value -> isStale(value, loop, mark, lost));
    for (Term place : loop.places()) {
      Sym key = terms.place(place, state);
      Sym fresh = Sym.fresh(mark + key);
      assigned.add(key.toString());
      state.write(key, fresh);
      Sym old = before.get(key);
      if (old != null && place instanceof Term.Name) {
        state.compares(old, fresh, facts, value -> isStale(value, loop, mark, lost));
        if (Range.NOT_ZERO.equals(facts.get(old))) {
          // A pointer that leads somewhere still does; a count would grow for ever.
          state.restrict(fresh, Range.NOT_ZERO);
        }
      }
    }
    for (Map.Entry<Sym, Hold> entry : List.copyOf(state.holds().entrySet())) {
      if (isStale(entry.getKey(), loop, mark, lost) || isJoined(entry.getKey(), assigned)) {
        state.drop(entry.getKey());
        steps.nextRound(entry.getKey(), entry.getValue(), loop.scope(), from, state);
      }
    }
  }

  private boolean isStale(Sym value, Assigned loop, String mark, Set<Sym> lost) {
    return switch (value.op()) {
      case CALL -> lost.contains(value);
      case FRESH ->
          value.text().startsWith(mark) || value.text().startsWith("i" + loop.scope().index());
      case LOAD ->
          value.part(0).op() == Sym.Op.FIELD && loop.fields().contains(value.part(0).text())
              || isStale(value.part(0), loop, mark, lost);
      default -> {
        for (Sym part : value.parts()) {
          if (isStale(part, loop, mark, lost)) {
            yield true;
          }
        }
        yield false;
      }
    };
  }

  /** Whether it rests on a value that two paths may have given. */
  private static boolean isJoined(Sym value, Set<String> assigned) {
    return value.op() == Sym.Op.FRESH
            && value.text().startsWith("j")
            && assigned.contains(value.text().substring(value.text().indexOf(' ') + 1))
        || value.parts().stream().anyMatch(part -> isJoined(part, assigned));
  }

  private Assigned assigned(Block head) {
    Node scope = head.loop().orElse(function.function().body());
    int from = head.loop().isPresent() ? scope.firstToken() : textFrom(head);
    Set<Term> places = new java.util.LinkedHashSet<>();
    Set<Integer> calls = new HashSet<>();
    Set<String> fields = new HashSet<>();
    Map<Term, List<Term>> values = new HashMap<>();
    Set<String> varying = iterated(from, scope);
    for (List<Step> block : function.steps()) {
      for (Step step : block) {
        if (step.node().firstToken() < from || scope.endToken() < step.node().endToken()) {
          continue;
        }
        if (step instanceof Step.Assign assign) {
          if (assign.place() instanceof Term.Name name) {
            // What is only ever set to constants is known by its value: a flag, a pointer cleared.
            if (!(assign.value() instanceof Term.Number)) {
              places.add(name);
              values.computeIfAbsent(name, n -> new ArrayList<>()).add(assign.value());
              varying.add(name.name());
            }
          } else if (assign.place() instanceof Term.Field field) {
            places.add(assign.place());
            fields.add(field.name());
          }
        } else if (step instanceof Step.Call call) {
          calls.add(call.id());
          for (Term argument : call.arguments()) {
            if (argument instanceof Term.AddressOf address
                && address.place() instanceof Term.Name set) {
              varying.add(set.name());
            }
          }
        }
      }
    }
    // So is what a round may set to the same as any other round.
    places.removeIf(
        place ->
            place instanceof Term.Name
                && values.get(place).stream().allMatch(value -> isSame(value, varying, fields)));
    return new Assigned(places, calls, fields, scope);
  }

  /** The names that the heads of loops mention whose macros assign. */
  private Set<String> iterated(int from, Node scope) {
    Set<String> names = new HashSet<>();
    for (Block block : function.cfg().blocks()) {
      if (block.edges().stream().anyMatch(edge -> edge.kind() == Edge.Kind.ITERATE)) {
        block
            .loop()
            .filter(loop -> from <= loop.firstToken() && loop.endToken() <= scope.endToken())
            .ifPresent(
                loop ->
                    loop.arguments().stream()
                        .flatMap(argument -> argument.findAll(Kind.NAME))
                        .forEach(name -> names.add(name.text())));
      }
    }
    return names;
  }

  /** Whether an expression has the same value in each round of a loop that sets some names. */
  private static boolean isSame(Term value, Set<String> names, Set<String> fields) {
    if (value instanceof Term.Name name) {
      return !names.contains(name.name());
    }
    if (value instanceof Term.Field field) {
      return !fields.contains(field.name()) && isSame(field.base(), names, fields);
    }
    if (value instanceof Term.AddressOf address) {
      return isSame(address.place(), names, fields);
    }
    return value instanceof Term.Number;
  }

  /** Where the text of a loop begins that a goto closes. */
  private int textFrom(Block head) {
    int order = function.cfg().order(head.number());
    return function.cfg().blocks().stream()
        .filter(block -> function.cfg().order(block.number()) >= order)
        .flatMap(block -> block.steps().stream())
        .mapToInt(Node::firstToken)
        .min()
        .orElse(-1);
  }

  // Ways out.

  private void leave(Node node, LockState state, Sym result) {
    Range range = state.range(result);
    String kind =
        range.high() < 0
            ? "-"
            : range.equals(Range.ZERO)
                ? "0"
                : range.low() > 0 ? "+" : range.low() == 0 ? "0+" : range.contains(0) ? "?" : "!";
    Map<Sym, Range> visible = LockSteps.visible(state);
    boolean neutral = state.holds().values().stream().noneMatch(Hold::isNet);
    String key = node.index() + kind + state.shape().kept() + state.shape().givenUp();
    LockSummary.Exit made =
        new LockSummary.Exit(
            node, state.holds(), visible, state.written(), result, range, state.trace());
    LockSummary.Exit before = exits.get(key);
    if (before == null) {
      exits.put(key, made);
      return;
    }
    Map<Sym, Range> both = new HashMap<>();
    if (!neutral || !before.facts().isEmpty()) {
      for (Map.Entry<Sym, Range> fact : before.facts().entrySet()) {
        Range theirs = visible.get(fact.getKey());
        if (theirs != null) {
          both.put(fact.getKey(), fact.getValue().or(theirs));
        }
      }
    }
    Map<Sym, Hold> locks = new LinkedHashMap<>();
    before
        .locks()
        .forEach(
            (place, hold) -> {
              if (hold.isNet() || state.holds().containsKey(place)) {
                locks.put(place, hold);
              }
            });
    Map<Sym, Sym> written = new LinkedHashMap<>(before.written());
    written.entrySet().retainAll(state.written().entrySet());
    Sym same = before.result().equals(result) ? result : Sym.fresh("result");
    exits.put(
        key,
        new LockSummary.Exit(
            before.node(), locks, both, written, same, before.range().or(range), before.trace()));
  }
}
