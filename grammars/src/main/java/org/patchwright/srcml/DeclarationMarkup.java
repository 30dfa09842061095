package org.patchwright.srcml;

import org.patchwright.grammar.KernelCLexer;

/** Marks up types, declarators, functions, records and what they hold. */
final class DeclarationMarkup {

  private final Code code;
  private final Events events;
  private final Markup markup;
  private final Declarators declarators;

  DeclarationMarkup(Markup markup) {
    this.markup = markup;
    this.code = markup.code();
    this.events = markup.events();
    this.declarators = markup.declarators();
  }

  /* ---- types ---- */

  /** The words of a type; nothing for an empty range. */
  void type(int from, int end) {
    events.open(Element.TYPE);
    words(from, end);
    events.close(Element.TYPE);
  }

  private void words(int from, int end) {
    int at = from;
    while (at < end) {
      at = word(at, end);
    }
  }

  private int word(int at, int end) {
    if (code.isSpecifier(at)) {
      events.token(Element.SPECIFIER);
      return at + 1;
    }
    switch (code.type(at)) {
      case KernelCLexer.Star, KernelCLexer.Caret:
        events.token(Element.MODIFIER);
        return at + 1;
      case KernelCLexer.Struct, KernelCLexer.Union, KernelCLexer.Enum:
        return tagged(at, end);
      case KernelCLexer.Typeof:
        return markup.expressions().applied(at, end, Element.TYPEOF);
      case KernelCLexer.Atomic:
        return markup.expressions().applied(at, end, Element.ATOMIC);
      case KernelCLexer.Alignas:
        return markup.expressions().applied(at, end, Element.ALIGNAS);
      case KernelCLexer.Attribute:
        return macro(at, end);
      default:
        if (at + 1 < end && code.type(at + 1) == KernelCLexer.LParen) {
          return macro(at, end);
        }
        events.token(Element.NAME);
        return at + 1;
    }
  }

  private int tagged(int keyword, int end) {
    int at = keyword + 1;
    while (at < end && code.type(at) != KernelCLexer.LBrace && !code.isIdentifier(at)) {
      at = code.behind(at, end);
    }
    int brace = code.isIdentifier(at) ? at + 1 : at;
    if (brace < end && code.type(brace) == KernelCLexer.LBrace) {
      return record(keyword, end);
    }
    events.open(Element.NAME);
    events.token(Element.NAME);
    int next = keyword + 1;
    while (next < Math.min(at, end)) {
      next = macro(next, end);
    }
    if (next < end) {
      events.token(Element.NAME);
      next++;
    }
    events.close(Element.NAME);
    return next;
  }

  /** A word of the preprocessor, with its arguments if it has some. */
  int macro(int at, int end) {
    events.open(Element.MACRO);
    events.token(Element.NAME);
    int next = at + 1;
    if (next < end && code.type(next) == KernelCLexer.LParen) {
      markup.expressions().rawArguments(next, end);
      next = Math.min(code.close(next, end) + 1, end);
    }
    events.close(Element.MACRO);
    return next;
  }

  private int macros(int from, int end) {
    int at = from;
    while (at < end
        && (code.isIdentifier(at)
            || code.type(at) == KernelCLexer.Attribute
            || code.type(at) == KernelCLexer.Asm)) {
      at = macro(at, end);
    }
    return at;
  }

  /* ---- declarators ---- */

  /** A name and the array bounds behind it. */
  int name(int at, int end) {
    int next = at + 1;
    if (next >= end || code.type(next) != KernelCLexer.LBracket) {
      events.token(Element.NAME);
      return next;
    }
    events.open(Element.NAME);
    events.token(Element.NAME);
    next = indexes(next, end);
    events.close(Element.NAME);
    return next;
  }

  private int indexes(int from, int end) {
    int at = from;
    while (at < end && code.type(at) == KernelCLexer.LBracket) {
      at = markup.expressions().index(at, end);
    }
    return at;
  }

  /**
   * The first variable of a declaration: its type and what follows, up to a comma.
   *
   * @param end where the declaration ends at the latest
   */
  int first(int from, int end) {
    Shape shape = Shape.of(code, from, end);
    events.open(Element.DECL);
    int at;
    if (shape.hasName()) {
      type(from, shape.typeEnd());
      at = declarator(shape.name(), end);
    } else if (declarators.isGrouped(shape.next(), end)) {
      type(from, shape.next());
      at = rest(grouped(shape.next(), end), end);
    } else {
      at = rest(nameless(from, shape.next(), end), end);
    }
    events.close(Element.DECL);
    return at;
  }

  /** A type without a name; array bounds belong to its last word. */
  private int nameless(int from, int typeEnd, int end) {
    if (typeEnd >= end || code.type(typeEnd) != KernelCLexer.LBracket) {
      type(from, typeEnd);
      return typeEnd;
    }
    int last = typeEnd;
    while (last > from + 1
        && (code.type(last - 1) == KernelCLexer.Star || code.isSpecifier(last - 1))) {
      last--;
    }
    events.open(Element.TYPE);
    words(from, last - 1);
    events.open(Element.NAME);
    words(last - 1, typeEnd);
    int at = indexes(typeEnd, end);
    events.close(Element.NAME);
    events.close(Element.TYPE);
    if (at < end && code.isIdentifier(at)) {
      return name(at, end);
    }
    return at;
  }

  /** A further variable of the same type. */
  private int further(int from, int end) {
    events.open(Element.DECL);
    int at = from;
    if (isModifier(at)) {
      events.open(Element.TYPE_PREV);
      while (at < end && isModifier(at)) {
        at = word(at, end);
      }
      events.close(Element.TYPE_PREV);
    } else {
      events.open(Element.TYPE_PREV);
      events.close(Element.TYPE_PREV);
    }
    if (at < end && declarators.isGrouped(at, end)) {
      at = rest(grouped(at, end), end);
    } else if (at < end && code.isIdentifier(at)) {
      at = declarator(at, end);
    } else {
      at = rest(at, end);
    }
    events.close(Element.DECL);
    return at;
  }

  private boolean isModifier(int at) {
    return code.type(at) == KernelCLexer.Star
        || code.type(at) == KernelCLexer.Caret
        || code.isSpecifier(at);
  }

  private int declarator(int name, int end) {
    return rest(name(name, end), end);
  }

  /** Width, macros, arguments and value, as far as they are there. */
  private int rest(int from, int end) {
    int at = from;
    if (at < end && code.type(at) == KernelCLexer.LParen) {
      markup.expressions().arguments(at, end);
      at = Math.min(code.close(at, end) + 1, end);
    }
    if (at < end && code.type(at) == KernelCLexer.Colon) {
      int stop = valueEnd(at + 1, end);
      events.open(Element.RANGE);
      events.token();
      markup.expressions().expression(at + 1, stop);
      events.close(Element.RANGE);
      at = stop;
    }
    at = macros(at, end);
    return initializer(at, end);
  }

  private int initializer(int at, int end) {
    if (at >= end || code.type(at) != KernelCLexer.Assign) {
      return at;
    }
    int stop = code.find(KernelCLexer.Comma, at, end);
    events.open(Element.INIT);
    events.token();
    if (stop > at + 1) {
      markup.expressions().expression(at + 1, stop);
    }
    events.close(Element.INIT);
    return stop;
  }

  private int valueEnd(int from, int end) {
    return Math.min(
        code.find(KernelCLexer.Comma, from, end), code.find(KernelCLexer.Assign, from, end));
  }

  /** All variables of a declaration. */
  void variables(int from, int end) {
    int at = leftover(first(from, end), end);
    while (at < end) {
      events.token();
      at = at + 1 < end ? leftover(further(at + 1, end), end) : end;
    }
  }

  /** What no rule took, up to the next comma, is text. */
  private int leftover(int from, int end) {
    int at = from;
    while (at < end && code.type(at) != KernelCLexer.Comma) {
      int behind = code.behind(at, end);
      while (at < behind) {
        events.token();
        at++;
      }
    }
    return at;
  }

  /** {@code (*name[2])}: the stars are modifiers. */
  private int grouped(int open, int end) {
    int close = code.close(open, end);
    events.token();
    int at = open + 1;
    while (at < close && !code.isIdentifier(at) && code.type(at) != KernelCLexer.LParen
        || code.isIdentifier(at) && code.isIdentifier(at + 1)) {
      if (code.isIdentifier(at)) {
        at = macro(at, close);
      } else if (isModifier(at)) {
        at = word(at, close);
      } else {
        break;
      }
    }
    if (at < close && code.type(at) == KernelCLexer.LParen) {
      at = grouped(at, close);
    } else if (at < close && code.isIdentifier(at)) {
      at = name(at, close);
    }
    while (at < close) {
      if (code.type(at) == KernelCLexer.LParen) {
        parameters(at, close);
        at = Math.min(code.close(at, close) + 1, close);
      } else if (code.type(at) == KernelCLexer.LBracket) {
        at = markup.expressions().index(at, close);
      } else {
        events.token();
        at++;
      }
    }
    if (close < end) {
      events.token();
    }
    int next = Math.min(close + 1, end);
    return indexes(next, end);
  }

  /* ---- functions ---- */

  /**
   * The head of a function or of a pointer to one, up to its parameters and the macros behind.
   *
   * @return the position behind them
   */
  int head(int from, int limit) {
    Shape shape = Shape.of(code, from, limit);
    int at;
    if (shape.hasName() && !declarators.isPointerName(shape, limit)) {
      if (shape.typeEnd() > from) {
        type(from, shape.typeEnd());
      }
      at = name(shape.name(), limit);
    } else if (shape.next() < limit && declarators.isGrouped(shape.next(), limit)) {
      if (shape.next() > from) {
        type(from, shape.next());
      }
      at = grouped(shape.next(), limit);
    } else {
      // "main()" and its like have no type.
      at = name(from, limit);
    }
    while (at < limit && code.isIdentifier(at)) {
      at = macro(at, limit);
    }
    if (at < limit && code.type(at) == KernelCLexer.LParen) {
      parameters(at, limit);
      at = Math.min(code.close(at, limit) + 1, limit);
    }
    return at;
  }

  /** Macros behind a parameter list. */
  int trailing(int from, int limit) {
    return macros(from, limit);
  }

  void parameters(int open, int limit) {
    int close = code.close(open, limit);
    events.open(Element.PARAMETER_LIST);
    events.token();
    int at = open + 1;
    while (at < close) {
      int comma = code.find(KernelCLexer.Comma, at, close);
      if (comma > at) {
        events.open(Element.PARAMETER);
        parameter(at, comma);
        events.close(Element.PARAMETER);
      }
      if (comma < close) {
        events.token();
      }
      at = comma + 1;
    }
    if (close < limit) {
      events.token();
    }
    events.close(Element.PARAMETER_LIST);
  }

  private void parameter(int from, int end) {
    if (code.type(from) == KernelCLexer.Ellipsis) {
      events.open(Element.DECL);
      events.open(Element.TYPE);
      events.token(Element.MODIFIER);
      events.close(Element.TYPE);
      events.close(Element.DECL);
      leftover(from + 1, end);
      return;
    }
    Shape shape = Shape.of(code, from, end);
    boolean opens = shape.follower(code, end) == KernelCLexer.LParen;
    int at;
    if (opens && (declarators.isGrouped(shape.next(), end) || shape.hasName())) {
      events.open(Element.FUNCTION_DECL);
      at = head(from, end);
      at = macros(at, end);
      at = initializer(at, end);
      events.close(Element.FUNCTION_DECL);
    } else if (shape.hasType(from) || shape.hasName()) {
      at = first(from, end);
    } else {
      markup.expressions().expression(from, end);
      at = end;
    }
    leftover(at, end);
  }

  /* ---- records ---- */

  /** The brace of a struct, union or enum whose keyword stands here; the limit if it has none. */
  int bodyOf(int keyword, int limit) {
    int at = keyword + 1;
    while (at < limit
        && (code.isIdentifier(at)
            || code.isSpecifier(at)
            || code.type(at) == KernelCLexer.Attribute)) {
      boolean attribute = code.type(at) == KernelCLexer.Attribute;
      at++;
      if (at < limit && code.type(at) == KernelCLexer.LParen) {
        at = code.behind(at, limit);
        if (!attribute && at < limit && code.type(at) == KernelCLexer.LBrace) {
          // "struct a f() {" is a function.
          return limit;
        }
      }
    }
    return at < limit && code.type(at) == KernelCLexer.LBrace ? at : limit;
  }

  static Element element(int keyword) {
    return switch (keyword) {
      case KernelCLexer.Struct -> Element.STRUCT;
      case KernelCLexer.Union -> Element.UNION;
      default -> Element.ENUM;
    };
  }

  /** A record with its body, and no declarator. */
  private int record(int keyword, int limit) {
    Element element = element(code.type(keyword));
    events.open(element);
    int at = recordBody(keyword, limit);
    events.close(element);
    return at;
  }

  /** Keyword, macros, name and body. */
  int recordBody(int keyword, int limit) {
    boolean enumerates = code.type(keyword) == KernelCLexer.Enum;
    int brace = bodyOf(keyword, limit);
    events.token();
    int at = keyword + 1;
    while (at < brace) {
      boolean last = at + 1 == brace;
      if (code.isSpecifier(at)) {
        at = word(at, brace);
      } else if (last && code.isIdentifier(at)) {
        events.token(Element.NAME);
        at++;
      } else {
        at = macro(at, brace);
      }
    }
    if (brace >= limit) {
      return brace;
    }
    int close = code.close(brace, limit);
    events.open(Element.BLOCK);
    events.token();
    if (enumerates) {
      enumerators(brace + 1, close);
    } else {
      markup.statements().members(brace + 1, close);
    }
    if (close < limit) {
      events.token();
    }
    events.close(Element.BLOCK);
    return Math.min(close + 1, limit);
  }

  private void enumerators(int from, int end) {
    int at = from;
    while (at < end) {
      int comma = code.find(KernelCLexer.Comma, at, end);
      if (comma > at) {
        events.open(Element.DECL);
        int next = at;
        if (code.isIdentifier(at)) {
          if (code.type(at + 1) == KernelCLexer.LParen) {
            next = macro(at, comma);
          } else {
            events.token(Element.NAME);
            next = at + 1;
          }
          next = initializer(macros(next, comma), comma);
        }
        leftover(next, comma);
        events.close(Element.DECL);
      }
      if (comma < end) {
        events.token();
      }
      at = comma + 1;
    }
  }

  /** What is declared behind the body of a record, up to the semicolon. */
  void behindRecord(int from, int end) {
    int at = from;
    while (at < end && isAttribute(at)) {
      at = macro(at, end);
    }
    boolean further = false;
    while (at < end) {
      int comma = code.find(KernelCLexer.Comma, at, end);
      if (comma > at) {
        at = leftover(further ? further(at, comma) : behindBody(at, comma), comma);
      }
      if (comma < end) {
        events.token();
      }
      at = comma + 1;
      further = true;
    }
  }

  private boolean isAttribute(int at) {
    return code.type(at) == KernelCLexer.Attribute
        || code.isIdentifier(at) && code.startsWith(at, "__");
  }

  private int behindBody(int from, int end) {
    events.open(Element.DECL);
    int at = from;
    if (isModifier(at)) {
      events.open(Element.TYPE);
      while (at < end && isModifier(at)) {
        at = word(at, end);
      }
      events.close(Element.TYPE);
    }
    if (at < end && declarators.isGrouped(at, end)) {
      at = rest(grouped(at, end), end);
    } else if (at < end && code.isIdentifier(at)) {
      at = declarator(at, end);
    } else {
      at = rest(at, end);
    }
    events.close(Element.DECL);
    return at;
  }

  /** The names that a typedef gives, up to its semicolon. */
  void typedefNames(int from, int end) {
    int at = from;
    while (at < end) {
      int comma = code.find(KernelCLexer.Comma, at, end);
      while (at < comma && isModifier(at)) {
        at = word(at, comma);
      }
      if (at < comma && declarators.isGrouped(at, comma)) {
        at = grouped(at, comma);
      } else if (at < comma && code.isIdentifier(at)) {
        at = name(at, comma);
      }
      leftover(macros(at, comma), comma);
      if (comma < end) {
        events.token();
      }
      at = comma + 1;
    }
  }
}
