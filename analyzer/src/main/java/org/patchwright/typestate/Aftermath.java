package org.patchwright.typestate;

import java.util.Optional;
import java.util.function.Predicate;
import org.patchwright.dataflow.Lowered;
import org.patchwright.dataflow.PathState;
import org.patchwright.dataflow.Paths;
import org.patchwright.dataflow.Range;
import org.patchwright.dataflow.Step;
import org.patchwright.symbol.Function;
import org.patchwright.syntax.Node;

/** What a function does once a call of it has failed: whether it lets go of what that left. */
final class Aftermath extends Paths {

  private static final int BEFORE = 0;
  private static final int FAILED = 1;
  private static final int LET_GO = 2;

  /**
   * @param complete whether all paths were followed
   * @param passedOn whether some way fails in its turn and has let go of nothing
   * @param goesOn whether some way goes on as if nothing had happened
   */
  record Ways(boolean complete, boolean passedOn, boolean goesOn) {}

  private final Node site;
  private final boolean pointer;
  private final Predicate<Step.Call> ends;
  private boolean passedOn;
  private boolean goesOn;

  private Aftermath(Lowered caller, Node site, Function callee, Predicate<Step.Call> ends) {
    super(caller);
    this.site = site;
    this.pointer = callee.returnsPointer();
    this.ends = ends;
  }

  /**
   * @param site a call in the function
   * @param callee what it calls
   * @param ends calls that let go of what the callee left behind
   */
  static Ways of(Lowered caller, Node site, Function callee, Predicate<Step.Call> ends) {
    Aftermath aftermath = new Aftermath(caller, site, callee, ends);
    boolean complete = aftermath.run();
    return new Ways(complete, aftermath.passedOn, aftermath.goesOn);
  }

  @Override
  protected void called(Step.Call call, PathState state) {
    if (call.node().equals(site)) {
      state.begin(FAILED, "");
      state.restrict(
          PathState.result(call.id()), pointer ? Range.of(Long.MIN_VALUE, 0) : Range.NEGATIVE);
    } else if (state.status() == FAILED && ends.test(call)) {
      state.status(LET_GO);
    }
  }

  @Override
  protected void leaves(PathState state, Optional<Step.Return> by) {
    if (state.status() == BEFORE || state.status() == LET_GO) {
      return;
    }
    boolean fails = false;
    if (by.isPresent()) {
      Range range = state.rangeOf(by.get().value());
      fails =
          function().function().returnsPointer()
              ? range.high() <= 0
              : range.high() < 0 || range.low() < 0 && !range.contains(0);
    }
    passedOn |= fails;
    goesOn |= !fails;
  }
}
