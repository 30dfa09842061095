package org.patchwright.lockset;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.patchwright.dataflow.Range;

/** What is known of values by what they are made of. */
final class Compound {

  private static final Range TRUTH = Range.of(0, 1);
  private static final Range ONE = Range.exactly(1);

  private Compound() {}

  /** In which range a value lies that an operator or a call makes of others. */
  static Range computed(Sym value, LockState state) {
    List<Sym> parts = value.parts();
    switch (value.text()) {
      case "-":
        return parts.size() == 1 && state.range(parts.get(0)).low() > 0
            ? Range.NEGATIVE
            : Range.ALL;
      case "+":
        // What was just counted up is not nothing.
        return parts.size() == 2
                && parts.get(1).isNumber()
                && parts.get(1).number() > 0
                && parts.get(0).op() != Sym.Op.PURE
            ? Range.NOT_ZERO
            : Range.ALL;
      case "&&":
        return parts.stream().anyMatch(part -> state.range(part).equals(Range.ZERO))
            ? Range.ZERO
            : parts.stream().noneMatch(part -> state.range(part).contains(0)) ? ONE : TRUTH;
      case "||":
        return parts.stream().anyMatch(part -> !state.range(part).contains(0))
            ? ONE
            : parts.stream().allMatch(part -> state.range(part).equals(Range.ZERO))
                ? Range.ZERO
                : TRUTH;
      case "&":
        return parts.stream().anyMatch(part -> isMacro(part) || state.range(part).low() >= 0)
            ? Range.NOT_NEGATIVE
            : Range.ALL;
      default:
        return Range.ALL;
    }
  }

  /** Whether it is a macro's name, or an enumerator's: behind an ampersand it stands for bits. */
  private static boolean isMacro(Sym value) {
    return value.op() == Sym.Op.LOAD
        && value.part(0).op() == Sym.Op.GLOBAL
        && value.part(0).text().equals(value.part(0).text().toUpperCase(Locale.ROOT));
  }

  /** How a comparison turns out by what is known of the two. */
  static Range decided(Sym comparison, LockState state) {
    Sym left = comparison.part(0);
    Sym right = comparison.part(1);
    String operator = comparison.text();
    if (left.equals(right)) {
      boolean holds = operator.equals("==") || operator.equals("<=") || operator.equals(">=");
      return holds ? ONE : Range.ZERO;
    }
    if (left.isNumber() && left.number() == 0 && !right.isNumber()) {
      // A loop that counts from nothing has a round.
      Range bound = state.range(right);
      if (bound.contains(1) && operator.equals("<")) {
        return ONE;
      }
      if (bound.contains(1) && operator.equals(">=")) {
        return Range.ZERO;
      }
    }
    if (isMacro(right) && operator.endsWith("=") && isOther(left, right, state)) {
      return operator.equals("==") ? Range.ZERO : operator.equals("!=") ? ONE : TRUTH;
    }
    Range a = state.range(left);
    Range b = state.range(right);
    switch (operator) {
      case "==", "!=" -> {
        if (a.and(b).isEmpty()) {
          return operator.equals("==") ? Range.ZERO : ONE;
        }
        if (a.isExact() && b.isExact()) {
          return operator.equals("==") ? ONE : Range.ZERO;
        }
        return TRUTH;
      }
      case "<" -> {
        return a.high() < b.low() ? ONE : a.low() >= b.high() ? Range.ZERO : TRUTH;
      }
      case "<=" -> {
        return a.high() <= b.low() ? ONE : a.low() > b.high() ? Range.ZERO : TRUTH;
      }
      case ">" -> {
        return a.low() > b.high() ? ONE : a.high() <= b.low() ? Range.ZERO : TRUTH;
      }
      default -> {
        return a.low() >= b.high() ? ONE : a.high() < b.low() ? Range.ZERO : TRUTH;
      }
    }
  }

  /** Whether a value is known to be another constant: two names mean two. */
  private static boolean isOther(Sym value, Sym constant, LockState state) {
    if (isMacro(value)) {
      return true;
    }
    for (Map.Entry<Sym, Range> fact : state.known().entrySet()) {
      Sym known = fact.getKey();
      if (known.op() == Sym.Op.COMPARE
          && known.part(0).equals(value)
          && isMacro(known.part(1))
          && !known.part(1).equals(constant)) {
        boolean equal =
            known.text().equals("==") && fact.getValue().equals(ONE)
                || known.text().equals("!=") && fact.getValue().equals(Range.ZERO);
        if (equal) {
          return true;
        }
      }
    }
    return false;
  }
}
