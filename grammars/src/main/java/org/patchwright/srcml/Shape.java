package org.patchwright.srcml;

import org.antlr.v4.runtime.Token;
import org.patchwright.grammar.KernelCLexer;

/**
 * What the words at the beginning of a statement look like: a type and a name behind it, or not.
 *
 * @param typeEnd position behind the type
 * @param name position of the declared name, or -1
 * @param next what follows: the first token that is neither of the type nor the name
 */
record Shape(int typeEnd, int name, int next) {

  /** Reads the words from a position; nothing is marked up. */
  static Shape of(Code code, int from, int limit) {
    int at = from;
    int words = 0;
    int name = -1;
    int specifiers = 0;
    while (at < limit) {
      int type = code.type(at);
      if (code.isSpecifier(at)) {
        specifiers++;
        name = -1;
        at++;
      } else if (code.isTypeKeyword(at)) {
        words++;
        name = -1;
        at++;
      } else if (code.isRecordKeyword(at)) {
        words++;
        name = -1;
        at = behindRecord(code, at, limit);
      } else if (isApplied(code, at)) {
        words++;
        name = -1;
        at = Math.min(code.close(at + 1, limit) + 1, limit);
      } else if (type == KernelCLexer.Attribute && code.type(at + 1) == KernelCLexer.LParen) {
        at = Math.min(code.close(at + 1, limit) + 1, limit);
        name = -1;
      } else if (words == 0 && specifiers > 0 && isMacroOfType(code, at, limit)) {
        name = -1;
        at = code.behind(at + 1, limit);
      } else if (type == KernelCLexer.Identifier || type == KernelCLexer.Asm) {
        name = words + specifiers > 0 ? at : -1;
        words++;
        at++;
      } else if ((type == KernelCLexer.Star || type == KernelCLexer.Caret)
          && words + specifiers > 0) {
        name = -1;
        at++;
      } else {
        break;
      }
    }
    return new Shape(name >= 0 ? name : at, name, at);
  }

  private static boolean isApplied(Code code, int at) {
    return switch (code.type(at)) {
      case KernelCLexer.Typeof, KernelCLexer.Atomic, KernelCLexer.Alignas ->
          code.type(at + 1) == KernelCLexer.LParen;
      default -> false;
    };
  }

  /**
   * A macro with arguments that more words of a type follow: {@code static __printf(1, 2) void}.
   */
  private static boolean isMacroOfType(Code code, int at, int limit) {
    if (!code.isIdentifier(at) || code.type(at + 1) != KernelCLexer.LParen || at + 1 >= limit) {
      return false;
    }
    int behind = code.behind(at + 1, limit);
    return behind < limit
        && (code.isTypeKeyword(behind)
            || code.isRecordKeyword(behind)
            || code.isSpecifier(behind)
            || code.isIdentifier(behind) && code.type(behind + 1) != KernelCLexer.Semi);
  }

  /** Behind {@code struct a}, or {@code struct a { ... }}. */
  private static int behindRecord(Code code, int keyword, int limit) {
    int at = keyword + 1;
    while (at < limit && code.type(at) == KernelCLexer.Attribute) {
      at = code.behind(at + 1, limit);
    }
    if (at < limit && code.isIdentifier(at)) {
      at++;
    }
    if (at < limit && code.type(at) == KernelCLexer.LBrace) {
      at = Math.min(code.close(at, limit) + 1, limit);
    }
    return at;
  }

  boolean hasName() {
    return name >= 0;
  }

  /** Whether there is a type at all. */
  boolean hasType(int from) {
    return typeEnd > from;
  }

  /** The type of the token that follows; the end of file at the limit. */
  int follower(Code code, int limit) {
    return next < limit ? code.type(next) : Token.EOF;
  }
}
