package org.patchwright.typestate;

import java.util.List;
import org.patchwright.dataflow.Lowered;
import org.patchwright.dataflow.Step;
import org.patchwright.dataflow.Term;

/**
 * Functions that look at what an argument points to, and neither give the argument to anybody nor
 * keep it: their text shows that, and no way through them has to be followed.
 */
final class Bystander {

  private final String parameter;
  private final boolean keeps;
  private final boolean yields;

  /**
   * @param keeps whether places may be given what hangs from the argument
   * @param yields whether the function may return that
   */
  private Bystander(String parameter, boolean keeps, boolean yields) {
    this.parameter = parameter;
    this.keeps = keeps;
    this.yields = yields;
  }

  /** Whether the text shows that a function leaves an argument alone on every way. */
  static boolean of(Lowered function, int argument) {
    // Who goes on from there may come by the argument again, as may a caller who gets a pointer.
    boolean yields = !function.function().returnsPointer();
    boolean keeps = yields && !function.cfg().hasLoops();
    Bystander bystander =
        new Bystander(function.function().parameters().get(argument), keeps, yields);
    return function.steps().stream().flatMap(List::stream).allMatch(bystander::isLeft);
  }

  private boolean isLeft(Step step) {
    if (step instanceof Step.Assign assign) {
      return isLeft(assign.place(), keeps) && isLeft(assign.value(), keeps);
    }
    if (step instanceof Step.Call call) {
      return call.arguments().stream().allMatch(argument -> isLeft(argument, true));
    }
    return !(step instanceof Step.Return back) || isLeft(back.value(), yields);
  }

  /**
   * Whether a term stands neither for the argument nor for anything computed from it.
   *
   * @param read whether it may be what the argument points to
   */
  private boolean isLeft(Term term, boolean read) {
    if (term instanceof Term.Name name) {
      return !isArgument(name);
    }
    if (term instanceof Term.Field field) {
      return isArgument(field.base()) ? field.arrow() && read : isLeft(field.base(), read);
    }
    if (term instanceof Term.Index index) {
      return (isArgument(index.base()) ? read : isLeft(index.base(), read))
          && isLeft(index.index(), read);
    }
    if (term instanceof Term.Deref deref) {
      return isLeft(deref.base(), read);
    }
    if (term instanceof Term.AddressOf address) {
      return isLeft(address.place(), false);
    }
    if (term instanceof Term.Compare compare) {
      return isLeft(compare.left(), read) && isLeft(compare.right(), read);
    }
    if (term instanceof Term.Choice choice) {
      return isLeft(choice.condition(), read)
          && isLeft(choice.yes(), read)
          && isLeft(choice.no(), read);
    }
    return !(term instanceof Term.Other other)
        || other.operands().stream().allMatch(operand -> isLeft(operand, read));
  }

  private boolean isArgument(Term term) {
    return term instanceof Term.Name name && name.name().equals(parameter);
  }
}
