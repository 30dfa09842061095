package org.patchwright.token;

import org.patchwright.grammar.KernelCParser;

/** Roles of attributes: GNU C's, C23's, and the macros that stand for them. */
final class AttributeRefiner {

  private final Refiner refiner;
  private final ActiveTokens active;

  AttributeRefiner(Refiner refiner) {
    this.refiner = refiner;
    this.active = refiner.active;
  }

  private int type(int at) {
    return active.type(at);
  }

  private String text(int at) {
    return active.text(at);
  }

  int one(int at, int limit) {
    int open = at + 1;
    if (type(open) == KernelCParser.LParen) {
      rawArguments(open);
    }
    int end = behind(at, limit);
    if (type(end - 1) == KernelCParser.AttributeEnd) {
      int close = active.partner(open);
      int comma = refiner.find(KernelCParser.Comma, open + 1, close);
      while (comma < close) {
        refiner.insert(comma + 1, KernelCParser.RawArgument);
        comma = refiner.find(KernelCParser.Comma, comma + 1, close);
      }
    }
    return end;
  }

  /** Behind the parentheses of an attribute and the last bracket of {@code [[...]]}. */
  int behind(int at, int limit) {
    if (type(at + 1) != KernelCParser.LParen) {
      return at + 1;
    }
    int end = refiner.behind(at + 1, limit);
    return end < limit && type(end) == KernelCParser.AttributeEnd ? end + 1 : end;
  }

  /** What {@code __attribute__((...))} holds has a syntax of its own. */
  void rawArguments(int open) {
    if (type(open + 1) != KernelCParser.RParen) {
      refiner.insert(open + 1, KernelCParser.RawArgument);
    }
  }

  /** Attributes behind a declarator, a tag or a parameter list. */
  int all(int from, int limit) {
    int at = from;
    while (at < limit) {
      if (type(at) == KernelCParser.Attribute) {
        at = one(at, limit);
      } else if (type(at) == KernelCParser.Identifier && isAttributeHere(at, limit)) {
        if (type(at + 1) == KernelCParser.LParen) {
          at = call(at, refiner.behind(at + 1, limit));
        } else {
          at = word(at);
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

  /**
   * Whether a name follows that is not surely an attribute, so that what precedes it may be one.
   */
  boolean namesBehind(int from, int limit) {
    int at = from;
    while (at < limit) {
      int type = type(at);
      if (type == KernelCParser.Attribute
          || type == KernelCParser.Identifier && refiner.words.isKnownAttribute(text(at))) {
        at = behind(at, limit);
      } else {
        return type == KernelCParser.Identifier || type == KernelCParser.Star;
      }
    }
    return false;
  }

  int call(int at, int end) {
    active.retype(at, KernelCParser.AttributeCall);
    refiner.arguments.arguments(at + 1, end - 1, at);
    return end;
  }

  int word(int at) {
    active.retype(at, KernelCParser.AttributeWord);
    return at + 1;
  }
}
