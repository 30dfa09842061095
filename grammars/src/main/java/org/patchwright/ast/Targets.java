package org.patchwright.ast;

import java.util.Optional;

/** What an expression changes. */
final class Targets {

  private Targets() {}

  /** The member that an expression assigns to or counts up or down. */
  static Optional<Expression.MemberAccess> of(Expression expression) {
    if (expression instanceof Expression.Assignment assignment) {
      return member(assignment.target());
    } else if (expression instanceof Expression.Postfix postfix && counts(postfix.operator())) {
      return member(postfix.operand());
    } else if (expression instanceof Expression.Unary unary && counts(unary.operator())) {
      return member(unary.operand());
    }
    return Optional.empty();
  }

  private static boolean counts(String operator) {
    return operator.equals("++") || operator.equals("--");
  }

  private static Optional<Expression.MemberAccess> member(Expression target) {
    Expression inner = target;
    while (inner instanceof Expression.Parenthesized || inner instanceof Expression.Index) {
      inner =
          inner instanceof Expression.Parenthesized parenthesized
              ? parenthesized.inner()
              : ((Expression.Index) inner).array();
    }
    return inner instanceof Expression.MemberAccess access ? Optional.of(access) : Optional.empty();
  }
}
