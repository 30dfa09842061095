package org.patchwright.token;

import org.patchwright.grammar.KernelCParser;

/**
 * Roles of the words in front of a declarator: types, storage, attributes, tags and their bodies.
 */
final class SpecifierRefiner {

  // No declaration has as many words in a row before its type.
  private static final int LONGEST_RUN = 256;

  private final Refiner refiner;
  private final ActiveTokens active;
  private boolean typeSeen;
  private boolean typedef;
  private boolean storage;

  /** What the specifiers read last have been, to be put back behind others. */
  record Seen(boolean type, boolean typedef, boolean storage) {}

  SpecifierRefiner(Refiner refiner) {
    this.refiner = refiner;
    this.active = refiner.active;
  }

  Seen seen() {
    return new Seen(typeSeen, typedef, storage);
  }

  void restore(Seen before) {
    typeSeen = before.type();
    typedef = before.typedef();
    storage = before.storage();
  }

  boolean isTypedef() {
    return typedef;
  }

  private int type(int at) {
    return active.type(at);
  }

  private String text(int at) {
    return active.text(at);
  }

  /** Where specifiers stand: it decides what a lone identifier is. */
  enum Place {
    DECLARATION,
    MEMBER,
    PARAMETER,
    TYPE_NAME
  }

  int specifiers(int from, int limit, Place place) {
    typeSeen = false;
    typedef = false;
    storage = false;
    int at = from;
    while (at < limit) {
      int type = type(at);
      if (type == KernelCParser.Struct || type == KernelCParser.Union) {
        typeSeen = true;
        at = refiner.records.struct(at, limit);
      } else if (type == KernelCParser.Enum) {
        typeSeen = true;
        at = refiner.records.enumeration(at, limit);
      } else if (type == KernelCParser.Typeof
          || type == KernelCParser.Alignas
          || type == KernelCParser.BitInt
          || type == KernelCParser.Atomic && type(at + 1) == KernelCParser.LParen) {
        typeSeen |= type != KernelCParser.Alignas;
        at = typeof(at, limit);
      } else if (type == KernelCParser.Attribute) {
        at = refiner.attributes.one(at, limit);
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
        storage |= Refiner.isStorage(type);
        // extern "C" in front of one declaration
        at += type == KernelCParser.Extern && type(at + 1) == KernelCParser.StringLiteral ? 2 : 1;
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
    if (next == KernelCParser.LParen && name.equals("alignas")) {
      // C23's spelling, which older code may give to anything.
      active.retype(at, KernelCParser.Alignas);
      return typeof(at, limit);
    }
    if (next == KernelCParser.LParen) {
      return call(at, limit, place, name);
    }
    if (name.equals("complex") && (isFloating(type(at - 1)) || isFloating(next))) {
      return refiner.attributes.word(at);
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
        return next == KernelCParser.Star
            ? refiner.attributes.word(at)
            : lastWord(at, limit, place, name);
      }
      if (next == KernelCParser.Identifier && isDeclared(at, limit, place)) {
        return -1;
      }
      return next == KernelCParser.Star
              || refiner.words.mayBeAttribute(name)
              || next == KernelCParser.Identifier && declaresFunction(at + 1, limit)
          ? refiner.attributes.word(at)
          : -1;
    }
    if (refiner.words.isAttribute(name) && (more || next == KernelCParser.Semi)) {
      return refiner.attributes.word(at);
    }
    if (more) {
      if (Refiner.isTypeKeyword(next) || Refiner.isStorage(next)) {
        if (place == Place.TYPE_NAME && !refiner.words.mayBeAttribute(name)) {
          return -1;
        }
        return refiner.attributes.word(at);
      }
      if (Refiner.isQualifier(next) && typeBehindQualifiers(at + 1, limit)) {
        return refiner.attributes.word(at);
      }
      if (place != Place.PARAMETER && place != Place.TYPE_NAME && macroLine(at, limit)) {
        active.retype(at, KernelCParser.DeclarationMacro);
        return -1;
      }
      if (next == KernelCParser.Identifier
          && (keywordComesLater(at, limit)
              || (refiner.words.mayBeAttribute(name) || refiner.words.isType(text(at + 1)))
                  && typeComesLater(at, limit))) {
        return refiner.attributes.word(at);
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

  private static boolean isFloating(int type) {
    return type == KernelCParser.Float
        || type == KernelCParser.Double
        || type == KernelCParser.Long;
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
        && (storage || active.indent(at) == 0);
  }

  /** Whether something is declared behind attributes, so that a word before them is one too. */
  private boolean declaresBehind(int from, int limit) {
    int at = from;
    while (at < limit && type(at) == KernelCParser.Attribute) {
      at = refiner.attributes.behind(at, limit);
    }
    return at < limit
        && (type(at) == KernelCParser.Star
            || type(at) == KernelCParser.Identifier && !refiner.words.looksLikeAttribute(text(at)));
  }

  /** {@code WORD const type name}: the type stands behind the qualifiers. */
  private boolean typeBehindQualifiers(int from, int limit) {
    int at = from;
    while (at < limit && Refiner.isQualifier(type(at))) {
      at++;
    }
    if (at + 1 >= limit || refiner.words.isType(text(from - 1))) {
      return false;
    }
    return Refiner.isTypeKeyword(type(at))
        || type(at) == KernelCParser.Identifier
            && !refiner.words.mayBeAttribute(text(at))
            && (type(at + 1) == KernelCParser.Star
                || type(at + 1) == KernelCParser.Identifier
                    && !refiner.words.mayBeAttribute(text(at + 1)));
  }

  /** The last word before a declarator's end: a name, unless attributes may stand there. */
  private int lastWord(int at, int limit, Place place, String name) {
    boolean nothingDeclared =
        place == Place.TYPE_NAME
            || (place == Place.PARAMETER || type(at + 1) == KernelCParser.Semi)
                && refiner.words.isAttribute(name);
    return nothingDeclared && refiner.words.looksLikeAttribute(name) && at < limit
        ? refiner.attributes.word(at)
        : -1;
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
            ? refiner.attributes.call(at, end)
            : -1;
      }
      if (groupsDeclarator(open, end, limit)) {
        return refiner.attributes.word(at);
      }
      boolean ends =
          after == KernelCParser.Semi && followsBody(at)
              || after == KernelCParser.LParen
                  && type(end + 1) == KernelCParser.Star
                  && refiner.words.isKnownAttribute(name);
      boolean leads =
          goesOn
              && (refiner.words.isKnownAttribute(name)
                  || refiner.attributes.namesBehind(end, limit));
      return leads || ends ? refiner.attributes.call(at, end) : -1;
    }
    if (!refiner.words.isDeclaration(name)
        && (refiner.words.isAttribute(name)
            || goesOn && refiner.words.looksLikeAttribute(name)
            || (place == Place.DECLARATION || place == Place.MEMBER)
                && beforeType(at, end, limit))) {
      return refiner.attributes.call(at, end);
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
        return refiner.declarations.isKnr(open, end, limit) ? -1 : refiner.attributes.call(at, end);
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
        && (refiner.declarators.endsDeclarator(end + 2, limit)
            || type(end + 2) == KernelCParser.Semi)
        && !active.startsLine(end)
        && !active.startsLine(end + 1);
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
        || refiner.declarations.isKnr(open, end, limit);
  }

  private boolean typed(int from, int to) {
    return Refiner.isTypeKeyword(type(from))
        || from + 1 < to
            && type(from) == KernelCParser.Identifier
            && (type(from + 1) == KernelCParser.Identifier || type(from + 1) == KernelCParser.Star);
  }

  private int typeMacro(int at, int end) {
    active.retype(at, KernelCParser.TypeMacro);
    refiner.arguments.arguments(at + 1, end - 1, at);
    typeSeen = true;
    return end;
  }

  /** {@code type (*name)(...)}: the parenthesis belongs to a declarator. */
  private boolean groupsDeclarator(int open, int end, int limit) {
    boolean convention =
        type(open + 1) == KernelCParser.Identifier
            && type(open + 2) == KernelCParser.Star
            && type(open + 3) == KernelCParser.Identifier
            && open + 5 == end;
    boolean named =
        type(open + 1) == KernelCParser.Identifier
            && open + 3 == end
            && end < limit
            && type(end) == KernelCParser.LParen
            && (refiner.words.isType(text(open - 1)) || Refiner.isStorage(type(open - 2)));
    return (type(open + 1) == KernelCParser.Star
            || type(open + 1) == KernelCParser.Caret
            || convention
            || named)
        && refiner.find(KernelCParser.Comma, open + 1, end - 1) >= end - 1
        && end < limit
        && (type(end) == KernelCParser.LParen || type(end) == KernelCParser.LBracket);
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
      refiner.declarators.typeName(open + 1, end - 1);
      typeSeen = seen;
    } else {
      refiner.expressions.expression(open + 1, end - 1);
    }
    return end;
  }
}
