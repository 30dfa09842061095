package org.patchwright.srcml;

/** Marks up the code of one file, one external declaration at a time. */
final class Markup {

  private final Code code;
  private final Events events = new Events();
  private final boolean inDirective;
  private final ExpressionMarkup expressions;
  private final DeclarationMarkup declarations;
  private final StatementMarkup statements;

  private Markup(Code code, boolean inDirective) {
    this.code = code;
    this.inDirective = inDirective;
    this.expressions = new ExpressionMarkup(this);
    this.declarations = new DeclarationMarkup(this);
    this.statements = new StatementMarkup(this);
  }

  static Markup of(Code code) {
    return new Markup(code, false);
  }

  /** Of code that is the condition of a directive. */
  static Markup ofCondition(Code code) {
    return new Markup(code, true);
  }

  Code code() {
    return code;
  }

  Events events() {
    return events;
  }

  boolean inDirective() {
    return inDirective;
  }

  ExpressionMarkup expressions() {
    return expressions;
  }

  DeclarationMarkup declarations() {
    return declarations;
  }

  StatementMarkup statements() {
    return statements;
  }
}
