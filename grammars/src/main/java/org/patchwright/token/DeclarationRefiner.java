package org.patchwright.token;

import org.patchwright.grammar.KernelCParser;

/** Roles inside declarations, macros in their place, struct members and old parameter lists. */
final class DeclarationRefiner {

  // The declarations of old-style parameters are no longer than this; what lies farther is the body
  // of another function, and looking for it from every macro of a long list takes forever.
  private static final int FARTHEST_BODY = 1_024;

  private final Refiner refiner;
  private final ActiveTokens active;

  DeclarationRefiner(Refiner refiner) {
    this.refiner = refiner;
    this.active = refiner.active;
  }

  private int type(int at) {
    return active.type(at);
  }

  private String text(int at) {
    return active.text(at);
  }

  /** Refines one external declaration and returns where it ends. */
  int external(int from) {
    int limit = active.size();
    return switch (type(from)) {
      case KernelCParser.Semi -> from + 1;
      case KernelCParser.Asm -> {
        int end = refiner.assembler.asm(from, limit);
        yield endOrPutIn(end, limit);
      }
      case KernelCParser.StaticAssert -> staticAssert(from, limit);
      case KernelCParser.LBrace -> brace(from, limit);
      case KernelCParser.LinkageEnd -> from + 1;
      case KernelCParser.Extern -> linkage(from, limit);
      case KernelCParser.Identifier ->
          listed(from, limit) ? fragment(from, limit) : declaration(from, limit, true);
      default -> declaration(from, limit, true);
    };
  }

  /** {@code extern "C" {}: what its braces hold is read as if they were not there. */
  private int linkage(int from, int limit) {
    int brace = from + 2;
    if (brace >= limit
        || type(from + 1) != KernelCParser.StringLiteral
        || type(brace) != KernelCParser.LBrace) {
      return declaration(from, limit, true);
    }
    active.retype(from, KernelCParser.LinkageBegin);
    int partner = active.partner(brace);
    if (partner > brace) {
      active.retype(partner, KernelCParser.LinkageEnd);
    }
    return brace + 1;
  }

  /** Statements or initialisers of a file that others include. */
  private int brace(int from, int limit) {
    int end = refiner.behind(from, limit);
    if (!refiner.statements.isBody(from, end)) {
      return fragment(from, limit);
    }
    refiner.statements.block(from, limit);
    return end;
  }

  /** Whether a word or call stands in a list that goes on to the end of the file. */
  private boolean listed(int from, int limit) {
    int at = from + 1;
    if (type(at) == KernelCParser.LParen) {
      at = refiner.behind(at, limit);
    }
    return at < limit
        && type(at) == KernelCParser.Comma
        && refiner.find(KernelCParser.Semi, at, limit) == limit
        && (at + 1 == limit
            || type(at + 1) == KernelCParser.Identifier
            || type(at + 1) == KernelCParser.LBrace);
  }

  /** Items up to the first that has no comma behind it. */
  private int fragment(int from, int limit) {
    int end = from;
    while (end < limit) {
      if (type(end) == KernelCParser.LBrace) {
        int behind = refiner.behind(end, limit);
        if (behind < limit && type(behind) != KernelCParser.Comma) {
          end = behind;
          break;
        }
      }
      end = Math.min(refiner.find(KernelCParser.Comma, end, limit) + 1, limit);
    }
    refiner.insert(from, KernelCParser.Fragment);
    refiner.initializers.initializerItems(from, end);
    return end;
  }

  int staticAssert(int from, int limit) {
    int open = from + 1;
    if (type(open) != KernelCParser.LParen) {
      return open;
    }
    int end = refiner.behind(open, limit);
    refiner.arguments.arguments(open, end - 1, from);
    return endOrPutIn(end, limit);
  }

  private int endOrPutIn(int at, int limit) {
    if (at < limit && type(at) == KernelCParser.Semi) {
      return at + 1;
    }
    refiner.insert(at, KernelCParser.EndOfMacro);
    return at;
  }

  /**
   * Refines a declaration, or a function definition with its body.
   *
   * @param limit where the text ends that may belong to it
   */
  int declaration(int from, int limit, boolean external) {
    int at = refiner.specifiers.specifiers(from, limit, SpecifierRefiner.Place.DECLARATION);
    boolean isTypedef = refiner.specifiers.isTypedef();
    if (at < limit && type(at) == KernelCParser.DeclarationMacro) {
      return macroDeclaration(at, limit, external);
    }
    boolean first = true;
    while (at < limit) {
      int next = refiner.declarators.declarator(at, limit, false, isTypedef);
      if (first && external) {
        next = knr(next, limit);
        if (type(next) == KernelCParser.LBrace && next < limit) {
          refiner.statements.block(next, limit);
          return refiner.behind(next, limit);
        }
      }
      first = false;
      next = refiner.declarators.afterDeclarator(next, limit);
      if (next < limit && type(next) == KernelCParser.Comma) {
        at = refiner.declarators.attributesBeforeStar(next + 1, limit);
        continue;
      }
      if (next < limit && type(next) == KernelCParser.Semi) {
        return next + 1;
      }
      return recover(Math.max(next, from + 1), limit, external);
    }
    return limit;
  }

  /** Where a declaration that does not fit ends: its semicolon, or the body of a function. */
  private int recover(int from, int limit, boolean external) {
    int at = from;
    while (at < limit) {
      int type = type(at);
      if (type == KernelCParser.Semi) {
        return at + 1;
      }
      if (type == KernelCParser.LBrace && external) {
        int end = refiner.behind(at, limit);
        int next = type(end);
        if (next != KernelCParser.Semi
            && next != KernelCParser.Comma
            && next != KernelCParser.RParen) {
          refiner.statements.block(at, limit);
          return end;
        }
      }
      if (external
          && at > from
          && active.startsLine(at)
          && active.indent(at) == 0
          && Refiner.isStorage(type)) {
        return at;
      }
      at = Refiner.isOpening(type) ? refiner.behind(at, limit) : at + 1;
    }
    return limit;
  }

  private int macroDeclaration(int at, int limit, boolean external) {
    int next = at + 1;
    if (next < limit && type(next) == KernelCParser.LParen) {
      int end = refiner.behind(next, limit);
      refiner.arguments.arguments(next, end - 1, at);
      next = end;
    }
    next = refiner.attributes.all(next, limit);
    if (next < limit && type(next) == KernelCParser.Assign) {
      int end = refiner.declarators.endOfInitializer(next + 1, limit);
      refiner.initializers.initializer(next + 1, end);
      next = end;
    } else if (external
        && next < limit
        && (type(next) == KernelCParser.Dot
            || type(next) == KernelCParser.Identifier && type(next + 1) == KernelCParser.Colon)) {
      int end = macroEnd(next, limit);
      if (end < limit) {
        refiner.insert(next, KernelCParser.MacroItems);
        refiner.initializers.initializerItems(next, end);
        active.retype(end, KernelCParser.MacroEnd);
        next = end + 1;
      }
    }
    while (next < limit && type(next) == KernelCParser.Comma) {
      next =
          refiner.declarators.afterDeclarator(
              refiner.declarators.declarator(next + 1, limit, false, false), limit);
    }
    if (external) {
      next = knr(next, limit);
    }
    if (next < limit && type(next) == KernelCParser.LBrace) {
      int end = refiner.behind(next, limit);
      if (!holdsItems(next, end)) {
        refiner.statements.block(next, limit);
        return end;
      }
      refiner.insert(next, KernelCParser.MacroValue);
      refiner.initializers.initializerList(next, end);
      next = end;
    }
    if (refiner.words.needsSemicolon(text(at))
        && (next >= limit || type(next) != KernelCParser.Semi)) {
      return next;
    }
    return endOrPutIn(next, limit);
  }

  /**
   * Whether braces behind a macro hold members to set, as in {@code define_machine(x) { .a = b }}.
   */
  private boolean holdsItems(int open, int end) {
    int first = open + 1;
    return type(first) == KernelCParser.Dot
        && type(first + 1) == KernelCParser.Identifier
        && refiner.find(KernelCParser.Semi, first, end - 1) >= end - 1;
  }

  /** The word that ends {@code MACHINE_START(...) .x = y, MACHINE_END}. */
  private int macroEnd(int from, int limit) {
    int at = from;
    while (at < limit) {
      int type = type(at);
      if (type == KernelCParser.Semi) {
        return limit;
      }
      if (type == KernelCParser.Identifier
          && text(at).endsWith("_END")
          && type(at - 1) != KernelCParser.Assign) {
        return at;
      }
      at = Refiner.isOpening(type) ? refiner.behind(at, limit) : at + 1;
    }
    return limit;
  }

  /* ---- members ---- */

  /** Refines struct members up to a limit. */
  void members(int from, int limit) {
    int at = from;
    while (at < limit) {
      at = Math.max(at + 1, member(at, limit));
    }
  }

  private int member(int from, int limit) {
    if (type(from) == KernelCParser.Semi) {
      return from + 1;
    }
    if (type(from) == KernelCParser.StaticAssert) {
      return staticAssert(from, limit);
    }
    int at = refiner.specifiers.specifiers(from, limit, SpecifierRefiner.Place.MEMBER);
    if (at < limit && type(at) == KernelCParser.DeclarationMacro) {
      return macroDeclaration(at, limit, false);
    }
    if (at >= limit) {
      refiner.insert(limit, KernelCParser.EndOfMacro);
      return limit;
    }
    while (at < limit) {
      int next = refiner.declarators.declarator(at, limit, false, false);
      next = refiner.declarators.afterDeclarator(next, limit);
      if (next < limit && type(next) == KernelCParser.Comma) {
        at = next + 1;
        continue;
      }
      if (next < limit && type(next) == KernelCParser.Semi) {
        return next + 1;
      }
      return recover(Math.max(next, from + 1), limit, false);
    }
    return limit;
  }

  /* ---- old style definitions ---- */

  /**
   * Whether declarations of the parameters follow a list of their names.
   *
   * @param open the parenthesis that holds the names
   * @param end behind the whole declarator
   */
  boolean isKnr(int open, int end, int limit) {
    int close = active.partner(open);
    int at = open + 1;
    while (at < close) {
      // Inside another declarator the names have been read as types.
      if (type(at) != KernelCParser.Identifier && type(at) != KernelCParser.TypeName
          || type(at + 1) != KernelCParser.Comma && at + 1 != close) {
        return false;
      }
      at += 2;
    }
    if (end >= limit || close - open == 1) {
      return false;
    }
    int next = type(end);
    if (next == KernelCParser.Semi || next == KernelCParser.Comma || next == KernelCParser.LBrace) {
      return false;
    }
    int farthest = Math.min(limit, end + FARTHEST_BODY);
    int brace = refiner.find(KernelCParser.LBrace, end, farthest);
    return brace < farthest
        && type(brace - 1) == KernelCParser.Semi
        && (Refiner.beginsDeclaration(next) || next == KernelCParser.Identifier)
        && declaresOnly(end, brace);
  }

  private boolean declaresOnly(int from, int to) {
    int at = from;
    while (at < to) {
      int semicolon = refiner.find(KernelCParser.Semi, at, to);
      if (!Refiner.beginsDeclaration(type(at)) && !refiner.statements.isDeclaration(at, semicolon)
          || refiner.find(KernelCParser.Assign, at, semicolon) < semicolon
          || Refiner.isStorage(type(at)) && type(at) != KernelCParser.Register) {
        return false;
      }
      at = semicolon + 1;
    }
    return true;
  }

  /** Attributes and old parameter declarations between a head and its body. */
  private int knr(int from, int limit) {
    int at = from;
    if (at >= limit) {
      return at;
    }
    boolean headEnds = type(at - 1) == KernelCParser.RParen;
    if (!headEnds) {
      return at;
    }
    int open = active.partner(at - 1);
    if (open > 1 && type(open - 1) == KernelCParser.RParen) {
      // int (*f(a, b))() int a, b; {}: the names stand with the function, not with what it returns.
      open = active.partner(open - 2);
    }
    if (open > 0 && isKnr(open, at, limit)) {
      int brace = refiner.find(KernelCParser.LBrace, at, limit);
      refiner.insert(at, KernelCParser.OldParameters);
      while (at < brace) {
        at = Math.max(at + 1, declaration(at, brace, false));
      }
      return brace;
    }
    return refiner.attributes.all(at, limit);
  }
}
