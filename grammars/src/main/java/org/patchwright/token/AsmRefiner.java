package org.patchwright.token;

import org.patchwright.grammar.KernelCParser;

/** Roles inside asm. */
final class AsmRefiner {

  private final Refiner refiner;
  private final ActiveTokens active;

  AsmRefiner(Refiner refiner) {
    this.refiner = refiner;
    this.active = refiner.active;
  }

  private int type(int at) {
    return active.type(at);
  }

  /**
   * Refines an asm statement or declaration up to its closing parenthesis.
   *
   * @return behind the parenthesis
   */
  int asm(int from, int limit) {
    active.retype(from, KernelCParser.Asm);
    int at = from + 1;
    while (at < limit && type(at) != KernelCParser.LParen) {
      if (type(at) == KernelCParser.Identifier) {
        active.retype(at, KernelCParser.AttributeWord);
      } else if (!Refiner.isQualifier(type(at))
          && type(at) != KernelCParser.Inline
          && type(at) != KernelCParser.Goto) {
        return at;
      }
      at++;
    }
    if (at >= limit) {
      return at;
    }
    int end = refiner.behind(at, limit);
    int close = end - 1;
    int colon = refiner.find(KernelCParser.Colon, at + 1, close);
    template(at + 1, colon);
    while (colon < close) {
      int next = refiner.find(KernelCParser.Colon, colon + 1, close);
      operands(colon + 1, next);
      colon = next;
    }
    return end;
  }

  private void template(int from, int to) {
    if (!words(from, to)) {
      refiner.insert(from, KernelCParser.RawArgument);
    }
  }

  /** Refines what can only be literals, and macros that stand for some. */
  void strings(int from, int to) {
    words(from, to);
  }

  /** Literals and macros that stand for some; false if anything else is there. */
  private boolean words(int from, int to) {
    int at = from;
    while (at < to) {
      if (type(at) == KernelCParser.Identifier) {
        boolean arguments = at + 1 < to && type(at + 1) == KernelCParser.LParen;
        active.retype(at, arguments ? KernelCParser.StringMacro : KernelCParser.StringWord);
        at++;
        if (arguments) {
          int end = refiner.behind(at, to);
          refiner.arguments.arguments(at, end - 1, at - 1);
          at = end;
        }
      } else if (type(at) == KernelCParser.StringLiteral) {
        at++;
      } else {
        return false;
      }
    }
    return to > from;
  }

  private void operands(int from, int to) {
    int at = from;
    while (at < to) {
      int comma = refiner.find(KernelCParser.Comma, at, to);
      if (comma > at) {
        operand(at, comma);
      }
      at = comma + 1;
    }
  }

  private void operand(int from, int to) {
    int at = from;
    if (type(at) == KernelCParser.LBracket) {
      at = refiner.behind(at, to);
    }
    if (at + 1 == to && type(at) == KernelCParser.Identifier) {
      return;
    }
    int open = to;
    if (type(to - 1) == KernelCParser.RParen && active.partner(to - 1) > at) {
      int candidate = active.partner(to - 1);
      boolean macroCall = type(candidate - 1) == KernelCParser.Identifier && candidate - 1 == at;
      open = macroCall ? to : candidate;
    }
    if (!words(at, open)) {
      refiner.insert(from, KernelCParser.RawArgument);
    } else if (open < to) {
      refiner.expressions.expression(open + 1, to - 1);
    }
  }
}
