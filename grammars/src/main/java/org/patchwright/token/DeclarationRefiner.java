package org.patchwright.token;

import org.patchwright.grammar.KernelCParser;

/** Roles inside declarations, struct members, parameters and type names. */
final class DeclarationRefiner {

  // The declarations of old-style parameters are no longer than this; what lies farther is the body
  // of another function, and looking for it from every macro of a long list takes forever.
  private static final int FARTHEST_BODY = 1_024;

  // No declaration has as many words in a row before its type.
  private static final int LONGEST_RUN = 256;

  private final Refiner refiner;
  private final ActiveTokens active;
  private boolean typeSeen;
  private boolean typedef;

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
        int end = refiner.expressions.asm(from, limit);
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
    boolean statements =
        refiner.find(KernelCParser.Semi, from + 1, end - 1) < end - 1
            || refiner.statements.hasStatement(from + 1, end - 1);
    if (!statements) {
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
    refiner.expressions.initializerItems(from, end);
    return end;
  }

  int staticAssert(int from, int limit) {
    int open = from + 1;
    if (type(open) != KernelCParser.LParen) {
      return open;
    }
    int end = refiner.behind(open, limit);
    refiner.expressions.arguments(open, end - 1, from);
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
    int at = specifiers(from, limit, Place.DECLARATION);
    boolean isTypedef = typedef;
    if (at < limit && type(at) == KernelCParser.DeclarationMacro) {
      return macroDeclaration(at, limit, external);
    }
    boolean first = true;
    while (at < limit) {
      int next = declarator(at, limit, false, isTypedef);
      if (first && external) {
        next = knr(next, limit);
        if (type(next) == KernelCParser.LBrace && next < limit) {
          refiner.statements.block(next, limit);
          return refiner.behind(next, limit);
        }
      }
      first = false;
      next = afterDeclarator(next, limit);
      if (next < limit && type(next) == KernelCParser.Comma) {
        at = attributesBeforeStar(next + 1, limit);
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
      refiner.expressions.arguments(next, end - 1, at);
      next = end;
    }
    next = attributes(next, limit);
    if (next < limit && type(next) == KernelCParser.Assign) {
      int end = endOfInitializer(next + 1, limit);
      refiner.expressions.initializer(next + 1, end);
      next = end;
    } else if (external
        && next < limit
        && (type(next) == KernelCParser.Dot
            || type(next) == KernelCParser.Identifier && type(next + 1) == KernelCParser.Colon)) {
      int end = macroEnd(next, limit);
      if (end < limit) {
        refiner.insert(next, KernelCParser.MacroItems);
        refiner.expressions.initializerItems(next, end);
        active.retype(end, KernelCParser.MacroEnd);
        next = end + 1;
      }
    }
    while (next < limit && type(next) == KernelCParser.Comma) {
      next = afterDeclarator(declarator(next + 1, limit, false, false), limit);
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
      refiner.expressions.initializerList(next, end);
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

  /** Where specifiers stand: it decides what a lone identifier is. */
  private enum Place {
    DECLARATION,
    MEMBER,
    PARAMETER,
    TYPE_NAME
  }

  /* ---- specifiers ---- */

  private int specifiers(int from, int limit, Place place) {
    typeSeen = false;
    typedef = false;
    int at = from;
    while (at < limit) {
      int type = type(at);
      if (type == KernelCParser.Struct || type == KernelCParser.Union) {
        typeSeen = true;
        at = struct(at, limit);
      } else if (type == KernelCParser.Enum) {
        typeSeen = true;
        at = enumeration(at, limit);
      } else if (type == KernelCParser.Typeof
          || type == KernelCParser.Alignas
          || type == KernelCParser.Atomic && type(at + 1) == KernelCParser.LParen) {
        typeSeen |= type != KernelCParser.Alignas;
        at = typeof(at, limit);
      } else if (type == KernelCParser.Attribute) {
        at = attribute(at, limit);
      } else if (Refiner.isTypeKeyword(type)) {
        typeSeen = true;
        at++;
      } else if (Refiner.isStorage(type)
          || Refiner.isQualifier(type)
          || type == KernelCParser.Extension) {
        if (type == KernelCParser.Extension) {
          active.retype(at, KernelCParser.AttributeWord);
        }
        typedef |= type == KernelCParser.Typedef;
        at++;
      } else if (type == KernelCParser.Identifier) {
        int next = word(at, limit, place);
        if (next < 0) {
          return at;
        }
        at = next;
      } else {
        return at;
      }
    }
    return at;
  }

  /** Behind an identifier that is a specifier; -1 if a declarator or macro begins with it. */
  private int word(int at, int limit, Place place) {
    int next = at + 1 < limit ? type(at + 1) : KernelCParser.Semi;
    String name = text(at);
    if (next == KernelCParser.LParen) {
      return call(at, limit, place, name);
    }
    boolean more =
        next == KernelCParser.Identifier
            || Refiner.beginsDeclaration(next)
            || next == KernelCParser.Star
            || next == KernelCParser.Caret;
    if (typeSeen) {
      if (next == KernelCParser.Attribute && !declaresBehind(at + 1, limit)) {
        return -1;
      }
      if (!more
          || next == KernelCParser.Star
              && !refiner.words.looksLikeAttribute(name)
              && place != Place.TYPE_NAME) {
        return next == KernelCParser.Star ? attributeWord(at) : lastWord(at, limit, place, name);
      }
      if (next == KernelCParser.Identifier && isDeclared(at, limit, place)) {
        return -1;
      }
      return next == KernelCParser.Star
              || refiner.words.mayBeAttribute(name)
              || next == KernelCParser.Identifier && declaresFunction(at + 1, limit)
          ? attributeWord(at)
          : -1;
    }
    if (refiner.words.isAttribute(name) && (more || next == KernelCParser.Semi)) {
      return attributeWord(at);
    }
    if (more) {
      if (Refiner.isTypeKeyword(next) || Refiner.isStorage(next)) {
        if (place == Place.TYPE_NAME && !refiner.words.mayBeAttribute(name)) {
          return -1;
        }
        return attributeWord(at);
      }
      if (place != Place.PARAMETER && place != Place.TYPE_NAME && macroLine(at, limit)) {
        active.retype(at, KernelCParser.DeclarationMacro);
        return -1;
      }
      if (next == KernelCParser.Identifier
          && (keywordComesLater(at, limit)
              || (refiner.words.mayBeAttribute(name) || refiner.words.isType(text(at + 1)))
                  && typeComesLater(at, limit))) {
        return attributeWord(at);
      }
      return typeWord(at);
    }
    if (place == Place.PARAMETER || place == Place.TYPE_NAME) {
      return typeWord(at);
    }
    if (next == KernelCParser.Colon && place == Place.MEMBER) {
      // An unnamed bit-field of a named type.
      return typeWord(at);
    }
    boolean specifierBefore =
        at > 0 && (Refiner.isStorage(type(at - 1)) || Refiner.isQualifier(type(at - 1)));
    if (next == KernelCParser.Semi && !specifierBefore
        || next == KernelCParser.RBrace
        || next == KernelCParser.LBrace) {
      active.retype(at, KernelCParser.DeclarationMacro);
    }
    return -1;
  }

  /** Whether a word in front of another can only be the name: all behind it are attributes. */
  private boolean isDeclared(int at, int limit, Place place) {
    if (place == Place.TYPE_NAME || refiner.words.isKnownAttribute(text(at))) {
      return false;
    }
    int next = at + 1;
    if (type(next + 1) == KernelCParser.LParen
        && Words.isUpperCase(text(next))
        && refiner.behind(next + 1, limit) < limit
        && type(refiner.behind(next + 1, limit)) == KernelCParser.Assign) {
      // A function can't be given a value: what stands before "=" is an attribute.
      return true;
    }
    while (next < limit
        && type(next) == KernelCParser.Identifier
        && refiner.words.isKnownAttribute(text(next))) {
      next++;
      next = type(next) == KernelCParser.LParen ? refiner.behind(next, limit) : next;
    }
    return next > at + 1
        && (next >= limit
            || switch (type(next)) {
              case KernelCParser.Semi,
                  KernelCParser.Assign,
                  KernelCParser.Comma,
                  KernelCParser.RParen ->
                  true;
              default -> false;
            });
  }

  private boolean declaresVariable(int at, int limit) {
    return !active.startsLine(at)
        && at + 1 < limit
        && (type(at + 1) == KernelCParser.Assign
            || type(at + 1) == KernelCParser.Semi
            || type(at + 1) == KernelCParser.LBracket);
  }

  /** {@code name(}: with a type and a word before it, that word is an attribute. */
  private boolean declaresFunction(int from, int limit) {
    int at = from;
    while (type(at) == KernelCParser.Identifier
        && (refiner.words.isKnownAttribute(text(at))
            || at + 1 < limit && type(at + 1) == KernelCParser.Identifier)) {
      at++;
    }
    return at + 1 < limit
        && type(at) == KernelCParser.Identifier
        && type(at + 1) == KernelCParser.LParen
        && !refiner.words.looksLikeAttribute(text(at))
        && !Words.isUpperCase(text(at))
        && active.indent(at) == 0;
  }

  /** Whether something is declared behind attributes, so that a word before them is one too. */
  private boolean declaresBehind(int from, int limit) {
    int at = from;
    while (at < limit && type(at) == KernelCParser.Attribute) {
      at = type(at + 1) == KernelCParser.LParen ? refiner.behind(at + 1, limit) : at + 1;
    }
    return at < limit
        && (type(at) == KernelCParser.Star
            || type(at) == KernelCParser.Identifier && !refiner.words.looksLikeAttribute(text(at)));
  }

  /** The last word before a declarator's end: a name, unless attributes may stand there. */
  private int lastWord(int at, int limit, Place place, String name) {
    boolean nothingDeclared =
        place == Place.TYPE_NAME
            || (place == Place.PARAMETER || type(at + 1) == KernelCParser.Semi)
                && refiner.words.isAttribute(name);
    return nothingDeclared && refiner.words.looksLikeAttribute(name) && at < limit
        ? attributeWord(at)
        : -1;
  }

  private int attributeWord(int at) {
    active.retype(at, KernelCParser.AttributeWord);
    return at + 1;
  }

  private int typeWord(int at) {
    active.retype(at, KernelCParser.TypeName);
    typeSeen = true;
    return at + 1;
  }

  /** A macro word alone on its line: the next line begins another declaration. */
  private boolean macroLine(int at, int limit) {
    return Words.isUpperCase(text(at))
        && !refiner.words.isType(text(at))
        && at + 1 < limit
        && active.startsLine(at + 1)
        && active.startsLine(at)
        && active.indent(at + 1) == active.indent(at)
        && (Refiner.isTypeKeyword(type(at + 1)) || type(at + 1) == KernelCParser.Identifier)
        && active.indent(at) > 0;
  }

  /** Whether a run of words ends with a keyword of a type, on the same line. */
  private boolean keywordComesLater(int at, int farthest) {
    int limit = Math.min(farthest, at + LONGEST_RUN);
    int end = at;
    while (end < limit && type(end) == KernelCParser.Identifier) {
      end++;
    }
    return end < limit
        && active.indent(at) == 0
        && !active.startsLine(end)
        && Refiner.isTypeKeyword(type(end));
  }

  /** In a run of three words or more, whether a better type follows this one. */
  private boolean typeComesLater(int at, int farthest) {
    int limit = Math.min(farthest, at + LONGEST_RUN);
    int end = at;
    while (end < limit && type(end) == KernelCParser.Identifier) {
      end++;
      if (end > at + 1
          && type(end) == KernelCParser.LParen
          && refiner.words.looksLikeAttribute(text(end - 1))
          && refiner.behind(end, limit) < limit) {
        end = refiner.behind(end, limit);
      }
    }
    if (end < limit && (Refiner.isTypeKeyword(type(end)) || Refiner.isStorage(type(end)))) {
      return true;
    }
    // The last word of the run is declared, unless a star follows it.
    int last = type(end) == KernelCParser.Star ? end : end - 1;
    for (int word = at + 1; word < last; word++) {
      if (!refiner.words.looksLikeAttribute(text(word))) {
        return !refiner.words.isType(text(at)) || refiner.words.isType(text(word));
      }
    }
    return false;
  }

  private int call(int at, int limit, Place place, String name) {
    int open = at + 1;
    int end = refiner.behind(open, limit);
    int after = end < limit ? type(end) : KernelCParser.Semi;
    boolean goesOn =
        after == KernelCParser.Identifier
            || Refiner.beginsDeclaration(after)
            || after == KernelCParser.Star;
    if (typeSeen) {
      if (!refiner.words.looksLikeAttribute(name)) {
        return place == Place.DECLARATION
                && Words.isUpperCase(name)
                && after == KernelCParser.Identifier
                && (declaresFunction(end, limit) || declaresVariable(end, limit))
            ? attributeCall(at, end)
            : -1;
      }
      if (groupsDeclarator(open, end, limit)) {
        return attributeWord(at);
      }
      boolean ends =
          after == KernelCParser.Semi && followsBody(at)
              || after == KernelCParser.LParen
                  && type(end + 1) == KernelCParser.Star
                  && refiner.words.isKnownAttribute(name);
      boolean leads = goesOn && (refiner.words.isKnownAttribute(name) || namesBehind(end, limit));
      return leads || ends ? attributeCall(at, end) : -1;
    }
    if (!refiner.words.isDeclaration(name)
        && (refiner.words.isAttribute(name)
            || goesOn && refiner.words.looksLikeAttribute(name)
            || place == Place.DECLARATION && beforeType(at, end, limit))) {
      return attributeCall(at, end);
    }
    if (groupsDeclarator(open, end, limit)) {
      return typeWord(at);
    }
    if (place == Place.PARAMETER) {
      return after == KernelCParser.Semi && !goesOn ? -1 : typeMacro(at, end);
    }
    boolean sameLine = end >= limit || !active.startsLine(end);
    if (place == Place.DECLARATION && inRow(at, end, limit)) {
      active.retype(at, KernelCParser.DeclarationMacro);
      return -1;
    }
    if (goesOn && sameLine && !refiner.words.isDeclaration(name)) {
      if (Refiner.isTypeKeyword(after) || Refiner.isStorage(after)) {
        return isKnr(open, end, limit) ? -1 : attributeCall(at, end);
      }
      return typeMacro(at, end);
    }
    if (place == Place.TYPE_NAME) {
      return typeMacro(at, end);
    }
    if (place == Place.DECLARATION && isImplicitFunction(open, end, limit, name)) {
      return -1;
    }
    active.retype(at, KernelCParser.DeclarationMacro);
    return -1;
  }

  /**
   * {@code PAGEFLAG(a, b) TESTFLAG(a, b)} up to the end of the line: macros, none of them a type.
   */
  private boolean inRow(int at, int end, int limit) {
    if (at > 0 && (Refiner.isStorage(type(at - 1)) || Refiner.isQualifier(type(at - 1)))) {
      return false;
    }
    int next = end;
    int calls = 0;
    while (next + 1 < limit
        && !active.startsLine(next)
        && type(next) == KernelCParser.Identifier
        && type(next + 1) == KernelCParser.LParen
        && Words.isUpperCase(text(next))) {
      next = refiner.behind(next + 1, limit);
      calls++;
    }
    return calls > 0 && Words.isUpperCase(text(at)) && (next >= limit || active.startsLine(next));
  }

  /**
   * {@code static MACRO("x") type name(}: a type and what it declares stand behind a call, on its
   * line, so that it can't be the type.
   */
  private boolean beforeType(int at, int end, int limit) {
    return (at > 0 && Refiner.isStorage(type(at - 1)) || Words.isUpperCase(text(at)))
        && end + 2 < limit
        && type(end) == KernelCParser.Identifier
        && type(end + 1) == KernelCParser.Identifier
        && (endsDeclarator(end + 2, limit) || type(end + 2) == KernelCParser.Semi)
        && !active.startsLine(end)
        && !active.startsLine(end + 1);
  }

  /**
   * Whether a name follows that is not surely an attribute, so that what precedes it may be one.
   */
  private boolean namesBehind(int from, int limit) {
    int at = from;
    while (at < limit) {
      int type = type(at);
      if (type == KernelCParser.Attribute
          || type == KernelCParser.Identifier && refiner.words.isKnownAttribute(text(at))) {
        at++;
        at = type(at) == KernelCParser.LParen ? refiner.behind(at, limit) : at;
      } else {
        return type == KernelCParser.Identifier || type == KernelCParser.Star;
      }
    }
    return false;
  }

  /** Whether only attributes stand between a struct's closing brace and a word. */
  private boolean followsBody(int at) {
    int before = at - 1;
    while (before > 0) {
      int type = type(before);
      if (type == KernelCParser.RParen && active.partner(before) > 0) {
        before = active.partner(before) - 1;
        if (type(before) != KernelCParser.AttributeCall
            && type(before) != KernelCParser.Attribute) {
          return false;
        }
      } else if (type != KernelCParser.AttributeWord) {
        return type == KernelCParser.RBrace;
      }
      before--;
    }
    return false;
  }

  private boolean isImplicitFunction(int open, int end, int limit, String name) {
    if (Words.isUpperCase(name) || refiner.words.isDeclaration(name)) {
      return false;
    }
    int after = end < limit ? type(end) : KernelCParser.Semi;
    return after == KernelCParser.LBrace && (end - open == 2 || typed(open + 1, end - 1))
        || isKnr(open, end, limit);
  }

  private boolean typed(int from, int to) {
    return Refiner.isTypeKeyword(type(from))
        || from + 1 < to
            && type(from) == KernelCParser.Identifier
            && (type(from + 1) == KernelCParser.Identifier || type(from + 1) == KernelCParser.Star);
  }

  private int typeMacro(int at, int end) {
    active.retype(at, KernelCParser.TypeMacro);
    refiner.expressions.arguments(at + 1, end - 1, at);
    typeSeen = true;
    return end;
  }

  private int attributeCall(int at, int end) {
    active.retype(at, KernelCParser.AttributeCall);
    refiner.expressions.arguments(at + 1, end - 1, at);
    return end;
  }

  /** {@code type (*name)(...)}: the parenthesis belongs to a declarator. */
  private boolean groupsDeclarator(int open, int end, int limit) {
    boolean convention =
        type(open + 1) == KernelCParser.Identifier
            && type(open + 2) == KernelCParser.Star
            && type(open + 3) == KernelCParser.Identifier
            && open + 5 == end;
    return (type(open + 1) == KernelCParser.Star
            || type(open + 1) == KernelCParser.Caret
            || convention)
        && refiner.find(KernelCParser.Comma, open + 1, end - 1) >= end - 1
        && end < limit
        && (type(end) == KernelCParser.LParen || type(end) == KernelCParser.LBracket);
  }

  private int attribute(int at, int limit) {
    int open = at + 1;
    if (type(open) != KernelCParser.LParen) {
      return open;
    }
    rawArguments(open);
    return refiner.behind(open, limit);
  }

  /** What {@code __attribute__((...))} holds has a syntax of its own. */
  void rawArguments(int open) {
    if (type(open + 1) != KernelCParser.RParen) {
      refiner.insert(open + 1, KernelCParser.RawArgument);
    }
  }

  /** Attributes behind a declarator, a tag or a parameter list. */
  private int attributes(int from, int limit) {
    int at = from;
    while (at < limit) {
      if (type(at) == KernelCParser.Attribute) {
        at = attribute(at, limit);
      } else if (type(at) == KernelCParser.Identifier && isAttributeHere(at, limit)) {
        if (type(at + 1) == KernelCParser.LParen) {
          at = attributeCall(at, refiner.behind(at + 1, limit));
        } else {
          at = attributeWord(at);
        }
      } else {
        return at;
      }
    }
    return at;
  }

  private boolean isAttributeHere(int at, int limit) {
    int end = type(at + 1) == KernelCParser.LParen ? refiner.behind(at + 1, limit) : at + 1;
    String name = text(at);
    if (refiner.words.isDeclaration(name)) {
      return false;
    }
    if (active.startsLine(at) && active.indent(at) == 0 && !refiner.words.isAttribute(name)) {
      return false;
    }
    int next = end < limit ? type(end) : KernelCParser.Semi;
    if (next == KernelCParser.Assign
        && !active.startsLine(at)
        && (type(at - 1) == KernelCParser.RBracket || type(at - 1) == KernelCParser.RParen)) {
      return true;
    }
    boolean beforeBody = next == KernelCParser.LBrace && active.startsLine(end);
    if (!refiner.words.mayBeAttribute(name)
        || active.startsLine(at)
            && active.indent(at) <= active.indent(at - 1)
            && !(beforeBody && active.indent(at) > 0)
            && !refiner.words.isKnownAttribute(name)) {
      return false;
    }
    return refiner.words.looksLikeAttribute(name)
        || switch (next) {
          case KernelCParser.Semi,
              KernelCParser.Comma,
              KernelCParser.Assign,
              KernelCParser.LBrace,
              KernelCParser.RParen,
              KernelCParser.Colon,
              KernelCParser.Attribute ->
              true;
          case KernelCParser.Identifier -> isAttributeHere(end, limit);
          default -> false;
        };
  }

  private int typeof(int at, int limit) {
    int open = at + 1;
    if (type(open) != KernelCParser.LParen) {
      return open;
    }
    int end = refiner.behind(open, limit);
    int first = type(open + 1);
    boolean type =
        type(at) == KernelCParser.Atomic
            || Refiner.isTypeKeyword(first)
            || Refiner.isQualifier(first)
            || first == KernelCParser.Identifier
                && (refiner.words.isType(text(open + 1)) && end - open <= 3
                    || type(end - 2) == KernelCParser.Star);
    if (type) {
      active.retype(open, KernelCParser.TypeParen);
      boolean seen = typeSeen;
      typeName(open + 1, end - 1);
      typeSeen = seen;
    } else {
      refiner.expressions.expression(open + 1, end - 1);
    }
    return end;
  }

  private int struct(int from, int limit) {
    int at = tagAttributes(from + 1, limit);
    if (at < limit && type(at) == KernelCParser.Identifier) {
      at++;
    }
    if (at < limit && type(at) == KernelCParser.LBrace) {
      int end = refiner.behind(at, limit);
      boolean seen = typeSeen;
      boolean wasTypedef = typedef;
      members(at + 1, active.partner(at) == end - 1 ? end - 1 : end);
      typeSeen = seen;
      typedef = wasTypedef;
      at = end;
    }
    return at;
  }

  /** Attributes between {@code struct} and its tag or brace. */
  private int tagAttributes(int from, int limit) {
    int at = from;
    while (at < limit) {
      if (type(at) == KernelCParser.Attribute) {
        at = attribute(at, limit);
      } else if (type(at) == KernelCParser.Identifier
          && type(at + 1) == KernelCParser.LParen
          && refiner.words.looksLikeAttribute(text(at))) {
        at = attributeCall(at, refiner.behind(at + 1, limit));
      } else if (type(at) == KernelCParser.Identifier
          && refiner.words.looksLikeAttribute(text(at))
          && (type(at + 1) == KernelCParser.LBrace
              || type(at + 1) == KernelCParser.Identifier
                  && refiner.words.isKnownAttribute(text(at))
              || type(at + 1) == KernelCParser.Identifier
                  && type(at + 2) == KernelCParser.LBrace)) {
        at = attributeWord(at);
      } else {
        return at;
      }
    }
    return at;
  }

  private int enumeration(int from, int limit) {
    int at = tagAttributes(from + 1, limit);
    if (at < limit && type(at) == KernelCParser.Identifier) {
      at++;
    }
    if (at < limit && type(at) == KernelCParser.LBrace) {
      int end = refiner.behind(at, limit);
      enumerators(at + 1, active.partner(at) == end - 1 ? end - 1 : end);
      at = end;
    }
    return at;
  }

  private void enumerators(int from, int limit) {
    int at = from;
    while (at < limit) {
      int next = at + 1;
      if (type(at) == KernelCParser.Identifier
          && type(next) == KernelCParser.LParen
          && next < limit) {
        int end = refiner.behind(next, limit);
        refiner.expressions.arguments(next, end - 1, at);
        next = end;
        if (type(next) == KernelCParser.Identifier && next < limit) {
          refiner.insert(next, KernelCParser.OmittedComma);
          at = next;
          continue;
        }
      } else if (type(next) == KernelCParser.Identifier
          && next < limit
          && refiner.words.looksLikeAttribute(text(next))) {
        next = attributes(next, limit);
      }
      if (type(next) == KernelCParser.Identifier
          && next < limit
          && active.startsLine(next)
          && refiner.words.isMacro(text(at))) {
        refiner.insert(next, KernelCParser.OmittedComma);
        at = next;
        continue;
      }
      int comma = refiner.find(KernelCParser.Comma, next, limit);
      if (type(next) == KernelCParser.Attribute) {
        next = attributes(next, limit);
      }
      if (type(next) == KernelCParser.Assign && next < limit) {
        refiner.expressions.expression(next + 1, comma);
      }
      if (comma + 1 == limit) {
        active.retype(comma, KernelCParser.LastComma);
      }
      at = comma + 1;
    }
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
    int at = specifiers(from, limit, Place.MEMBER);
    if (at < limit && type(at) == KernelCParser.DeclarationMacro) {
      return macroDeclaration(at, limit, false);
    }
    if (at >= limit) {
      refiner.insert(limit, KernelCParser.EndOfMacro);
      return limit;
    }
    while (at < limit) {
      int next = declarator(at, limit, false, false);
      next = afterDeclarator(next, limit);
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

  /* ---- declarators ---- */

  /**
   * Refines a declarator with its suffixes.
   *
   * @param nameless whether it may lack a name, as in a cast or a prototype
   */
  private int declarator(int from, int limit, boolean nameless, boolean learn) {
    int at = from;
    boolean pointer = false;
    while (at < limit) {
      int type = type(at);
      if (type == KernelCParser.Star || type == KernelCParser.Caret) {
        pointer = true;
        at++;
      } else if (pointer && (Refiner.isQualifier(type) || type == KernelCParser.Atomic)) {
        at++;
      } else if (pointer && type == KernelCParser.Attribute) {
        at = attribute(at, limit);
      } else if (pointer
          && type == KernelCParser.Identifier
          && isPointerAttribute(at, limit, nameless)) {
        at =
            type(at + 1) == KernelCParser.LParen && type(at + 2) != KernelCParser.Star
                ? attributeCall(at, refiner.behind(at + 1, limit))
                : attributeWord(at);
      } else {
        break;
      }
    }
    if (at < limit && type(at) == KernelCParser.Identifier) {
      if (learn) {
        refiner.words.learnType(text(at));
      }
      at++;
    } else if (at < limit && type(at) == KernelCParser.LParen && isGroup(at, nameless)) {
      active.retype(at, KernelCParser.GroupParen);
      int end = refiner.behind(at, limit);
      int inner = attributesBeforeStar(at + 1, end - 1);
      declarator(inner, end - 1, nameless, learn);
      at = end;
    }
    return suffixes(at, limit);
  }

  private int attributesBeforeStar(int from, int limit) {
    int at = from;
    while (at < limit
        && type(at) == KernelCParser.Identifier
        && (type(at + 1) == KernelCParser.Star
            || type(at + 1) == KernelCParser.Identifier
            || type(at + 1) == KernelCParser.LParen && refiner.words.isAttribute(text(at)))) {
      at =
          type(at + 1) == KernelCParser.LParen
              ? attributeCall(at, refiner.behind(at + 1, limit))
              : attributeWord(at);
    }
    return at < limit && type(at) == KernelCParser.Attribute ? attribute(at, limit) : at;
  }

  private boolean isPointerAttribute(int at, int limit, boolean nameless) {
    int next = at + 1 < limit ? type(at + 1) : KernelCParser.Semi;
    if (next == KernelCParser.LParen) {
      int end = refiner.behind(at + 1, limit);
      return type(at + 2) == KernelCParser.Star && end < limit && type(end) == KernelCParser.LParen
          || refiner.words.looksLikeAttribute(text(at))
              && end < limit
              && (refiner.words.isKnownAttribute(text(at)) || namesBehind(end, limit));
    }
    return (next == KernelCParser.Identifier
            && (refiner.words.mayBeAttribute(text(at))
                || active.indent(at) == 0 && endsDeclarator(at + 2, limit))
            && !isTrailingAttribute(at + 1, limit))
        || (next == KernelCParser.Star || Refiner.isQualifier(next))
            && refiner.words.mayBeAttribute(text(at))
        || next == KernelCParser.Attribute && refiner.words.isAttribute(text(at))
        || nameless && at + 1 >= limit && refiner.words.looksLikeAttribute(text(at));
  }

  private boolean endsDeclarator(int at, int limit) {
    return at < limit
        && (type(at) == KernelCParser.LParen
            || type(at) == KernelCParser.Assign
            || type(at) == KernelCParser.LBracket);
  }

  /** Whether an identifier behind a name is an attribute of the declarator, and not the name. */
  private boolean isTrailingAttribute(int at, int limit) {
    return refiner.words.isAttribute(text(at)) && at < limit && !namesBehind(at, limit);
  }

  private boolean isGroup(int open, boolean nameless) {
    int first = type(open + 1);
    if (first == KernelCParser.Star
        || first == KernelCParser.Caret
        || first == KernelCParser.Attribute) {
      return true;
    }
    if (first == KernelCParser.LParen) {
      return true;
    }
    if (first != KernelCParser.Identifier) {
      return false;
    }
    int second = type(open + 2);
    if (nameless) {
      return second == KernelCParser.Star && refiner.words.looksLikeAttribute(text(open + 1));
    }
    return second == KernelCParser.RParen
        || second == KernelCParser.LParen
        || second == KernelCParser.LBracket
        || second == KernelCParser.Star
        || second == KernelCParser.Identifier;
  }

  private int suffixes(int from, int limit) {
    int at = from;
    while (at < limit) {
      if (type(at) == KernelCParser.LBracket) {
        int end = refiner.behind(at, limit);
        int inner = at + 1;
        while (Refiner.isQualifier(type(inner)) || type(inner) == KernelCParser.Static) {
          inner++;
        }
        refiner.expressions.expression(inner, end - 1);
        at = end;
      } else if (type(at) == KernelCParser.LParen) {
        int end = refiner.behind(at, limit);
        boolean seen = typeSeen;
        parameters(at, end - 1, isKnr(at, end, limit));
        typeSeen = seen;
        at = end;
      } else {
        return at;
      }
    }
    return at;
  }

  private void parameters(int open, int close, boolean names) {
    if (names) {
      return;
    }
    int from = open + 1;
    while (from < close) {
      int comma = refiner.find(KernelCParser.Comma, from, close);
      parameter(from, comma);
      from = comma + 1;
    }
  }

  private void parameter(int from, int to) {
    if (type(from) == KernelCParser.Ellipsis || from >= to) {
      return;
    }
    int at = specifiers(from, to, Place.PARAMETER);
    if (type(from) == KernelCParser.Identifier && at == from) {
      if (type(from + 1) == KernelCParser.LParen) {
        int end = refiner.behind(from + 1, to);
        refiner.expressions.arguments(from + 1, end - 1, from);
        at = end;
      } else {
        at = to;
      }
    } else if (at > from) {
      at = attributes(declarator(at, to, true, false), to);
    }
    if (at < to
        && (Words.isUpperCase(text(from)) && type(from + 1) == KernelCParser.LParen
            || refiner.find(KernelCParser.Colon, from, to) < to)) {
      refiner.insert(from, KernelCParser.RawArgument);
    }
  }

  /** Refines a type name and returns how far it reads as one. */
  int typeName(int from, int to) {
    boolean seen = typeSeen;
    boolean wasTypedef = typedef;
    int at = specifiers(from, to, Place.TYPE_NAME);
    if (at < to) {
      at = declarator(at, to, true, false);
    }
    typeSeen = seen;
    typedef = wasTypedef;
    return at;
  }

  /** Labels, attributes, a width and an initialiser behind a declarator. */
  private int afterDeclarator(int from, int limit) {
    int at = from;
    if (at < limit && type(at) == KernelCParser.Asm && type(at + 1) == KernelCParser.LParen) {
      int end = refiner.behind(at + 1, limit);
      refiner.expressions.strings(at + 2, end - 1);
      at = end;
    }
    at = attributes(at, limit);
    if (at < limit && type(at) == KernelCParser.Colon) {
      int end = endOfWidth(at + 1, limit);
      refiner.expressions.expression(at + 1, end);
      at = attributes(end, limit);
    }
    if (at < limit && type(at) == KernelCParser.Assign) {
      int end = endOfInitializer(at + 1, limit);
      refiner.expressions.initializer(at + 1, end);
      at = end;
    }
    return at;
  }

  private int endOfWidth(int from, int limit) {
    int at = from;
    while (at < limit) {
      int type = type(at);
      if (type == KernelCParser.Comma
          || type == KernelCParser.Semi
          || type == KernelCParser.Assign
          || type == KernelCParser.Attribute
          || type == KernelCParser.Identifier
              && at > from
              && (type(at - 1) == KernelCParser.Constant
                  || type(at - 1) == KernelCParser.Identifier)) {
        return at;
      }
      at = Refiner.isOpening(type) ? refiner.behind(at, limit) : at + 1;
    }
    return limit;
  }

  private int endOfInitializer(int from, int limit) {
    int at = from;
    while (at < limit) {
      int type = type(at);
      if (type == KernelCParser.Comma || type == KernelCParser.Semi) {
        return at;
      }
      at = Refiner.isOpening(type) ? refiner.behind(at, limit) : at + 1;
    }
    return limit;
  }

  /* ---- old style definitions ---- */

  /** Whether declarations of the parameters follow a list of their names. */
  private boolean isKnr(int open, int end, int limit) {
    int at = open + 1;
    while (at < end - 1) {
      if (type(at) != KernelCParser.Identifier
          || type(at + 1) != KernelCParser.Comma && at + 1 != end - 1) {
        return false;
      }
      at += 2;
    }
    if (end >= limit || end - open == 2) {
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
    if (open > 0 && isKnr(open, at, limit)) {
      int brace = refiner.find(KernelCParser.LBrace, at, limit);
      refiner.insert(at, KernelCParser.OldParameters);
      while (at < brace) {
        at = Math.max(at + 1, declaration(at, brace, false));
      }
      return brace;
    }
    return attributes(at, limit);
  }
}
