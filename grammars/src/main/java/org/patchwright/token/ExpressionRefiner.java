package org.patchwright.token;

import org.patchwright.grammar.KernelCParser;

/** Roles inside expressions. */
final class ExpressionRefiner {

  private final Refiner refiner;
  private final ActiveTokens active;

  ExpressionRefiner(Refiner refiner) {
    this.refiner = refiner;
    this.active = refiner.active;
  }

  /** Says whether the innermost bracket is that of an initialiser, and tells what was so before. */
  boolean inList(boolean now) {
    boolean before = inList;
    inList = now;
    return before;
  }

  private int type(int at) {
    return active.type(at);
  }

  /** How sure it is that a range is a type name. */
  enum TypeLikeness {
    NO,
    LONE_IDENTIFIER,
    YES
  }

  /** Whether the innermost bracket is that of an initialiser. */
  private boolean inList;

  /** Refines an expression, commas and all. */
  void expression(int from, int to) {
    boolean operand = false;
    int at = from;
    while (at < to) {
      int type = type(at);
      switch (type) {
        case KernelCParser.LParen -> {
          int next = parenthesis(at, to, operand);
          operand = type(at) != KernelCParser.CastParen;
          at = next;
        }
        case KernelCParser.LBracket -> {
          int end = refiner.behind(at, to);
          expression(at + 1, end - 1);
          operand = true;
          at = end;
        }
        case KernelCParser.LBrace -> {
          int end = refiner.behind(at, to);
          refiner.initializers.initializerList(at, end);
          operand = true;
          at = end;
        }
        case KernelCParser.Sizeof, KernelCParser.Alignof -> {
          at++;
          operand = false;
          if (type(at) == KernelCParser.LParen) {
            int end = refiner.behind(at, to);
            if (typeLikeness(at + 1, end - 1) == TypeLikeness.YES
                && type(end) != KernelCParser.LBrace) {
              active.retype(at, KernelCParser.TypeParen);
              refiner.declarators.typeName(at + 1, end - 1);
              operand = true;
              at = end;
            }
          }
        }
        case KernelCParser.Generic -> {
          at = generic(at, to);
          operand = true;
        }
        case KernelCParser.Identifier -> {
          at = identifier(at, to, operand);
          operand = true;
        }
        case KernelCParser.Constant, KernelCParser.CharConstant, KernelCParser.StringLiteral -> {
          operand = true;
          at++;
        }
        case KernelCParser.Dot, KernelCParser.Arrow -> {
          at += type(at + 1) == KernelCParser.Identifier ? 2 : 1;
          operand = true;
        }
        case KernelCParser.PlusPlus, KernelCParser.MinusMinus -> at++;
        default -> {
          operand = false;
          at++;
        }
      }
    }
  }

  private int identifier(int at, int to, boolean afterOperand) {
    int next = at + 1;
    boolean arguments = next < to && type(next) == KernelCParser.LParen;
    int behind = arguments ? refiner.behind(next, to) : next;
    boolean beforeString = behind < to && type(behind) == KernelCParser.StringLiteral;
    int before = type(at - 1);
    boolean afterString =
        before == KernelCParser.StringLiteral
            || before == KernelCParser.StringWord
            || before == KernelCParser.RParen && endsStringMacro(at - 1);
    if (afterString && !arguments && beforeString
        || afterString && !inList && goesOnWithString(at, to)
        || !afterOperand && !arguments && twoPieces(at, to)) {
      active.retype(at, KernelCParser.StringWord);
      return next;
    }
    if ((beforeString
            || afterString
            || !afterOperand && !arguments && twoMacros(at)
            || behind < to
                && type(behind) == KernelCParser.Identifier
                && !afterOperand
                && stringFollowsWords(behind, to))
        && (afterString && wantsMore(at - 1)
            || refiner.words.mayBeString(
                active.text(at),
                arguments,
                beforeString || behind < to && type(behind) == KernelCParser.Identifier))) {
      active.retype(at, arguments ? KernelCParser.StringMacro : KernelCParser.StringWord);
      if (arguments) {
        refiner.arguments.arguments(next, behind - 1, at);
      }
      return behind;
    }
    if (afterOperand && suffixes(at)) {
      active.retype(at, arguments ? KernelCParser.SuffixMacro : KernelCParser.SuffixWord);
      if (arguments) {
        refiner.arguments.arguments(next, behind - 1, at);
      }
      return behind;
    }
    return next;
  }

  /** A macro behind a literal in an argument, {@code "key" NAME}, up to the argument's end. */
  private boolean goesOnWithString(int at, int to) {
    return Words.isUpperCase(active.text(at))
        && (!active.text(at - 1).endsWith("\\n\"")
            || active.text(at - 1).length() == 4
            || active.text(at).startsWith("KERN_"))
        && (at + 1 >= to
            || type(at + 1) == KernelCParser.Comma
            || type(at + 1) == KernelCParser.StringLiteral);
  }

  /** Two macros at the front of a message, {@code KERN_INFO NAME}, up to the argument's end. */
  private boolean twoPieces(int at, int to) {
    int next = at + 1;
    return next < to
        && type(next) == KernelCParser.Identifier
        && (next + 1 >= to || type(next + 1) == KernelCParser.Comma)
        && Words.isUpperCase(active.text(at))
        && Words.isUpperCase(active.text(next))
        && Words.beginsMessage(active.text(at));
  }

  /** Whether a word behind an operand can be a macro that goes on with it, as in "64 KB". */
  private boolean suffixes(int at) {
    return refiner.words.isSuffix(active.text(at)) && !active.startsLine(at);
  }

  /** Two words that the file defines, one after the other: pieces of a string. */
  boolean twoMacros(int at) {
    return type(at + 1) == KernelCParser.Identifier
        && type(at + 2) != KernelCParser.LParen
        && type(at + 2) != KernelCParser.Identifier
        && refiner.words.isMacro(active.text(at))
        && refiner.words.isMacro(active.text(at + 1));
  }

  private boolean stringFollowsWords(int from, int to) {
    int at = from;
    while (at < to && type(at) == KernelCParser.Identifier) {
      if (isFormat(at)) {
        return true;
      }
      at++;
    }
    return at < to && type(at) == KernelCParser.StringLiteral;
  }

  /** A word that stands for a format, as {@code pr_fmt("x")} and {@code ID_FMT} do. */
  boolean isFormat(int at) {
    String text = active.text(at);
    return text.endsWith("FMT") || type(at + 1) == KernelCParser.LParen && text.contains("fmt");
  }

  /** Whether a literal ends as one does that is to be gone on with: {@code "dir/" NAME}. */
  private boolean wantsMore(int literal) {
    String text = active.text(literal);
    char last = text.length() > 2 ? text.charAt(text.length() - 2) : 0;
    return last == '/' || last == ' ' || last == '_' || last == '-' || last == '.';
  }

  private boolean endsStringMacro(int close) {
    int open = active.partner(close);
    return open > 0 && type(open - 1) == KernelCParser.StringMacro;
  }

  private int parenthesis(int open, int limit, boolean operand) {
    int end = refiner.behind(open, limit);
    int close = end - 1;
    if (operand) {
      refiner.arguments.arguments(open, close, open - 1);
      return end;
    }
    if (type(open + 1) == KernelCParser.LBrace && active.partner(open + 1) == close - 1) {
      active.retype(open, KernelCParser.StatementParen);
      refiner.statements.block(open + 1, close);
      return end;
    }
    TypeLikeness likeness = typeLikeness(open + 1, close);
    if (likeness != TypeLikeness.NO) {
      int next = end < limit ? type(end) : -1;
      if (next == KernelCParser.LBrace && end < limit) {
        active.retype(open, KernelCParser.CompoundLiteralParen);
        refiner.declarators.typeName(open + 1, close);
        int listEnd = refiner.behind(end, limit);
        refiner.initializers.initializerList(end, listEnd);
        return listEnd;
      }
      boolean sure = likeness == TypeLikeness.YES || castFollows(end, limit);
      if (beginsOperand(next, sure)) {
        active.retype(open, KernelCParser.CastParen);
        refiner.declarators.typeName(open + 1, close);
        return end;
      }
      if (sure
          && (refiner.active.type(open + 1) != KernelCParser.Identifier || hasStar(open, close))) {
        active.retype(open, KernelCParser.BareTypeParen);
        refiner.declarators.typeName(open + 1, close);
        return end;
      }
    }
    expression(open + 1, close);
    return end;
  }

  /** Whether another cast follows, so that what stands before it can only be one too. */
  private boolean castFollows(int open, int limit) {
    return open < limit
        && type(open) == KernelCParser.LParen
        && typeLikeness(open + 1, refiner.behind(open, limit) - 1) == TypeLikeness.YES
        && beginsOperand(type(refiner.behind(open, limit)), true)
        && refiner.behind(open, limit) < limit;
  }

  private boolean hasStar(int open, int close) {
    return refiner.find(KernelCParser.Star, open + 1, close) < close;
  }

  private static boolean beginsOperand(int type, boolean sure) {
    return switch (type) {
      case KernelCParser.Identifier,
          KernelCParser.Constant,
          KernelCParser.CharConstant,
          KernelCParser.StringLiteral,
          KernelCParser.Not,
          KernelCParser.Tilde,
          KernelCParser.Sizeof,
          KernelCParser.Alignof,
          KernelCParser.Generic,
          KernelCParser.Extension,
          KernelCParser.RealPart,
          KernelCParser.ImagPart ->
          true;
      case KernelCParser.LParen,
          KernelCParser.And,
          KernelCParser.AndAnd,
          KernelCParser.Star,
          KernelCParser.Minus,
          KernelCParser.Plus,
          KernelCParser.PlusPlus,
          KernelCParser.MinusMinus ->
          sure;
      default -> false;
    };
  }

  /** Whether a range reads as a type name, as in a cast. */
  TypeLikeness typeLikeness(int from, int to) {
    if (from >= to) {
      return TypeLikeness.NO;
    }
    int type = type(from);
    if (Refiner.isTypeKeyword(type) || Refiner.isQualifier(type)) {
      return TypeLikeness.YES;
    }
    if (type == KernelCParser.Attribute) {
      return TypeLikeness.YES;
    }
    if (type != KernelCParser.Identifier) {
      return TypeLikeness.NO;
    }
    int at = from + 1;
    if (at < to && Refiner.isTypeKeyword(type(at))) {
      return TypeLikeness.YES;
    }
    if (at < to && type(at) == KernelCParser.LParen && refiner.behind(at, to) < to) {
      // A macro that yields a type: only a star behind it can tell.
      int behind = refiner.behind(at, to);
      return type(behind) == KernelCParser.Star && onlyPointers(behind, to)
          ? TypeLikeness.YES
          : functionPointer(at, to);
    }
    while (at < to && type(at) == KernelCParser.Identifier || Refiner.isQualifier(type(at))) {
      at++;
    }
    if (at < to && Refiner.isTypeKeyword(type(at))) {
      return TypeLikeness.YES;
    }
    if (at >= to) {
      boolean alone = to == from + 1;
      return !alone || refiner.words.isType(active.text(from))
          ? TypeLikeness.YES
          : TypeLikeness.LONE_IDENTIFIER;
    }
    if (type(at) == KernelCParser.Star && onlyPointers(at, to)) {
      return TypeLikeness.YES;
    }
    if (type(at) == KernelCParser.LBracket && refiner.words.isType(active.text(from))) {
      return TypeLikeness.YES;
    }
    if (type(at) == KernelCParser.Star) {
      int star = at;
      while (star < to && type(star) == KernelCParser.Star) {
        star++;
      }
      return type(star) == KernelCParser.LParen ? functionPointer(star, to) : TypeLikeness.NO;
    }
    return TypeLikeness.NO;
  }

  /** {@code (*)(...)} or {@code (*)[...]} up to the end. */
  private TypeLikeness functionPointer(int open, int to) {
    if (type(open) != KernelCParser.LParen || type(open + 1) != KernelCParser.Star) {
      return TypeLikeness.NO;
    }
    int behind = refiner.behind(open, to);
    int before = type(behind - 2);
    boolean noName = before == KernelCParser.Star || before == KernelCParser.RBracket;
    boolean suffix = type(behind) == KernelCParser.LParen || type(behind) == KernelCParser.LBracket;
    return noName && suffix && behind < to && refiner.behind(behind, to) == to
        ? TypeLikeness.YES
        : TypeLikeness.NO;
  }

  private boolean onlyPointers(int from, int to) {
    int at = from;
    boolean star = false;
    while (at < to) {
      int type = type(at);
      if (type == KernelCParser.Star) {
        star = true;
      } else if (type == KernelCParser.LBracket && star) {
        return refiner.behind(at, to) == to;
      } else if (type == KernelCParser.Identifier) {
        if (!refiner.words.looksLikeAttribute(active.text(at))) {
          return false;
        }
      } else if (!Refiner.isQualifier(type)) {
        return false;
      }
      at++;
    }
    return star;
  }

  private int generic(int at, int to) {
    int open = at + 1;
    if (type(open) != KernelCParser.LParen) {
      return open;
    }
    int end = refiner.behind(open, to);
    int from = open + 1;
    boolean first = true;
    while (from < end - 1) {
      int comma = refiner.find(KernelCParser.Comma, from, end - 1);
      int colon = first ? comma : refiner.find(KernelCParser.Colon, from, comma);
      if (first) {
        expression(from, comma);
      } else {
        if (type(from) != KernelCParser.Default) {
          refiner.declarators.typeName(from, colon);
        }
        expression(Math.min(colon + 1, comma), comma);
      }
      first = false;
      from = comma + 1;
    }
    return end;
  }
}
