package org.patchwright.ast;

/**
 * One answer for each group of the tree; what the groups hold is told apart by {@code instanceof}
 * over their sealed types.
 *
 * @param <R> the answer
 */
public interface AstVisitor<R> {

  R visit(TranslationUnit unit);

  R visit(Declaration declaration);

  R visit(Statement statement);

  R visit(Expression expression);

  R visit(Type type);

  R visit(Part part);
}
