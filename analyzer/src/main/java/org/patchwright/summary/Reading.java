package org.patchwright.summary;

import java.util.Optional;
import org.patchwright.symbol.Function;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/** What functions do with the pointers that they are given. */
final class Reading {

  private Reading() {}

  /** Whether a function neither writes where a pointer leads that it is given, nor passes it on. */
  static boolean isAll(Function callee, int parameter) {
    if (parameter >= callee.parameters().size()) {
      return false;
    }
    String name = callee.parameters().get(parameter);
    return callee
        .body()
        .findAll(Kind.NAME)
        .filter(use -> use.text().equals(name))
        .allMatch(Reading::isRead);
  }

  /** Whether a pointer is only gone through, to read what is there. */
  private static boolean isRead(Node pointer) {
    Optional<Node> outer = pointer.parent().filter(Reading::follows);
    if (outer.isEmpty()) {
      return false;
    }
    Node place = outer.get();
    Optional<Node> around = place.parent();
    while (around.filter(Reading::isPart).isPresent()) {
      around = around.get().parent();
    }
    return around
        .filter(node -> node.is(Kind.ASSIGNMENT) || node.is(Kind.POSTFIX) || node.is(Kind.UNARY))
        .isEmpty();
  }

  private static boolean follows(Node outer) {
    return outer.is(Kind.UNARY) && outer.text().startsWith("*")
        || outer.is(Kind.MEMBER_ACCESS) && outer.children().get(0).is(Kind.NAME);
  }

  private static boolean isPart(Node node) {
    return node.is(Kind.PARENTHESIZED) || node.is(Kind.MEMBER_ACCESS) || node.is(Kind.INDEX);
  }
}
