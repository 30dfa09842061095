package org.patchwright.token;

import org.patchwright.grammar.KernelCParser;

/** Roles inside structs, unions and enums, from the keyword to the closing brace. */
final class RecordRefiner {

  private static final int MOST_WORDS = 8;

  private final Refiner refiner;
  private final ActiveTokens active;

  RecordRefiner(Refiner refiner) {
    this.refiner = refiner;
    this.active = refiner.active;
  }

  private int type(int at) {
    return active.type(at);
  }

  private String text(int at) {
    return active.text(at);
  }

  int struct(int from, int limit) {
    int at = tagAttributes(from + 1, limit);
    if (at < limit && type(at) == KernelCParser.Identifier) {
      at++;
    }
    if (at < limit && type(at) == KernelCParser.LBrace) {
      int end = refiner.behind(at, limit);
      SpecifierRefiner.Seen seen = refiner.specifiers.seen();
      refiner.declarations.members(at + 1, active.partner(at) == end - 1 ? end - 1 : end);
      refiner.specifiers.restore(seen);
      at = end;
    }
    return at;
  }

  /** Attributes between {@code struct} and its tag or brace. */
  private int tagAttributes(int from, int limit) {
    int at = from;
    while (at < limit) {
      if (type(at) == KernelCParser.Attribute) {
        at = refiner.attributes.one(at, limit);
      } else if (type(at) == KernelCParser.Identifier
          && type(at + 1) == KernelCParser.LParen
          && refiner.words.looksLikeAttribute(text(at))) {
        at = refiner.attributes.call(at, refiner.behind(at + 1, limit));
      } else if (type(at) == KernelCParser.Identifier
          && refiner.words.looksLikeAttribute(text(at))
          && (type(at + 1) == KernelCParser.LBrace
              || type(at + 1) == KernelCParser.Identifier
                  && refiner.words.isKnownAttribute(text(at))
              || type(at + 1) == KernelCParser.Identifier
                  && type(at + 2) == KernelCParser.LBrace)) {
        at = refiner.attributes.word(at);
      } else if (type(at) == KernelCParser.Identifier
          && refiner.words.mayBeAttribute(text(at))
          && tagBehind(at + 1, limit)) {
        at = refiner.attributes.word(at);
      } else {
        return at;
      }
    }
    return at;
  }

  /** Whether words and a brace follow: the last of the words is the tag then. */
  private boolean tagBehind(int from, int limit) {
    int at = from;
    while (at < limit && at < from + MOST_WORDS && type(at) == KernelCParser.Identifier) {
      at++;
    }
    return at > from && at < limit && type(at) == KernelCParser.LBrace;
  }

  int enumeration(int from, int limit) {
    int at = tagAttributes(from + 1, limit);
    if (at < limit && type(at) == KernelCParser.Identifier) {
      at++;
    }
    at = ownType(at, limit);
    if (at < limit && type(at) == KernelCParser.LBrace) {
      int end = refiner.behind(at, limit);
      enumerators(at + 1, active.partner(at) == end - 1 ? end - 1 : end);
      at = end;
    }
    return at;
  }

  /** {@code enum e : type {}}, and not the width of a bit-field. */
  private int ownType(int at, int limit) {
    if (at + 1 >= limit || type(at) != KernelCParser.Colon) {
      return at;
    }
    int word = at + 1;
    while (word < limit
        && (type(word) == KernelCParser.Identifier
            || Refiner.isTypeKeyword(type(word))
            || Refiner.isQualifier(type(word)))) {
      word++;
    }
    boolean body = word < limit && type(word) == KernelCParser.LBrace;
    if (word == at + 1 || !body && !Refiner.isTypeKeyword(type(at + 1))) {
      return at;
    }
    active.retype(at, KernelCParser.EnumColon);
    SpecifierRefiner.Seen seen = refiner.specifiers.seen();
    refiner.specifiers.specifiers(at + 1, word, SpecifierRefiner.Place.TYPE_NAME);
    refiner.specifiers.restore(seen);
    return word;
  }

  private void enumerators(int from, int limit) {
    int at = from;
    while (at < limit) {
      int next = at + 1;
      if (type(at) == KernelCParser.Identifier
          && type(next) == KernelCParser.LParen
          && next < limit) {
        int end = refiner.behind(next, limit);
        refiner.arguments.arguments(next, end - 1, at);
        next = end;
        if (type(next) == KernelCParser.Identifier && next < limit) {
          refiner.insert(next, KernelCParser.OmittedComma);
          at = next;
          continue;
        }
      } else if (type(next) == KernelCParser.Identifier
          && next < limit
          && refiner.words.looksLikeAttribute(text(next))) {
        next = refiner.attributes.all(next, limit);
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
        next = refiner.attributes.all(next, limit);
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
}
