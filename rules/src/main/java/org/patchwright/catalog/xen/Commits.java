package org.patchwright.catalog.xen;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.patchwright.fact.FunctionFacts;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Fix;
import org.patchwright.rule.StatementEdits;
import org.patchwright.symbol.Literals;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/**
 * What becomes of a commit's result: {@code -EAGAIN} means that another client was faster, and that
 * all has to be done again.
 */
final class Commits {

  private static final Set<String> COMPARISONS = Set.of("==", "!=");

  private Commits() {}

  static Stream<Finding> notTriedAgain(FunctionFacts function) {
    return function
        .node()
        .findAll(Kind.CALL)
        .filter(call -> call.children().get(0).text().equals("xenbus_transaction_end"))
        .filter(Commits::mayCommit)
        .flatMap(call -> judge(function, call).stream());
  }

  /** The last argument says whether to abort. */
  private static boolean mayCommit(Node call) {
    List<Node> arguments = call.arguments();
    if (arguments.isEmpty()) {
      return false;
    }
    String abort = arguments.get(arguments.size() - 1).text();
    return Literals.value(abort).orElse(0) == 0 && !abort.equals("true");
  }

  private static Optional<Finding> judge(FunctionFacts function, Node call) {
    Node value = call;
    Optional<Node> parent = call.parent();
    while (parent.isPresent()
        && (parent.get().is(Kind.PARENTHESIZED) || parent.get().is(Kind.CAST))) {
      value = parent.get();
      parent = value.parent();
    }
    if (parent.isEmpty()) {
      return Optional.empty();
    }
    if (parent.get().is(Kind.EXPRESSION_STATEMENT)) {
      return Optional.of(
          Finding.at(call, "nobody looks at the commit's result: a conflicting one is lost")
              .likely()
              .about(function.name(), "commit")
              .notFixed("where to begin again is the driver's to say"));
    }
    if (parent.get().is(Kind.BINARY)) {
      return wrongSign(function, parent.get(), value);
    }
    Optional<String> variable = variable(parent.get(), value);
    return variable.flatMap(name -> ofVariable(function, call, parent(call), name));
  }

  private static Node parent(Node call) {
    return call.parent().orElseThrow();
  }

  /** The local that gets the result. */
  private static Optional<String> variable(Node parent, Node value) {
    if (parent.is(Kind.ASSIGNMENT) && parent.children().get(1).equals(value)) {
      Node left = parent.children().get(0);
      return left.is(Kind.NAME) ? Optional.of(left.text()) : Optional.empty();
    }
    if (parent.is(Kind.INIT_DECLARATOR)) {
      return parent.findAll(Kind.DECLARED_NAME).findFirst().map(Node::text);
    }
    return Optional.empty();
  }

  private static Optional<Finding> ofVariable(
      FunctionFacts function, Node call, Node assignment, String name) {
    boolean looked = mentions(assignment, "EAGAIN");
    for (Node node : function.node().walk().toList()) {
      if (node.firstToken() <= call.firstToken() && !node.is(Kind.SWITCH)) {
        continue;
      }
      if (node.is(Kind.BINARY) && hasOperand(node, name)) {
        Optional<Finding> wrong = wrongSign(function, node, operand(node, name));
        if (wrong.isPresent()) {
          return wrong;
        }
        looked |= mentions(node, "EAGAIN");
      }
      // Whoever gets the number can look at it.
      looked |= node.is(Kind.RETURN) && mentions(node, name);
      looked |= node.is(Kind.SWITCH) && mentions(node, "EAGAIN");
    }
    if (looked) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.at(call, "a conflicting transaction is never tried again")
            .likely()
            .about(function.name(), "commit")
            .notFixed("where to begin again is the driver's to say"));
  }

  private static boolean hasOperand(Node comparison, String name) {
    return comparison.children().stream().anyMatch(child -> bare(child).text().equals(name))
        || comparison.children().stream()
            .anyMatch(
                child ->
                    bare(child).is(Kind.ASSIGNMENT)
                        && bare(child).children().get(0).text().equals(name));
  }

  private static Node operand(Node comparison, String name) {
    return comparison.children().stream()
        .filter(child -> bare(child).text().contains(name))
        .findFirst()
        .orElseThrow();
  }

  private static Node bare(Node node) {
    Node inner = node;
    while (inner.is(Kind.PARENTHESIZED) && inner.children().size() == 1) {
      inner = inner.children().get(0);
    }
    return inner;
  }

  private static boolean mentions(Node node, String name) {
    return node.findAll(Kind.NAME).anyMatch(word -> word.text().equals(name));
  }

  /** {@code err == EAGAIN}: functions of the store return negative numbers. */
  private static Optional<Finding> wrongSign(
      FunctionFacts function, Node comparison, Node operand) {
    String operator = comparison.tree().tokens().text(comparison.children().get(0).endToken());
    if (!COMPARISONS.contains(operator)) {
      return Optional.empty();
    }
    return comparison.children().stream()
        .filter(child -> !child.equals(operand))
        .filter(child -> bare(child).is(Kind.NAME) && bare(child).text().equals("EAGAIN"))
        .findFirst()
        .map(
            constant ->
                Finding.at(
                        comparison,
                        "the commit's result is negative: a conflicting transaction is never"
                            + " tried again")
                    .about(function.name(), "sign")
                    .fixedBy(
                        Fix.of(
                            "Try a conflicting transaction again",
                            "xenbus_transaction_end() returns a negative error: test for -EAGAIN.",
                            List.of(StatementEdits.replaced(constant, "-EAGAIN")))));
  }
}
