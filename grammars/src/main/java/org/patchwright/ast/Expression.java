package org.patchwright.ast;

import java.util.List;
import java.util.Optional;
import org.patchwright.source.Span;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/**
 * An expression; operators nest by precedence. Each record is a view of one node; two are equal
 * when their nodes are.
 */
public sealed interface Expression extends Ast {

  /** An identifier. */
  record Name(Node node) implements Expression {}

  /** A number or a character. */
  record Constant(Node node) implements Expression {}

  /** Adjacent string literals, with the macros that stand for some. */
  record StringLiteral(Node node) implements Expression {}

  /** A call, or a macro that looks like one. */
  record Call(Node node) implements Expression {
    /** What is called: a name in most calls. */
    public Expression callee() {
      return Expression.at(node, 0);
    }

    /** The name that is called; empty for a call through an expression. */
    public Optional<String> name() {
      return callee() instanceof Name name ? Optional.of(name.text()) : Optional.empty();
    }

    /** The arguments; those that are no expressions are parts. */
    public List<Ast> arguments() {
      return node.child(Kind.ARGUMENTS).map(Ast::of).map(Ast::children).orElse(List.of());
    }
  }

  /** {@code a.b} or {@code a->b}. */
  record MemberAccess(Node node) implements Expression {
    public Expression object() {
      return Expression.at(node, 0);
    }

    /** The member's name. */
    public String member() {
      return node.tree().tokens().text(node.endToken() - 1);
    }

    /** The bytes of the member's name. */
    public Span memberSpan() {
      return node.tree().tokens().span(node.endToken() - 1);
    }

    /** Whether the object is a pointer. */
    public boolean isArrow() {
      return node.tree().tokens().is(node.endToken() - 2, "->");
    }
  }

  /** {@code a[i]}. */
  record Index(Node node) implements Expression {
    public Expression array() {
      return Expression.at(node, 0);
    }

    public Expression index() {
      return Expression.at(node, 1);
    }
  }

  /** A prefix operator and its operand. */
  record Unary(Node node) implements Expression {
    public String operator() {
      return node.tree().tokens().text(node.firstToken());
    }

    public Expression operand() {
      return Expression.at(node, 0);
    }
  }

  /** {@code ++} or {@code --}, or a macro, behind its operand. */
  record Postfix(Node node) implements Expression {
    public String operator() {
      return node.tree().tokens().text(operand().node().endToken());
    }

    public Expression operand() {
      return Expression.at(node, 0);
    }
  }

  /** Two operands and the operator between them. */
  record Binary(Node node) implements Expression {
    public Expression left() {
      return Expression.at(node, 0);
    }

    public String operator() {
      return node.tree().tokens().text(left().node().endToken());
    }

    public Expression right() {
      return Expression.at(node, 1);
    }
  }

  /** {@code =} or a compound assignment. */
  record Assignment(Node node) implements Expression {
    public Expression target() {
      return Expression.at(node, 0);
    }

    public String operator() {
      return node.tree().tokens().text(target().node().endToken());
    }

    public Expression value() {
      return Expression.at(node, 1);
    }
  }

  /** {@code a ? b : c}, or {@code a ?: c}. */
  record Conditional(Node node) implements Expression {
    public Expression condition() {
      return Expression.at(node, 0);
    }

    /** Empty for {@code a ?: c}. */
    public Optional<Expression> whenTrue() {
      return node.children().size() > 2 ? Optional.of(Expression.at(node, 1)) : Optional.empty();
    }

    public Expression whenFalse() {
      return Expression.at(node, node.children().size() - 1);
    }
  }

  /** {@code (type) a}. */
  record Cast(Node node) implements Expression {
    public Type type() {
      return (Type) Ast.of(node.children().get(0));
    }

    public Expression operand() {
      return Expression.at(node, 1);
    }
  }

  /** sizeof or alignof of a type or an expression. */
  record SizeOf(Node node) implements Expression {}

  /** {@code a, b}. */
  record CommaList(Node node) implements Expression {}

  /** {@code (a)}. */
  record Parenthesized(Node node) implements Expression {
    public Expression inner() {
      return Expression.at(node, 0);
    }
  }

  /** {@code (type) { ... }}. */
  record CompoundLiteral(Node node) implements Expression {}

  /** {@code ({ ... })}. */
  record StatementExpression(Node node) implements Expression {}

  /** {@code _Generic(...)}. */
  record GenericSelection(Node node) implements Expression {}

  /** A parenthesised type where an expression is expected. */
  record TypeOperand(Node node) implements Expression {}

  /** The expression that is a node's child; what is none counts as not understood by the caller. */
  private static Expression at(Node node, int child) {
    Ast found = Ast.of(node.children().get(child));
    if (found instanceof Expression expression) {
      return expression;
    }
    return new Other(found.node());
  }

  /** A part that stands where an expression is expected, as a list of values does. */
  record Other(Node node) implements Expression {}
}
