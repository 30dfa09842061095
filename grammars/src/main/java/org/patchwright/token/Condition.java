package org.patchwright.token;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What must hold for one branch of a conditional group.
 *
 * @param expression the branch's own, in the form {@code #if} takes; empty for {@code #else}
 * @param before those of the branches before it, none of which holds
 */
public record Condition(String expression, List<String> before) {

  public Condition {
    before = List.copyOf(before);
  }

  /** As one expression, for example {@code !defined(CONFIG_SMP) && defined(CONFIG_PM)}. */
  @Override
  public String toString() {
    Stream<String> own = expression.isEmpty() ? Stream.of() : Stream.of(enclosed(expression));
    return Stream.concat(before.stream().map(Condition::not), own)
        .collect(Collectors.joining(" && "));
  }

  private static String not(String expression) {
    if (expression.matches("!\\s*(defined\\(\\w+\\)|\\w+)")) {
      return expression.substring(1).strip();
    }
    return expression.matches("\\w+|defined\\(\\w+\\)")
        ? "!" + expression
        : "!(" + expression + ")";
  }

  private static String enclosed(String expression) {
    return expression.contains("||") ? "(" + expression + ")" : expression;
  }
}
