package org.patchwright.lockset;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.patchwright.cfg.Block;
import org.patchwright.dataflow.Lowered;
import org.patchwright.dataflow.Range;
import org.patchwright.dataflow.Step;
import org.patchwright.dataflow.Term;
import org.patchwright.symbol.Function;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/** What the calls of one function do to a state, and what is noted on the way. */
final class LockSteps {

  /** Ways out of a callee beyond which it says nothing. */
  private static final int EXITS = 10;

  private static final int NOTED = 40;

  private final Locking locking;
  private final Lowered function;
  private final Terms terms;
  private final Set<Function> neutral;
  private final Set<Integer> called = new HashSet<>();
  private final Map<String, LockSummary.Misuse> misuses = new LinkedHashMap<>();
  private final Map<String, LockSummary.Sleep> sleeps = new LinkedHashMap<>();
  private final Map<String, LockSummary.Order> orders = new LinkedHashMap<>();
  private final Map<Integer, Guard> guards = new HashMap<>();
  private final Set<Sym> doubtful = new LinkedHashSet<>();
  private final Map<Sym, Hold> taken = new LinkedHashMap<>();

  LockSteps(Locking locking, Lowered function, Terms terms, Set<Function> neutral) {
    this.locking = locking;
    this.function = function;
    this.terms = terms;
    this.neutral = neutral;
    for (List<Step> block : function.steps()) {
      for (Step step : block) {
        if (step instanceof Step.Assign assign) {
          guards(assign.value());
        } else if (step instanceof Step.Return back) {
          guards(back.value());
        }
      }
    }
    function.conditions().forEach(condition -> condition.ifPresent(this::guards));
  }

  LockSummary summary(List<LockSummary.Exit> exits, boolean complete) {
    List<LockSummary.Taking> takes = new ArrayList<>();
    taken.forEach(
        (key, hold) -> {
          if (key.isVisible()) {
            boolean always =
                exits.stream()
                    .allMatch(
                        exit -> exit.locks().containsKey(key) && !exit.locks().get(key).given());
            takes.add(new LockSummary.Taking(key, hold, always));
          }
        });
    return new LockSummary(
        function.function(),
        exits,
        List.copyOf(misuses.values()),
        List.copyOf(sleeps.values()),
        List.copyOf(orders.values()),
        takes,
        doubtful,
        complete);
  }

  /** What is known of values that a caller can name. */
  static Map<Sym, Range> visible(LockState state) {
    Map<Sym, Range> found = new LinkedHashMap<>();
    for (Map.Entry<Sym, Range> fact : state.facts().entrySet()) {
      if (fact.getKey().isVisible()) {
        found.put(fact.getKey(), fact.getValue());
      }
    }
    return found;
  }

  /** What comes of a call; several states, or none if it does not return. */
  List<LockState> call(Step.Call call, LockState state) {
    Guard guard = guards.get(call.id());
    if (guard == null) {
      return made(call, state);
    }
    List<LockState> after = new ArrayList<>();
    Sym test = terms.value(guard.condition(), state);
    LockState not = state.copy();
    if (state.assume(test, guard.truth())) {
      after.addAll(made(call, state));
    }
    if (not.assume(test, !guard.truth())) {
      after.add(not);
    }
    return after;
  }

  /** What must hold for a call to be made at all that stands in an operand. */
  private record Guard(Term condition, boolean truth) {}

  private void guards(Term term) {
    if (term instanceof Term.Choice choice) {
      guard(choice.condition(), true, choice.yes());
      guard(choice.condition(), false, choice.no());
      guards(choice.condition());
    } else if (term instanceof Term.Other other) {
      boolean and = other.words().equals("&&");
      if ((and || other.words().equals("||")) && other.operands().size() == 2) {
        guard(other.operands().get(0), and, other.operands().get(1));
      }
      other.operands().forEach(this::guards);
    } else if (term instanceof Term.Compare compare) {
      guards(compare.left());
      guards(compare.right());
    }
  }

  private void guard(Term condition, boolean truth, Term operand) {
    if (operand instanceof Term.Result result) {
      guards.putIfAbsent(result.call().id(), new Guard(condition, truth));
    } else if (operand instanceof Term.Compare compare) {
      guard(condition, truth, compare.left());
    } else {
      guards(operand);
    }
  }

  private List<LockState> made(Step.Call call, LockState state) {
    String name = call.callee();
    if (name.equals("BUG_ON") && call.arguments().size() == 1) {
      boolean goesOn = state.assume(terms.value(call.arguments().get(0), state), false);
      return goesOn ? List.of(state) : List.of();
    }
    Sym result = Sym.call(call.id(), name);
    if (!called.add(call.id())) {
      state.forget(value -> value.mentions(result));
    }
    List<Sym> arguments = new ArrayList<>(call.arguments().size());
    for (Term argument : call.arguments()) {
      arguments.add(terms.value(argument, state));
    }
    Optional<Function> body = function.function().unit().function(name);
    Optional<LockCall> known = body.isPresent() ? Optional.empty() : locking.lock(call, function);
    if (known.isPresent() && known.get().argument() < arguments.size()) {
      sleeping(call, arguments, state);
      return lock(call, known.get(), result, arguments, state);
    }
    Optional<LockSummary> callee =
        locking
            .callee(function.function(), name, neutral)
            .filter(s -> !neutral.contains(s.function()));
    sleeping(call, arguments, state);
    for (int i = 0; i < arguments.size(); i++) {
      if (call.arguments().get(i) instanceof Term.AddressOf address) {
        Sym place = terms.place(address.place(), state);
        if (isLocal(place)) {
          state.write(place, Sym.fresh("set" + call.id() + "." + i));
        }
      }
    }
    return callee.isEmpty() ? List.of(state) : apply(call, callee.get(), arguments, result, state);
  }

  private boolean isLocal(Sym place) {
    Sym at = place;
    while (at.op() == Sym.Op.FIELD || at.op() == Sym.Op.INDEX) {
      at = at.part(0);
    }
    return at.op() == Sym.Op.VAR;
  }

  // Locks.

  private List<LockState> lock(
      Step.Call call, LockCall what, Sym result, List<Sym> arguments, LockState state) {
    if (what.argument() >= 0 && call.arguments().get(what.argument()) instanceof Term.Result to) {
      // spin_lock(lock_of(x)): asked twice, it is the same lock.
      List<Sym> from =
          to.call().arguments().stream().map(term -> terms.value(term, state)).toList();
      arguments.set(what.argument(), Sym.pure(to.call().callee(), from));
    }
    Sym key = what.argument() < 0 ? Sym.global("#" + what.kind()) : place(arguments, what);
    String label = what.argument() < 0 ? what.name() + "()" : label(call, what.argument());
    if (!what.takes()) {
      release(key, what, call.node(), label, state);
      return List.of(state);
    }
    if (!what.tries() || call.ignored() || isAwaited(call)) {
      take(key, what, call.node(), label, "", state);
      return List.of(state);
    }
    List<LockState> after = new ArrayList<>();
    LockState failed = state.copy();
    if (state.restrict(result, what.success())) {
      take(key, what, call.node(), label, "", state);
      after.add(state);
    }
    boolean not =
        what.success().equals(Range.ZERO)
            ? failed.restrict(result, Range.NOT_ZERO)
            : failed.restrict(result, Range.ZERO);
    if (not) {
      if (what.success().equals(Range.ZERO) && !what.name().contains("trylock")) {
        failed.restrict(result, Range.NEGATIVE);
      }
      failed.step(call.node(), "fails");
      after.add(failed);
    }
    return after;
  }

  /** {@code wait_event(queue, mutex_trylock(&m))} comes back with the lock. */
  private static boolean isAwaited(Step.Call call) {
    return call.node()
        .ancestors()
        .limit(6)
        .anyMatch(outer -> outer.is(Kind.CALL) && outer.text().startsWith("wait_event"));
  }

  private static Sym place(List<Sym> arguments, LockCall what) {
    Sym place = Sym.deref(arguments.get(what.argument()));
    // Locks that an object has beside those that are its fields.
    return switch (what.kind()) {
      case "spin", "mutex", "semaphore", "rwsem" -> place;
      default -> Sym.field(place, "#" + what.kind());
    };
  }

  private static String label(Step.Call call, int argument) {
    return call.texts().get(argument).text().replaceFirst("^&", "").replaceAll("\\s+", " ");
  }

  private static String member(Sym key, String label) {
    String member = key.member();
    if (member.startsWith("#")) {
      member = key.op() == Sym.Op.FIELD ? key.part(0).member() + member : member;
    }
    // What a call yields has no name but that of the variable.
    return member.isEmpty()
        ? label.replaceAll("\\[.*\\]", "").replaceAll("^.*\\W(?=\\w+$)", "")
        : member;
  }

  private void take(
      Sym key, LockCall what, Node at, String label, String through, LockState state) {
    Hold before = state.holds().get(key);
    for (Map.Entry<Sym, Hold> other : state.held()) {
      if (!other.getKey().equals(key) && orders.size() < NOTED && !what.tries()) {
        Hold second = new Hold(false, true, 0, what, at, label, member(key, label), false);
        orders.putIfAbsent(
            other.getKey() + ">" + key,
            new LockSummary.Order(other.getKey(), other.getValue(), key, second, through));
      }
    }
    if (before == null) {
      Hold hold = new Hold(false, true, 0, what, at, label, member(key, label), false);
      state.hold(key, hold);
      taken.putIfAbsent(key, hold);
      state.step(at, "takes " + label);
      return;
    }
    if (!before.held()) {
      state.hold(key, before.taken(what, at, label));
      state.step(at, "takes " + label);
      return;
    }
    if (what.nests() || before.call().nests() || what.context().equals("irq") && what.isContext()) {
      state.hold(key, before.deeper(1));
      return;
    }
    if (what.tries() || what.kind().equals("semaphore")) {
      return;
    }
    misuse(LockSummary.Wrong.TAKEN_TWICE, at, before, label, through, state);
  }

  private void release(Sym key, LockCall what, Node at, String label, LockState state) {
    Sym found = key;
    Hold before = state.holds().get(key);
    if (before == null || !before.held()) {
      Optional<Map.Entry<Sym, Hold>> alike = alike(key, what, label, state);
      if (alike.isPresent()) {
        found = alike.get().getKey();
        before = alike.get().getValue();
      }
    }
    state.step(at, "releases " + label);
    if (before == null && what.isPaired() && releasedInside(key, what, at, state)) {
      return;
    }
    if (before == null) {
      if (!what.context().isEmpty()) {
        LockCall on = LockCall.of("local_" + what.context() + "_enable").orElseThrow();
        String member = "#" + what.context();
        state.hold(
            Sym.global(member), new Hold(true, false, 0, on, at, on.name() + "()", member, false));
      }
      state.hold(found, new Hold(true, false, 0, what, at, label, member(key, label), false));
      return;
    }
    if (before.held() && before.depth() > 0) {
      state.hold(found, before.deeper(-1));
    } else if (before.held()) {
      state.hold(found, before.released(what, at));
      context(before, what, at, state);
    } else if (!what.kind().equals("semaphore") && !what.nests() && !what.isContext()) {
      misuse(LockSummary.Wrong.RELEASED_TWICE, at, before, label, "", state);
    }
  }

  /** A driver's own {@code foo_unlock(x)} releases what is held of {@code x}. */
  private static boolean releasedInside(Sym key, LockCall what, Node at, LockState state) {
    boolean any = false;
    for (Map.Entry<Sym, Hold> entry : List.copyOf(state.held())) {
      Sym held = entry.getKey();
      if (held.op() == Sym.Op.FIELD
          && key.op() == Sym.Op.FIELD
          && held.part(0).equals(key.part(0))) {
        state.hold(held, entry.getValue().released(what, at));
        any = true;
      }
    }
    return any;
  }

  /** {@code local_irq_save(f); spin_lock(&l); ... spin_unlock_irqrestore(&l, f);}. */
  private static void context(Hold before, LockCall what, Node at, LockState state) {
    if (!what.context().isEmpty() && before.call().context().isEmpty()) {
      Sym off = Sym.global("#" + what.context());
      Hold turned = state.holds().get(off);
      if (turned != null && turned.held()) {
        state.hold(off, turned.released(what, at));
      }
    }
  }

  /** The held lock that must be meant where two names of it can't be told to be one. */
  private Optional<Map.Entry<Sym, Hold>> alike(
      Sym key, LockCall what, String label, LockState state) {
    Optional<Map.Entry<Sym, Hold>> found = Optional.empty();
    for (Map.Entry<Sym, Hold> entry : state.held()) {
      if (entry.getValue().label().equals(label)
          && entry.getValue().call().kind().equals(what.kind())) {
        found = Optional.of(entry);
      }
    }
    if (found.isPresent()) {
      return found;
    }
    String member = member(key, label);
    for (Map.Entry<Sym, Hold> entry : state.held()) {
      if (entry.getValue().member().equals(member)
          && entry.getValue().call().kind().equals(what.kind())) {
        found = Optional.of(entry);
      }
    }
    return found;
  }

  private void misuse(
      LockSummary.Wrong wrong, Node at, Hold hold, String what, String through, LockState state) {
    misuses.putIfAbsent(
        wrong + " " + at.index() + hold.label(),
        new LockSummary.Misuse(wrong, at, hold, what, through, state.trace()));
  }

  /** A lock whose name means another one in the next round of a loop. */
  void nextRound(Sym key, Hold hold, Node scope, Block from, LockState state) {
    if (!hold.isKept()) {
      if (hold.isGivenUp()) {
        state.hold(Sym.field(Sym.fresh("round"), hold.member()), hold.varying());
      }
      return;
    }
    boolean inside =
        scope.firstToken() <= hold.at().firstToken() && hold.at().endToken() <= scope.endToken();
    // A way back by goto may belong to another lock's round.
    if (inside && !scope.is(Kind.COMPOUND) && releasesIn(scope, hold)) {
      Node at = from.steps().isEmpty() ? hold.at() : from.steps().get(from.steps().size() - 1);
      misuse(LockSummary.Wrong.KEPT_IN_LOOP, at, hold, hold.label(), "", state);
      return;
    }
    boolean elsewhere =
        function.calls().stream()
            .filter(call -> isRelease(call, hold))
            .anyMatch(call -> loop(call.node()).isPresent());
    if (!elsewhere) {
      Sym any = Sym.field(Sym.fresh("round"), hold.member());
      state.hold(any, hold.varying());
    }
  }

  private boolean releasesIn(Node scope, Hold hold) {
    return function.calls().stream()
        .filter(call -> scope.firstToken() <= call.node().firstToken())
        .filter(call -> call.node().endToken() <= scope.endToken())
        .anyMatch(call -> isRelease(call, hold));
  }

  private boolean isRelease(Step.Call call, Hold hold) {
    Optional<LockCall> what = locking.lock(call, function);
    return what.isPresent()
        && !what.get().takes()
        && what.get().kind().equals(hold.call().kind())
        && call.node().text().contains(hold.member().replaceFirst("#.*", ""));
  }

  /** The innermost loop around a node. */
  static Optional<Node> loop(Node node) {
    return node.ancestors()
        .filter(
            outer ->
                outer.is(Kind.FOR)
                    || outer.is(Kind.WHILE)
                    || outer.is(Kind.DO)
                    || outer.is(Kind.ITERATOR_STATEMENT))
        .findFirst();
  }

  // Sleeping.

  private void sleeping(Step.Call call, List<Sym> arguments, LockState state) {
    Optional<Hold> atomic = atomic(state);
    Optional<Sleepers.Sleep> own =
        function.function().unit().function(call.callee()).isPresent()
            ? Optional.empty()
            : Sleepers.of(call, arguments);
    if (own.isPresent()) {
      noteSleep(call, own.get().what(), own.get().flags(), "", atomic, state);
      return;
    }
    if (atomic.isEmpty() && sleeps.size() >= NOTED) {
      return;
    }
    Optional<LockSummary> callee =
        locking.sleeper(function.function(), call.callee(), atomic.isPresent());
    if (callee.isEmpty()) {
      return;
    }
    for (LockSummary.Sleep sleep : callee.get().sleeps()) {
      LockState there = state.copy();
      boolean possible = true;
      for (Map.Entry<Sym, Range> fact : sleep.facts().entrySet()) {
        possible &= there.restrict(here(fact.getKey(), call, arguments, state), fact.getValue());
      }
      if (!possible) {
        continue;
      }
      Optional<Sym> flags = sleep.flags().map(f -> here(f, call, arguments, state));
      if (flags.isPresent()) {
        Optional<String> waits = Sleepers.waits(flags.get());
        if (waits.isEmpty() && flags.get().op() != Sym.Op.PARAM) {
          continue;
        }
        if (waits.isPresent()) {
          flags = Optional.empty();
        }
      }
      noteSleep(call, sleep.what(), flags, call.callee(), atomic, there);
      return;
    }
  }

  private void noteSleep(
      Step.Call call,
      String what,
      Optional<Sym> flags,
      String through,
      Optional<Hold> atomic,
      LockState state) {
    if (atomic.isPresent() && flags.isEmpty()) {
      misuse(LockSummary.Wrong.SLEEPS, call.node(), atomic.get(), what, through, state);
    }
    boolean dropped = state.holds().values().stream().anyMatch(Hold::isGivenUp);
    if (!dropped && sleeps.size() < NOTED) {
      Map<Sym, Range> facts = visible(state);
      sleeps.putIfAbsent(
          call.id() + " " + facts.keySet(), new LockSummary.Sleep(call.node(), what, flags, facts));
    }
  }

  private static Optional<Hold> atomic(LockState state) {
    Optional<Hold> found = Optional.empty();
    for (Map.Entry<Sym, Hold> entry : state.held()) {
      if (entry.getValue().call().atomic()) {
        found = Optional.of(entry.getValue());
      }
    }
    return found;
  }

  // Callees.

  /** A callee's value in the caller's words. */
  private static Sym here(Sym value, Step.Call call, List<Sym> arguments, LockState state) {
    return value.map(
        part ->
            switch (part.op()) {
              case PARAM ->
                  part.number() < arguments.size()
                      ? arguments.get((int) part.number())
                      : Sym.fresh("c" + call.id() + part);
              case LOAD -> state.read(part.part(0)).orElse(part);
              case CALL, VAR, FRESH -> Sym.fresh("c" + call.id() + part);
              default -> part;
            });
  }

  /** Where the others fail with an error, what is none is 0. */
  private static Range wanted(Way way, List<Way> ways) {
    boolean good = way.range().low() == 0;
    boolean errors = ways.stream().anyMatch(other -> other.range().high() < 0);
    return good && errors ? Range.ZERO : way.range();
  }

  private void forget(Sym key, LockState state) {
    if (key.isVisible() && doubtful.size() < NOTED) {
      doubtful.add(key);
    }
    state.drop(key);
    for (Map.Entry<Sym, Hold> held : state.held()) {
      if (held.getValue().member().equals(key.member())) {
        state.drop(held.getKey());
      }
    }
  }

  /** Whether the caller can tell, now or later, in which of a callee's ranges a value lies. */
  private static boolean knows(Sym fact, Step.Call call, List<Sym> arguments, LockState state) {
    if (fact.op() == Sym.Op.PARAM) {
      return true;
    }
    Sym mine = here(fact, call, arguments, state);
    return !state.range(mine).equals(Range.ALL);
  }

  private List<LockState> apply(
      Step.Call call, LockSummary callee, List<Sym> arguments, Sym result, LockState state) {
    for (LockSummary.Taking taking : callee.takes()) {
      Sym key = here(taking.key(), call, arguments, state);
      Hold mine = state.holds().get(key);
      if (taking.always()
          && mine != null
          && mine.held()
          && !taking.hold().call().nests()
          && !taking.hold().call().tries()
          && !taking.hold().call().kind().equals("semaphore")) {
        misuse(
            LockSummary.Wrong.TAKEN_TWICE,
            call.node(),
            mine,
            taking.hold().label(),
            call.callee(),
            state);
      }
      for (Map.Entry<Sym, Hold> held : state.held()) {
        if (!held.getKey().equals(key) && orders.size() < NOTED && !taking.hold().call().tries()) {
          orders.putIfAbsent(
              held.getKey() + ">" + key,
              new LockSummary.Order(
                  held.getKey(), held.getValue(), key, taking.hold(), call.callee()));
        }
      }
      if (key.isVisible()) {
        taken.putIfAbsent(key, taking.hold());
      }
    }
    for (Sym mixed : locking.mixed(callee)) {
      // It may have been released: nothing more is to be said of it.
      forget(here(mixed, call, arguments, state), state);
    }
    if (callee.isNeutral()) {
      return List.of(state);
    }
    List<Way> ways = locking.ways(callee);
    if (ways.size() > EXITS) {
      ways.forEach(
          way -> way.locks().keySet().forEach(k -> forget(here(k, call, arguments, state), state)));
    }
    if (ways.size() > EXITS || ways.stream().allMatch(way -> way.locks().isEmpty())) {
      return List.of(state);
    }
    List<LockState> after = new ArrayList<>();
    Set<Sym> unsure = Way.undecided(ways, fact -> knows(fact, call, arguments, state));
    for (Sym lock : unsure) {
      forget(here(lock, call, arguments, state), state);
    }
    for (Way way : ways) {
      LockState there = state.copy();
      boolean possible = there.restrict(result, wanted(way, ways));
      for (Map.Entry<Sym, Range> fact : way.facts().entrySet()) {
        possible =
            possible
                && there.restrict(here(fact.getKey(), call, arguments, state), fact.getValue());
      }
      if (!possible) {
        continue;
      }
      for (Map.Entry<Sym, Hold> lock : way.locks().entrySet()) {
        if (unsure.contains(lock.getKey())) {
          continue;
        }
        Sym place =
            lock.getKey().map(part -> part.equals(way.result()) ? Sym.global("#result") : part);
        Sym mapped = here(place, call, arguments, state);
        Sym key = mapped.map(part -> part.equals(Sym.global("#result")) ? result : part);
        Hold hold = lock.getValue();
        if (hold.isKept()) {
          take(key, hold.call(), call.node(), hold.label(), call.callee(), there);
        } else {
          release(key, hold.call(), call.node(), hold.label(), there);
        }
      }
      after.add(there);
    }
    return after.isEmpty() ? List.of(state) : after;
  }
}
