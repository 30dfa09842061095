package org.patchwright.summary;

import org.patchwright.dataflow.Range;
import org.patchwright.dataflow.State;
import org.patchwright.dataflow.Value;
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

  /** Whether a function that returns 0 or an error fails here: its result may not be 0. */
  public boolean fails() {
    Range range = range();
    return range.high() < 0 || range.low() < 0 && !range.contains(0);
  }
}
