package org.patchwright.srcml;

import org.antlr.v4.runtime.Token;
import org.patchwright.grammar.KernelCLexer;

/** Marks up statements, and tells which of them declare something. */
final class StatementMarkup {

  /** Deeper than this, blocks and statements under statements stay text. */
  private static final int DEEPEST = 400;

  private final Code code;
  private final Events events;
  private final Markup markup;
  private int depth;
  private int functions;

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
      at = isWidth(at, end) ? variables(at, end) : statement(at, end);
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

  private void text(int from, int end) {
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
        return elseBranch(at, limit);
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
        return typedef(at, limit);
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
    int keyword = recordKeyword(at, limit);
    if (keyword < limit) {
      int behind = record(at, keyword, limit);
      if (behind > at) {
        return behind;
      }
    }
    return declared(at, limit);
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
    if (markup.declarations().isVariable(at + 1, close)) {
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

  private int ifStatement(int at, int limit) {
    events.open(Element.IF_STMT);
    int next = branch(at, limit, Element.IF);
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
    if (markup.declarations().isVariable(from, first)) {
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

  private int semicolon(int at, int limit) {
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
      return declared(at, limit);
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

  private int typedef(int at, int limit) {
    DeclarationMarkup declarations = markup.declarations();
    int end = code.find(KernelCLexer.Semi, at, limit);
    int from = at + 1;
    Shape shape = Shape.of(code, from, end);
    boolean grouped = declarations.isGrouped(shape.next(), end);
    boolean function =
        shape.follower(code, end) == KernelCLexer.LParen && (grouped || shape.hasName());
    events.open(Element.TYPEDEF);
    events.token();
    int next;
    if (function && isFunction(shape, end)) {
      events.open(Element.FUNCTION_DECL);
      int behind = declarations.trailing(declarations.head(from, end), end);
      text(behind, end);
      next = semicolon(end, limit);
      events.close(Element.FUNCTION_DECL);
    } else {
      int typeEnd = typeEnd(shape, from, end);
      if (typeEnd > from) {
        declarations.type(from, typeEnd);
      }
      declarations.typedefNames(typeEnd, end);
      next = semicolon(end, limit);
    }
    events.close(Element.TYPEDEF);
    return next;
  }

  private boolean isFunction(Shape shape, int end) {
    int open = shape.next();
    int behind = code.close(open, end) + 1;
    return shape.hasName()
        || behind < end && code.type(behind) == KernelCLexer.LParen
        || behind < end && code.isIdentifier(behind);
  }

  /** Of "struct a { } __packed b" the type ends before the word that is no name. */
  private int typeEnd(Shape shape, int from, int end) {
    int at = shape.typeEnd();
    return at > from || shape.hasName() ? at : Math.min(from + 1, end);
  }

  /* ---- records ---- */

  /** The keyword of a record with a body, or of a mere declaration; the limit for anything else. */
  private int recordKeyword(int from, int limit) {
    int at = from;
    while (at < limit
        && (code.isSpecifier(at)
            || code.isIdentifier(at)
            || code.type(at) == KernelCLexer.Attribute)) {
      at++;
      if (at < limit && code.type(at) == KernelCLexer.LParen) {
        if (code.type(at - 1) != KernelCLexer.Attribute) {
          return limit;
        }
        at = code.behind(at, limit);
      }
    }
    return at < limit && code.isRecordKeyword(at) ? at : limit;
  }

  /** Marks up a record statement; {@code from} itself if it is something else. */
  private int record(int from, int keyword, int limit) {
    DeclarationMarkup declarations = markup.declarations();
    int brace = declarations.bodyOf(keyword, limit);
    int end = code.find(KernelCLexer.Semi, keyword, limit);
    boolean defines = brace < end;
    if (defines && isReturned(brace, end)) {
      return from;
    }
    if (!defines && !isForward(keyword, end)) {
      return from;
    }
    int at = from;
    while (at < keyword && !code.isSpecifier(at)) {
      at = declarations.macro(at, keyword);
    }
    Element element = DeclarationMarkup.element(code.type(keyword));
    Element statement =
        defines
            ? element
            : switch (element) {
              case STRUCT -> Element.STRUCT_DECL;
              case UNION -> Element.UNION_DECL;
              default -> Element.ENUM_DECL;
            };
    events.open(statement);
    while (at < keyword) {
      if (code.isSpecifier(at)) {
        events.token(Element.SPECIFIER);
        at++;
      } else {
        at = declarations.macro(at, keyword);
      }
    }
    if (defines) {
      declarations.behindRecord(declarations.recordBody(keyword, end), end);
    } else {
      events.token();
      int colon = code.find(KernelCLexer.Colon, keyword, end);
      for (int part = keyword + 1; part < end; part++) {
        if (part == colon) {
          events.token();
          declarations.type(colon + 1, end);
          part = end;
        } else if (code.isIdentifier(part)) {
          events.token(Element.NAME);
        } else {
          events.token();
        }
      }
    }
    int next = semicolon(end, limit);
    events.close(statement);
    return next;
  }

  /** Whether the record is what a function returns: a name and a parameter list behind its body. */
  private boolean isReturned(int brace, int end) {
    int behind = code.close(brace, end) + 1;
    Shape shape = Shape.of(code, behind, end);
    return shape.next() < end
        && code.type(shape.next()) == KernelCLexer.LParen
        && code.isIdentifier(shape.next() - 1)
        && shape.next() > behind
        && !code.startsWith(shape.next() - 1, "__");
  }

  /** {@code struct a;}, {@code struct a, b;} or {@code enum a : int;}. */
  private boolean isForward(int keyword, int end) {
    if (code.type(keyword) == KernelCLexer.Enum && code.type(keyword + 2) == KernelCLexer.Colon) {
      return keyword + 3 < end && code.isIdentifier(keyword + 1);
    }
    for (int at = keyword + 1; at < end; at += 2) {
      boolean last = at + 1 == end;
      if (!code.isIdentifier(at) || !last && code.type(at + 1) != KernelCLexer.Comma) {
        return false;
      }
    }
    return end > keyword + 1 || code.type(keyword) == KernelCLexer.Enum;
  }

  /* ---- declarations and expressions ---- */

  private int declared(int at, int limit) {
    DeclarationMarkup declarations = markup.declarations();
    Shape shape = Shape.of(code, at, limit);
    int follower = shape.follower(code, limit);
    if (follower == KernelCLexer.LParen) {
      int function = function(at, shape, limit);
      if (function > at) {
        return function;
      }
      if (shape.next() > at
          && declarations.isGrouped(shape.next(), limit)
          && (shape.hasType(at) || shape.hasName())) {
        return variables(at, limit);
      }
      if (code.isIdentifier(at) && shape.next() == at + 1) {
        int macro = macro(at, limit);
        if (macro > at) {
          return macro;
        }
      } else if (shape.hasName() && !code.isIdentifier(at)) {
        return variables(at, limit);
      } else if (shape.hasName()) {
        return variables(at, limit);
      }
    } else if (isDeclaration(at, shape, follower)) {
      return variables(at, limit);
    } else if (code.isIdentifier(at) && shape.next() == at + 1 && isBare(at, follower)) {
      return declarations.macro(at, at + 1);
    }
    return expression(at, limit);
  }

  private boolean isDeclaration(int at, Shape shape, int follower) {
    if (shape.hasName()) {
      return switch (follower) {
        case KernelCLexer.Semi,
            KernelCLexer.Comma,
            KernelCLexer.Assign,
            KernelCLexer.LBracket,
            KernelCLexer.Colon,
            KernelCLexer.Attribute,
            Token.EOF ->
            true;
        default -> false;
      };
    }
    if (follower != KernelCLexer.Semi && follower != KernelCLexer.Colon) {
      return false;
    }
    return shape.next() > at
        && (code.isSpecifier(at) || code.isTypeKeyword(at) || code.isRecordKeyword(at));
  }

  /** A word that nothing joins to what follows: a macro without a semicolon. */
  private boolean isBare(int at, int follower) {
    return switch (follower) {
      case KernelCLexer.LBrace,
          KernelCLexer.If,
          KernelCLexer.For,
          KernelCLexer.While,
          KernelCLexer.Do,
          KernelCLexer.Switch,
          KernelCLexer.Return,
          KernelCLexer.Goto,
          KernelCLexer.Break,
          KernelCLexer.Continue,
          KernelCLexer.Case,
          KernelCLexer.Default,
          KernelCLexer.Else,
          KernelCLexer.Typedef,
          Token.EOF ->
          true;
      default -> false;
    };
  }

  private int variables(int at, int limit) {
    int end = declarationEnd(at, limit);
    events.open(Element.DECL_STMT);
    markup.declarations().variables(at, end);
    int next = semicolon(end, limit);
    events.close(Element.DECL_STMT);
    return next;
  }

  private int declarationEnd(int at, int limit) {
    return code.find(KernelCLexer.Semi, at, limit);
  }

  /**
   * A function, its declaration, or a pointer to one.
   *
   * @return {@code at} if it is none
   */
  private int function(int at, Shape shape, int limit) {
    DeclarationMarkup declarations = markup.declarations();
    int open = shape.next();
    boolean grouped = declarations.isGrouped(open, limit);
    boolean pointer =
        grouped
            && shape.hasType(at)
            && (!shape.hasName() || declarations.isPointerName(shape, limit));
    boolean main = code.is(at, "main") && open == at + 1;
    if (!pointer && !main && !shape.hasName()) {
      return at;
    }
    int list = pointer ? code.find(KernelCLexer.LParen, code.close(open, limit) + 1, limit) : open;
    if (list >= limit) {
      return at;
    }
    if (pointer && code.type(code.close(open, limit) + 1) == KernelCLexer.LBracket) {
      return at;
    }
    int behind = Math.min(code.close(list, limit) + 1, limit);
    int next = declarations.behindMacros(behind, limit);
    int old = declarations.behindOldParameters(behind, limit);
    boolean brace = next < limit && code.type(next) == KernelCLexer.LBrace;
    if (!pointer && (brace || old > behind)) {
      return definition(at, old > behind && !brace ? old : next, limit);
    }
    if (main || !pointer && !isPrototype(at, shape, list, limit)) {
      return at;
    }
    int end = code.find(KernelCLexer.Semi, next, limit);
    if (code.find(KernelCLexer.Comma, behind, end) < end) {
      return at;
    }
    events.open(Element.FUNCTION_DECL);
    int rest = declarations.trailing(declarations.head(at, limit), limit);
    if (rest < end && code.type(rest) == KernelCLexer.Assign) {
      events.open(Element.INIT);
      events.token();
      markup.expressions().expression(rest + 1, end);
      events.close(Element.INIT);
    } else {
      text(rest, end);
    }
    int after = semicolon(end, limit);
    events.close(Element.FUNCTION_DECL);
    return after;
  }

  private boolean isPrototype(int at, Shape shape, int list, int limit) {
    if (!markup.declarations().areParameters(list, limit)) {
      return false;
    }
    if (isMere(at, shape.typeEnd()) && markup.declarations().areWords(list, limit)) {
      // "static DEFINE_MUTEX(a);" declares by a macro.
      return false;
    }
    // In a body, "T a(b, c)" constructs.
    return functions == 0
        || !code.isIdentifier(at)
        || shape.typeEnd() != at + 1
        || !markup.declarations().areWords(list, limit);
  }

  private boolean isMere(int from, int end) {
    for (int at = from; at < end; at++) {
      if (!code.isSpecifier(at)) {
        return false;
      }
    }
    return end > from;
  }

  private int definition(int at, int brace, int limit) {
    DeclarationMarkup declarations = markup.declarations();
    events.open(Element.FUNCTION);
    int next = declarations.head(at, brace);
    if (declarations.behindOldParameters(next, limit) > next
        && code.find(KernelCLexer.Semi, next, brace) < brace) {
      while (next < brace) {
        next = variables(next, brace);
      }
    } else {
      next = declarations.trailing(next, brace);
      text(next, brace);
    }
    functions++;
    next = block(brace, limit);
    functions--;
    events.close(Element.FUNCTION);
    return next;
  }

  /**
   * A word with arguments that no operator and no semicolon follows.
   *
   * @return {@code at} if it is an expression after all
   */
  private int macro(int at, int limit) {
    int close = code.close(at + 1, limit);
    int next = close + 1;
    if (next < limit && !beginsStatement(next)) {
      return at;
    }
    if (close >= limit) {
      return at;
    }
    return markup.declarations().macro(at, limit);
  }

  private boolean beginsStatement(int at) {
    int type = code.type(at);
    return type >= KernelCLexer.Auto && type <= KernelCLexer.Identifier
        || type == KernelCLexer.LBrace
        || type == KernelCLexer.RBrace;
  }

  private int expression(int at, int limit) {
    int end = expressionEnd(at, limit);
    events.open(Element.EXPR_STMT);
    markup.expressions().list(at, end);
    int next = semicolon(end, limit);
    events.close(Element.EXPR_STMT);
    return next;
  }

  /** The semicolon; or, where it is missing, the keyword with which the next statement begins. */
  private int expressionEnd(int from, int limit) {
    int at = Math.min(code.behind(from, limit), limit);
    while (at < limit) {
      switch (code.type(at)) {
        case KernelCLexer.Semi,
        KernelCLexer.If,
        KernelCLexer.For,
        KernelCLexer.While,
        KernelCLexer.Do,
        KernelCLexer.Switch,
        KernelCLexer.Case,
        KernelCLexer.Return,
        KernelCLexer.Goto,
        KernelCLexer.Break,
        KernelCLexer.Continue,
        KernelCLexer.Else:
          return at;
        default:
          at = code.behind(at, limit);
      }
    }
    return limit;
  }
}
