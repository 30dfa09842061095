package org.patchwright.rule;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.patchwright.source.Edit;
import org.patchwright.symbol.Function;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/**
 * What a patch says of something that a function keeps on one way out: where it is taken, on which
 * way it stays, why nothing releases it there, and what the patch does about that.
 *
 * @param label how the source writes what is kept
 * @param loss what comes of it, as the end of a sentence: {@code the memory is lost}
 */
record Account(String label, String loss) {

  private static final int LONGEST_CONDITION = 100;

  /** A condition that asks one thing only: whether a call failed. */
  private static final Pattern FAILED =
      Pattern.compile(
          "!?\\s*[\\w.>-]+(\\s*(<|!=|==)\\s*(0|NULL))?|IS_ERR(_OR_NULL)?\\([\\w.>-]+\\)"
              + "|(unlikely)\\(!?[\\w.>-]+(\\s*(<|!=|==)\\s*(0|NULL))?\\)");

  private static final Pattern ERROR = Pattern.compile("-E[A-Z0-9]+|ERR_PTR\\(.*|ERR_CAST\\(.*");

  /** What a patch does for a way that keeps something. */
  enum Remedy {
    CALL("Add the call there."),
    JUMP("Leave by that label there as well."),
    LABEL("Add the call behind that label, to which every jump comes with it held."),
    LAST_USE("Add the call behind the last use, which serves all ways out."),
    BLOCK("Add the call at the end of the block that took it."),
    SECTION("Add the call behind what the lock protects.");

    private final String words;

    Remedy(String words) {
      this.words = words;
    }
  }

  /**
   * What one patch tells.
   *
   * @param acquired the call that took it
   * @param release the statement that gives it back
   * @param statements where the function gives it back elsewhere
   * @param leave where the finding shows
   */
  record Case(
      Account account,
      Function function,
      Node acquired,
      String release,
      List<Node> statements,
      Node leave) {

    /**
     * A fix with its words.
     *
     * @param way the jump by which it stays, where there is one
     */
    Fix fix(Optional<Way> way, Remedy remedy, List<Edit> edits) {
      String name = function.name() + "()";
      String call = callee(release.replaceFirst("(?s)^.*\n\\s*", "")) + "()";
      Node last = way.map(Way::leave).orElse(leave);
      String when = way.map(Account::when).orElseGet(() -> end(last));
      boolean everywhere = remedy == Remedy.LAST_USE;
      boolean failing = !everywhere && (when.endsWith(" fails") || isError(last));
      String title = "Fix missing " + call + (failing ? " in error path of " : " in ") + name;
      String how =
          capital(when) + ", it " + leaves(last) + " without " + call + ", and " + account.loss;
      String why =
          everywhere && statements.isEmpty()
              ? account.taken(name, acquired)
                  + " It never calls "
                  + call
                  + ", and "
                  + account.loss
                  + ". "
              : account.taken(name, acquired)
                  + " "
                  + how
                  + ". "
                  + elsewhere(statements, name, call)
                  + " ";
      return Fix.of(title, why + remedy.words, edits);
    }
  }

  Case of(Function function, Node acquired, String release, List<Node> statements, Node leave) {
    return new Case(this, function, acquired, release, statements, leave);
  }

  private String taken(String name, Node acquired) {
    String from = callee(acquired.text()) + "()";
    String what = label.replaceFirst("^\\(.*\\)\\s*&?(?=\\w)", "").replaceAll("\\s+", " ");
    if (!acquired.is(Kind.CALL)) {
      return name + " holds " + what + " in each round of " + from + ".";
    }
    boolean given =
        acquired.arguments().stream()
            .anyMatch(
                argument ->
                    argument
                        .text()
                        .replaceFirst("^\\(.*\\)\\s*", "")
                        .replaceFirst("^&", "")
                        .equals(what));
    if (what.endsWith("()")) {
      return name + " calls " + from + ".";
    }
    return given
        ? name + " calls " + from + " for " + what + "."
        : name + " gets " + what + " from " + from + ".";
  }

  private static String leaves(Node leave) {
    return switch (leave.kind()) {
      case RETURN -> "returns";
      case GOTO -> "jumps to " + leave.text().replaceAll("^goto\\s+|\\s*;$", "");
      default -> "ends";
    };
  }

  private static String elsewhere(List<Node> statements, String name, String call) {
    if (statements.isEmpty()) {
      return "Nothing in " + name + " gives it back.";
    }
    List<String> labels =
        statements.stream().map(Account::labelOf).flatMap(Optional::stream).distinct().toList();
    return labels.size() == 1 && statements.stream().allMatch(one -> labelOf(one).isPresent())
        ? "That call stands behind the label " + labels.get(0) + ", which this way does not pass."
        : "Other ways out do call it.";
  }

  /** The label before a statement of a function's outermost block. */
  private static Optional<String> labelOf(Node statement) {
    Optional<Node> block = statement.parent();
    boolean outermost =
        block.flatMap(Node::parent).filter(p -> p.is(Kind.FUNCTION_DEFINITION)).isPresent();
    if (!outermost) {
      return Optional.empty();
    }
    List<Node> items = block.get().children();
    for (int at = items.indexOf(statement); at >= 0; at--) {
      if (items.get(at).is(Kind.LABEL)) {
        return Optional.of(callee(items.get(at).text()));
      }
    }
    return Optional.empty();
  }

  private static String end(Node leave) {
    return !leave.is(Kind.RETURN) || value(leave).equals("0") ? "at its end" : "on one way out";
  }

  private static String when(Way way) {
    String condition = way.condition();
    if (way.taken() && FAILED.matcher(condition).matches()) {
      Optional<String> asked = assignedBefore(way.choice(), condition);
      if (asked.isPresent()) {
        return "when " + asked.get() + "() fails";
      }
    }
    Node asked = way.choice().children().get(0);
    if (way.taken() && asked.findAll(Kind.BINARY).noneMatch(Account::joins)) {
      Optional<Node> set = asked.findAll(Kind.ASSIGNMENT).findFirst();
      Optional<Node> value = set.map(one -> one.children().get(one.children().size() - 1));
      if (value.filter(one -> one.is(Kind.CALL)).isPresent()) {
        return "when " + callee(value.get().text()) + "() fails";
      }
    }
    if (condition.length() > LONGEST_CONDITION) {
      return "on one way out";
    }
    return (way.taken() ? "if " : "unless ") + condition;
  }

  private static boolean joins(Node binary) {
    return binary.text().contains("&&") || binary.text().contains("||");
  }

  /** The call whose result the statement before a choice puts into what the choice asks for. */
  private static Optional<String> assignedBefore(Node choice, String condition) {
    List<Node> list = choice.parent().map(Node::children).orElse(List.of());
    int at = list.indexOf(choice);
    if (at < 1 || !choice.parent().map(p -> p.is(Kind.COMPOUND)).orElse(false)) {
      return Optional.empty();
    }
    return list.get(at - 1)
        .findAll(Kind.ASSIGNMENT)
        .findFirst()
        .filter(set -> set.children().size() > 1)
        .filter(set -> isAsked(condition, set.children().get(0).text()))
        .map(set -> set.children().get(set.children().size() - 1))
        .filter(value -> value.is(Kind.CALL))
        .map(value -> callee(value.text()));
  }

  private static boolean isAsked(String condition, String place) {
    return condition.matches("(.*[^\\w.>])?" + Pattern.quote(place) + "([^\\w.-].*)?");
  }

  static boolean isError(Node leave) {
    return leave.is(Kind.RETURN) && ERROR.matcher(value(leave)).matches();
  }

  private static String value(Node leave) {
    return leave.children().stream().findFirst().map(Node::text).orElse("");
  }

  private static String callee(String text) {
    return text.replaceFirst("(?s)[^\\w.>-].*", "");
  }

  private static String capital(String words) {
    return words.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + words.substring(1);
  }
}
