package org.patchwright.token;

import org.patchwright.grammar.KernelCParser;

/** Roles inside expressions, arguments, initialisers and asm. */
final class ExpressionRefiner {

  /** How sure it is that a range is a type name. */
  private enum TypeLikeness {
    NO,
    LONE_IDENTIFIER,
    YES
  }

  private final Refiner refiner;
  private final ActiveTokens active;

  /** Whether the innermost bracket is that of an initialiser. */
  private boolean inList;

  ExpressionRefiner(Refiner refiner) {
    this.refiner = refiner;
    this.active = refiner.active;
  }

  private int type(int at) {
    return active.type(at);
  }

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
          initializerList(at, end);
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
              refiner.declarations.typeName(at + 1, end - 1);
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
        arguments(next, behind - 1, at);
      }
      return behind;
    }
    if (afterOperand && suffixes(at)) {
      active.retype(at, arguments ? KernelCParser.SuffixMacro : KernelCParser.SuffixWord);
      if (arguments) {
        arguments(next, behind - 1, at);
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
  private boolean twoMacros(int at) {
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
  private boolean isFormat(int at) {
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
      arguments(open, close, open - 1);
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
        refiner.declarations.typeName(open + 1, close);
        int listEnd = refiner.behind(end, limit);
        initializerList(end, listEnd);
        return listEnd;
      }
      boolean sure = likeness == TypeLikeness.YES || castFollows(end, limit);
      if (beginsOperand(next, sure)) {
        active.retype(open, KernelCParser.CastParen);
        refiner.declarations.typeName(open + 1, close);
        return end;
      }
      if (sure
          && (refiner.active.type(open + 1) != KernelCParser.Identifier || hasStar(open, close))) {
        active.retype(open, KernelCParser.BareTypeParen);
        refiner.declarations.typeName(open + 1, close);
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
  private TypeLikeness typeLikeness(int from, int to) {
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
          refiner.declarations.typeName(from, colon);
        }
        expression(Math.min(colon + 1, comma), comma);
      }
      first = false;
      from = comma + 1;
    }
    return end;
  }

  /* ---- arguments ---- */

  /**
   * Refines the arguments of a call or macro.
   *
   * @param callee the position of what is called
   */
  void arguments(int open, int close, int callee) {
    boolean before = inList;
    inList = false;
    argumentList(open, close, callee);
    inList = before;
  }

  private void argumentList(int open, int close, int callee) {
    int from = open + 1;
    int semicolon = refiner.find(KernelCParser.Semi, from, close);
    while (from < close) {
      int comma = refiner.find(KernelCParser.Comma, from, close);
      if (semicolon < close) {
        if (beginsMembers(from, close)) {
          comma = close;
        } else if (comma < semicolon && refiner.statements.isDeclaration(from, semicolon)) {
          int next = refiner.find(KernelCParser.Comma, semicolon, close);
          comma = behindStatements(from, next, close);
        } else {
          comma = behindStatements(from, comma, close);
        }
      }
      if (comma > from) {
        argument(from, comma, callee);
      }
      from = comma + 1;
    }
  }

  /** The comma that parts arguments, where the one found may belong to a statement in one. */
  private int behindStatements(int from, int comma, int close) {
    int at = comma;
    while (at < close
        && type(at - 1) != KernelCParser.Semi
        && refiner.find(KernelCParser.Semi, from, at) < at) {
      at = refiner.find(KernelCParser.Comma, at + 1, close);
    }
    return at;
  }

  private void argument(int from, int to, int callee) {
    int type = type(from);
    int last = type(to - 1);
    if (to == from + 1 && Refiner.isControl(type)
        || refiner.find(KernelCParser.Ellipsis, from + 1, to) < to
            && type != KernelCParser.LBrace) {
      refiner.insert(from, KernelCParser.RawArgument);
    } else if (Refiner.isControl(type)
        && (type != KernelCParser.Default || type(from + 1) == KernelCParser.Colon)) {
      statements(from, to);
    } else if (refiner.find(KernelCParser.Semi, from, to) < to) {
      if (active.text(callee).contains("struct_group") || beginsMembers(from, to)) {
        members(from, to);
      } else {
        statements(from, to);
      }
    } else if (type == KernelCParser.LBrace) {
      brace(from, to);
    } else if (Refiner.beginsDeclaration(type) || type == KernelCParser.Extension) {
      typed(from, to, callee);
    } else if (type == KernelCParser.Identifier) {
      identifierArgument(from, to, callee);
    } else if (to == from + 1 && isOperator(type)
        || isBinaryOnly(type)
        || isOperator(last) && last != KernelCParser.PlusPlus && last != KernelCParser.MinusMinus
        || type == KernelCParser.Stray) {
      refiner.insert(from, KernelCParser.RawArgument);
    } else if (hasLoneColon(from, to)) {
      refiner.insert(from, KernelCParser.RawArgument);
    } else {
      expression(from, to);
    }
  }

  /**
   * Whether what is called may be a macro that takes more than expressions: the file defines it so,
   * or it is spelt so.
   */
  private boolean mayBeMacro(int callee) {
    String name = active.text(callee);
    return type(callee) != KernelCParser.Identifier
        || name.startsWith("_")
        || Words.isUpperCase(name)
        || Words.hasUpperCaseWord(name)
        || refiner.words.isMacro(name);
  }

  private void identifierArgument(int from, int to, int callee) {
    int next = type(from + 1);
    int last = type(to - 1);
    if (to == from + 1) {
      return;
    }
    if (next == KernelCParser.Identifier
        && mayBeMacro(callee)
        && refiner.words.isMacro(active.text(from))
        && !isStringy(from, to)) {
      refiner.insert(from, KernelCParser.RawArgument);
      return;
    }
    if (next == KernelCParser.Identifier
        && mayBeMacro(callee)
        && active.startsLine(from + 1)
        && Words.isUpperCase(active.text(from))
        && type(from + 2) == KernelCParser.LParen
        && !isStringy(from, to)) {
      statements(from, to);
      return;
    }
    if (typeLikeness(from, to) == TypeLikeness.YES) {
      if (isStringy(from, to)) {
        expression(from, to);
      } else {
        typed(from, to, callee);
      }
    } else if (next == KernelCParser.LParen && mayBeMacro(callee) && callsInARow(from, to)) {
      statements(from, to);
    } else if (refiner.statements.isDeclaration(from, to) && !isStringy(from, to)) {
      typed(from, to, callee);
    } else if (isOperator(last)
        && last != KernelCParser.PlusPlus
        && last != KernelCParser.MinusMinus) {
      refiner.insert(from, KernelCParser.RawArgument);
    } else if (hasLoneColon(from, to) || next == KernelCParser.LBrace) {
      refiner.insert(from, KernelCParser.RawArgument);
    } else {
      expression(from, to);
    }
  }

  private boolean isStringy(int from, int to) {
    if (twoMacros(from)) {
      return true;
    }
    int word = from;
    while (word < to && type(word) == KernelCParser.Identifier) {
      if (isFormat(word)) {
        return true;
      }
      word++;
    }
    return refiner.find(KernelCParser.StringLiteral, from, to) < to
        || type(from - 1) == KernelCParser.StringLiteral;
  }

  /** {@code A(x) B(y)}: macros one after the other, as in TP_STRUCT__entry. */
  private boolean callsInARow(int from, int to) {
    int behind = refiner.behind(from + 1, to);
    if (behind >= to || type(behind) != KernelCParser.Identifier) {
      return false;
    }
    return refiner.find(KernelCParser.StringLiteral, from, to) == to;
  }

  private void typed(int from, int to, int callee) {
    if (!refiner.words.isMacro(active.text(callee)) && namesTwice(from, to)
        || multiplies(from, to, callee)) {
      expression(from, to);
      return;
    }
    int assign = refiner.find(KernelCParser.Assign, from, to);
    if (assign < to
        || Refiner.isStorage(type(from)) && type(from) != KernelCParser.Register
        || refiner.find(KernelCParser.LBrace, from, to) < to && !endsWithBody(from, to)) {
      refiner.insert(from, KernelCParser.RawArgument);
      return;
    }
    boolean prototype =
        callee > 1
            && type(callee - 1) == KernelCParser.LParen
            && (Words.isUpperCase(active.text(callee - 2))
                || refiner.words.isKnownAttribute(active.text(callee - 2)));
    boolean keywordAlone =
        to == from + 1
            && (type(from) == KernelCParser.Struct
                || type(from) == KernelCParser.Union
                || type(from) == KernelCParser.Enum);
    Refiner.Mark mark = refiner.mark(from, to);
    int end = keywordAlone ? from : refiner.declarations.typeName(from, to);
    boolean names =
        end == to
            && type(to - 1) == KernelCParser.Identifier
            && type(to - 2) != KernelCParser.Struct
            && type(to - 2) != KernelCParser.Union
            && type(to - 2) != KernelCParser.Enum;
    if (end < to || names && !mayBeMacro(callee) && !prototype) {
      refiner.rollback(mark);
      if (mayBeMacro(callee)) {
        refiner.insert(from, KernelCParser.RawArgument);
      } else if (names) {
        active.retype(to - 1, KernelCParser.Stray);
      } else {
        expression(from, to);
      }
    }
  }

  /** Two names one after the other: a type and what it declares, if not a comma left out. */
  private boolean namesTwice(int from, int to) {
    return to == from + 2
        && type(from) == KernelCParser.Identifier
        && type(from + 1) == KernelCParser.Identifier
        && !refiner.words.isType(active.text(from))
        && !refiner.words.isMacro(active.text(from))
        && !refiner.words.looksLikeAttribute(active.text(from))
        && !refiner.words.looksLikeAttribute(active.text(from + 1));
  }

  /**
   * {@code A * B}: a product, unless the name is that of a type, or the star is set as in a
   * declaration where one may stand.
   */
  private boolean multiplies(int from, int to, int callee) {
    if (type(from) != KernelCParser.Identifier
        || type(from + 1) != KernelCParser.Star
        || type(from + 2) != KernelCParser.Identifier
        || from + 2 >= to
        || refiner.words.isType(active.text(from))) {
      return false;
    }
    boolean call = from + 3 < to && type(from + 3) == KernelCParser.LParen;
    return call || !mayBeMacro(callee) || active.touches(from + 1) || !active.touches(from + 2);
  }

  private boolean endsWithBody(int from, int to) {
    int brace = refiner.find(KernelCParser.LBrace, from, to);
    return type(from) == KernelCParser.Struct && refiner.behind(brace, to) <= to;
  }

  private boolean hasLoneColon(int from, int to) {
    int colon = refiner.find(KernelCParser.Colon, from, to);
    return colon < to && refiner.find(KernelCParser.Question, from, colon) == colon;
  }

  private boolean beginsMembers(int from, int to) {
    return Refiner.isTypeKeyword(type(from))
        && refiner.find(KernelCParser.Assign, from, to) == to
        && type(from) != KernelCParser.AutoType
        && !refiner.statements.hasStatement(from, to);
  }

  private void statements(int from, int to) {
    refiner.insert(from, KernelCParser.StatementsArgument);
    refiner.statements.argument(from, to);
    int last = type(to - 1);
    if (last != KernelCParser.Semi && last != KernelCParser.RBrace) {
      refiner.insert(to, KernelCParser.EndOfMacro);
    }
  }

  private void members(int from, int to) {
    refiner.insert(from, KernelCParser.MembersArgument);
    refiner.declarations.members(from, to);
  }

  private void brace(int from, int to) {
    int end = refiner.behind(from, to);
    boolean statements =
        refiner.find(KernelCParser.Semi, from + 1, end - 1) < end - 1
            || refiner.statements.hasStatement(from + 1, end - 1);
    if (statements) {
      refiner.insert(from, KernelCParser.StatementsArgument);
      refiner.statements.items(from, to);
    } else {
      expression(from, to);
    }
  }

  private static boolean isBinaryOnly(int type) {
    return switch (type) {
      case KernelCParser.Assign,
          KernelCParser.EqualEqual,
          KernelCParser.NotEqual,
          KernelCParser.Less,
          KernelCParser.Greater,
          KernelCParser.LessEqual,
          KernelCParser.GreaterEqual,
          KernelCParser.OrOr,
          KernelCParser.Or,
          KernelCParser.Caret,
          KernelCParser.Slash,
          KernelCParser.Percent,
          KernelCParser.ShiftLeft,
          KernelCParser.ShiftRight,
          KernelCParser.Question,
          KernelCParser.Colon,
          KernelCParser.Dot,
          KernelCParser.Arrow,
          KernelCParser.Ellipsis,
          KernelCParser.PlusAssign,
          KernelCParser.MinusAssign,
          KernelCParser.StarAssign,
          KernelCParser.SlashAssign,
          KernelCParser.PercentAssign,
          KernelCParser.AndAssign,
          KernelCParser.OrAssign,
          KernelCParser.CaretAssign,
          KernelCParser.ShiftLeftAssign,
          KernelCParser.ShiftRightAssign,
          KernelCParser.LBracket ->
          true;
      default -> false;
    };
  }

  static boolean isOperator(int type) {
    return isBinaryOnly(type) && type != KernelCParser.LBracket
        || switch (type) {
          case KernelCParser.Plus,
              KernelCParser.Minus,
              KernelCParser.Star,
              KernelCParser.And,
              KernelCParser.AndAnd,
              KernelCParser.Not,
              KernelCParser.Tilde,
              KernelCParser.PlusPlus,
              KernelCParser.MinusMinus ->
              true;
          default -> false;
        };
  }

  /* ---- initialisers ---- */

  /**
   * Refines {@code { ... }} as an initialiser.
   *
   * @param end behind the closing brace
   */
  void initializerList(int open, int end) {
    int close = active.partner(open) == end - 1 ? end - 1 : end;
    boolean before = inList;
    inList = true;
    initializerItems(open + 1, close);
    inList = before;
  }

  /** Items up to a limit, separated by commas or, behind a macro, by the end of a line. */
  void initializerItems(int from, int close) {
    int at = from;
    while (at < close) {
      int end = endOfItem(from, at, close);
      initializerItem(at, end);
      if (type(end) == KernelCParser.Comma && end < close) {
        at = end + 1;
        if (at == close) {
          active.retype(end, KernelCParser.LastComma);
        }
      } else {
        if (end < close) {
          refiner.insert(end, KernelCParser.OmittedComma);
        }
        at = Math.max(end, at + 1);
      }
    }
  }

  private int endOfItem(int open, int from, int close) {
    int at = from;
    while (at < close) {
      int type = type(at);
      if (type == KernelCParser.Comma) {
        return at;
      }
      boolean macroWord = at == from + 1 && refiner.words.isMacro(active.text(from));
      if (at > from
          && (active.startsLine(at) || macroWord || betweenMacros(from, at))
          && omittedComma(open, from, at, close)) {
        return at;
      }
      if (type == KernelCParser.LBrace && endsMacroCall(from, at)) {
        return at;
      }
      at = Refiner.isOpening(type) ? refiner.behind(at, close) : at + 1;
    }
    return close;
  }

  /**
   * Whether a line that begins here begins an item although no comma stands before it: what is
   * before it is one macro, and no macro of the list has a comma behind it.
   */
  private boolean omittedComma(int open, int item, int at, int close) {
    if (type(item) != KernelCParser.Identifier || !Words.isUpperCase(active.text(item))) {
      return false;
    }
    boolean word = at == item + 1;
    boolean call = type(item + 1) == KernelCParser.LParen && refiner.behind(item + 1, close) == at;
    boolean macro = word ? isItemWord(item, open, close) : call && !partsByComma(open, close);
    return macro
        && switch (type(at)) {
          case KernelCParser.Dot ->
              type(at + 1) == KernelCParser.Identifier
                  && refiner.find(KernelCParser.Assign, at, close) < close;
          case KernelCParser.Identifier, KernelCParser.LBrace, KernelCParser.LBracket -> true;
          case KernelCParser.And -> word && !active.touches(at) && active.touches(at + 1);
          default -> false;
        };
  }

  /** {@code NAME("ip") OCTET}: one macro behind the call of another. */
  private boolean betweenMacros(int from, int at) {
    return type(at) == KernelCParser.Identifier
        && type(at - 1) == KernelCParser.RParen
        && Words.isUpperCase(active.text(at))
        && endsMacroCall(from, at);
  }

  private boolean isItemWord(int item, int open, int close) {
    return refiner.words.isMacro(active.text(item))
        || item > open
            && type(item - 1) == KernelCParser.RParen
            && active.startsLine(item)
            && endsMacroCall(active.partner(item - 1) - 1, item)
        || refiner.find(KernelCParser.Comma, open, close) == close;
  }

  /** Whether a call of what is spelt as a macro reaches from one place to another. */
  private boolean endsMacroCall(int from, int at) {
    return from >= 0
        && type(from) == KernelCParser.Identifier
        && type(from + 1) == KernelCParser.LParen
        && active.partner(from + 1) == at - 1
        && (Words.isUpperCase(active.text(from)) || refiner.words.isMacro(active.text(from)));
  }

  /** Whether a comma stands behind a call of a macro that is an item of the list. */
  private boolean partsByComma(int open, int close) {
    int at = open;
    while (at < close) {
      if (type(at) == KernelCParser.Identifier
          && type(at + 1) == KernelCParser.LParen
          && Words.isUpperCase(active.text(at))
          && (at == open || active.startsLine(at))
          && type(refiner.behind(at + 1, close)) == KernelCParser.Comma) {
        return true;
      }
      at = Refiner.isOpening(type(at)) ? refiner.behind(at, close) : at + 1;
    }
    return false;
  }

  private void initializerItem(int from, int to) {
    int at = from;
    if (type(at) == KernelCParser.Identifier
        && type(at + 1) == KernelCParser.Colon
        && at + 1 < to) {
      active.retype(at, KernelCParser.FieldLabel);
      initializer(at + 2, to);
      return;
    }
    if (type(at) == KernelCParser.Identifier && type(at + 1) == KernelCParser.LParen) {
      int end = refiner.behind(at + 1, to);
      if (end + 1 < to
          && type(end) == KernelCParser.Assign
          && (type(end + 1) == KernelCParser.LBrace
              || Words.isUpperCase(active.text(at))
              || refiner.words.isMacro(active.text(at)))) {
        active.retype(at, KernelCParser.FieldLabel);
        arguments(at + 1, end - 1, at);
        initializer(end + 1, to);
        return;
      }
    }
    boolean designated = false;
    while (at < to) {
      if (type(at) == KernelCParser.Dot && type(at + 1) == KernelCParser.Identifier) {
        at += 2;
        if (at < to && type(at) == KernelCParser.LParen) {
          int end = refiner.behind(at, to);
          arguments(at, end - 1, at - 1);
          at = end;
        }
      } else if (type(at) == KernelCParser.LBracket) {
        int end = refiner.behind(at, to);
        expression(at + 1, end - 1);
        at = end;
      } else {
        break;
      }
      designated = true;
    }
    if (designated && at < to && type(at) == KernelCParser.Assign) {
      at++;
    }
    initializer(at, to);
  }

  /** Refines what stands behind {@code =}. */
  void initializer(int from, int to) {
    if (from < to && type(from) == KernelCParser.LBrace) {
      int end = refiner.behind(from, to);
      initializerList(from, end);
      expression(end, to);
    } else {
      expression(from, to);
    }
  }

  /* ---- asm ---- */

  /**
   * Refines an asm statement or declaration up to its closing parenthesis.
   *
   * @return behind the parenthesis
   */
  int asm(int from, int limit) {
    active.retype(from, KernelCParser.Asm);
    int at = from + 1;
    while (at < limit && type(at) != KernelCParser.LParen) {
      if (type(at) == KernelCParser.Identifier) {
        active.retype(at, KernelCParser.AttributeWord);
      } else if (!Refiner.isQualifier(type(at))
          && type(at) != KernelCParser.Inline
          && type(at) != KernelCParser.Goto) {
        return at;
      }
      at++;
    }
    if (at >= limit) {
      return at;
    }
    int end = refiner.behind(at, limit);
    int close = end - 1;
    int colon = refiner.find(KernelCParser.Colon, at + 1, close);
    template(at + 1, colon);
    while (colon < close) {
      int next = refiner.find(KernelCParser.Colon, colon + 1, close);
      operands(colon + 1, next);
      colon = next;
    }
    return end;
  }

  private void template(int from, int to) {
    if (!words(from, to)) {
      refiner.insert(from, KernelCParser.RawArgument);
    }
  }

  /** Refines what can only be literals, and macros that stand for some. */
  void strings(int from, int to) {
    words(from, to);
  }

  /** Literals and macros that stand for some; false if anything else is there. */
  private boolean words(int from, int to) {
    int at = from;
    while (at < to) {
      if (type(at) == KernelCParser.Identifier) {
        boolean arguments = at + 1 < to && type(at + 1) == KernelCParser.LParen;
        active.retype(at, arguments ? KernelCParser.StringMacro : KernelCParser.StringWord);
        at++;
        if (arguments) {
          int end = refiner.behind(at, to);
          arguments(at, end - 1, at - 1);
          at = end;
        }
      } else if (type(at) == KernelCParser.StringLiteral) {
        at++;
      } else {
        return false;
      }
    }
    return to > from;
  }

  private void operands(int from, int to) {
    int at = from;
    while (at < to) {
      int comma = refiner.find(KernelCParser.Comma, at, to);
      if (comma > at) {
        operand(at, comma);
      }
      at = comma + 1;
    }
  }

  private void operand(int from, int to) {
    int at = from;
    if (type(at) == KernelCParser.LBracket) {
      at = refiner.behind(at, to);
    }
    if (at + 1 == to && type(at) == KernelCParser.Identifier) {
      return;
    }
    int open = to;
    if (type(to - 1) == KernelCParser.RParen && active.partner(to - 1) > at) {
      int candidate = active.partner(to - 1);
      boolean macroCall = type(candidate - 1) == KernelCParser.Identifier && candidate - 1 == at;
      open = macroCall ? to : candidate;
    }
    if (!words(at, open)) {
      refiner.insert(from, KernelCParser.RawArgument);
    } else if (open < to) {
      expression(open + 1, to - 1);
    }
  }
}
