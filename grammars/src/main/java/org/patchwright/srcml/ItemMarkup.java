package org.patchwright.srcml;

import org.antlr.v4.runtime.Token;
import org.patchwright.grammar.KernelCLexer;

/** Marks up what no keyword begins: tells declarations, macros and expressions apart. */
final class ItemMarkup {

  private final Code code;
  private final Events events;
  private final Markup markup;
  private int functions;

  ItemMarkup(Markup markup) {
    this.markup = markup;
    this.code = markup.code();
    this.events = markup.events();
  }

  /**
   * Marks up a declaration, a macro or an expression.
   *
   * @return the position behind it, beyond {@code at}
   */
  int item(int at, int limit) {
    int keyword = recordKeyword(at, limit);
    if (keyword < limit) {
      int behind = record(at, keyword, limit);
      if (behind > at) {
        return behind;
      }
    }
    return declared(at, limit);
  }

  int typedef(int at, int limit) {
    DeclarationMarkup declarations = markup.declarations();
    int end = code.find(KernelCLexer.Semi, at, limit);
    int from = at + 1;
    Shape shape = Shape.of(code, from, end);
    boolean grouped = markup.declarators().isGrouped(shape.next(), end);
    boolean function =
        shape.follower(code, end) == KernelCLexer.LParen && (grouped || shape.hasName());
    events.open(Element.TYPEDEF);
    events.token();
    int next;
    if (function && isFunction(shape, end)) {
      events.open(Element.FUNCTION_DECL);
      int behind = declarations.trailing(declarations.head(from, end), end);
      markup.statements().text(behind, end);
      next = markup.statements().semicolon(end, limit);
      events.close(Element.FUNCTION_DECL);
    } else {
      int typeEnd = typeEnd(shape, from, end);
      if (typeEnd > from) {
        declarations.type(from, typeEnd);
      }
      declarations.typedefNames(typeEnd, end);
      next = markup.statements().semicolon(end, limit);
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
    int next = markup.statements().semicolon(end, limit);
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
          && markup.declarators().isGrouped(shape.next(), limit)
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

  int variables(int at, int limit) {
    int end = declarationEnd(at, limit);
    events.open(Element.DECL_STMT);
    markup.declarations().variables(at, end);
    int next = markup.statements().semicolon(end, limit);
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
    boolean grouped = markup.declarators().isGrouped(open, limit);
    boolean pointer =
        grouped
            && shape.hasType(at)
            && (!shape.hasName() || markup.declarators().isPointerName(shape, limit));
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
    int next = markup.declarators().behindMacros(behind, limit);
    int old = markup.declarators().behindOldParameters(behind, limit);
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
      markup.statements().text(rest, end);
    }
    int after = markup.statements().semicolon(end, limit);
    events.close(Element.FUNCTION_DECL);
    return after;
  }

  private boolean isPrototype(int at, Shape shape, int list, int limit) {
    if (!markup.declarators().areParameters(list, limit)) {
      return false;
    }
    if (isMere(at, shape.typeEnd()) && markup.declarators().areWords(list, limit)) {
      // "static DEFINE_MUTEX(a);" declares by a macro.
      return false;
    }
    // In a body, "T a(b, c)" constructs.
    return functions == 0
        || !code.isIdentifier(at)
        || shape.typeEnd() != at + 1
        || !markup.declarators().areWords(list, limit);
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
    if (markup.declarators().behindOldParameters(next, limit) > next
        && code.find(KernelCLexer.Semi, next, brace) < brace) {
      while (next < brace) {
        next = variables(next, brace);
      }
    } else {
      next = declarations.trailing(next, brace);
      markup.statements().text(next, brace);
    }
    functions++;
    next = markup.statements().block(brace, limit);
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
    int next = markup.statements().semicolon(end, limit);
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
