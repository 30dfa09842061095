package org.patchwright.ast;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.patchwright.source.SourceFile;
import org.patchwright.source.Span;
import org.patchwright.syntax.Node;
import org.patchwright.syntax.SyntaxTree;

/**
 * One piece of a C source in the terms of the language: a view over a node of the syntax tree, made
 * when asked for. Its text is the exact text of the source.
 */
public sealed interface Ast
    permits TranslationUnit, Declaration, Statement, Expression, Type, Part {

  /** The node that this is a view of. */
  Node node();

  /** The view of a node. */
  static Ast of(Node node) {
    return Views.of(node);
  }

  default SyntaxTree tree() {
    return node().tree();
  }

  default SourceFile file() {
    return node().file();
  }

  /** The bytes from the first word to the last. */
  default Span span() {
    return node().span();
  }

  /** The exact text, one character a byte. */
  default String text() {
    return node().text();
  }

  /** The line of the first byte, from 1. */
  default int line() {
    return node().line();
  }

  /** The column of the first byte, from 1 and in bytes. */
  default int column() {
    return node().column();
  }

  /** The line of the last byte, from 1. */
  default int endLine() {
    return file().line(Math.max(span().start(), span().end() - 1));
  }

  /** The column of the last byte, from 1 and in bytes. */
  default int endColumn() {
    return file().column(Math.max(span().start(), span().end() - 1));
  }

  /** Empty for the translation unit. */
  default Optional<Ast> parent() {
    return node().parent().map(Ast::of);
  }

  /** The parent, its parent, and so on. */
  default Stream<Ast> ancestors() {
    return node().ancestors().map(Ast::of);
  }

  /** The nearest ancestor of a type. */
  default <T extends Ast> Optional<T> ancestor(Class<T> type) {
    return ancestors().filter(type::isInstance).map(type::cast).findFirst();
  }

  /** The children in the order of the text. */
  default List<Ast> children() {
    return node().children().stream().map(Ast::of).toList();
  }

  /** This and all below it, parents first, in the order of the text. */
  default Stream<Ast> walk() {
    return node().walk().map(Ast::of);
  }

  /** All of a type below this, and this itself, in the order of the text. */
  default <T extends Ast> Stream<T> findAll(Class<T> type) {
    return walk().filter(type::isInstance).map(type::cast);
  }

  /**
   * The same, with what stands only in branches of conditional directives that can't stand beside
   * those of the tree: such pieces belong to another reading of the file.
   */
  default <T extends Ast> Stream<T> findInAllReadings(Class<T> type) {
    return Readings.findAll(this, type);
  }

  /** The calls of a function by its name, macros that look like calls among them. */
  default Stream<Expression.Call> callsOf(String function) {
    return findInAllReadings(Expression.Call.class)
        .filter(call -> call.name().filter(function::equals).isPresent());
  }

  /**
   * What changes a member of that name, whatever struct it is of: assignments, and {@code ++} and
   * {@code --}.
   */
  default Stream<Expression> assignmentsTo(String member) {
    return findInAllReadings(Expression.class)
        .filter(
            expression ->
                Targets.of(expression)
                    .filter(target -> target.member().equals(member))
                    .isPresent());
  }

  /** The accesses to a member of that name, whatever struct it is of. */
  default Stream<Expression.MemberAccess> accessesTo(String member) {
    return findInAllReadings(Expression.MemberAccess.class)
        .filter(access -> access.member().equals(member));
  }

  /**
   * The comments that speak of this: those on the lines right above it, and those behind it on its
   * last line.
   */
  default List<Comment> comments() {
    return Comment.about(this);
  }

  /** The preprocessor directives between the first word and the last. */
  default List<Preprocessor> directives() {
    Span span = span();
    return Preprocessor.of(tree()).filter(directive -> span.contains(directive.span())).toList();
  }

  /** Calls the visitor's method for the group that this belongs to. */
  default <R> R accept(AstVisitor<R> visitor) {
    if (this instanceof Expression expression) {
      return visitor.visit(expression);
    } else if (this instanceof Statement statement) {
      return visitor.visit(statement);
    } else if (this instanceof Declaration declaration) {
      return visitor.visit(declaration);
    } else if (this instanceof Type type) {
      return visitor.visit(type);
    } else if (this instanceof Part part) {
      return visitor.visit(part);
    }
    return visitor.visit((TranslationUnit) this);
  }

  /** Whether another tree has the same types, texts and places below here. */
  default boolean isSameAs(Ast other) {
    if (!getClass().equals(other.getClass()) || !span().equals(other.span())) {
      return false;
    }
    List<Ast> mine = children();
    List<Ast> others = other.children();
    if (mine.size() != others.size() || mine.isEmpty() && !text().equals(other.text())) {
      return false;
    }
    for (int i = 0; i < mine.size(); i++) {
      if (!mine.get(i).isSameAs(others.get(i))) {
        return false;
      }
    }
    return true;
  }
}
