package org.patchwright.grammar;

import org.antlr.v4.runtime.DefaultErrorStrategy;
import org.antlr.v4.runtime.InputMismatchException;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.TokenStream;

/**
 * What the generated parser inherits: it tells a {@link NodeSink} of each rule instead of building
 * ANTLR's tree, reads token types from a {@link TokenArray}, and recovers only where the grammar
 * says so.
 */
public abstract class KernelCParserBase extends Parser {

  private NodeSink sink;
  private TokenArray tokens;

  protected KernelCParserBase(TokenStream input) {
    super(input);
    setBuildParseTree(false);
    removeErrorListeners();
    setErrorHandler(new ThrowAtFirst());
  }

  /** Starts over on other tokens. */
  public void restart(TokenArray input, NodeSink receiver, int position) {
    tokens = input;
    sink = receiver;
    if (_input != input) {
      setInputStream(input);
    }
    input.seek(position);
    _ctx = null;
    setState(-1);
  }

  /* ---- reading without token objects ---- */

  @Override
  public void enterRule(ParserRuleContext context, int state, int rule) {
    setState(state);
    _ctx = context;
    sink.open(rule, tokens.index());
  }

  @Override
  public void exitRule() {
    sink.close(tokens.index());
    setState(_ctx.invokingState);
    _ctx = (ParserRuleContext) _ctx.parent;
  }

  @Override
  public void enterOuterAlt(ParserRuleContext context, int alternative) {
    context.setAltNumber(alternative);
  }

  @Override
  public Token match(int type) {
    if (tokens.LA(1) != type) {
      throw new InputMismatchException(this);
    }
    tokens.consume();
    return null;
  }

  @Override
  public Token consume() {
    tokens.consume();
    return null;
  }

  /* ---- what the grammar's actions say ---- */

  protected final void name() {
    sink.leaf(NodeSink.Leaf.NAME, tokens.index() - 1);
  }

  protected final void typeName() {
    sink.leaf(NodeSink.Leaf.TYPE_NAME, tokens.index() - 1);
  }

  protected final void tag() {
    sink.leaf(NodeSink.Leaf.TAG, tokens.index() - 1);
  }

  protected final void declaredName() {
    sink.leaf(NodeSink.Leaf.DECLARED_NAME, tokens.index() - 1);
  }

  protected final void constant() {
    sink.leaf(NodeSink.Leaf.CONSTANT, tokens.index() - 1);
  }

  protected final void functionDefinition() {
    sink.shape(NodeSink.Shape.FUNCTION_DEFINITION);
  }

  protected final void labeled() {
    sink.shape(NodeSink.Shape.LABELED);
  }

  protected final void prefix() {
    sink.shape(NodeSink.Shape.PREFIX);
  }

  protected final void cast() {
    sink.shape(NodeSink.Shape.CAST);
  }

  protected final void sizeOf() {
    sink.shape(NodeSink.Shape.SIZEOF);
  }

  protected final void parenthesized() {
    sink.shape(NodeSink.Shape.PARENTHESIZED);
  }

  protected final void compoundLiteral() {
    sink.shape(NodeSink.Shape.COMPOUND_LITERAL);
  }

  protected final void statementExpression() {
    sink.shape(NodeSink.Shape.STATEMENT_EXPRESSION);
  }

  protected final void generic() {
    sink.shape(NodeSink.Shape.GENERIC);
  }

  protected final void typeOperand() {
    sink.shape(NodeSink.Shape.TYPE_OPERAND);
  }

  protected final void call() {
    sink.suffix(NodeSink.Suffix.CALL);
  }

  protected final void indexed() {
    sink.suffix(NodeSink.Suffix.INDEX);
  }

  protected final void memberAccess() {
    sink.suffix(NodeSink.Suffix.MEMBER);
  }

  protected final void postfix() {
    sink.suffix(NodeSink.Suffix.POSTFIX);
  }

  protected final void operand() {
    sink.operand(tokens.index(), tokens.LA(1));
  }

  /* ---- recovery ---- */

  /**
   * Leaves out the item that the open node stands for: up to its semicolon or closing brace for
   * statements and members, up to the comma for what stands in a list.
   *
   * @throws RecognitionException the same, where not even one token can be left out
   */
  protected final void recover(RecognitionException e) {
    int from = sink.openedAt();
    int to = inList(_ctx.getRuleIndex()) ? endOfListItem(from) : endOfStatement(from);
    leaveOut(e, from, to);
  }

  /** Leaves out a parenthesis up to its partner. */
  protected final void recoverParenthesis(RecognitionException e) {
    int from = sink.openedAt();
    leaveOut(e, from, tokens.partner(from) + 1);
  }

  private void leaveOut(RecognitionException e, int from, int to) {
    if (to <= from) {
      throw e;
    }
    sink.failed();
    tokens.seek(to);
  }

  private static boolean inList(int rule) {
    return rule == KernelCParser.RULE_argument
        || rule == KernelCParser.RULE_enumerator
        || rule == KernelCParser.RULE_initializerItem;
  }

  private int endOfListItem(int from) {
    int at = from;
    while (true) {
      int type = tokens.type(at);
      if (type == Token.EOF
          || type == KernelCParser.Comma
          || type == KernelCParser.LastComma
          || type == KernelCParser.OmittedComma
          || isClosing(type)) {
        return at;
      }
      at = Math.max(at, tokens.partner(at)) + 1;
    }
  }

  private int endOfStatement(int from) {
    int at = from;
    while (true) {
      int type = tokens.type(at);
      if (type == Token.EOF || isClosing(type)) {
        return at;
      }
      if (type == KernelCParser.Semi || type == KernelCParser.EndOfMacro) {
        return at + 1;
      }
      int partner = tokens.partner(at);
      if (type == KernelCParser.LBrace && partner > at) {
        int next = tokens.type(partner + 1);
        if (next != KernelCParser.Else
            && next != KernelCParser.Semi
            && next != KernelCParser.Comma
            && !isClosing(next)
            && !(next == KernelCParser.While && tokens.type(from) == KernelCParser.Do)) {
          return partner + 1;
        }
      }
      at = Math.max(at, partner) + 1;
    }
  }

  private static boolean isClosing(int type) {
    return type == KernelCParser.RParen
        || type == KernelCParser.RBrace
        || type == KernelCParser.RBracket;
  }

  /** Never repairs a token, never skips one, never looks at follow sets. */
  private static final class ThrowAtFirst extends DefaultErrorStrategy {

    @Override
    public void reset(Parser recognizer) {
      // Keeps no state.
    }

    @Override
    public void sync(Parser recognizer) {
      // Whether a loop goes on is decided by its own test alone.
    }

    @Override
    public Token recoverInline(Parser recognizer) {
      throw new InputMismatchException(recognizer);
    }

    @Override
    public void reportError(Parser recognizer, RecognitionException e) {
      // What is not understood becomes a node; the tree is the report.
    }

    /** Called by the rules that have no catch of their own: the fault goes on to one that has. */
    @Override
    public void recover(Parser recognizer, RecognitionException e) {
      throw e;
    }

    @Override
    public void reportMatch(Parser recognizer) {
      // Nothing waits for a match.
    }
  }
}
