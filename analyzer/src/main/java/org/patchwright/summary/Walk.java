package org.patchwright.summary;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.patchwright.cfg.Block;
import org.patchwright.cfg.Cfg;
import org.patchwright.cfg.Edge;
import org.patchwright.dataflow.Range;
import org.patchwright.dataflow.Slot;
import org.patchwright.dataflow.State;
import org.patchwright.dataflow.Track;
import org.patchwright.dataflow.Value;
import org.patchwright.symbol.Function;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/**
 * Follows the paths of one function. States that meet and are in the same tracked states are joined
 * once there are many: what a promise is about stays apart, the rest is forgotten.
 */
final class Walk {

  /** States kept apart at one block and one shape before they are joined. */
  private static final int APART = 6;

  /** Steps of blocks after which the rest of a function is left. */
  private static final int BUDGET = 4_000;

  /** Ways out that a summary keeps apart. */
  private static final int EXITS = 24;

  private final Analysis analysis;
  private final Model model;
  private final Function function;
  private final Cfg cfg;
  private final Evaluator evaluator;
  private final Set<String> locals = new HashSet<>(function0());
  private final Set<String> arrays = new HashSet<>();
  private final TreeMap<Integer, List<State>> pending = new TreeMap<>();
  private final Map<Integer, Map<String, List<State>>> seen = new HashMap<>();
  private final List<Exit> exits = new ArrayList<>();
  private final Map<String, Misuse> misuses = new LinkedHashMap<>();
  private final Map<Integer, Integer> blockAt = new HashMap<>();
  private final Map<Integer, Assigned> assignedIn = new HashMap<>();
  private final Map<String, Optional<Function>> targets = new HashMap<>();

  /** What a loop gives other values: variables, and members of whatever object. */
  private record Assigned(Set<String> names, Set<String> members) {}

  private static Set<String> function0() {
    return Set.of();
  }

  Walk(Analysis analysis, Function function) {
    this.analysis = analysis;
    this.model = analysis.model();
    this.function = function;
    this.cfg = Cfg.of(function.node());
    locals.addAll(function.parameters());
    locals.remove("");
    function
        .body()
        .findAll(Kind.DECLARATION)
        .flatMap(declaration -> declaration.children(Kind.INIT_DECLARATOR).stream())
        .forEach(
            declarator ->
                declarator
                    .findAll(Kind.DECLARED_NAME)
                    .findFirst()
                    .ifPresent(
                        name -> {
                          locals.add(name.text());
                          if (declarator
                              .child(Kind.DECLARATOR)
                              .orElse(declarator)
                              .child(Kind.ARRAY_SUFFIX)
                              .isPresent()) {
                            arrays.add(name.text());
                          }
                        }));
    this.evaluator = new Evaluator(analysis.tree(), function, locals, arrays, this::call);
    for (Block block : cfg.blocks()) {
      blockAt.put(cfg.order(block.number()), block.number());
    }
  }

  Summary run(State start) {
    arrive(cfg.entry(), start, false);
    int left = BUDGET;
    while (!pending.isEmpty() && left > 0) {
      Map.Entry<Integer, List<State>> next = pending.pollFirstEntry();
      Block block = cfg.blocks().get(blockAt.get(next.getKey()));
      for (State state : next.getValue()) {
        left--;
        block(block, state.copy());
      }
    }
    return new Summary(function, merged(), List.copyOf(misuses.values()), pending.isEmpty());
  }

  /** Ways out that differ in nothing a caller could see are one. */
  private List<Exit> merged() {
    Map<String, Exit> kept = new LinkedHashMap<>();
    for (Exit exit : exits) {
      Range range = exit.range();
      String kind =
          range.high() < 0 ? "-" : range.equals(Range.ZERO) ? "0" : range.low() > 0 ? "+" : "?";
      String key = exit.node().index() + exit.state().shape() + kind;
      if (exit.result() instanceof Value.Number number) {
        key += number.value();
      } else if (exit.result().isVisible()) {
        key += exit.result();
      }
      Exit before = kept.get(key);
      if (before == null) {
        kept.put(key, exit);
      } else {
        State joined = before.state().join(exit.state(), cfg.exit().number());
        Value result = before.result();
        if (!result.equals(exit.result())) {
          result = new Value.Unknown("result");
          joined.ranges.put(result, before.range().or(range));
        }
        kept.put(key, new Exit(before.node(), joined, result));
      }
    }
    return List.copyOf(kept.values());
  }

  private void arrive(Block block, State state, boolean back) {
    if (back) {
      forget(block, state);
    }
    Map<String, List<State>> shapes = seen.computeIfAbsent(block.number(), n -> new HashMap<>());
    List<State> states = shapes.computeIfAbsent(state.shape(), s -> new ArrayList<>());
    if (states.contains(state)) {
      return;
    }
    State next = state;
    if (states.size() >= APART) {
      int last = states.size() - 1;
      next = states.get(last).join(state, block.number());
      if (states.contains(next)) {
        return;
      }
      State replaced = states.set(last, next);
      List<State> waiting = pending.get(cfg.order(block.number()));
      if (waiting != null) {
        waiting.removeIf(w -> w == replaced);
      }
    } else {
      states.add(next);
    }
    pending.computeIfAbsent(cfg.order(block.number()), n -> new ArrayList<>()).add(next);
  }

  /** Another round: what the loop assigns is unknown. */
  private void forget(Block head, State state) {
    String mark = "round " + head.number() + " ";
    Assigned loop = assignedIn.computeIfAbsent(head.number(), n -> assigned(head));
    for (String name : loop.names()) {
      Slot slot = new Slot(new Value.Local(name), "");
      Value held = state.memory.get(slot);
      if (held != null && state.track(held).isPresent()) {
        // What is owed for a handle is owed wherever a loop hands its place to somebody.
        continue;
      }
      Value.Unknown fresh = new Value.Unknown(mark + name);
      state.retire(fresh);
      state.memory.put(slot, fresh);
    }
    if (!loop.members().isEmpty()) {
      state.memory.replaceAll(
          (slot, value) ->
              isOneOf(slot, loop.members())
                  ? new Value.Unknown(mark + slot.base() + slot.field())
                  : value);
    }
    prune(state);
  }

  private static boolean isOneOf(Slot slot, Set<String> members) {
    for (String member : members) {
      if (slot.field().endsWith(member)) {
        return true;
      }
    }
    return false;
  }

  private Assigned assigned(Block head) {
    Node scope = head.loop().orElse(function.body());
    Set<String> assigned = new TreeSet<>();
    Set<String> members = new TreeSet<>();
    // A loop made by goto has no statement of its own: what stands before its label is no part of
    // it.
    int from = head.loop().isPresent() ? -1 : textFrom(head);
    scope
        .walk()
        .filter(node -> node.firstToken() >= from)
        .forEach(
            node -> {
              Node target = null;
              if (node.is(Kind.ASSIGNMENT) || node.is(Kind.POSTFIX)) {
                target = node.children().get(0);
              } else if (node.is(Kind.UNARY)) {
                String operator = node.tree().tokens().text(node.firstToken());
                if (operator.equals("&") || operator.equals("++") || operator.equals("--")) {
                  target = node.children().get(0);
                }
              } else if (node.is(Kind.ITERATOR_STATEMENT)) {
                node.child(Kind.ARGUMENTS)
                    .ifPresent(
                        list ->
                            list.children(Kind.NAME).stream()
                                .filter(name -> !function.parameters().contains(name.text()))
                                .forEach(name -> addName(name.text(), assigned)));
              } else if (node.is(Kind.INIT_DECLARATOR)) {
                node.findAll(Kind.DECLARED_NAME)
                    .findFirst()
                    .ifPresent(name -> assigned.add(name.text()));
              }
              if (target != null && target.is(Kind.NAME)) {
                addName(target.text(), assigned);
              } else if (target != null && target.is(Kind.MEMBER_ACCESS)) {
                members.add("." + target.tree().tokens().text(target.endToken() - 1));
              }
            });
    return new Assigned(assigned, members);
  }

  /** Where the text of a loop begins that a goto closes. */
  private int textFrom(Block head) {
    int order = cfg.order(head.number());
    return cfg.blocks().stream()
        .filter(block -> cfg.order(block.number()) >= order)
        .flatMap(block -> block.steps().stream())
        .mapToInt(Node::firstToken)
        .min()
        .orElse(-1);
  }

  /** What only earlier rounds could name would make every round look new. */
  private static void prune(State state) {
    state
        .memory
        .keySet()
        .removeIf(
            slot ->
                slot.field().contains("[?")
                    || !(slot.base() instanceof Value.Local) && !slot.base().isVisible());
    Set<Value> named = new HashSet<>(state.memory.values());
    state.ranges.keySet().removeIf(value -> !value.isVisible() && !named.contains(value));
  }

  private void addName(String name, Set<String> assigned) {
    if (locals.contains(name)) {
      assigned.add(name);
    }
  }

  private void block(Block block, State start) {
    List<State> states = List.of(start);
    if (block.number() == cfg.exit().number()) {
      exits.add(new Exit(function.body(), start, Value.NULL));
      return;
    }
    for (Node step : block.steps()) {
      List<State> next = new ArrayList<>();
      for (State state : states) {
        next.addAll(step(step, state));
      }
      states = next;
      if (step.is(Kind.RETURN)) {
        return;
      }
    }
    for (State state : states) {
      leave(block, state);
    }
  }

  private List<State> step(Node step, State state) {
    if (step.is(Kind.RETURN)) {
      Optional<Node> value = step.children().stream().findFirst();
      List<Outcome> outcomes =
          value.isEmpty()
              ? List.of(new Outcome(state, Value.NULL))
              : evaluator.eval(value.get(), state);
      for (Outcome outcome : outcomes) {
        exits.add(new Exit(step, escape(outcome), outcome.value()));
      }
      return List.of();
    }
    if (step.is(Kind.EXPRESSION_STATEMENT)) {
      return step.children().isEmpty()
          ? List.of(state)
          : states(evaluator.eval(step.children().get(0), state));
    }
    if (step.is(Kind.DECLARATION)) {
      List<State> states = List.of(state);
      for (Node declarator : step.children(Kind.INIT_DECLARATOR)) {
        Optional<Node> name = declarator.findAll(Kind.DECLARED_NAME).findFirst();
        List<Node> children = declarator.children();
        Node last = children.get(children.size() - 1);
        if (name.isEmpty() || !last.kind().isExpression()) {
          continue;
        }
        List<State> next = new ArrayList<>();
        for (State one : states) {
          for (Outcome outcome : evaluator.eval(last, one)) {
            evaluator.write(
                outcome.state(),
                new Value.Address(new Value.Local(name.get().text()), ""),
                outcome.value());
            next.add(outcome.state());
          }
        }
        states = next;
      }
      return states;
    }
    if (step.kind().isExpression() && !step.is(Kind.ARGUMENTS)) {
      return states(evaluator.eval(step, state));
    }
    return List.of(state);
  }

  /** A handle that is returned is the caller's. */
  private static State escape(Outcome outcome) {
    outcome
        .state()
        .track(outcome.value())
        .ifPresent(track -> outcome.state().put(track.heldBy("the caller")));
    return outcome.state();
  }

  private static List<State> states(List<Outcome> outcomes) {
    return outcomes.stream().map(Outcome::state).toList();
  }

  private void leave(Block block, State state) {
    List<Edge> edges = block.edges();
    Optional<Node> condition = block.condition();
    if (condition.isEmpty()) {
      for (Edge edge : edges) {
        State next = edges.size() == 1 ? state : state.copy();
        if (edge.kind() != Edge.Kind.VARIANT || variant(edge.variant(), next)) {
          go(block, edge, next);
        }
      }
      return;
    }
    for (Outcome outcome : evaluator.eval(condition.get(), state)) {
      for (Edge edge : edges) {
        State next = outcome.state().copy();
        if (feasible(condition.get(), edge, outcome.value(), next)) {
          go(block, edge, next);
        }
      }
    }
  }

  private static boolean variant(String condition, State state) {
    boolean negated = condition.startsWith("!");
    String plain = negated ? condition.substring(1) : condition;
    if (plain.equals("0") || plain.equals("1")) {
      return plain.equals("1") != negated;
    }
    Boolean before = state.variants.putIfAbsent(plain, !negated);
    return before == null || before != negated;
  }

  private boolean feasible(Node condition, Edge edge, Value value, State state) {
    switch (edge.kind()) {
      case TRUE, FALSE -> {
        boolean truth = edge.kind() == Edge.Kind.TRUE;
        boolean open = state.range(value).contains(0) && !state.range(value).equals(Range.ZERO);
        if (!state.assume(value, truth)) {
          return false;
        }
        if (open) {
          state.step(condition, truth ? "taken as true" : "taken as false", false);
        }
        return true;
      }
      case CASE -> {
        if (edge.values().size() != 1) {
          return true;
        }
        Value constant = evaluator.eval(edge.values().get(0), state.copy()).get(0).value();
        state.step(edge.values().get(0), "case " + edge.values().get(0).text(), false);
        return state.assume(new Value.Pure("==", List.of(value, constant)), true);
      }
      case DEFAULT -> {
        for (Node other : edge.values()) {
          Value constant = evaluator.eval(other, state.copy()).get(0).value();
          if (!state.assume(new Value.Pure("!=", List.of(value, constant)), true)) {
            return false;
          }
        }
        state.step(condition, "no case for it", false);
        return true;
      }
      default -> {
        return true;
      }
    }
  }

  private void go(Block from, Edge edge, State state) {
    Block target = cfg.blocks().get(edge.target());
    // A return has its own way out; running off the end is the only one that comes by here.
    arrive(
        target, state, target.isLoopHead() && cfg.order(from.number()) >= cfg.order(edge.target()));
  }

  private List<Outcome> call(Node node, String callee, List<Node> arguments, Evaluator.Args args) {
    State state = args.state();
    Value.Result result = new Value.Result("@" + node.firstToken(), callee);
    state.retire(result);
    Optional<Function> near = function.unit().function(callee);
    for (int i = 0; i < args.values().size(); i++) {
      Value value = args.values().get(i);
      if (value instanceof Value.Address address
          && address.base() instanceof Value.Local local
          && !(near.isPresent() && Reading.isAll(near.get(), i))) {
        Value held = state.memory.get(Slot.through(address.base(), address.field()));
        if (held != null) {
          // Whoever is given the place of a handle may do with it what is owed.
          state.track(held).ifPresent(track -> state.put(track.heldBy(callee + "()")));
        }
        Value set = new Value.Unknown("set@" + node.firstToken() + local.name() + address.field());
        state.retire(set);
        evaluator.write(state, value, set);
      }
    }
    List<Effect> effects = new ArrayList<>();
    for (Effect effect : model.effects(callee)) {
      if (applies(effect, arguments, args)) {
        effects.add(effect);
      }
    }
    if (!effects.isEmpty()) {
      List<Outcome> outcomes = List.of(new Outcome(state, result));
      for (Effect effect : effects) {
        List<Outcome> next = new ArrayList<>();
        for (Outcome outcome : outcomes) {
          next.addAll(effect(node, effect, arguments, args.values(), outcome));
        }
        outcomes = next;
      }
      return outcomes;
    }
    Optional<Function> target = targets.get(callee);
    if (target == null) {
      target = analysis.callee(function, callee);
      targets.put(callee, target);
    }
    if (target.isPresent()) {
      Summary summary = analysis.summary(target.get());
      if (summary.complete() && summary.exits().size() <= EXITS) {
        state.step(node, "calls " + callee + "()", true);
        List<Outcome> outcomes = new ArrayList<>();
        for (Exit exit : summary.exits()) {
          new Application(node, function, model, args.values(), result, misuses)
              .apply(exit, state.copy())
              .ifPresent(outcomes::add);
        }
        return outcomes;
      }
    }
    return List.of(new Outcome(state, result));
  }

  private boolean applies(Effect effect, List<Node> arguments, Evaluator.Args args) {
    if (effect.argument() >= args.values().size()) {
      return false;
    }
    if (effect.only().isEmpty()) {
      return true;
    }
    if (effect.onlyArgument() >= args.values().size()) {
      return false;
    }
    Value value = args.values().get(effect.onlyArgument());
    for (String word : effect.only()) {
      if (arguments.get(effect.onlyArgument()).text().equals(word)
          || args.state()
              .range(evaluator.name(word, args.state()))
              .equals(args.state().range(value))) {
        return true;
      }
    }
    return false;
  }

  private List<Outcome> effect(
      Node node, Effect effect, List<Node> arguments, List<Value> values, Outcome outcome) {
    List<Outcome> all = new ArrayList<>();
    Value result = outcome.value();
    if (!effect.success().equals(Range.ALL)) {
      State failed = outcome.state().copy();
      for (Range rest : complement(effect.success())) {
        State one = failed.copy();
        if (one.restrict(result, rest)) {
          one.step(node, "the call fails", false);
          all.add(new Outcome(one, result));
        }
      }
      if (!outcome.state().restrict(result, effect.success())) {
        return all;
      }
    }
    State state = outcome.state();
    Value key = result;
    String label = node.text();
    if (effect.argument() == -2) {
      key = Value.NULL;
    } else if (effect.argument() >= 0) {
      key = values.get(effect.argument());
      label = arguments.get(effect.argument()).text().replaceFirst("^&", "");
      if (effect.out()) {
        Value held = new Value.Unknown("out@" + node.firstToken());
        state.retire(held);
        evaluator.write(state, key, held);
        key = held;
      }
    }
    Optional<Track> before = state.track(key);
    if (before.isPresent()
        && !effect.from().isEmpty()
        && !effect.from().contains(before.get().state())) {
      misuses.putIfAbsent(
          node.index() + effect.to(), new Misuse(node, before.get(), effect.to(), state.trace));
    }
    String entry =
        before.isPresent()
            ? before.get().entry()
            : effect.from().size() == 1 ? effect.from().iterator().next() : "";
    state.step(node, "", true);
    state.put(new Track(key, effect.to(), entry, label, node, ""));
    all.add(new Outcome(state, result));
    return all;
  }

  private static List<Range> complement(Range range) {
    List<Range> rest = new ArrayList<>();
    if (range.equals(Range.NOT_ZERO)) {
      return List.of(Range.ZERO);
    }
    if (range.low() != Long.MIN_VALUE) {
      rest.add(Range.of(Long.MIN_VALUE, range.low() - 1));
    }
    if (range.high() != Long.MAX_VALUE) {
      rest.add(Range.of(range.high() + 1, Long.MAX_VALUE));
    }
    return rest;
  }
}
