package org.patchwright.grammar;

import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.RuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.TokenSource;
import org.antlr.v4.runtime.TokenStream;
import org.antlr.v4.runtime.misc.Interval;

/** A token stream over arrays of types: nothing is allocated for a token that parses. */
public final class TokenArray implements TokenStream {

  private int[] types = {Token.EOF};
  private int[] partners = {-1};
  private int size;
  private int position;

  /**
   * @param types the type of each token, at least {@code size} long
   * @param partners for each bracket the position of its partner, else -1
   * @param size how many tokens there are
   */
  public void reset(int[] types, int[] partners, int size) {
    this.types = types;
    this.partners = partners;
    this.size = size;
    this.position = 0;
  }

  int type(int at) {
    return at < size ? types[at] : Token.EOF;
  }

  int partner(int at) {
    return at < size ? partners[at] : -1;
  }

  @Override
  public void consume() {
    if (position < size) {
      position++;
    }
  }

  @Override
  public int LA(int ahead) {
    int at = ahead > 0 ? position + ahead - 1 : position + ahead;
    return at >= 0 && at < size ? types[at] : Token.EOF;
  }

  @Override
  public Token LT(int ahead) {
    int at = ahead > 0 ? position + ahead - 1 : position + ahead;
    return get(Math.max(at, 0));
  }

  @Override
  public Token get(int at) {
    CommonToken token = new CommonToken(type(at));
    token.setTokenIndex(at);
    return token;
  }

  @Override
  public int index() {
    return position;
  }

  @Override
  public void seek(int at) {
    position = Math.min(at, size);
  }

  @Override
  public int mark() {
    return 0;
  }

  @Override
  public void release(int marker) {
    // The whole array stays in reach.
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public TokenSource getTokenSource() {
    throw new UnsupportedOperationException("tokens come from arrays");
  }

  @Override
  public String getSourceName() {
    return UNKNOWN_SOURCE_NAME;
  }

  @Override
  public String getText(Interval interval) {
    return "";
  }

  @Override
  public String getText() {
    return "";
  }

  @Override
  public String getText(RuleContext context) {
    return "";
  }

  @Override
  public String getText(Token start, Token stop) {
    return "";
  }
}
