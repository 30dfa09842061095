package org.patchwright.srcml;

import org.patchwright.grammar.KernelCLexer;

/** Marks up statements by the words that begin them. */
final class StatementMarkup {

  /** Deeper than this, blocks and statements under statements stay text. */
  private static final int DEEPEST = 400;

  private final Code code;
  private final Events events;
  private final Markup markup;
  private int depth;

  StatementMarkup(Markup markup) {
    this.markup = markup;
    this.code = markup.code();
    this.events = markup.events();
  }

  /** All statements of a range. */
  void statements(int from, int end) {
    int at = from;
    while (at < end) {
      at = statement(at, end);
    }
  }

  /** The members of a struct or union. */
  void members(int from, int end) {
    int at = from;
    while (at < end) {
      at = isWidth(at, end) ? markup.items().variables(at, end) : statement(at, end);
    }
  }

  /** A member without a name, of so many bits; a label looks the same but for what follows. */
  private boolean isWidth(int at, int end) {
    if (at + 2 >= end || code.type(at + 1) != KernelCLexer.Colon) {
      return false;
    }
    return code.isTypeKeyword(at)
        || code.isIdentifier(at) && code.type(at + 2) == KernelCLexer.Constant;
  }

  /**
   * Marks up one statement.
   *
   * @return the position behind it, beyond {@code at}
   */
  int statement(int at, int limit) {
    if (depth > DEEPEST) {
      int end = Math.min(limit, code.find(KernelCLexer.Semi, at, limit) + 1);
      text(at, end);
      return end;
    }
    depth++;
    int behind = known(at, limit);
    depth--;
    return behind;
  }

  void text(int from, int end) {
    for (int at = from; at < end; at++) {
      events.token();
    }
  }

  private int known(int at, int limit) {
    switch (code.type(at)) {
      case KernelCLexer.LBrace:
        return block(at, limit);
      case KernelCLexer.Semi:
        events.token(Element.EMPTY_STMT);
        return at + 1;
      case KernelCLexer.If:
        return ifStatement(at, limit);
      case KernelCLexer.While:
        return governed(at, limit, Element.WHILE);
      case KernelCLexer.Switch:
        return governed(at, limit, Element.SWITCH);
      case KernelCLexer.For:
        return forStatement(at, limit);
      case KernelCLexer.Do:
        return doStatement(at, limit);
      case KernelCLexer.Else:
        return ifStatement(at, limit);
      case KernelCLexer.Case:
        return caseLabel(at, limit);
      case KernelCLexer.Default:
        return defaultLabel(at, limit);
      case KernelCLexer.Break:
        return jump(at, limit, Element.BREAK);
      case KernelCLexer.Continue:
        return jump(at, limit, Element.CONTINUE);
      case KernelCLexer.Goto:
        return jump(at, limit, Element.GOTO);
      case KernelCLexer.Return:
        return returnStatement(at, limit);
      case KernelCLexer.Typedef:
        return markup.items().typedef(at, limit);
      case KernelCLexer.StaticAssert:
        return staticAssert(at, limit);
      case KernelCLexer.RBrace, KernelCLexer.RParen, KernelCLexer.RBracket:
        // Its partner is missing.
        events.token();
        return at + 1;
      default:
        return other(at, limit);
    }
  }

  private int other(int at, int limit) {
    if (code.type(at) == KernelCLexer.Asm && asmOpen(at + 1, limit) < limit) {
      return asm(at, limit);
    }
    if (code.type(at) == KernelCLexer.Extern
        && code.type(at + 1) == KernelCLexer.StringLiteral
        && at + 1 < limit) {
      return linkage(at, limit);
    }
    if (code.isIdentifier(at) && code.type(at + 1) == KernelCLexer.Colon && at + 1 < limit) {
      events.open(Element.LABEL);
      events.token(Element.NAME);
      events.token();
      events.close(Element.LABEL);
      return at + 2;
    }
    return markup.items().item(at, limit);
  }

  /* ---- blocks and what governs them ---- */

  /** {@code { ... }} with its statements. */
  int block(int open, int limit) {
    int close = code.close(open, limit);
    events.open(Element.BLOCK);
    events.token();
    events.openEarly(Element.BLOCK_CONTENT);
    statements(open + 1, close);
    events.closeLate(Element.BLOCK_CONTENT);
    if (close < limit) {
      events.token();
    }
    events.close(Element.BLOCK);
    return Math.min(close + 1, limit);
  }

  /** What an if or a loop governs: a block, or one statement that stands for a block. */
  private int body(int at, int limit) {
    if (at < limit && code.type(at) == KernelCLexer.LBrace) {
      return block(at, limit);
    }
    events.openEarly(Element.BLOCK_PSEUDO);
    events.openEarly(Element.BLOCK_CONTENT);
    int next = at;
    while (next < limit && isLabel(next, limit)) {
      next = statement(next, limit);
    }
    if (next < limit) {
      next = statement(next, limit);
    }
    events.close(Element.BLOCK_CONTENT);
    events.close(Element.BLOCK_PSEUDO);
    return next;
  }

  private boolean isLabel(int at, int limit) {
    return switch (code.type(at)) {
      case KernelCLexer.Case, KernelCLexer.Default -> true;
      case KernelCLexer.Identifier -> at + 1 < limit && code.type(at + 1) == KernelCLexer.Colon;
      default -> false;
    };
  }

  private int condition(int at, int limit) {
    if (at >= limit || code.type(at) != KernelCLexer.LParen) {
      return at;
    }
    int close = code.close(at, limit);
    if (close == limit) {
      // Nothing closes it: it reaches to the body.
      close = code.find(KernelCLexer.LBrace, at + 1, limit);
      events.open(Element.CONDITION);
      events.token();
      markup.expressions().list(at + 1, close);
      events.close(Element.CONDITION);
      return close;
    }
    events.open(Element.CONDITION);
    events.token();
    if (markup.declarators().isVariable(at + 1, close)) {
      markup.declarations().variables(at + 1, close);
    } else {
      markup.expressions().list(at + 1, close);
    }
    events.token();
    events.close(Element.CONDITION);
    return close + 1;
  }

  private int governed(int at, int limit, Element element) {
    events.open(element);
    events.token();
    int behind = body(condition(at + 1, limit), limit);
    events.close(element);
    return behind;
  }

  /** An if with its other branches; the branches alone where a directive parts them from it. */
  private int ifStatement(int at, int limit) {
    events.open(Element.IF_STMT);
    int next = code.type(at) == KernelCLexer.If ? branch(at, limit, Element.IF) : at;
    while (next + 1 < limit
        && code.type(next) == KernelCLexer.Else
        && code.type(next + 1) == KernelCLexer.If) {
      next = branch(next, limit, Element.IF_ELSEIF);
    }
    if (next < limit && code.type(next) == KernelCLexer.Else) {
      next = elseBranch(next, limit);
    }
    events.close(Element.IF_STMT);
    return next;
  }

  private int branch(int at, int limit, Element element) {
    events.open(element);
    events.token();
    int next = at + 1;
    if (element == Element.IF_ELSEIF) {
      events.token();
      next++;
    }
    next = body(condition(next, limit), limit);
    events.close(element);
    return next;
  }

  private int elseBranch(int at, int limit) {
    events.open(Element.ELSE);
    events.token();
    int next = body(at + 1, limit);
    events.close(Element.ELSE);
    return next;
  }

  private int doStatement(int at, int limit) {
    events.open(Element.DO);
    events.token();
    int next = body(at + 1, limit);
    if (next < limit && code.type(next) == KernelCLexer.While) {
      events.token();
      next = semicolon(condition(next + 1, limit), limit);
    }
    events.close(Element.DO);
    return next;
  }

  private int forStatement(int at, int limit) {
    events.open(Element.FOR);
    events.token();
    int next = at + 1;
    if (next < limit && code.type(next) == KernelCLexer.LParen) {
      int close = code.close(next, limit);
      events.open(Element.CONTROL);
      events.token();
      control(next + 1, close);
      if (close < limit) {
        events.token();
      }
      events.close(Element.CONTROL);
      next = Math.min(close + 1, limit);
    }
    next = body(next, limit);
    events.close(Element.FOR);
    return next;
  }

  private void control(int from, int close) {
    int first = code.find(KernelCLexer.Semi, from, close);
    events.open(Element.INIT);
    if (markup.declarators().isVariable(from, first)) {
      markup.declarations().variables(from, first);
    } else {
      markup.expressions().list(from, first);
    }
    int at = semicolon(first, close);
    events.close(Element.INIT);
    int second = code.find(KernelCLexer.Semi, at, close);
    events.open(Element.CONDITION);
    markup.expressions().list(at, second);
    at = semicolon(second, close);
    events.close(Element.CONDITION);
    events.open(Element.INCR);
    markup.expressions().list(at, close);
    events.close(Element.INCR);
  }

  int semicolon(int at, int limit) {
    if (at < limit && code.type(at) == KernelCLexer.Semi) {
      events.token();
      return at + 1;
    }
    return at;
  }

  /* ---- labels and jumps ---- */

  private int caseLabel(int at, int limit) {
    int colon = caseColon(at + 1, limit);
    events.open(Element.CASE);
    events.token();
    if (colon > at + 1) {
      markup.expressions().expression(at + 1, colon);
    }
    if (colon < limit) {
      events.token();
    }
    events.close(Element.CASE);
    return Math.min(colon + 1, limit);
  }

  private int caseColon(int from, int limit) {
    int questions = 0;
    int at = from;
    while (at < limit) {
      int type = code.type(at);
      if (type == KernelCLexer.Question) {
        questions++;
      } else if (type == KernelCLexer.Colon && questions-- == 0) {
        return at;
      } else if (type == KernelCLexer.Semi) {
        return at;
      }
      at = code.behind(at, limit);
    }
    return limit;
  }

  private int defaultLabel(int at, int limit) {
    events.open(Element.DEFAULT);
    events.token();
    int next = at + 1;
    if (next < limit && code.type(next) == KernelCLexer.Colon) {
      events.token();
      next++;
    }
    events.close(Element.DEFAULT);
    return next;
  }

  private int jump(int at, int limit, Element element) {
    int end = code.find(KernelCLexer.Semi, at + 1, limit);
    events.open(element);
    events.token();
    if (end == at + 2 && code.isIdentifier(at + 1)) {
      events.token(Element.NAME);
    } else if (end > at + 1 && code.type(at + 1) == KernelCLexer.Case) {
      events.open(Element.NAME);
      events.token();
      for (int part = at + 2; part < end; part++) {
        literalOrText(part);
      }
      events.close(Element.NAME);
    } else if (end > at + 1) {
      markup.expressions().expression(at + 1, end);
    }
    int next = semicolon(end, limit);
    events.close(element);
    return next;
  }

  private void literalOrText(int at) {
    switch (code.type(at)) {
      case KernelCLexer.Constant -> events.token(Element.LITERAL_NUMBER);
      case KernelCLexer.CharConstant -> events.token(Element.LITERAL_CHAR);
      case KernelCLexer.StringLiteral -> events.token(Element.LITERAL_STRING);
      default -> events.token();
    }
  }

  private int returnStatement(int at, int limit) {
    int end = code.find(KernelCLexer.Semi, at + 1, limit);
    events.open(Element.RETURN);
    events.token();
    if (isMacroCall(at + 1, end)) {
      markup.declarations().macro(at + 1, end);
    } else if (end > at + 1) {
      markup.expressions().list(at + 1, end);
    }
    int next = semicolon(end, limit);
    events.close(Element.RETURN);
    return next;
  }

  /** Whether all of a range is a word with arguments that are no expressions. */
  private boolean isMacroCall(int from, int end) {
    return from + 1 < end
        && code.isIdentifier(from)
        && code.type(from + 1) == KernelCLexer.LParen
        && code.close(from + 1, end) == end - 1
        && markup.expressions().isRaw(from + 2, end - 1);
  }

  /* ---- asm, assertions, linkage, typedef ---- */

  private int asmOpen(int from, int limit) {
    int at = from;
    while (at < limit
        && (code.isSpecifier(at)
            || code.type(at) == KernelCLexer.Goto
            || code.type(at) == KernelCLexer.Volatile)) {
      at++;
    }
    return at < limit && code.type(at) == KernelCLexer.LParen ? at : limit;
  }

  private int asm(int at, int limit) {
    int open = asmOpen(at + 1, limit);
    int end = Math.min(code.find(KernelCLexer.Semi, open, limit), limit);
    events.open(Element.ASM);
    events.token();
    for (int part = at + 1; part < open; part++) {
      events.token(Element.SPECIFIER);
    }
    text(open, end);
    int next = semicolon(end, limit);
    events.close(Element.ASM);
    return next;
  }

  private int staticAssert(int at, int limit) {
    if (at + 1 >= limit || code.type(at + 1) != KernelCLexer.LParen) {
      return markup.items().item(at, limit);
    }
    events.open(Element.ASSERT);
    events.token();
    markup.expressions().arguments(at + 1, limit);
    int next = semicolon(Math.min(code.close(at + 1, limit) + 1, limit), limit);
    events.close(Element.ASSERT);
    return next;
  }

  private int linkage(int at, int limit) {
    events.open(Element.EXTERN);
    events.token();
    events.token(Element.LITERAL_STRING);
    int next = at + 2;
    if (next < limit) {
      next = statement(next, limit);
    }
    events.close(Element.EXTERN);
    return next;
  }
}
