package org.patchwright.srcml;

import org.antlr.v4.runtime.Token;
import org.patchwright.grammar.KernelCLexer;

/** What declarators look like, before anything is marked up. */
final class Declarators {

  private final Code code;

  Declarators(Code code) {
    this.code = code;
  }

  /** Whether a variable is declared between two positions; used where an expression may stand. */
  boolean isVariable(int from, int end) {
    Shape shape = Shape.of(code, from, end);
    if (!shape.hasName()) {
      return false;
    }
    return switch (shape.follower(code, end)) {
      case KernelCLexer.Assign, KernelCLexer.Colon, KernelCLexer.Comma, KernelCLexer.LBracket ->
          true;
      case Token.EOF -> true;
      default -> false;
    };
  }

  /**
   * Whether a parenthesis declares what it holds: {@code (*name)}, {@code (*)}, {@code (name)},
   * with what it takes behind it.
   */
  boolean isGrouped(int open, int limit) {
    if (code.type(open) != KernelCLexer.LParen) {
      return false;
    }
    int close = code.close(open, limit);
    int next = close + 1 < limit ? code.type(close + 1) : Token.EOF;
    int at = open + 1;
    int stars = 0;
    while (at < close
        && (code.type(at) == KernelCLexer.Star
            || code.type(at) == KernelCLexer.Caret
            || code.isSpecifier(at)
            || code.isIdentifier(at) && code.isIdentifier(at + 1))) {
      stars += code.isSpecifier(at) ? 0 : 1;
      at++;
    }
    if (at < close && code.type(at) == KernelCLexer.LParen && stars > 0) {
      at = code.close(at, close) + 1;
    } else if (code.isIdentifier(at)) {
      at++;
    } else if (stars == 0) {
      return false;
    }
    while (at < close
        && (code.type(at) == KernelCLexer.LBracket || code.type(at) == KernelCLexer.LParen)) {
      at = code.behind(at, close);
    }
    if (at != close || close >= limit) {
      return false;
    }
    if (stars > 0 && next == KernelCLexer.LBracket) {
      return true;
    }
    int takes = code.isIdentifier(close + 1) ? parametersBehind(close + 1, limit) : close + 1;
    return takes < limit && code.type(takes) == KernelCLexer.LParen;
  }

  /** Behind macros that stand between a declarator and its parameters. */
  private int parametersBehind(int from, int limit) {
    int at = from;
    while (at < limit && code.isIdentifier(at)) {
      at++;
      if (at < limit && code.type(at) == KernelCLexer.LParen) {
        int behind = code.behind(at, limit);
        if (behind < limit && code.type(behind) == KernelCLexer.LParen) {
          return behind;
        }
        at = behind;
      }
    }
    return limit;
  }

  /** Whether what stands in parentheses can be parameters rather than arguments. */
  boolean areParameters(int open, int limit) {
    int close = code.close(open, limit);
    int at = open + 1;
    while (at < close) {
      int comma = code.find(KernelCLexer.Comma, at, close);
      if (!isParameter(at, comma)) {
        return false;
      }
      at = comma + 1;
    }
    return true;
  }

  private boolean isParameter(int from, int end) {
    if (from >= end) {
      return false;
    }
    if (code.type(from) == KernelCLexer.Ellipsis) {
      return true;
    }
    Shape shape = Shape.of(code, from, end);
    if (!shape.hasType(from)) {
      return false;
    }
    return switch (shape.follower(code, end)) {
      case Token.EOF, KernelCLexer.Assign, KernelCLexer.LBracket, KernelCLexer.Attribute -> true;
      case KernelCLexer.LParen ->
          isGrouped(shape.next(), end) || shape.hasName() && areParameters(shape.next(), end);
      default -> false;
    };
  }

  /** Whether every argument is a single word. */
  boolean areWords(int open, int limit) {
    int close = code.close(open, limit);
    for (int at = open + 1; at < close; at += 2) {
      boolean last = at + 1 == close;
      if (!code.isIdentifier(at) || !last && code.type(at + 1) != KernelCLexer.Comma) {
        return false;
      }
    }
    return close > open + 1;
  }

  /** Behind macros and attributes from a position, as they follow a parameter list. */
  int behindMacros(int from, int limit) {
    int at = from;
    while (at < limit
        && (code.isIdentifier(at)
            || code.type(at) == KernelCLexer.Attribute
            || code.type(at) == KernelCLexer.Asm)) {
      at++;
      if (at < limit && code.type(at) == KernelCLexer.LParen) {
        at = code.behind(at, limit);
      }
    }
    return at;
  }

  /** Behind old-style declarations of parameters if a body follows them; else the same position. */
  int behindOldParameters(int from, int limit) {
    int at = from;
    while (at < limit && code.type(at) != KernelCLexer.LBrace) {
      Shape shape = Shape.of(code, at, limit);
      if (!shape.hasName()) {
        return from;
      }
      at = code.find(KernelCLexer.Semi, shape.next(), limit) + 1;
      for (int k = shape.next(); k < at - 1; k++) {
        if (code.type(k) == KernelCLexer.LBrace || code.type(k) == KernelCLexer.Assign) {
          return from;
        }
      }
    }
    return at < limit ? at : from;
  }

  /** Whether the last word is part of the type, since a grouped declarator follows it. */
  boolean isPointerName(Shape shape, int limit) {
    return shape.follower(code, limit) == KernelCLexer.LParen
        && isGrouped(shape.next(), limit)
        && code.type(shape.next() + 1) == KernelCLexer.Star;
  }
}
