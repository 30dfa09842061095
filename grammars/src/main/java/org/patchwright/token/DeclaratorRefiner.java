package org.patchwright.token;

import org.patchwright.grammar.KernelCParser;

/** Roles inside declarators, parameters and type names. */
final class DeclaratorRefiner {

  private final Refiner refiner;
  private final ActiveTokens active;

  DeclaratorRefiner(Refiner refiner) {
    this.refiner = refiner;
    this.active = refiner.active;
  }

  private int type(int at) {
    return active.type(at);
  }

  private String text(int at) {
    return active.text(at);
  }

  /**
   * Refines a declarator with its suffixes.
   *
   * @param nameless whether it may lack a name, as in a cast or a prototype
   */
  int declarator(int from, int limit, boolean nameless, boolean learn) {
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
        at = refiner.attributes.one(at, limit);
      } else if (pointer
          && type == KernelCParser.Identifier
          && isPointerAttribute(at, limit, nameless)) {
        at =
            type(at + 1) == KernelCParser.LParen && type(at + 2) != KernelCParser.Star
                ? refiner.attributes.call(at, refiner.behind(at + 1, limit))
                : refiner.attributes.word(at);
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

  int attributesBeforeStar(int from, int limit) {
    int at = from;
    while (at < limit
        && type(at) == KernelCParser.Identifier
        && (type(at + 1) == KernelCParser.Star
            || type(at + 1) == KernelCParser.Identifier
            || type(at + 1) == KernelCParser.LParen && refiner.words.isAttribute(text(at)))) {
      at =
          type(at + 1) == KernelCParser.LParen
              ? refiner.attributes.call(at, refiner.behind(at + 1, limit))
              : refiner.attributes.word(at);
    }
    return at < limit && type(at) == KernelCParser.Attribute
        ? refiner.attributes.one(at, limit)
        : at;
  }

  private boolean isPointerAttribute(int at, int limit, boolean nameless) {
    int next = at + 1 < limit ? type(at + 1) : KernelCParser.Semi;
    if (next == KernelCParser.LParen) {
      int end = refiner.behind(at + 1, limit);
      return type(at + 2) == KernelCParser.Star && end < limit && type(end) == KernelCParser.LParen
          || refiner.words.looksLikeAttribute(text(at))
              && end < limit
              && (refiner.words.isKnownAttribute(text(at))
                  || refiner.attributes.namesBehind(end, limit));
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

  boolean endsDeclarator(int at, int limit) {
    return at < limit
        && (type(at) == KernelCParser.LParen
            || type(at) == KernelCParser.Assign
            || type(at) == KernelCParser.LBracket);
  }

  /** Whether an identifier behind a name is an attribute of the declarator, and not the name. */
  private boolean isTrailingAttribute(int at, int limit) {
    return refiner.words.isAttribute(text(at))
        && at < limit
        && !refiner.attributes.namesBehind(at, limit);
  }

  private boolean isGroup(int open, boolean nameless) {
    int first = type(open + 1);
    if (first == KernelCParser.Star
        || first == KernelCParser.Caret
        || first == KernelCParser.Attribute) {
      return true;
    }
    if (first == KernelCParser.LParen || nameless && first == KernelCParser.LBracket) {
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
        SpecifierRefiner.Seen seen = refiner.specifiers.seen();
        parameters(at, end - 1, refiner.declarations.isKnr(at, end, limit));
        refiner.specifiers.restore(seen);
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
    int at = refiner.specifiers.specifiers(from, to, SpecifierRefiner.Place.PARAMETER);
    if (type(from) == KernelCParser.Identifier && at == from) {
      if (type(from + 1) == KernelCParser.LParen) {
        int end = refiner.behind(from + 1, to);
        refiner.arguments.arguments(from + 1, end - 1, from);
        at = end;
      } else {
        at = to;
      }
    } else if (at > from) {
      at = refiner.attributes.all(declarator(at, to, true, false), to);
    }
    if (at < to
        && (Words.isUpperCase(text(from)) && type(from + 1) == KernelCParser.LParen
            || refiner.find(KernelCParser.Colon, from, to) < to)) {
      refiner.insert(from, KernelCParser.RawArgument);
    }
  }

  /** Refines a type name and returns how far it reads as one. */
  int typeName(int from, int to) {
    SpecifierRefiner.Seen seen = refiner.specifiers.seen();
    int at = refiner.specifiers.specifiers(from, to, SpecifierRefiner.Place.TYPE_NAME);
    if (at < to) {
      at = declarator(at, to, true, false);
    }
    refiner.specifiers.restore(seen);
    return at;
  }

  /** Labels, attributes, a width and an initialiser behind a declarator. */
  int afterDeclarator(int from, int limit) {
    int at = from;
    if (at < limit && type(at) == KernelCParser.Asm && type(at + 1) == KernelCParser.LParen) {
      int end = refiner.behind(at + 1, limit);
      refiner.assembler.strings(at + 2, end - 1);
      at = end;
    }
    at = refiner.attributes.all(at, limit);
    if (at < limit && type(at) == KernelCParser.Colon) {
      int end = endOfWidth(at + 1, limit);
      refiner.expressions.expression(at + 1, end);
      at = refiner.attributes.all(end, limit);
    }
    if (at < limit && type(at) == KernelCParser.Assign) {
      int end = endOfInitializer(at + 1, limit);
      refiner.initializers.initializer(at + 1, end);
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

  int endOfInitializer(int from, int limit) {
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
}
