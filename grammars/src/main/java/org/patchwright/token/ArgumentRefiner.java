package org.patchwright.token;

import org.patchwright.grammar.KernelCParser;

/** Roles inside the arguments of calls and macros. */
final class ArgumentRefiner {

  private final Refiner refiner;
  private final ActiveTokens active;

  ArgumentRefiner(Refiner refiner) {
    this.refiner = refiner;
    this.active = refiner.active;
  }

  private int type(int at) {
    return active.type(at);
  }

  /**
   * Refines the arguments of a call or macro.
   *
   * @param callee the position of what is called
   */
  void arguments(int open, int close, int callee) {
    boolean before = refiner.expressions.inList(false);
    argumentList(open, close, callee);
    refiner.expressions.inList(before);
  }

  private void argumentList(int open, int close, int callee) {
    int from = open + 1;
    int semicolon = refiner.find(KernelCParser.Semi, from, close);
    while (from < close) {
      if (type(from) == KernelCParser.Identifier
          && from + 1 < close
          && refiner.words.endsWithComma(active.text(from))) {
        refiner.insert(from + 1, KernelCParser.OmittedComma);
        from++;
        continue;
      }
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
    } else if (mayBeMacro(callee) && isParameterList(from, to)) {
      refiner.insert(from, KernelCParser.RawArgument);
    } else if (Refiner.beginsDeclaration(type)
        || type == KernelCParser.Extension && type(from + 1) != KernelCParser.LParen) {
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
      refiner.expressions.expression(from, to);
    }
  }

  /** {@code ((int a, char *b))}: what a macro puts behind a function's name, or leaves out. */
  private boolean isParameterList(int from, int to) {
    int last = to - 2;
    return type(from) == KernelCParser.LParen
        && active.partner(from) == to - 1
        && Refiner.isTypeKeyword(type(from + 1))
        && (refiner.find(KernelCParser.Comma, from + 1, to - 1) < to - 1
            || type(last) == KernelCParser.Identifier
                && type(last - 1) != KernelCParser.Struct
                && type(last - 1) != KernelCParser.Union
                && type(last - 1) != KernelCParser.Enum);
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
    if (refiner.expressions.typeLikeness(from, to) == ExpressionRefiner.TypeLikeness.YES) {
      if (isStringy(from, to)) {
        refiner.expressions.expression(from, to);
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
      refiner.expressions.expression(from, to);
    }
  }

  private boolean isStringy(int from, int to) {
    if (refiner.expressions.twoMacros(from)) {
      return true;
    }
    int word = from;
    while (word < to && type(word) == KernelCParser.Identifier) {
      if (refiner.expressions.isFormat(word)) {
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
      refiner.expressions.expression(from, to);
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
    int end = keywordAlone ? from : refiner.declarators.typeName(from, to);
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
        refiner.expressions.expression(from, to);
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
    if (refiner.statements.isBody(from, end)) {
      refiner.insert(from, KernelCParser.StatementsArgument);
      refiner.statements.items(from, to);
    } else {
      refiner.expressions.expression(from, to);
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
}
