package org.patchwright.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.patchwright.source.Span;
import org.patchwright.symbol.Function;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/**
 * One jump on the way that a finding tells.
 *
 * @param leave the return or goto
 * @param choice the if in whose branch that is the last statement
 * @param taken whether that branch is the one for true
 */
record Way(Node leave, Node choice, boolean taken) {

  /** The jumps behind an acquisition, in the order in which the finding's steps take them. */
  static List<Way> of(Function function, Finding finding, Node acquired) {
    List<Node> choices =
        function
            .body()
            .findAll(Kind.IF)
            .filter(choice -> choice.span().end() > acquired.span().end())
            .filter(choice -> !choice.children().get(0).span().contains(acquired.span()))
            .toList();
    List<Way> ways = new ArrayList<>();
    for (Note step : finding.steps()) {
      boolean truth = step.message().endsWith("taken as true");
      if (!truth && !step.message().endsWith("taken as false")
          || !step.place().path().equals(function.path())) {
        continue;
      }
      for (Node choice : choices) {
        Node condition = choice.children().get(0);
        Optional<Node> part =
            condition.span().contains(step.place().span())
                ? part(condition, step.place().span())
                : Optional.empty();
        part.flatMap(node -> whole(node, condition, truth))
            .flatMap(taken -> jump(choice, taken))
            .ifPresent(
                way -> {
                  // A jump from inside a branch comes before the branch's own end.
                  ways.removeIf(other -> other.choice().span().contains(way.choice().span()));
                  ways.add(way);
                });
      }
    }
    return List.copyOf(ways);
  }

  private static Optional<Node> part(Node condition, Span span) {
    return condition.walk().filter(node -> node.span().equals(span)).findFirst();
  }

  /** What a condition comes to when one part of it decides; empty if others have a say. */
  private static Optional<Boolean> whole(Node part, Node condition, boolean truth) {
    Node at = part;
    boolean now = truth;
    while (!at.equals(condition)) {
      Node outer = at.parent().orElseThrow();
      if (outer.is(Kind.UNARY)) {
        now = outer.text().startsWith("!") != now;
      } else if (outer.is(Kind.BINARY)) {
        boolean last = outer.children().get(outer.children().size() - 1).equals(at);
        boolean and = operator(outer).contains("&&");
        boolean or = operator(outer).contains("||");
        if (!and && !or || !last && now == and) {
          return Optional.empty();
        }
      }
      at = outer;
    }
    return Optional.of(now);
  }

  private static String operator(Node binary) {
    List<Node> sides = binary.children();
    return binary
        .file()
        .text(new Span(sides.get(0).span().end(), sides.get(sides.size() - 1).span().start()));
  }

  private static Optional<Way> jump(Node choice, boolean taken) {
    List<Node> children = choice.children();
    if (!taken && children.size() < 3) {
      return Optional.empty();
    }
    Node arm = children.get(taken ? 1 : 2);
    List<Node> inside = arm.is(Kind.COMPOUND) ? arm.children() : List.of(arm);
    Node last = inside.isEmpty() ? arm : inside.get(inside.size() - 1);
    return last.is(Kind.GOTO) || last.is(Kind.RETURN)
        ? Optional.of(new Way(last, choice, taken))
        : Optional.empty();
  }

  /** What is asked, without its parentheses. */
  String condition() {
    String text = choice.children().get(0).text().replaceAll("\\s+", " ").strip();
    return text.startsWith("(") && text.endsWith(")")
        ? text.substring(1, text.length() - 1).strip()
        : text;
  }

  /** Whether the condition asks for the value of this place itself. */
  boolean asks(String place) {
    return choice.children().get(0).walk().anyMatch(node -> node.text().equals(place));
  }
}
