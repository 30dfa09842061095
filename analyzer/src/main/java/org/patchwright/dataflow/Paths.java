package org.patchwright.dataflow;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.patchwright.cfg.Block;
import org.patchwright.cfg.Edge;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/**
 * Follows one handle along the paths of one function. Impossible combinations of tests are left
 * out; states in which the same has happened to the handle are joined once there are many.
 */
public abstract class Paths {

  private static final int BUDGET = 1_500;

  /** A comparison in which no place is named. */
  private static final Pattern COMPARED = Pattern.compile("[-#0-9;()<>=!&|+*/,^% ]*");

  private final Lowered function;
  private final Meetings meetings;
  private final Map<Integer, List<Term>> assignedIn = new HashMap<>();
  private final Map<Node, Integer> heads = new HashMap<>();

  /** By block, the loop whose test it makes. */
  private final Map<Integer, Optional<Node>> tests = new HashMap<>();

  private final boolean hasLoops;
  private Optional<Step.Call> from = Optional.empty();
  private BitSet leading = new BitSet();
  private boolean stopped;
  private int left = BUDGET;

  protected Paths(Lowered function) {
    this.function = function;
    hasLoops = function.cfg().hasLoops();
    meetings = new Meetings(function.cfg());
  }

  protected final Lowered function() {
    return function;
  }

  /** A call is made; its arguments' values are those of the state. */
  protected void called(Step.Call call, PathState state) {}

  /** A place is about to be given a value. */
  protected void assigning(Step.Assign assign, String key, String value, PathState state) {}

  protected void followed(Step.Follow follow, PathState state) {}

  protected void read(Step.Read read, PathState state) {}

  /** A condition was taken as true or as false. */
  protected void tested(Node condition, boolean truth, PathState state) {}

  protected void declared(Step.Declare declare, PathState state) {}

  /** Control comes to a round of a loop whose macro assigns variables. */
  protected void iterates(Node loop, PathState state) {}

  /** Control leaves such a loop because there is nothing more. */
  protected void iterated(Node loop, PathState state) {}

  /** A loop is left before its first round, or a switch without a default by none of its cases. */
  protected void skips(Node statement, PathState state) {}

  /** One of a switch's cases is taken. */
  protected void chooses(Node statement, PathState state) {}

  /** Control goes back to the head of a loop. */
  protected void anotherRound(PathState state) {}

  /** A call belongs to the side of a {@code ?:} that is not taken. */
  protected void unchosen(Step.Call call, PathState state) {}

  /** The function ends here; there is no return statement where it runs off its end. */
  protected void leaves(PathState state, Optional<Step.Return> by) {}

  /**
   * Leaves out what does not lead to a call, and begins where control comes to it: for who follows
   * nothing before that call, and asks nothing about ways out on which there is nothing to follow.
   */
  protected final void onlyFrom(Step.Call call) {
    from = Optional.of(call);
    leading = function.leadingTo(call);
  }

  /** Ends the search. */
  protected final void stop() {
    stopped = true;
  }

  /** Control comes from one block to another with what was not seen there before. */
  void arrived(int before, Block block, PathState state) {}

  /** Follows all paths from the entry; false if there were too many. */
  public final boolean run(PathState start) {
    enter(start);
    return proceed();
  }

  /** Control comes to the function, and nothing is followed from there yet. */
  final void enter(PathState start) {
    arrive(Approach.ENTRY, function.cfg().entry(), start);
  }

  private boolean proceed() {
    while (!meetings.isEmpty() && left > 0 && !stopped) {
      next();
    }
    return stopped || meetings.isEmpty();
  }

  /**
   * Follows paths until nothing more comes from some blocks; what waits elsewhere may be followed
   * later, in the same order as if this had not stopped. False if there were too many paths.
   *
   * @param blocks their numbers; no other block leads to one of them
   */
  final boolean proceed(BitSet blocks) {
    while (left > 0 && meetings.waitsIn(blocks)) {
      next();
    }
    return !meetings.waitsIn(blocks);
  }

  private void next() {
    int number = meetings.first();
    Block block = function.cfg().blocks().get(number);
    for (PathState state : meetings.take(number)) {
      left--;
      block(block, state.copy());
    }
  }

  /** The same; where a call is all that matters, from where control comes to it. */
  public final boolean run() {
    Optional<List<Approach.Arrival>> arrivals =
        from.flatMap(call -> function.approach().before(call));
    if (arrivals.isEmpty()) {
      return run(new PathState(function));
    }
    for (Approach.Arrival arrival : arrivals.get()) {
      arrive(arrival.before(), arrival.block(), arrival.state());
    }
    return proceed();
  }

  protected final PathState start() {
    return new PathState(function);
  }

  /** Whether nothing more can come of a state, unless control comes to the call that matters. */
  protected boolean isDone(PathState state) {
    return state.status() == 0 && state.handle().isEmpty();
  }

  /** Whether nothing can come of a state with which control comes to a block. */
  protected boolean isIdle(Block block, PathState state) {
    return from.isPresent() && !leading.get(block.number()) && isDone(state);
  }

  private void arrive(int before, Block block, PathState state) {
    if (from.isPresent() && !state.handle().isEmpty() && isDone(state)) {
      // What was followed is over: on the way to where it begins anew, nothing of it matters.
      state.begin(0, "");
    }
    if (!isIdle(block, state) && meetings.add(block.number(), state)) {
      arrived(before, block, state);
    }
  }

  private void block(Block block, PathState state) {
    if (block.number() == function.cfg().exit().number()) {
      settle(state);
      leaves(state, Optional.empty());
      return;
    }
    steps(block, 0, state);
  }

  private void steps(Block block, int from, PathState state) {
    List<Step> steps = function.steps().get(block.number());
    for (int i = from; i < steps.size(); i++) {
      if (steps.get(i) instanceof Step.Assign assign
          && assign.value() instanceof Term.Choice choice
          && forks(choice)) {
        for (boolean truth : new boolean[] {true, false}) {
          PathState next = state.copy();
          Term value = truth ? choice.yes() : choice.no();
          if (next.assume(choice.condition(), truth)) {
            if ((truth ? choice.no() : choice.yes()) instanceof Term.Result other) {
              unchosen(other.call(), next);
            }
            step(new Step.Assign(assign.node(), assign.place(), value, assign.initialiser()), next);
            steps(block, i + 1, next);
          }
        }
        return;
      }
      if (!step(steps.get(i), state) || stopped) {
        return;
      }
    }
    edges(block, state);
  }

  /** Whether one side of a choice is what a call yields. */
  private static boolean forks(Term.Choice choice) {
    return choice.yes() instanceof Term.Result || choice.no() instanceof Term.Result;
  }

  private void edges(Block block, PathState state) {
    Optional<Term> condition = function.conditions().get(block.number());
    List<Edge> edges = block.edges();
    for (int i = 0; i < edges.size(); i++) {
      Edge edge = edges.get(i);
      PathState next = i == edges.size() - 1 ? state : state.copy();
      if (feasible(block, edge, condition, next)) {
        settle(next);
        pass(block, edge, next);
        Block target = function.cfg().blocks().get(edge.target());
        if (target.isLoopHead()) {
          boolean back =
              function.cfg().order(block.number()) >= function.cfg().order(edge.target());
          next.round(target.number(), back);
          if (back) {
            again(target, next);
          }
        }
        arrive(block.number(), target, next);
      }
    }
  }

  /** Whether an edge leads past a loop whose test its block belongs to. */
  private void pass(Block block, Edge edge, PathState state) {
    Optional<Node> loop =
        edge.kind() == Edge.Kind.DONE
            ? block.loop()
            : tests.computeIfAbsent(
                block.number(), n -> block.condition().flatMap(Paths::loopOfTest));
    if (loop.isPresent() && edge.kind() != Edge.Kind.ITERATE && isBehind(edge, loop.get())) {
      int head = heads.computeIfAbsent(loop.get(), this::head);
      if (head >= 0 && !state.hasRound(head)) {
        skips(loop.get(), state);
      }
    }
  }

  private int head(Node loop) {
    return function.cfg().blocks().stream()
        .filter(block -> block.loop().filter(loop::equals).isPresent())
        .mapToInt(Block::number)
        .findFirst()
        .orElse(-1);
  }

  private static Optional<Node> loopOfTest(Node condition) {
    Node at = condition;
    while (true) {
      Optional<Node> outer = at.parent();
      if (outer.isEmpty() || outer.get().kind().isStatement()) {
        return outer.filter(node -> node.is(Kind.WHILE) || node.is(Kind.FOR));
      }
      at = outer.get();
    }
  }

  private boolean isBehind(Edge edge, Node loop) {
    Block target = function.cfg().blocks().get(edge.target());
    return target.steps().stream()
        .findFirst()
        .or(target::condition)
        .map(
            first ->
                first.firstToken() < loop.firstToken() || first.firstToken() >= loop.endToken())
        .orElse(true);
  }

  private boolean step(Step step, PathState state) {
    if (step instanceof Step.Assign assign) {
      String key = state.key(assign.place());
      String value = state.value(assign.value());
      // Of most values nothing is known but what their names tell.
      boolean more = assign.value() instanceof Term.Choice || assign.value() instanceof Term.Other;
      Range range = more ? state.rangeOf(assign.value()) : Range.ALL;
      assigning(assign, key, value, state);
      state.write(key, value);
      if (!range.equals(Range.ALL)) {
        state.restrict(value, range);
      }
    } else if (step instanceof Step.Call call) {
      return call(call, state);
    } else if (step instanceof Step.Follow follow) {
      followed(follow, state);
      state.restrict(state.value(follow.pointer()), Range.POSITIVE);
    } else if (step instanceof Step.Read read) {
      read(read, state);
    } else if (step instanceof Step.Declare declare) {
      state.unknown(declare.name(), "d:" + declare.name() + ";");
      declared(declare, state);
    } else if (step instanceof Step.Return back) {
      settle(state);
      leaves(state, Optional.of(back));
      return false;
    }
    return true;
  }

  private boolean call(Step.Call call, PathState state) {
    if (call.callee().equals("BUG_ON") && call.arguments().size() == 1) {
      return state.assume(call.arguments().get(0), false);
    }
    String result = PathState.result(call.id());
    if (hasLoops) {
      state.forgetAnew(result);
    }
    called(call, state);
    for (int i = 0; i < call.arguments().size(); i++) {
      Term argument = call.arguments().get(i);
      if (argument instanceof Term.AddressOf address) {
        String key = state.key(address.place());
        if (isLocalPlace(key) && !state.places.getOrDefault(key, "").contains("out#" + call.id())) {
          // A pointer that lies in what is lent stays where it is.
          Map<String, String> kept = state.placesIn(key, '.');
          kept.values().removeIf(value -> !value.equals(state.handle()));
          state.unknown(key, "set#" + call.id() + "." + i + ";");
          kept.forEach(state::put);
        }
      }
    }
    return true;
  }

  /** Whether a place lies in a variable that only this call of the function can see. */
  protected final boolean isLocalPlace(String key) {
    return function.isLocalPlace(key);
  }

  private void settle(PathState state) {
    if (state.pending().isEmpty()) {
      return;
    }
    for (PathState.Pending effect : List.copyOf(state.pending())) {
      Range range = state.range(effect.value());
      Optional<Range> both = range.and(effect.when());
      if (both.isEmpty()) {
        state.pending().remove(effect);
      } else if (both.get().equals(range) || isMeant(effect, range)) {
        state.pending().remove(effect);
        happened(effect, state);
      }
    }
  }

  /** Whether a range that holds more than an effect's results stands for these alone. */
  protected boolean isMeant(PathState.Pending effect, Range range) {
    return false;
  }

  /** What was pending is now known to have happened. */
  protected void happened(PathState.Pending effect, PathState state) {
    if (effect.status() >= 0) {
      state.status(effect.status());
    }
    if (!effect.mark().isEmpty()) {
      state.marks().add(effect.mark());
    }
  }

  private boolean feasible(Block block, Edge edge, Optional<Term> condition, PathState state) {
    switch (edge.kind()) {
      case TRUE, FALSE -> {
        boolean truth = edge.kind() == Edge.Kind.TRUE;
        Term test = condition.orElseThrow();
        if (!state.assume(test, truth)) {
          return false;
        }
        block
            .condition()
            .ifPresent(
                node -> {
                  state.step(node, truth ? "taken as true" : "taken as false");
                  tested(node, truth, state);
                });
        return true;
      }
      case CASE -> {
        if (edge.values().size() != 1 || condition.isEmpty()) {
          return true;
        }
        Node value = edge.values().get(0);
        state.step(value, "case " + value.text());
        value.ancestor(Kind.SWITCH).ifPresent(statement -> chooses(statement, state));
        return state.assume(new Term.Compare("==", condition.get(), constant(value)), true);
      }
      case DEFAULT -> {
        for (Node value : edge.values()) {
          if (!state.assume(
              new Term.Compare("!=", condition.orElseThrow(), constant(value)), true)) {
            return false;
          }
        }
        block
            .condition()
            .flatMap(node -> node.ancestor(Kind.SWITCH))
            .ifPresent(
                statement -> {
                  if (hasDefault(statement)) {
                    chooses(statement, state);
                  } else {
                    skips(statement, state);
                  }
                });
        return true;
      }
      case VARIANT -> {
        boolean negated = edge.variant().startsWith("!");
        String plain = negated ? edge.variant().substring(1) : edge.variant();
        if (plain.equals("0") || plain.equals("1")) {
          return plain.equals("1") != negated;
        }
        Boolean before = state.variants.putIfAbsent(plain, !negated);
        return before == null || before != negated;
      }
      case ITERATE -> {
        block.loop().ifPresent(loop -> iterate(loop, state, true));
        return true;
      }
      case DONE -> {
        block.loop().ifPresent(loop -> iterate(loop, state, false));
        return true;
      }
      default -> {
        return true;
      }
    }
  }

  private static boolean hasDefault(Node statement) {
    return statement
        .findAll(Kind.CASE)
        .filter(label -> label.children().isEmpty())
        .anyMatch(label -> label.ancestor(Kind.SWITCH).filter(statement::equals).isPresent());
  }

  private Term constant(Node value) {
    return Constants.label(function.function(), value);
  }

  private void iterate(Node loop, PathState state, boolean round) {
    for (String name : assignedBy(loop, state)) {
      state.unknown(name, "i" + loop.index() + name + ";");
    }
    if (round) {
      iterates(loop, state);
    } else {
      iterated(loop, state);
    }
  }

  /** The variables that the macro of a loop gives a value. */
  private List<String> assignedBy(Node loop, PathState state) {
    String macro = loop.child(Kind.NAME).map(Node::text).orElse("");
    List<String> names = new ArrayList<>();
    for (Node argument : loop.arguments()) {
      if (argument.is(Kind.NAME) && function.isLocal(argument.text())) {
        names.add(argument.text());
      }
    }
    if (names.size() < 2) {
      return names;
    }
    if (macro.startsWith("hash_for_each")) {
      return names;
    }
    if (macro.matches("_*h?list_.*|.*_safe(_.*)?|rb.*|skb_.*")) {
      return macro.contains("safe") ? names.subList(0, 2) : names.subList(0, 1);
    }
    List<String> fresh =
        names.stream()
            .filter(name -> state.places.getOrDefault(name, "").matches("(d:|i\\d).*"))
            .toList();
    return fresh.isEmpty() ? names.subList(names.size() - 1, names.size()) : fresh;
  }

  /** Another round: what the loop assigns is unknown. */
  private void again(Block head, PathState state) {
    anotherRound(state);
    for (Term place : assignedIn.computeIfAbsent(head.number(), n -> assigned(head))) {
      String key = state.key(place);
      if (state.places.getOrDefault(key, "").startsWith("=")) {
        // A number that the text names: there are only so many.
        continue;
      }
      String before = state.places.getOrDefault(key, "");
      if (state.mentions(before)) {
        losesIn(key, state);
      }
      if (isResult(before)) {
        // What this path has put there stays there until the next round puts another there.
        continue;
      }
      String name = "L" + head.number() + ":" + key.hashCode() + ";";
      Range range = state.range(before);
      state.unknown(key, name);
      if (range.equals(Range.POSITIVE)
          || range.equals(Range.ZERO)
          || range.equals(Range.NEGATIVE)) {
        // Which value it is may change from round to round, and so that stays known.
        state.restrict(name, range);
      }
    }
    state.forgetLong();
    if (state.handle().contains("[")) {
      // The same index may stand for another element.
      state.forget(state.handle());
    }
    // What memory holds may be another value by now; results of calls and numbers stay.
    state
        .ranges
        .keySet()
        .removeIf(value -> value.startsWith("(") && !COMPARED.matcher(value).matches());
  }

  /** Whether a value is what a call yielded, or stored where it was told to. */
  private static boolean isResult(String value) {
    return PathState.callOf(value.startsWith("out") ? value.substring(3) : value).isPresent();
  }

  /** A loop begins another round, and a variable that kept the handle may be given a new value. */
  protected void losesIn(String key, PathState state) {
    state.marks().add("loop");
  }

  private List<Term> assigned(Block head) {
    Node scope = head.loop().orElse(function.function().body());
    // A loop made by a jump backwards begins where it leads to.
    int first =
        head.loop().isPresent()
            ? scope.firstToken()
            : head.steps().stream()
                .findFirst()
                .or(head::condition)
                .map(Node::firstToken)
                .orElse(scope.firstToken());
    Set<Term> places = new HashSet<>();
    List<Term> ordered = new ArrayList<>();
    for (List<Step> steps : function.steps()) {
      for (Step step : steps) {
        if (step instanceof Step.Assign assign
            && first <= assign.node().firstToken()
            && assign.node().endToken() <= scope.endToken()
            && (assign.place() instanceof Term.Name || assign.place() instanceof Term.Field)
            && places.add(assign.place())) {
          ordered.add(assign.place());
        }
      }
    }
    return ordered;
  }
}
