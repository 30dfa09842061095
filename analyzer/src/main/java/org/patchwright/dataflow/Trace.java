package org.patchwright.dataflow;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.patchwright.syntax.Node;

/** The way that led to a state, newest step first. */
public record Trace(Optional<Trace> before, Node node, String message, boolean event) {

  /** The steps in the order in which they were taken. */
  public static List<Trace> steps(Optional<Trace> last) {
    List<Trace> steps = new ArrayList<>();
    for (Optional<Trace> at = last; at.isPresent(); at = at.get().before) {
      steps.add(at.get());
    }
    Collections.reverse(steps);
    return steps;
  }

  /** The same steps, made of other nodes. */
  public static Optional<Trace> moved(Optional<Trace> last, UnaryOperator<Node> nodes) {
    Optional<Trace> moved = Optional.empty();
    for (Trace step : steps(last)) {
      moved = Optional.of(new Trace(moved, nodes.apply(step.node), step.message, step.event));
    }
    return moved;
  }

  /** Identity is enough: two ways to one state are told apart nowhere. */
  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return message.hashCode();
  }
}
