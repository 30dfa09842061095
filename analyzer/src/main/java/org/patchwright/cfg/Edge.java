package org.patchwright.cfg;

import java.util.List;
import org.patchwright.syntax.Node;

/**
 * Where control may go after a block.
 *
 * @param target number of the block
 * @param kind when
 * @param values for {@link Kind#CASE} the constants, for {@link Kind#DEFAULT} those of all cases
 *     that it is not; for {@link Kind#VARIANT} empty
 * @param variant for {@link Kind#VARIANT}: the condition of the directive, behind {@code !} where
 *     it is false
 */
public record Edge(int target, Kind kind, List<Node> values, String variant) {

  /** What makes control take an edge. */
  public enum Kind {
    NEXT,
    TRUE,
    FALSE,
    CASE,
    DEFAULT,
    /** One more round of a loop whose condition only its macro knows. */
    ITERATE,
    /** No more rounds of such a loop. */
    DONE,
    BACK,
    COMPUTED,
    /** One branch of a conditional directive. */
    VARIANT
  }

  public Edge {
    values = List.copyOf(values);
  }

  static Edge to(int target, Kind kind) {
    return new Edge(target, kind, List.of(), "");
  }
}
