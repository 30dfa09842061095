package org.patchwright.cfg;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.patchwright.syntax.Node;

/** Steps that run one after the other, and the edges behind the last. */
public final class Block {

  private final int number;
  final List<Node> steps = new ArrayList<>();
  final List<Edge> edges = new ArrayList<>();
  private final List<Edge> shown = Collections.unmodifiableList(edges);
  Node condition;
  boolean loopHead;
  Node loop;

  Block(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }

  /**
   * What runs: declarations, expression statements, returns, macro statements, and the parts of a
   * {@code for}; each evaluated whole.
   */
  public List<Node> steps() {
    return Collections.unmodifiableList(steps);
  }

  public List<Edge> edges() {
    return shown;
  }

  /** The expression whose value chooses among true and false edges, or among cases. */
  public Optional<Node> condition() {
    return Optional.ofNullable(condition);
  }

  /** Whether back edges end here. */
  public boolean isLoopHead() {
    return loopHead;
  }

  /** The statement whose loop begins here. */
  public Optional<Node> loop() {
    return Optional.ofNullable(loop);
  }
}
