package org.patchwright.token;

import org.patchwright.grammar.KernelCParser;

/** Roles inside initialisers. */
final class InitializerRefiner {

  private final Refiner refiner;
  private final ActiveTokens active;

  InitializerRefiner(Refiner refiner) {
    this.refiner = refiner;
    this.active = refiner.active;
  }

  private int type(int at) {
    return active.type(at);
  }

  /**
   * Refines {@code { ... }} as an initialiser.
   *
   * @param end behind the closing brace
   */
  void initializerList(int open, int end) {
    int close = active.partner(open) == end - 1 ? end - 1 : end;
    boolean before = refiner.expressions.inList(true);
    initializerItems(open + 1, close);
    refiner.expressions.inList(before);
  }

  /** Items up to a limit, separated by commas or, behind a macro, by the end of a line. */
  void initializerItems(int from, int close) {
    int at = from;
    while (at < close) {
      int end = endOfItem(from, at, close);
      initializerItem(at, end);
      if (type(end) == KernelCParser.Comma && end < close) {
        at = end + 1;
        if (at == close) {
          active.retype(end, KernelCParser.LastComma);
        }
      } else {
        if (end < close) {
          refiner.insert(end, KernelCParser.OmittedComma);
        }
        at = Math.max(end, at + 1);
      }
    }
  }

  private int endOfItem(int open, int from, int close) {
    int at = from;
    while (at < close) {
      int type = type(at);
      if (type == KernelCParser.Comma) {
        return at;
      }
      boolean macroWord = at == from + 1 && refiner.words.isMacro(active.text(from));
      if (at > from
          && (active.startsLine(at) || macroWord || betweenMacros(from, at))
          && omittedComma(open, from, at, close)) {
        return at;
      }
      if (type == KernelCParser.LBrace && endsMacroCall(from, at)) {
        return at;
      }
      at = Refiner.isOpening(type) ? refiner.behind(at, close) : at + 1;
    }
    return close;
  }

  /**
   * Whether a line that begins here begins an item although no comma stands before it: what is
   * before it is one macro, and no macro of the list has a comma behind it.
   */
  private boolean omittedComma(int open, int item, int at, int close) {
    if (type(item) != KernelCParser.Identifier || !Words.isUpperCase(active.text(item))) {
      return false;
    }
    boolean word = at == item + 1;
    boolean call = type(item + 1) == KernelCParser.LParen && refiner.behind(item + 1, close) == at;
    boolean macro = word ? isItemWord(item, open, close) : call && !partsByComma(open, close);
    return macro
        && switch (type(at)) {
          case KernelCParser.Dot ->
              type(at + 1) == KernelCParser.Identifier
                  && refiner.find(KernelCParser.Assign, at, close) < close;
          case KernelCParser.Identifier, KernelCParser.LBrace, KernelCParser.LBracket -> true;
          case KernelCParser.And -> word && !active.touches(at) && active.touches(at + 1);
          default -> false;
        };
  }

  /** {@code NAME("ip") OCTET}: one macro behind the call of another. */
  private boolean betweenMacros(int from, int at) {
    return type(at) == KernelCParser.Identifier
        && type(at - 1) == KernelCParser.RParen
        && Words.isUpperCase(active.text(at))
        && endsMacroCall(from, at);
  }

  private boolean isItemWord(int item, int open, int close) {
    return refiner.words.isMacro(active.text(item))
        || item > open
            && type(item - 1) == KernelCParser.RParen
            && active.startsLine(item)
            && endsMacroCall(active.partner(item - 1) - 1, item)
        || refiner.find(KernelCParser.Comma, open, close) == close;
  }

  /** Whether a call of what is spelt as a macro reaches from one place to another. */
  private boolean endsMacroCall(int from, int at) {
    return from >= 0
        && type(from) == KernelCParser.Identifier
        && type(from + 1) == KernelCParser.LParen
        && active.partner(from + 1) == at - 1
        && (Words.isUpperCase(active.text(from)) || refiner.words.isMacro(active.text(from)));
  }

  /** Whether a comma stands behind a call of a macro that is an item of the list. */
  private boolean partsByComma(int open, int close) {
    int at = open;
    while (at < close) {
      if (type(at) == KernelCParser.Identifier
          && type(at + 1) == KernelCParser.LParen
          && Words.isUpperCase(active.text(at))
          && (at == open || active.startsLine(at))
          && type(refiner.behind(at + 1, close)) == KernelCParser.Comma) {
        return true;
      }
      at = Refiner.isOpening(type(at)) ? refiner.behind(at, close) : at + 1;
    }
    return false;
  }

  private void initializerItem(int from, int to) {
    int at = from;
    if (type(at) == KernelCParser.Identifier
        && type(at + 1) == KernelCParser.Colon
        && at + 1 < to) {
      active.retype(at, KernelCParser.FieldLabel);
      initializer(at + 2, to);
      return;
    }
    if (type(at) == KernelCParser.Identifier && type(at + 1) == KernelCParser.LParen) {
      int end = refiner.behind(at + 1, to);
      if (end + 1 < to
          && type(end) == KernelCParser.Assign
          && (type(end + 1) == KernelCParser.LBrace
              || Words.isUpperCase(active.text(at))
              || refiner.words.isMacro(active.text(at)))) {
        active.retype(at, KernelCParser.FieldLabel);
        refiner.arguments.arguments(at + 1, end - 1, at);
        initializer(end + 1, to);
        return;
      }
    }
    boolean designated = false;
    while (at < to) {
      if (type(at) == KernelCParser.Dot && type(at + 1) == KernelCParser.Identifier) {
        at += 2;
        if (at < to && type(at) == KernelCParser.LParen) {
          int end = refiner.behind(at, to);
          refiner.arguments.arguments(at, end - 1, at - 1);
          at = end;
        }
      } else if (type(at) == KernelCParser.LBracket) {
        int end = refiner.behind(at, to);
        refiner.expressions.expression(at + 1, end - 1);
        at = end;
      } else {
        break;
      }
      designated = true;
    }
    if (designated && at < to && type(at) == KernelCParser.Assign) {
      at++;
    }
    initializer(at, to);
  }

  /** Refines what stands behind {@code =}. */
  void initializer(int from, int to) {
    if (from < to && type(from) == KernelCParser.LBrace) {
      int end = refiner.behind(from, to);
      initializerList(from, end);
      refiner.expressions.expression(end, to);
    } else {
      refiner.expressions.expression(from, to);
    }
  }
}
