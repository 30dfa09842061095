package org.patchwright.token;

import org.patchwright.grammar.KernelCParser;

/** Roles inside blocks. */
final class StatementRefiner {

  private final Refiner refiner;
  private final ActiveTokens active;
  private boolean inArgument;

  StatementRefiner(Refiner refiner) {
    this.refiner = refiner;
    this.active = refiner.active;
  }

  private int type(int at) {
    return active.type(at);
  }

  /** Refines {@code { ... }}; the limit is used where the brace has no partner. */
  void block(int open, int limit) {
    int end = refiner.behind(open, limit);
    items(open + 1, active.partner(open) == end - 1 ? end - 1 : end);
  }

  /** Refines statements and declarations up to a limit. */
  void items(int from, int limit) {
    int at = from;
    while (at < limit) {
      at = Math.max(at + 1, statement(at, limit));
    }
  }

  /** Refines the statements in a macro's argument, where calls may stand in a row. */
  void argument(int from, int limit) {
    boolean before = inArgument;
    inArgument = true;
    items(from, limit);
    inArgument = before;
  }

  /** Refines one statement, label or declaration and returns where it ends. */
  int statement(int at, int limit) {
    return switch (type(at)) {
      case KernelCParser.LBrace -> {
        block(at, limit);
        yield refiner.behind(at, limit);
      }
      case KernelCParser.Semi -> at + 1;
      case KernelCParser.If -> {
        int end = substatement(condition(at + 1, limit), limit);
        if (type(end) != KernelCParser.Else || end >= limit) {
          yield end;
        }
        active.retype(at, KernelCParser.IfElse);
        yield substatement(end + 1, limit);
      }
      case KernelCParser.Else -> substatement(at + 1, limit);
      case KernelCParser.While, KernelCParser.Switch ->
          substatement(condition(at + 1, limit), limit);
      case KernelCParser.For -> forLoop(at, limit);
      case KernelCParser.Do -> {
        int end = substatement(at + 1, limit);
        if (type(end) == KernelCParser.While && end < limit) {
          end = condition(end + 1, limit);
        } else if (end + 1 < limit
            && type(end) == KernelCParser.Identifier
            && type(end + 1) == KernelCParser.LParen) {
          active.retype(end, KernelCParser.StatementMacro);
          int behind = refiner.behind(end + 1, limit);
          refiner.arguments.arguments(end + 1, behind - 1, end);
          end = behind;
        }
        yield semicolon(end, limit);
      }
      case KernelCParser.Case -> {
        int colon = caseColon(at + 1, limit);
        refiner.expressions.expression(at + 1, colon);
        yield Math.min(colon + 1, limit);
      }
      case KernelCParser.Default -> type(at + 1) == KernelCParser.Colon ? at + 2 : at + 1;
      case KernelCParser.Goto, KernelCParser.Return -> simple(at, at + 1, limit);
      case KernelCParser.Break, KernelCParser.Continue -> semicolon(at + 1, limit);
      case KernelCParser.Asm -> semicolon(refiner.assembler.asm(at, limit), limit);
      case KernelCParser.LocalLabel ->
          Math.min(refiner.find(KernelCParser.Semi, at, limit) + 1, limit);
      case KernelCParser.StaticAssert -> refiner.declarations.staticAssert(at, limit);
      case KernelCParser.Identifier -> word(at, limit);
      case KernelCParser.Attribute -> attributed(at, limit);
      case KernelCParser.Extension ->
          Refiner.beginsDeclaration(type(at + 1))
              ? refiner.declarations.declaration(at, limit, false)
              : simple(at, at, limit);
      default ->
          Refiner.beginsDeclaration(type(at))
              ? refiner.declarations.declaration(at, limit, false)
              : simple(at, at, limit);
    };
  }

  /** Attributes lead a declaration, or with {@code [[...]]} a statement. */
  private int attributed(int at, int limit) {
    int behind = at;
    while (type(behind) == KernelCParser.Attribute && behind < limit) {
      behind = refiner.attributes.behind(behind, limit);
    }
    boolean declares =
        behind >= limit
            || type(behind) == KernelCParser.Semi
            || isDeclaration(behind, limit)
            || type(behind - 1) != KernelCParser.AttributeEnd;
    if (declares) {
      return refiner.declarations.declaration(at, limit, false);
    }
    for (int each = at; each < behind; each = refiner.attributes.behind(each, limit)) {
      active.retype(each, KernelCParser.StatementAttribute);
    }
    return statement(behind, limit);
  }

  private int substatement(int at, int limit) {
    int from = at;
    while (from < limit) {
      int end = statement(from, limit);
      boolean label =
          type(from) == KernelCParser.LabelName
              || type(from) == KernelCParser.Case
              || type(from) == KernelCParser.CaseMacro
              || type(from) == KernelCParser.Default;
      if (!label) {
        return end;
      }
      from = end;
    }
    return from;
  }

  private int condition(int at, int limit) {
    if (type(at) == KernelCParser.Identifier && type(at + 1) == KernelCParser.LParen) {
      // A macro that brings the parentheses along: "if time_after(a, b)".
      active.retype(at, KernelCParser.IteratorMacro);
      int behind = refiner.behind(at + 1, limit);
      refiner.arguments.arguments(at + 1, behind - 1, at);
      return behind;
    }
    if (type(at) != KernelCParser.LParen) {
      return at;
    }
    int end = refiner.behind(at, limit);
    refiner.expressions.expression(at + 1, end - 1);
    return end;
  }

  private int forLoop(int at, int limit) {
    int open = at + 1;
    if (type(open) != KernelCParser.LParen) {
      return open;
    }
    int end = refiner.behind(open, limit);
    int first = refiner.find(KernelCParser.Semi, open + 1, end - 1);
    if (first < end - 1
        && (Refiner.beginsDeclaration(type(open + 1)) || isDeclaration(open + 1, first))) {
      refiner.declarations.declaration(open + 1, first + 1, false);
    } else {
      refiner.expressions.expression(open + 1, first);
    }
    refiner.expressions.expression(Math.min(first + 1, end - 1), end - 1);
    return substatement(end, limit);
  }

  /** The colon that ends a case label: one that no question mark asked for. */
  private int caseColon(int from, int limit) {
    int questions = 0;
    int at = from;
    while (at < limit) {
      int type = type(at);
      if (type == KernelCParser.Question) {
        questions++;
      } else if (type == KernelCParser.Colon && questions-- == 0) {
        return at;
      } else if (type == KernelCParser.Semi) {
        return at;
      }
      at = Refiner.isOpening(type) ? refiner.behind(at, limit) : at + 1;
    }
    return limit;
  }

  private int semicolon(int at, int limit) {
    return at < limit && type(at) == KernelCParser.Semi ? at + 1 : at;
  }

  /** An expression up to its semicolon. */
  private int simple(int at, int from, int limit) {
    int end = refiner.find(KernelCParser.Semi, from, limit);
    if (end == limit) {
      end = brokenEnd(at, limit);
    }
    if (type(from) == KernelCParser.LBrace) {
      refiner.initializers.initializer(from, end);
    } else {
      refiner.expressions.expression(from, end);
    }
    return semicolon(end, limit);
  }

  /** Where a statement without a semicolon most likely ends: before a line led by a keyword. */
  private int brokenEnd(int from, int limit) {
    int at = from + 1;
    while (at < limit) {
      int type = type(at);
      if (active.startsLine(at) && (Refiner.isControl(type) || Refiner.isStorage(type))) {
        return at;
      }
      at = Refiner.isOpening(type) ? refiner.behind(at, limit) : at + 1;
    }
    return limit;
  }

  /* ---- statements that begin with an identifier ---- */

  private int word(int at, int limit) {
    int next = type(at + 1);
    if (next == KernelCParser.Colon && at + 1 < limit) {
      active.retype(at, KernelCParser.LabelName);
      int behind = at + 2;
      if (behind < limit
          && type(behind) == KernelCParser.Identifier
          && refiner.words.isKnownAttribute(active.text(behind))
          && type(behind + 1) != KernelCParser.LParen) {
        active.retype(behind, KernelCParser.AttributeWord);
        return behind + 1;
      }
      return type(behind) == KernelCParser.Attribute && behind < limit
          ? labelAttribute(behind, limit)
          : behind;
    }
    String name = active.text(at);
    if (refiner.words.isAsm(name)) {
      return semicolon(refiner.assembler.asm(at, limit), limit);
    }
    boolean arguments = next == KernelCParser.LParen && at + 1 < limit;
    int behind = arguments ? refiner.behind(at + 1, limit) : at + 1;
    if (arguments && behind < limit && type(behind) == KernelCParser.Colon) {
      active.retype(at, KernelCParser.CaseMacro);
      refiner.arguments.arguments(at + 1, behind - 1, at);
      return behind + 1;
    }
    if (arguments && refiner.words.isDeclaration(name) && !assignsTo(behind, limit)) {
      return refiner.declarations.declaration(at, limit, false);
    }
    if (isDeclaration(at, limit)) {
      return refiner.declarations.declaration(at, limit, false);
    }
    if (behind >= limit || !continuesExpression(behind, arguments)) {
      return macro(at, name, arguments, behind, limit);
    }
    // With its semicolon on the line it is a function whose name has "for_each" in it.
    boolean called = type(behind) == KernelCParser.Semi && !active.startsLine(behind);
    if (arguments && refiner.words.isIterator(name) && !called) {
      return iterator(at, behind, limit);
    }
    return simple(at, at, limit);
  }

  private boolean assignsTo(int behind, int limit) {
    return behind < limit
        && (type(behind) == KernelCParser.Dot || type(behind) == KernelCParser.Arrow);
  }

  private int labelAttribute(int at, int limit) {
    return refiner.attributes.one(at, limit);
  }

  /** Whether the token behind a name or call can go on with the expression. */
  private boolean continuesExpression(int at, boolean call) {
    return switch (type(at)) {
      case KernelCParser.Identifier,
          KernelCParser.Constant,
          KernelCParser.CharConstant,
          KernelCParser.LBrace,
          KernelCParser.RBrace,
          KernelCParser.RParen,
          KernelCParser.Tilde,
          KernelCParser.Not,
          KernelCParser.Sizeof,
          KernelCParser.Asm ->
          false;
      case KernelCParser.StringLiteral -> false;
      case KernelCParser.Star,
          KernelCParser.And,
          KernelCParser.PlusPlus,
          KernelCParser.MinusMinus,
          KernelCParser.LParen ->
          !(call && active.startsLine(at) && refiner.words.isIterator(calleeBefore(at)));
      default -> !Refiner.isControl(type(at)) && !Refiner.beginsDeclaration(type(at));
    };
  }

  private String calleeBefore(int behind) {
    int open = active.partner(behind - 1);
    return open > 0 ? active.text(open - 1) : "";
  }

  private int macro(int at, String name, boolean arguments, int behind, int limit) {
    if (refiner.words.isIterator(name)
        || arguments && behind < limit && type(behind) == KernelCParser.LBrace
        || arguments
            && behind < limit
            && active.startsLine(behind)
            && active.indent(behind) > active.indent(at)
            && !refiner.words.isStatement(name)
            && type(behind) != KernelCParser.RBrace) {
      return iterator(at, behind, limit);
    }
    boolean own = refiner.words.isMacro(name);
    boolean known =
        refiner.words.isStatement(name)
            || Words.isUpperCase(name) && !(own && arguments)
            || arguments
                && Words.isUpperCase(name)
                && refiner.find(KernelCParser.Semi, at + 2, behind - 1) < behind - 1
            || behind < limit
                && (type(behind) == KernelCParser.Case
                    || type(behind) == KernelCParser.Default
                    || inArgument && type(behind) == KernelCParser.Identifier);
    boolean endsLine =
        refiner.words.isStatement(name)
            || inArgument
            || behind >= limit
            || active.startsLine(behind)
            || type(behind) == KernelCParser.LBrace;
    if (known && endsLine || !arguments && type(behind) == KernelCParser.LBrace) {
      active.retype(at, KernelCParser.StatementMacro);
      if (arguments) {
        refiner.arguments.arguments(at + 1, behind - 1, at);
      }
      refiner.insert(behind, KernelCParser.EndOfMacro);
      return behind;
    }
    if (arguments && behind >= limit && inArgument) {
      // The last of the statements in a macro's argument needs no semicolon.
      refiner.expressions.expression(at, behind);
      return behind;
    }
    return simple(at, at, limit);
  }

  private int iterator(int at, int behind, int limit) {
    boolean arguments = type(at + 1) == KernelCParser.LParen && behind > at + 1;
    active.retype(at, arguments ? KernelCParser.IteratorMacro : KernelCParser.IteratorWord);
    if (arguments) {
      refiner.arguments.arguments(at + 1, behind - 1, at);
    }
    return substatement(behind, limit);
  }

  /**
   * Whether a declaration begins at an identifier: a type name and what it declares follow.
   *
   * @param limit where the text ends that may be looked at
   */
  boolean isDeclaration(int at, int limit) {
    if (type(at) != KernelCParser.Identifier) {
      return Refiner.beginsDeclaration(type(at));
    }
    int next = at + 1;
    if (next >= limit) {
      return false;
    }
    int type = type(next);
    if (type == KernelCParser.Identifier) {
      return declaresWord(at, next, limit);
    }
    if (Refiner.isTypeKeyword(type) || Refiner.isQualifier(type) || Refiner.isStorage(type)) {
      return !active.startsLine(next) || !Words.isUpperCase(active.text(at));
    }
    if (type == KernelCParser.Star) {
      return declaresPointer(next, limit);
    }
    if (type == KernelCParser.LParen) {
      return declaresFunctionPointer(next, limit) || attributeThenDeclaration(at, next, limit);
    }
    if (type == KernelCParser.Attribute) {
      return true;
    }
    return false;
  }

  private boolean declaresWord(int at, int next, int limit) {
    if (active.startsLine(next)
        && (refiner.words.isStatement(active.text(at)) || Words.isUpperCase(active.text(at)))) {
      return false;
    }
    int behind = next + 1;
    while (behind < limit && type(behind) == KernelCParser.Identifier) {
      behind++;
    }
    if (behind >= limit) {
      return true;
    }
    return switch (type(behind)) {
      case KernelCParser.Semi,
          KernelCParser.Comma,
          KernelCParser.Assign,
          KernelCParser.LBracket,
          KernelCParser.Colon,
          KernelCParser.Star,
          KernelCParser.Attribute ->
          true;
      case KernelCParser.LParen -> !active.startsLine(next) || !isCallStatement(behind, limit);
      default -> Refiner.isTypeKeyword(type(behind)) || Refiner.isQualifier(type(behind));
    };
  }

  private boolean isCallStatement(int open, int limit) {
    return type(refiner.behind(open, limit)) == KernelCParser.Semi;
  }

  private boolean declaresPointer(int star, int limit) {
    int at = star;
    boolean word = false;
    while (at < limit) {
      int type = type(at);
      if (type == KernelCParser.Identifier) {
        word = true;
      } else if (type == KernelCParser.Star && !word
          || Refiner.isQualifier(type)
          || type == KernelCParser.Attribute) {
        if (type == KernelCParser.Attribute) {
          return true;
        }
      } else if (type == KernelCParser.LParen && !word) {
        return declaresFunctionPointer(at, limit);
      } else {
        break;
      }
      at++;
    }
    if (at >= limit) {
      return true;
    }
    return word
        && switch (type(at)) {
          case KernelCParser.Semi,
              KernelCParser.Comma,
              KernelCParser.Assign,
              KernelCParser.LBracket,
              KernelCParser.LParen,
              KernelCParser.Colon ->
              true;
          default -> false;
        };
  }

  private boolean declaresFunctionPointer(int open, int limit) {
    if (type(open) != KernelCParser.LParen || type(open + 1) != KernelCParser.Star) {
      return false;
    }
    int behind = refiner.behind(open, limit);
    if (behind >= limit) {
      return false;
    }
    int at = open + 1;
    while (type(at) == KernelCParser.Star || Refiner.isQualifier(type(at))) {
      at++;
    }
    boolean named = type(at) == KernelCParser.Identifier;
    return named
        && refiner.find(KernelCParser.Comma, open + 1, behind - 1) >= behind - 1
        && (type(behind) == KernelCParser.LParen || type(behind) == KernelCParser.LBracket);
  }

  private boolean declaresName(int behind) {
    return type(behind) == KernelCParser.Semi
        || type(behind) == KernelCParser.Assign
        || type(behind) == KernelCParser.Comma
        || type(behind) == KernelCParser.LBracket;
  }

  private boolean attributeThenDeclaration(int at, int open, int limit) {
    int behind = refiner.behind(open, limit);
    if (behind + 1 < limit
        && !active.startsLine(behind)
        && type(behind) == KernelCParser.Identifier
        && !refiner.words.isStatement(active.text(at))
        && declaresName(behind + 1)) {
      return true;
    }
    return behind < limit
        && !active.startsLine(behind)
        && (refiner.words.isAttribute(active.text(at)) || Refiner.isTypeKeyword(type(behind)))
        && (Refiner.beginsDeclaration(type(behind))
            || type(behind) == KernelCParser.Identifier
            || type(behind) == KernelCParser.Star);
  }

  /**
   * Whether braces hold statements and not initialisers.
   *
   * @param end behind the closing brace
   */
  boolean isBody(int open, int end) {
    return refiner.find(KernelCParser.Semi, open + 1, end - 1) < end - 1
        || hasStatement(open + 1, end - 1);
  }

  /** Whether a control keyword stands in a range, outside brackets. */
  boolean hasStatement(int from, int to) {
    int at = from;
    while (at < to) {
      int type = type(at);
      if (Refiner.isControl(type)) {
        return true;
      }
      at = Refiner.isOpening(type) ? refiner.behind(at, to) : at + 1;
    }
    return false;
  }
}
