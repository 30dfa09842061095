package org.patchwright.lockset;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
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

  private static final Pattern GONE = Pattern.compile("(^|_)(free|destroy)(_|$)");

  private static final Pattern UNLOCKS = Pattern.compile("unlock(?!ed)");

  /** What frees memory and knows nothing of locks in it. */
  private static final Pattern PLAIN_FREE =
      Pattern.compile("(devm_)?k?v?free(_sensitive|_rcu)?|kmem_cache_free");

  private final Locking locking;
  private final Lowered function;
  private final Terms terms;
  private final Set<Function> neutral;
  private final LockNotes notes = new LockNotes();
  private final LockMoves moves;
  private final Callees callees;
  private final Set<Integer> called = new HashSet<>();
  private static final Pattern LOCKS = Pattern.compile("(\\w+_)?lock(_\\w+)?");

  private final Map<Integer, Guard> guards = new HashMap<>();
  private final Map<Integer, Called> calls = new HashMap<>();
  private final Map<String, Optional<LockSummary>> summaries = new HashMap<>();

  /**
   * What a call reaches, the same on all paths.
   *
   * @param body whether its file defines it
   */
  private record Called(boolean body, Optional<LockCall> known) {}

  /** What the results of calls were asked for: a lock that a call names is known by that. */
  private final Map<Sym, Sym> answers = new HashMap<>();

  LockSteps(Locking locking, Lowered function, Terms terms, Set<Function> neutral) {
    this.locking = locking;
    this.function = function;
    this.terms = terms;
    this.neutral = neutral;
    this.moves = new LockMoves(locking, function, notes);
    this.callees = new Callees(locking, function, moves, notes);
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
    return notes.summary(function.function(), exits, complete);
  }

  /** A lock whose name means another one in the next round of a loop. */
  void nextRound(Sym key, Hold hold, Node scope, Block from, LockState state) {
    moves.nextRound(key, hold, scope, from, state);
  }

  /** What is known of values that a caller can name. */
  static Map<Sym, Range> visible(LockState state) {
    Map<Sym, Range> found = new LinkedHashMap<>();
    for (Map.Entry<Sym, Range> fact : state.facts().entrySet()) {
      if (fact.getKey().isVisible() && !LockMoves.isDoubt(fact.getKey())) {
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
    Called what = calls.computeIfAbsent(call.id(), id -> reached(call));
    Optional<LockCall> known = what.known();
    if ((name.equals("__acquire") || name.equals("__release")) && arguments.size() == 1) {
      // Told to sparse: somebody out of sight takes it, or is to release it.
      moves.forget(Sym.deref(arguments.get(0)), state);
      return List.of(state);
    }
    if (known.isPresent() && known.get().argument() < arguments.size()) {
      callees.sleeping(call, arguments, state);
      return lock(call, known.get(), result, arguments, state);
    }
    Optional<LockSummary> callee = callee(name);
    if (!call.ignored()) {
      answers.put(result, Sym.pure(name, arguments));
    }
    callees.sleeping(call, arguments, state);
    boolean unseen = !what.body() && callee.isEmpty();
    if (unseen && !call.ignored() && LOCKS.matcher(name).matches()) {
      // lock = queue_lock_irq(queue): it says that it took what it returns.
      moves.forget(Sym.deref(Sym.pure(name, arguments)), state);
    }
    if (unseen && PLAIN_FREE.matcher(name).matches()) {
      arguments.forEach(argument -> moves.freed(argument, state));
    } else if (unseen && GONE.matcher(name).find() && arguments.size() == 1) {
      moves.gone(arguments.get(0), state);
    }
    List<LockState> after =
        callee.isEmpty()
            ? List.of(state)
            : callees.apply(call, callee.get(), arguments, result, state);
    if (unseen && UNLOCKS.matcher(name).find()) {
      // It says that it releases something of theirs, and it did not show how.
      after.forEach(there -> arguments.forEach(argument -> moves.gone(argument, there)));
    }
    after.forEach(there -> set(call, there));
    return after;
  }

  /** What the function does that a name reaches; nothing changes that while this one is walked. */
  private Optional<LockSummary> callee(String name) {
    Optional<LockSummary> known = summaries.get(name);
    if (known == null) {
      known =
          locking
              .callee(function.function(), name, neutral)
              .filter(s -> !neutral.contains(s.function()));
      summaries.put(name, known);
    }
    return known;
  }

  private Called reached(Step.Call call) {
    boolean body = function.function().unit().function(call.callee()).isPresent();
    return new Called(body, locking.known(call, function, body));
  }

  /** What a call was given the address of may hold anything when it is back. */
  private void set(Step.Call call, LockState state) {
    for (int i = 0; i < call.arguments().size(); i++) {
      if (call.arguments().get(i) instanceof Term.AddressOf address) {
        Sym place = terms.place(address.place(), state);
        if (isLocal(place)) {
          state.write(place, Sym.fresh("set" + call.id() + "." + i));
        }
      }
    }
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
    if (what.argument() >= 0) {
      // spin_lock(lock_of(x)): asked twice, it is the same lock.
      Sym pointer = arguments.get(what.argument());
      if (pointer.op() == Sym.Op.CALL && !state.restrict(pointer, Range.NOT_ZERO)) {
        return List.of();
      }
      Sym asked = answers.get(pointer);
      // What its callee took and gave back is known by the answer alone.
      if (asked != null && !state.holds().containsKey(place(arguments, what))) {
        arguments.set(what.argument(), asked);
      }
    }
    Sym key = what.argument() < 0 ? Sym.global("#" + what.kind()) : place(arguments, what);
    if (!isThere(key, state)) {
      return List.of();
    }
    String label = what.argument() < 0 ? what.name() + "()" : label(call, what.argument());
    if (!what.takes()) {
      moves.release(key, what, call.node(), label, state);
      return List.of(state);
    }
    if (!what.tries() || call.ignored() || isAwaited(call)) {
      moves.take(key, what, call.node(), label, state);
      return List.of(state);
    }
    Hold before = state.holds().get(key);
    if (before != null && before.held() && hasUnseen()) {
      moves.tried(key, state);
    }
    List<LockState> after = new ArrayList<>();
    LockState failed = state.copy();
    if (state.restrict(result, what.success())) {
      moves.take(key, what, call.node(), label, state);
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

  /** Whether it calls anything that may do to a lock what it likes, out of sight. */
  private boolean hasUnseen() {
    return function.calls().stream()
        .anyMatch(
            call -> {
              Called what = calls.computeIfAbsent(call.id(), id -> reached(call));
              return what.known().isEmpty() && !what.body() && callee(call.callee()).isEmpty();
            });
  }

  /** Who locks what a pointer leads to knows that it leads somewhere. */
  private static boolean isThere(Sym lock, LockState state) {
    Sym at = lock;
    while (at.op() == Sym.Op.FIELD || at.op() == Sym.Op.INDEX) {
      at = at.part(0);
    }
    return at.op() != Sym.Op.DEREF || state.restrict(at.part(0), Range.NOT_ZERO);
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
}
