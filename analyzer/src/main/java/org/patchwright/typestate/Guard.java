package org.patchwright.typestate;

import java.util.List;
import java.util.Optional;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/**
 * An {@code if} that one test decides.
 *
 * @param taken whether its first branch is the one
 */
record Guard(Node choice, boolean taken) {

  /** Empty if the test alone does not decide, or if it is that of a loop. */
  static Optional<Guard> of(Node test, boolean truth) {
    boolean value = truth;
    Node at = test;
    while (at.parent().isPresent()) {
      Node outer = at.parent().get();
      switch (outer.kind()) {
        case PARENTHESIZED, ARGUMENTS, CALL -> {
          // likely(x) is x.
        }
        case UNARY -> value = !value;
        case BINARY -> {
          List<Node> operands = outer.children();
          boolean last = operands.get(operands.size() - 1).equals(at);
          boolean and = outer.tree().tokens().is(operands.get(0).endToken(), "&&");
          if (value == and && !last) {
            return Optional.empty();
          }
        }
        case CONDITION -> {
          boolean decided = value;
          return outer
              .parent()
              .filter(choice -> choice.is(Kind.IF) && choice.children().size() > 1)
              .map(choice -> new Guard(choice, decided));
        }
        default -> {
          return Optional.empty();
        }
      }
      at = outer;
    }
    return Optional.empty();
  }

  /** The branch that is not taken, if there is one. */
  Optional<Node> passedOver() {
    List<Node> children = choice.children();
    return taken
        ? children.size() > 2 ? Optional.of(children.get(2)) : Optional.empty()
        : Optional.of(children.get(1));
  }

  /** Whether control goes on behind a branch, rather than out of the function or to a label. */
  static boolean goesOn(Node branch) {
    Node last = branch;
    while (last.is(Kind.COMPOUND) && !last.children().isEmpty()) {
      last = last.children().get(last.children().size() - 1);
    }
    return switch (last.kind()) {
      case RETURN, GOTO, BREAK, CONTINUE -> false;
      default -> true;
    };
  }
}
