package org.patchwright.srcml;

/** Marks up the code of one file, one external declaration at a time. */
final class Markup {

  private final Code code;
  private final Events events = new Events();
  private final boolean inDirective;
  private final Declarators declarators;
  private final ExpressionMarkup expressions;
  private final DeclarationMarkup declarations;
  private final StatementMarkup statements;
  private final ItemMarkup items;

  private Markup(Code code, boolean inDirective) {
    this.code = code;
    this.inDirective = inDirective;
    this.declarators = new Declarators(code);
    this.expressions = new ExpressionMarkup(this);
    this.declarations = new DeclarationMarkup(this);
    this.statements = new StatementMarkup(this);
    this.items = new ItemMarkup(this);
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

  Declarators declarators() {
    return declarators;
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

  ItemMarkup items() {
    return items;
  }
}
