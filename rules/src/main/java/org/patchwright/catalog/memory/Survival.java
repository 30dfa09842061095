package org.patchwright.catalog.memory;

import java.util.Map;
import java.util.Optional;
import org.patchwright.dataflow.Lowered;
import org.patchwright.dataflow.PathState;
import org.patchwright.dataflow.Paths;
import org.patchwright.dataflow.Range;
import org.patchwright.dataflow.Step;
import org.patchwright.syntax.Node;

/** Whether what a call makes is still there when its function has ended well. */
final class Survival extends Paths {

  private static final int NONE = 0;
  private static final int HELD = 1;
  private static final int FREED = 2;

  private final Node site;
  private final Map<String, Integer> frees;
  private final boolean counted;
  private boolean survives;

  private Survival(Lowered function, Node site, Map<String, Integer> frees, boolean counted) {
    super(function);
    this.counted = counted;
    this.site = site;
    this.frees = frees;
  }

  /**
   * @param site the call that makes it
   * @param frees by the name of a call, the argument that it frees
   */
  static boolean of(Lowered function, Node site, Map<String, Integer> frees) {
    return of(function, site, frees, false);
  }

  /**
   * @param site the call that makes it
   * @param frees by the name of a call, the argument that it frees
   * @param counted whether the site counts up what its first argument names
   */
  static boolean of(Lowered function, Node site, Map<String, Integer> frees, boolean counted) {
    Survival survival = new Survival(function, site, frees, counted);
    function.calls().stream()
        .filter(call -> call.node().equals(site))
        .findFirst()
        .ifPresent(survival::onlyFrom);
    return !survival.run() || survival.survives;
  }

  @Override
  protected boolean isDone(PathState state) {
    return state.status() != HELD;
  }

  @Override
  protected void called(Step.Call call, PathState state) {
    Integer freed = frees.get(call.callee());
    if (call.node().equals(site)) {
      state.begin(HELD, PathState.result(call.id()));
      if (counted) {
        state.marks().add(state.value(call.arguments().get(0)));
      }
    } else if (state.status() == HELD
        && freed != null
        && freed < call.arguments().size()
        && isIt(state.value(call.arguments().get(freed)), state)) {
      state.status(FREED);
    }
  }

  private static boolean isIt(String value, PathState state) {
    return value.equals(state.handle()) || state.marks().contains(value);
  }

  @Override
  protected void anotherRound(PathState state) {
    if (state.status() == FREED) {
      state.begin(NONE, "");
    }
  }

  @Override
  protected void leaves(PathState state, Optional<Step.Return> by) {
    Range result = by.map(back -> state.rangeOf(back.value())).orElse(Range.ALL);
    if (state.status() == HELD
        && state.range(state.handle()).high() > 0
        && result.high() >= 0
        && !(function().function().returnsPointer() && result.equals(Range.ZERO))) {
      survives = true;
      stop();
    }
  }
}
