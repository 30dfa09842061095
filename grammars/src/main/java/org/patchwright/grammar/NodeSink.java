package org.patchwright.grammar;

/**
 * Receives the nodes of a parse in the order in which they close. Positions count the parser's
 * tokens.
 */
public interface NodeSink {

  /** What an action of the grammar says of the node that is open. */
  enum Shape {
    FUNCTION_DEFINITION,
    LABELED,
    PREFIX,
    CAST,
    SIZEOF,
    PARENTHESIZED,
    COMPOUND_LITERAL,
    STATEMENT_EXPRESSION,
    GENERIC,
    TYPE_OPERAND
  }

  /** A node of a single token. */
  enum Leaf {
    NAME,
    TYPE_NAME,
    TAG,
    DECLARED_NAME,
    CONSTANT
  }

  /** A suffix that takes what stands before it as its first child. */
  enum Suffix {
    CALL,
    INDEX,
    MEMBER,
    POSTFIX
  }

  void open(int rule, int position);

  void close(int end);

  void shape(Shape shape);

  void leaf(Leaf leaf, int position);

  void suffix(Suffix suffix);

  /** An operand of a flat expression has closed; the operator that follows it, or another token. */
  void operand(int position, int nextType);

  /** Drops everything inside the open node, which becomes a piece that is not understood. */
  void failed();

  /** Where the open node began. */
  int openedAt();
}
