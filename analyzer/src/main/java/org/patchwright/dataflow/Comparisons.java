package org.patchwright.dataflow;

import java.util.Optional;
import java.util.regex.Pattern;

/** What it means for what is known on a path that one value compares with another. */
final class Comparisons {

  /** A constant whose value is not known, but that it is no success. */
  private static final Pattern ERROR_NAME = Pattern.compile("[A-Z0-9_]*ERR[A-Z0-9_]*");

  private Comparisons() {}

  static Optional<Boolean> decided(String operator, Range a, Range b) {
    boolean apart = a.and(b).isEmpty();
    switch (operator) {
      case "==", "!=" -> {
        if (apart) {
          return Optional.of(operator.equals("!="));
        }
        return a.isExact() && a.equals(b) ? Optional.of(operator.equals("==")) : Optional.empty();
      }
      case "<", ">=" -> {
        if (a.high() < b.low()) {
          return Optional.of(operator.equals("<"));
        }
        return a.low() >= b.high() ? Optional.of(operator.equals(">=")) : Optional.empty();
      }
      default -> {
        if (a.low() > b.high()) {
          return Optional.of(operator.equals(">"));
        }
        return a.high() <= b.low() ? Optional.of(operator.equals("<=")) : Optional.empty();
      }
    }
  }

  /** Takes a comparison for true or for false; false if it can't be. */
  static boolean assume(PathState state, Term.Compare compare, boolean truth) {
    Term left = compare.left();
    boolean zero = compare.right() instanceof Term.Number number && number.value() == 0;
    boolean equality = compare.operator().equals("==") || compare.operator().equals("!=");
    if (zero && equality && !left.isPlace() && !(left instanceof Term.Result)) {
      return state.assume(left, compare.operator().equals("!=") == truth);
    }
    String a = state.value(left);
    String b = state.value(compare.right());
    String operator = truth ? compare.operator() : negated(compare.operator());
    if (a.equals(b)) {
      return operator.equals("==") || operator.equals("<=") || operator.equals(">=");
    }
    if (operator.equals("==") && (isFresh(state, a, b) || isFresh(state, b, a))) {
      return false;
    }
    if (operator.equals("==")
        && state.range(a).equals(Range.ZERO)
        && ERROR_NAME.matcher(b).matches()) {
      return false;
    }
    if (operator.equals("==")) {
      Bits.set(b)
          .forEach(bit -> state.restrict(Bits.AND + "(" + a + "," + bit + ",)", Range.NOT_ZERO));
    }
    Range x = state.range(a);
    Range y = state.range(b);
    boolean possible =
        switch (operator) {
          case "==" -> state.restrict(a, y) && state.restrict(b, state.range(a));
          case "!=" -> apart(state, a, y) && apart(state, b, x);
          case "<" ->
              state.restrict(a, Range.below(y.high(), 1))
                  && state.restrict(b, Range.above(x.low(), 1));
          case "<=" ->
              state.restrict(a, Range.below(y.high(), 0))
                  && state.restrict(b, Range.above(x.low(), 0));
          case ">" ->
              state.restrict(a, Range.above(y.low(), 1))
                  && state.restrict(b, Range.below(x.high(), 1));
          default ->
              state.restrict(a, Range.above(y.low(), 0))
                  && state.restrict(b, Range.below(x.high(), 0));
        };
    return possible && (x.isExact() || y.isExact() || known(state, operator, a, b));
  }

  /** What was just made is no other value that has a name. */
  private static boolean isFresh(PathState state, String value, String other) {
    return value.equals(state.handle())
        && value.startsWith("#")
        && !other.startsWith("=")
        && !state.mentions(other)
        && !other.startsWith("j")
        && !other.startsWith("J")
        && !other.startsWith("L");
  }

  /** Two values of which only the names are known compare as they did before. */
  private static boolean known(PathState state, String operator, String a, String b) {
    return switch (operator) {
      case "==" -> state.restrict("(" + a + "==" + b + ")", Range.exactly(1));
      case "!=" -> state.restrict("(" + a + "==" + b + ")", Range.ZERO);
      case "<" -> state.restrict("(" + a + "<" + b + ")", Range.exactly(1));
      case ">=" -> state.restrict("(" + a + "<" + b + ")", Range.ZERO);
      case ">" -> state.restrict("(" + b + "<" + a + ")", Range.exactly(1));
      default -> state.restrict("(" + b + "<" + a + ")", Range.ZERO);
    };
  }

  private static String negated(String operator) {
    return switch (operator) {
      case "==" -> "!=";
      case "!=" -> "==";
      case "<" -> ">=";
      case ">=" -> "<";
      case ">" -> "<=";
      default -> ">";
    };
  }

  private static boolean apart(PathState state, String value, Range other) {
    if (!other.isExact()) {
      return true;
    }
    Optional<Range> rest = state.range(value).without(other.low());
    return rest.isPresent() && state.restrict(value, rest.get());
  }
}
