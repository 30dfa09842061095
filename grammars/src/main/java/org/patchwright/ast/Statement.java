package org.patchwright.ast;

import java.util.List;
import java.util.Optional;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/**
 * A statement, or a label or case beside one. Each record is a view of one node; two are equal when
 * their nodes are.
 */
public sealed interface Statement extends Ast {

  /** {@code { ... }}. */
  record Block(Node node) implements Statement {
    /** Declarations, labels, cases and statements side by side. */
    public List<Ast> items() {
      return children();
    }
  }

  /** {@code if}, with its {@code else} if it has one. */
  record If(Node node) implements Statement {
    public Ast condition() {
      return Ast.of(node.children().get(0));
    }

    public Ast thenBranch() {
      return Ast.of(node.children().get(1));
    }

    public Optional<Ast> elseBranch() {
      return node.children().size() > 2
          ? Optional.of(Ast.of(node.children().get(2)))
          : Optional.empty();
    }
  }

  /** {@code while (a) b}. */
  record While(Node node) implements Statement {
    public Ast condition() {
      return Ast.of(node.children().get(0));
    }

    public Ast body() {
      return Ast.of(node.children().get(1));
    }
  }

  /** {@code do b while (a);}. */
  record Do(Node node) implements Statement {}

  /** {@code for (a; b; c) d}. */
  record For(Node node) implements Statement {
    public Ast body() {
      return Ast.of(node.children().get(node.children().size() - 1));
    }
  }

  /** {@code switch (a) b}. */
  record Switch(Node node) implements Statement {
    public Ast condition() {
      return Ast.of(node.children().get(0));
    }

    public Ast body() {
      return Ast.of(node.children().get(1));
    }
  }

  /** A macro that loops over a statement. */
  record MacroLoop(Node node) implements Statement {
    /** The word that stands first. */
    public String name() {
      return node.child(Kind.NAME).map(Node::text).orElse("");
    }

    public Ast body() {
      return Ast.of(node.children().get(node.children().size() - 1));
    }
  }

  /** A macro that is a statement without a semicolon. */
  record MacroStatement(Node node) implements Statement {
    /** The word that stands first. */
    public String name() {
      return node.child(Kind.NAME).map(Node::text).orElse("");
    }
  }

  /** {@code case a:} or {@code default:}. */
  record Case(Node node) implements Statement {}

  /** {@code a:}. */
  record Label(Node node) implements Statement {
    /** The label's name; empty for a computed goto. */
    public String label() {
      return node.child(Kind.NAME).map(Node::text).orElse("");
    }
  }

  /** A label or case with the one statement that it may mark. */
  record Labeled(Node node) implements Statement {}

  /** {@code goto a;}. */
  record Goto(Node node) implements Statement {
    /** The label's name; empty for a computed goto. */
    public String label() {
      return node.child(Kind.NAME).map(Node::text).orElse("");
    }
  }

  /** {@code break;}. */
  record Break(Node node) implements Statement {}

  /** {@code continue;}. */
  record Continue(Node node) implements Statement {}

  /** {@code return a;}. */
  record Return(Node node) implements Statement {
    public Optional<Ast> value() {
      return children().stream().findFirst();
    }
  }

  /** {@code a;}. */
  record ExpressionStatement(Node node) implements Statement {
    public Expression expression() {
      return (Expression) Ast.of(node.children().get(0));
    }
  }

  /** {@code ;}. */
  record Empty(Node node) implements Statement {}

  /** {@code asm(...);}. */
  record Asm(Node node) implements Statement {}

  /** {@code __label__ a;}. */
  record LocalLabels(Node node) implements Statement {}
}
