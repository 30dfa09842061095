package org.patchwright.dataflow;

import java.util.List;
import org.patchwright.syntax.Node;

/** One thing that a function does, in the order in which it is done. */
public sealed interface Step {

  /** The expression, declarator or statement. */
  Node node();

  /**
   * A place is given a value.
   *
   * @param initialiser whether a declaration does it
   */
  record Assign(Node node, Term place, Term value, boolean initialiser) implements Step {}

  /**
   * @param id the call's number in its function
   * @param callee empty for a call through an expression, {@code ->member} for one through a member
   * @param ignored whether the call is a statement of its own
   */
  record Call(
      Node node, int id, String callee, List<Term> arguments, List<Node> texts, boolean ignored)
      implements Step {
    public Call {
      arguments = List.copyOf(arguments);
      texts = List.copyOf(texts);
    }

    /** Two are equal when they are the same place of the text. */
    @Override
    public boolean equals(Object other) {
      return other instanceof Call that && id == that.id && node.equals(that.node);
    }

    @Override
    public int hashCode() {
      return id;
    }
  }

  /** A pointer is followed. */
  record Follow(Node node, Term pointer) implements Step {}

  /** A variable is read. */
  record Read(Node node, String name) implements Step {}

  /**
   * A variable begins to live.
   *
   * @param plain whether it is a scalar or a pointer without a value
   */
  record Declare(Node node, String name, boolean plain) implements Step {}

  record Return(Node node, Term value) implements Step {}
}
