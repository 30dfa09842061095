package org.patchwright.lockset;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.patchwright.cfg.Block;
import org.patchwright.dataflow.Lowered;
import org.patchwright.dataflow.Range;
import org.patchwright.dataflow.Step;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/** What it does to a state that a lock is taken or released, in one function. */
final class LockMoves {

  private final Locking locking;
  private final Lowered function;
  private final LockNotes notes;

  LockMoves(Locking locking, Lowered function, LockNotes notes) {
    this.locking = locking;
    this.function = function;
    this.notes = notes;
  }

  private static Sym doubt(Sym lock) {
    return Sym.pure("#doubt", List.of(lock));
  }

  static boolean isDoubt(Sym fact) {
    return fact.op() == Sym.Op.PURE && fact.text().equals("#doubt");
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

  void take(Sym key, LockCall what, Node at, String label, LockState state) {
    take(key, new Hold(false, true, 0, what, at, label, member(key, label), false), "", state);
  }

  /** A callee takes a lock and keeps it; what it calls that stays where its place has no name. */
  void take(Sym key, Hold theirs, Step.Call call, LockState state) {
    String member = key.member().isEmpty() ? theirs.member() : member(key, theirs.label());
    Hold taken =
        new Hold(false, true, 0, theirs.call(), call.node(), theirs.label(), member, false);
    take(key, taken, call.callee(), state);
  }

  private void take(Sym key, Hold fresh, String through, LockState state) {
    LockCall what = fresh.call();
    Node at = fresh.at();
    String label = fresh.label();
    Hold before = state.holds().get(key);
    notes.order(key, fresh, through, at, state);
    if (before == null) {
      state.hold(key, fresh);
      notes.took(key, fresh);
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
    if (before.at().equals(at) && !releasesIn(function.function().body(), before)) {
      // Round by round, and each time somebody else has released it.
      forget(key, state);
      return;
    }
    notes.misuse(LockSummary.Wrong.TAKEN_TWICE, at, before, label, through, state);
  }

  void release(Sym key, LockCall what, Node at, String label, LockState state) {
    Sym found = key;
    Hold before = state.holds().get(key);
    if (before == null || !before.held()) {
      Optional<Map.Entry<Sym, Hold>> alike = alike(key, what, label, state);
      if (alike.isPresent() && !alike.get().getValue().label().equals(label)) {
        // It may be that one, and it may be one that was taken out of sight.
        state.step(at, "releases " + label);
        state.drop(alike.get().getKey());
        return;
      }
      if (alike.isPresent()) {
        found = alike.get().getKey();
        before = alike.get().getValue();
      }
    }
    state.step(at, "releases " + label);
    if (before == null && !state.range(doubt(key)).contains(0)) {
      // Whether it was taken out of sight is not known.
      givesContext(what, at, state);
      return;
    }
    if (before == null && what.isPaired() && releasedInside(key, what, at, state)) {
      return;
    }
    if (before == null && !what.isPaired() && isInsideOf(what, state)) {
      return;
    }
    if (before == null) {
      givesContext(what, at, state);
      state.hold(found, new Hold(true, false, 0, what, at, label, member(key, label), false));
      return;
    }
    if (before.held() && before.depth() > 0) {
      state.hold(found, before.deeper(-1));
    } else if (before.held()) {
      state.hold(found, before.released(what, at));
      context(before, what, at, state);
    } else if (!what.kind().equals("semaphore")
        && !what.nests()
        && !what.isContext()
        && !(before.given() && what.isCounted())) {
      notes.misuse(LockSummary.Wrong.RELEASED_TWICE, at, before, label, "", state);
    }
  }

  /**
   * {@code spin_unlock_bh(&l)} without a {@code spin_lock_bh(&l)} turns on what somebody turned
   * off.
   */
  private static void givesContext(LockCall what, Node at, LockState state) {
    if (!what.context().isEmpty()) {
      LockCall on = LockCall.of("local_" + what.context() + "_enable").orElseThrow();
      String member = "#" + what.context();
      Hold given = new Hold(true, false, 0, on, at, on.name() + "()", member, false);
      state.hold(Sym.global(member), given);
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

  /**
   * What nobody took here may be what a driver's own {@code foo_lock(x)} took: of that no more is
   * said.
   */
  private boolean isInsideOf(LockCall what, LockState state) {
    Optional<Map.Entry<Sym, Hold>> outer = Optional.empty();
    for (Map.Entry<Sym, Hold> entry : state.held()) {
      LockCall taken = entry.getValue().call();
      if (!taken.isPaired()) {
        continue;
      }
      boolean alike =
          what.context().isEmpty()
              ? !taken.name().matches(".*_(irq|bh).*")
              : taken.name().contains("_" + what.context());
      if (alike) {
        outer = Optional.of(entry);
      }
    }
    outer.ifPresent(entry -> forget(entry.getKey(), state));
    return outer.isPresent();
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

  void forget(Sym key, LockState state) {
    notes.doubt(key);
    state.drop(key);
    state.restrict(doubt(key), Range.exactly(1));
    for (Map.Entry<Sym, Hold> held : state.held()) {
      if (held.getValue().member().equals(key.member())) {
        state.drop(held.getKey());
        state.restrict(doubt(held.getKey()), Range.exactly(1));
      }
    }
  }

  /**
   * Who tries to take a lock that is held knows that it is free: what was called has released it,
   * and what was taken under it before that.
   */
  void tried(Sym key, LockState state) {
    boolean under = false;
    for (Map.Entry<Sym, Hold> held : List.copyOf(state.held())) {
      under |= held.getKey().equals(key);
      if (under) {
        forget(held.getKey(), state);
      }
    }
  }

  /** Says no more of the locks in what a pointer leads to. */
  void gone(Sym pointer, LockState state) {
    for (Map.Entry<Sym, Hold> held : state.held()) {
      if (isIn(held.getKey(), pointer)) {
        forget(held.getKey(), state);
      }
    }
  }

  /** What is held in memory that is freed, nobody can release any more. */
  void freed(Sym pointer, LockState state) {
    for (Map.Entry<Sym, Hold> held : state.held()) {
      if (isIn(held.getKey(), pointer)) {
        state.hold(held.getKey(), held.getValue().inFreedMemory());
      }
    }
  }

  private static boolean isIn(Sym place, Sym pointer) {
    Sym at = place;
    while (at.op() == Sym.Op.FIELD || at.op() == Sym.Op.INDEX) {
      at = at.part(0);
    }
    return at.op() == Sym.Op.DEREF && at.part(0).equals(pointer);
  }

  // Loops.

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
      if (from.steps().stream().anyMatch(LockRemarks::isFreeAt)) {
        return;
      }
      Node at = from.steps().isEmpty() ? hold.at() : from.steps().get(from.steps().size() - 1);
      notes.misuse(LockSummary.Wrong.KEPT_IN_LOOP, at, hold, hold.label(), "", state);
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
}
