package org.patchwright.summary;

import org.patchwright.dataflow.Range;
import org.patchwright.dataflow.State;
import org.patchwright.dataflow.Value;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/**
 * One way out of a function.
 *
 * @param node the return statement, or the body where control runs off its end
 * @param result the value returned; {@link Value#NULL} for none
 */
public record Exit(Node node, State state, Value result) {

  public Range range() {
    return state.range(result);
  }

  /**
   * Whether the function fails here: it returns 0 or an error, and the result can't be 0; or it
   * returns a pointer, and the result is none, or an error.
   */
  public boolean fails() {
    Range range = range();
    if (returnsPointer()) {
      return range.high() < 0 || range.equals(Range.ZERO);
    }
    return range.high() < 0 || range.low() < 0 && !range.contains(0);
  }

  private boolean returnsPointer() {
    return node.ancestor(Kind.FUNCTION_DEFINITION)
        .flatMap(function -> function.child(Kind.DECLARATOR))
        .flatMap(declarator -> declarator.child(Kind.POINTER))
        .isPresent();
  }
}
