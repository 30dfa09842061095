package org.patchwright.srcml;

import org.patchwright.grammar.KernelCLexer;

/**
 * Marks up expressions. srcML keeps them flat: operands and operators in the order of the text,
 * parentheses as operators; only names, calls, ternaries and lists have an inside.
 */
final class ExpressionMarkup {

  /** Deeper than this, brackets stay plain operators. */
  private static final int DEEPEST = 400;

  private final Code code;
  private final Events events;
  private final Markup markup;
  private int depth;

  ExpressionMarkup(Markup markup) {
    this.markup = markup;
    this.code = markup.code();
    this.events = markup.events();
  }

  /** Expressions and the commas between them, each an operator. */
  void list(int from, int end) {
    separated(from, end, true);
  }

  /** Expressions and the commas between them as text, as an initialiser has them. */
  private void items(int from, int end) {
    separated(from, end, false);
  }

  private void separated(int from, int end, boolean commaIsOperator) {
    int at = from;
    while (at < end) {
      int comma = code.find(KernelCLexer.Comma, at, end);
      if (comma > at) {
        expression(at, comma);
      }
      if (comma < end) {
        if (commaIsOperator) {
          events.token(Element.OPERATOR);
        } else {
          events.token();
        }
      }
      at = comma + 1;
    }
  }

  /** One expression over all of a range; nothing for an empty one. */
  void expression(int from, int end) {
    events.open(Element.EXPR);
    body(from, end);
    events.close(Element.EXPR);
  }

  /** What stands in an expression; commas in it are operators. */
  private void body(int from, int end) {
    if (depth > DEEPEST) {
      for (int at = from; at < end; at++) {
        events.token();
      }
      return;
    }
    depth++;
    int at = from;
    int operand = events.size();
    while (at < end) {
      int type = code.type(at);
      if (type == KernelCLexer.Question) {
        at = ternary(at, end, operand);
        operand = events.size();
      } else if (type == KernelCLexer.Comma || isAssignment(type)) {
        events.token(Element.OPERATOR);
        at++;
        operand = events.size();
      } else {
        at = part(at, end);
      }
    }
    depth--;
  }

  private static boolean isAssignment(int type) {
    return switch (type) {
      case KernelCLexer.Assign,
          KernelCLexer.StarAssign,
          KernelCLexer.SlashAssign,
          KernelCLexer.PercentAssign,
          KernelCLexer.PlusAssign,
          KernelCLexer.MinusAssign,
          KernelCLexer.ShiftLeftAssign,
          KernelCLexer.ShiftRightAssign,
          KernelCLexer.AndAssign,
          KernelCLexer.CaretAssign,
          KernelCLexer.OrAssign ->
          true;
      default -> false;
    };
  }

  private int ternary(int question, int end, int operand) {
    int last = Math.min(end, code.find(KernelCLexer.Comma, question, end));
    int colon = colon(question + 1, end);
    if (colon < end) {
      last = code.find(KernelCLexer.Comma, colon, end);
    }
    events.openAt(operand, Element.EXPR);
    events.openAt(operand, Element.CONDITION);
    events.openAt(operand, Element.TERNARY);
    events.close(Element.EXPR);
    events.token();
    events.close(Element.CONDITION);
    int thenEnd = Math.min(colon, Math.max(last, question + 1));
    events.openEarly(Element.THEN);
    list(question + 1, thenEnd);
    events.closeLate(Element.THEN);
    if (colon < end) {
      events.open(Element.ELSE);
      events.token();
      if (last > colon + 1) {
        expression(colon + 1, last);
      }
      events.close(Element.ELSE);
    }
    events.close(Element.TERNARY);
    return colon < end ? last : thenEnd;
  }

  private int colon(int from, int end) {
    int open = 0;
    int at = from;
    while (at < end) {
      int type = code.type(at);
      if (type == KernelCLexer.Question) {
        open++;
      } else if (type == KernelCLexer.Colon && open-- == 0) {
        return at;
      }
      at = code.behind(at, end);
    }
    return end;
  }

  private int part(int at, int end) {
    int type = code.type(at);
    if (code.isSpecifier(at) && !markup.inDirective()) {
      events.token(Element.SPECIFIER);
      return at + 1;
    }
    switch (type) {
      case KernelCLexer.Constant:
        events.token(Element.LITERAL_NUMBER);
        return at + 1;
      case KernelCLexer.CharConstant:
        events.token(Element.LITERAL_CHAR);
        return at + 1;
      case KernelCLexer.StringLiteral:
        events.token(Element.LITERAL_STRING);
        return at + 1;
      case KernelCLexer.Struct, KernelCLexer.Union, KernelCLexer.Enum:
        events.token();
        return at + 1;
      case KernelCLexer.LParen:
        return parenthesis(at, end);
      case KernelCLexer.LBrace:
        return braces(at, end);
      case KernelCLexer.LBracket:
        return index(at, end);
      case KernelCLexer.Sizeof:
        return sized(at, end, Element.SIZEOF);
      case KernelCLexer.Alignof:
        return sized(at, end, Element.ALIGNOF);
      case KernelCLexer.Typeof:
        return applied(at, end, Element.TYPEOF);
      case KernelCLexer.Atomic:
        return applied(at, end, Element.ATOMIC);
      case KernelCLexer.Alignas:
        return applied(at, end, Element.ALIGNAS);
      case KernelCLexer.Generic:
        return generic(at, end);
      default:
        if (isName(at)) {
          return name(at, end);
        }
        if (isMemberPointer(at, end)) {
          events.open(Element.OPERATOR);
          events.token();
          events.token();
          events.close(Element.OPERATOR);
          return at + 2;
        }
        events.token(Element.OPERATOR);
        return at + 1;
    }
  }

  /** {@code .*}, which C does not have: srcML reads one operator. */
  private boolean isMemberPointer(int at, int end) {
    return at + 1 < end
        && code.type(at) == KernelCLexer.Dot
        && code.type(at + 1) == KernelCLexer.Star
        && code.touchesNext(at);
  }

  private boolean isName(int at) {
    int type = code.type(at);
    return type == KernelCLexer.Identifier
        || code.isTypeKeyword(at)
        || type >= KernelCLexer.Auto && type < KernelCLexer.Identifier;
  }

  /** A name with its members and indexes, or a call of it. */
  private int name(int at, int end) {
    int mark = events.size();
    events.token(Element.NAME);
    return chain(at + 1, end, mark, false);
  }

  /**
   * What follows a name: members, indexes, argument lists.
   *
   * @param mark where the name begins
   * @param compound whether what begins there is the inside of a name already
   */
  private int chain(int from, int end, int mark, boolean compound) {
    int at = from;
    boolean inName = compound;
    if (inName) {
      events.openAt(mark, Element.NAME);
    }
    while (at < end) {
      int type = code.type(at);
      boolean member =
          (type == KernelCLexer.Dot || type == KernelCLexer.Arrow) && isMember(at + 1, end);
      boolean cuda = code.opensLaunch(at) && code.close(at, end) < end;
      if (!member && !cuda && type != KernelCLexer.LBracket) {
        break;
      }
      if (!inName) {
        events.openAt(mark, Element.NAME);
        inName = true;
      }
      if (member) {
        events.token(Element.OPERATOR);
        at = code.type(at + 1) == KernelCLexer.LParen ? dereferenced(at + 1) : member(at + 1);
      } else if (cuda) {
        at = launch(at, end);
      } else {
        at = index(at, end);
      }
    }
    if (inName) {
      events.close(Element.NAME);
    }
    while (at < end && code.type(at) == KernelCLexer.LParen) {
      at = called(at, end, mark);
    }
    if (at < end && at > from && code.type(at) == KernelCLexer.LBracket) {
      return index(at, end);
    }
    return at;
  }

  private int member(int at) {
    events.token(Element.NAME);
    return at + 1;
  }

  private boolean isMember(int at, int end) {
    return at < end && (isName(at) || isDereferenced(at, end) && followedByMember(at, end));
  }

  /** Whether a parenthesis holds a star and a name, no more. */
  private boolean isDereferenced(int open, int end) {
    return code.type(open) == KernelCLexer.LParen
        && code.close(open, end) == open + 3
        && code.type(open + 1) == KernelCLexer.Star
        && code.isIdentifier(open + 2);
  }

  private boolean followedByMember(int open, int end) {
    int behind = code.close(open, end) + 1;
    int type = behind < end ? code.type(behind) : KernelCLexer.EOF;
    return (type == KernelCLexer.Dot || type == KernelCLexer.Arrow) && isMember(behind + 1, end);
  }

  private int dereferenced(int open) {
    events.token(Element.OPERATOR);
    events.token(Element.OPERATOR);
    events.token(Element.NAME);
    events.token(Element.OPERATOR);
    return open + 4;
  }

  private int called(int open, int end, int mark) {
    int close = code.close(open, end);
    if (isRaw(open + 1, close)) {
      events.openAt(mark, Element.MACRO);
      rawArguments(open, end);
      events.close(Element.MACRO);
    } else {
      events.openAt(mark, Element.CALL);
      arguments(open, end);
      events.close(Element.CALL);
    }
    return Math.min(close + 1, end);
  }

  /**
   * Whether what stands in parentheses is no list of expressions: statements, or adjacent words.
   */
  boolean isRaw(int from, int end) {
    for (int at = from; at < end; at++) {
      if (code.type(at) == KernelCLexer.Semi) {
        return true;
      }
    }
    return markup.inDirective()
        && end - from > 1
        && code.isIdentifier(from)
        && code.isIdentifier(from + 1);
  }

  /** {@code (a, b)} behind the name of what is called. */
  void arguments(int open, int end) {
    int close = code.close(open, end);
    events.open(Element.ARGUMENT_LIST);
    events.token();
    int at = open + 1;
    while (at < close) {
      int comma = code.find(KernelCLexer.Comma, at, close);
      if (comma > at) {
        events.open(Element.ARGUMENT);
        expression(at, comma);
        events.close(Element.ARGUMENT);
      }
      if (comma < close) {
        events.token();
      }
      at = comma + 1;
    }
    if (close < end) {
      events.token();
    }
    events.close(Element.ARGUMENT_LIST);
  }

  /** The same for a macro: only literals are marked up in its arguments. */
  void rawArguments(int open, int end) {
    int close = code.close(open, end);
    events.open(Element.ARGUMENT_LIST);
    events.token();
    int at = open + 1;
    while (at < close) {
      int comma = code.find(KernelCLexer.Comma, at, close);
      if (comma > at) {
        events.open(Element.ARGUMENT);
        raw(at, comma);
        events.close(Element.ARGUMENT);
      }
      if (comma < close) {
        events.token();
      }
      at = comma + 1;
    }
    if (close < end) {
      events.token();
    }
    events.close(Element.ARGUMENT_LIST);
  }

  /** Text in which only literals are marked up. */
  private void raw(int from, int end) {
    for (int at = from; at < end; at++) {
      switch (code.type(at)) {
        case KernelCLexer.Constant -> events.token(Element.LITERAL_NUMBER);
        case KernelCLexer.CharConstant -> events.token(Element.LITERAL_CHAR);
        case KernelCLexer.StringLiteral -> events.token(Element.LITERAL_STRING);
        default -> events.token();
      }
    }
  }

  private int parenthesis(int open, int end) {
    int close = code.close(open, end);
    if (isDereferenced(open, end) && followedByMember(open, end)) {
      int mark = events.size();
      return chain(dereferenced(open), end, mark, true);
    }
    boolean called = close + 1 < end && code.type(close + 1) == KernelCLexer.LParen;
    if (called && isDereferenced(open, end)) {
      int mark = events.size();
      events.token();
      events.token(Element.MODIFIER);
      events.token(Element.NAME);
      events.token();
      return called(close + 1, end, mark);
    }
    events.token(Element.OPERATOR);
    if (code.type(open + 1) == KernelCLexer.LBrace
        && code.find(KernelCLexer.Semi, open + 2, code.close(open + 1, close))
            < code.close(open + 1, close)) {
      int behind = markup.statements().block(open + 1, close);
      body(behind, close);
    } else {
      body(open + 1, close);
    }
    if (close < end) {
      events.token(Element.OPERATOR);
    }
    return Math.min(close + 1, end);
  }

  /** {@code {a, b}}, the value of an aggregate. */
  private int braces(int open, int end) {
    int close = code.close(open, end);
    events.open(Element.BLOCK);
    events.token();
    if (depth > DEEPEST) {
      raw(open + 1, close);
    } else {
      depth++;
      items(open + 1, close);
      depth--;
    }
    if (close < end) {
      events.token();
    }
    events.close(Element.BLOCK);
    return Math.min(close + 1, end);
  }

  /** {@code [a]} behind a name, or before the value of an element. */
  int index(int open, int end) {
    int close = code.close(open, end);
    events.open(Element.INDEX);
    events.token();
    list(open + 1, close);
    if (close < end) {
      events.token();
    }
    events.close(Element.INDEX);
    return Math.min(close + 1, end);
  }

  /** sizeof and alignof, of a parenthesis or of what follows. */
  private int sized(int at, int end, Element element) {
    boolean pack = code.type(at + 1) == KernelCLexer.Ellipsis;
    Element sized = pack ? Element.SIZEOF_PACK : element;
    events.open(sized);
    events.token();
    int next = at + 1;
    if (pack) {
      events.token();
      next++;
    }
    if (next < end && code.type(next) == KernelCLexer.LParen) {
      arguments(next, end);
      next = Math.min(code.close(next, end) + 1, end);
    } else {
      while (next < end
          && (code.type(next) == KernelCLexer.Star || code.type(next) == KernelCLexer.And)) {
        events.token(Element.OPERATOR);
        next++;
      }
      if (next < end && isName(next)) {
        next = name(next, end);
      }
    }
    events.close(sized);
    return next;
  }

  /** A keyword with an argument list: typeof, _Atomic, _Alignas. */
  int applied(int at, int end, Element element) {
    if (code.type(at + 1) != KernelCLexer.LParen || at + 1 >= end) {
      events.token(Element.NAME);
      return at + 1;
    }
    events.open(element);
    events.token();
    arguments(at + 1, end);
    events.close(element);
    return Math.min(code.close(at + 1, end) + 1, end);
  }

  private int generic(int at, int end) {
    int mark = events.size();
    if (at + 1 >= end || code.type(at + 1) != KernelCLexer.LParen) {
      events.token(Element.NAME);
      return at + 1;
    }
    int close = code.close(at + 1, end);
    events.open(Element.GENERIC_SELECTION);
    events.token();
    events.token();
    int comma = code.find(KernelCLexer.Comma, at + 2, close);
    events.open(Element.SELECTOR);
    expression(at + 2, comma);
    events.close(Element.SELECTOR);
    if (comma < close) {
      events.token();
    }
    events.open(Element.ASSOCIATION_LIST);
    int from = comma + 1;
    while (from < close) {
      int next = code.find(KernelCLexer.Comma, from, close);
      association(from, next);
      if (next < close) {
        events.token();
      }
      from = next + 1;
    }
    events.close(Element.ASSOCIATION_LIST);
    if (close < end) {
      events.token();
    }
    events.close(Element.GENERIC_SELECTION);
    return chain(Math.min(close + 1, end), end, mark, false);
  }

  private void association(int from, int end) {
    int colon = colon(from, end);
    events.open(Element.ASSOCIATION);
    events.open(Element.TYPE);
    for (int at = from; at < colon; at++) {
      if (code.type(at) == KernelCLexer.Default || code.isSpecifier(at)) {
        events.token(Element.SPECIFIER);
      } else if (code.isRecordKeyword(at)) {
        events.token();
      } else if (code.type(at) == KernelCLexer.Star) {
        events.token(Element.MODIFIER);
      } else if (isName(at)) {
        events.token(Element.NAME);
      } else {
        events.token();
      }
    }
    events.close(Element.TYPE);
    if (colon < end) {
      events.token();
      expression(colon + 1, end);
    }
    events.close(Element.ASSOCIATION);
  }

  /** {@code <<<a, b>>>}, which launches a CUDA kernel. */
  private int launch(int open, int end) {
    int close = code.close(open, end) - 1;
    events.open(Element.ARGUMENT_LIST_CUDA);
    events.token();
    events.token();
    int at = open + 2;
    while (at < close) {
      int comma = code.find(KernelCLexer.Comma, at, close);
      if (comma > at) {
        events.open(Element.ARGUMENT);
        expression(at, comma);
        events.close(Element.ARGUMENT);
      }
      if (comma < close) {
        events.token();
      }
      at = comma + 1;
    }
    events.token();
    events.token();
    events.close(Element.ARGUMENT_LIST_CUDA);
    return close + 2;
  }
}
