package org.patchwright.lockset;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.patchwright.dataflow.Lowered;
import org.patchwright.dataflow.Range;
import org.patchwright.dataflow.Step;
import org.patchwright.syntax.Node;

/** What the functions that one function calls do to its state: to locks, and by sleeping. */
final class Callees {

  /** Ways out of a callee beyond which it says nothing. */
  private static final int EXITS = 10;

  private final Locking locking;
  private final Lowered function;
  private final LockMoves moves;
  private final LockNotes notes;

  Callees(Locking locking, Lowered function, LockMoves moves, LockNotes notes) {
    this.locking = locking;
    this.function = function;
    this.moves = moves;
    this.notes = notes;
  }

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

  /** Whether the caller can tell, now or later, in which of a callee's ranges a value lies. */
  private static boolean knows(Sym fact, Step.Call call, List<Sym> arguments, LockState state) {
    if (fact.op() == Sym.Op.PARAM) {
      return true;
    }
    Sym mine = here(fact, call, arguments, state);
    return !state.range(mine).equals(Range.ALL);
  }

  List<LockState> apply(
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
        notes.misuse(
            LockSummary.Wrong.TAKEN_TWICE,
            call.node(),
            mine,
            taking.hold().label(),
            call.callee(),
            state);
      }
      notes.order(key, taking.hold(), call.callee(), call.node(), state);
      if (key.isVisible()) {
        notes.took(key, taking.hold());
      }
    }
    for (Sym mixed : locking.mixed(callee)) {
      // It may have been released: nothing more is to be said of it.
      moves.forget(here(mixed, call, arguments, state), state);
    }
    for (Map.Entry<Sym, Hold> held : List.copyOf(state.held())) {
      if (locking.promises(callee, held.getValue())) {
        moves.forget(held.getKey(), state);
      }
    }
    if (callee.isNeutral()) {
      return List.of(state);
    }
    List<Way> ways = locking.ways(callee);
    if (ways.size() > EXITS) {
      ways.forEach(
          way ->
              way.locks()
                  .keySet()
                  .forEach(k -> moves.forget(here(k, call, arguments, state), state)));
    }
    if (ways.size() > EXITS || ways.stream().allMatch(way -> way.locks().isEmpty())) {
      return List.of(state);
    }
    List<LockState> after = new ArrayList<>();
    Set<Sym> unsure = Way.undecided(ways, fact -> knows(fact, call, arguments, state));
    for (Sym lock : unsure) {
      moves.forget(here(lock, call, arguments, state), state);
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
        Hold before = there.holds().get(key);
        boolean free = before != null && !before.held();
        boolean some =
            callee.exits().stream()
                .map(exit -> exit.locks().get(lock.getKey()))
                .anyMatch(left -> left == null || !left.isGivenUp());
        if (hold.isKept() ? locking.isHalf(callee, hold) : free && some) {
          // The other half is not understood, or this one is not on every way.
          moves.forget(key, there);
        } else if (hold.isKept()) {
          moves.take(key, hold, call, there);
        } else {
          moves.release(key, hold.call(), call.node(), hold.label(), there);
        }
      }
      after.add(there);
    }
    return after.isEmpty() ? List.of(state) : after;
  }

  // Sleeping.

  void sleeping(Step.Call call, List<Sym> arguments, LockState state) {
    Optional<Hold> atomic = atomic(state, call.node());
    Optional<Sleepers.Sleep> own =
        function.function().unit().function(call.callee()).isPresent()
            ? Optional.empty()
            : Sleepers.of(call, arguments);
    if (own.isPresent()) {
      noteSleep(call, own.get().what(), own.get().flags(), "", atomic, state);
      return;
    }
    if (atomic.isEmpty() && notes.hasManySleeps()) {
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
      notes.misuse(LockSummary.Wrong.SLEEPS, call.node(), atomic.get(), what, through, state);
    }
    boolean dropped = state.holds().values().stream().anyMatch(Hold::isGivenUp);
    if (!dropped) {
      Map<Sym, Range> facts = LockSteps.visible(state);
      notes.sleep(
          call.id() + " " + facts.keySet(), new LockSummary.Sleep(call.node(), what, flags, facts));
    }
  }

  /** A lock that forbids to sleep; not one that the call's own arguments took. */
  private static Optional<Hold> atomic(LockState state, Node call) {
    Optional<Hold> found = Optional.empty();
    for (Map.Entry<Sym, Hold> entry : state.held()) {
      if (entry.getValue().call().atomic() && !call.span().contains(entry.getValue().at().span())) {
        found = Optional.of(entry.getValue());
      }
    }
    return found;
  }
}
