package org.patchwright.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.patchwright.source.Edit;
import org.patchwright.symbol.Function;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/** The labels behind which a function unwinds, and who jumps there. */
final class Labels {

  private Labels() {}

  /**
   * What stands behind one label.
   *
   * @param behind the label, or the last of what was acquired later and is released first
   * @param indent of the statements behind it
   * @param unwinds whether nothing but calls stands there: what does more does it with the resource
   */
  record Section(Node behind, String indent, boolean unwinds) {

    /** Puts a statement into its place there. */
    List<Edit> with(String statement) {
      String text = StatementEdits.lineEnd(behind) + indent + statement;
      return List.of(Edit.insert(behind.file().path(), StatementEdits.endOfLine(behind), text));
    }
  }

  static boolean isUnder(Node leave, Function function) {
    List<Node> items = function.body().children();
    int at = leave.equals(function.body()) ? items.size() : items.indexOf(leave);
    for (int i = 0; i < at; i++) {
      if (items.get(i).is(Kind.LABEL)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The last label before a way out into which every way comes with the resource held: only jumps
   * behind its acquisition, no release in between.
   *
   * @param acquired the call that took it
   * @param releases statements that give it back elsewhere
   * @param leave the return, or the body where control runs off its end
   * @param orNull whether nothing is released where the acquisition yielded NULL
   */
  static Optional<Section> held(
      Function function, Node acquired, List<Node> releases, Node leave, boolean orNull) {
    List<Node> items = function.body().children();
    int end = leave.equals(function.body()) ? items.size() : items.indexOf(leave);
    int taken = -1;
    for (int i = 0; i < items.size(); i++) {
      taken = items.get(i).span().contains(acquired.span()) ? i : taken;
    }
    if (end < 0 || taken < 0) {
      return Optional.empty();
    }
    boolean unwinds = true;
    for (int at = end - 1; at > taken; at--) {
      Node item = items.get(at);
      if (releases.contains(item)) {
        return Optional.empty();
      }
      unwinds &= item.is(Kind.LABEL) || isCall(item);
      if (item.is(Kind.LABEL)
          && comeHolding(function, items, taken, at, acquired, releases, orNull)) {
        Node behind = behind(function, items, at, end, acquired);
        return Optional.of(new Section(behind, indent(items), unwinds));
      }
    }
    return Optional.empty();
  }

  /** What is acquired last is released first. */
  private static Node behind(Function function, List<Node> items, int at, int end, Node acquired) {
    Node behind = items.get(at);
    for (int i = at + 1; i < end && isCall(items.get(i)); i++) {
      Node call = items.get(i).children().get(0);
      List<Node> given = call.arguments();
      boolean later =
          given.size() == 1
              && function
                  .body()
                  .findAll(Kind.ASSIGNMENT)
                  .filter(set -> set.children().get(0).text().equals(given.get(0).text()))
                  .findFirst()
                  .filter(set -> set.span().start() > acquired.span().end())
                  .isPresent();
      if (!later) {
        break;
      }
      behind = items.get(i);
    }
    return behind;
  }

  private static boolean isCall(Node statement) {
    return statement.is(Kind.EXPRESSION_STATEMENT)
        && !statement.children().isEmpty()
        && statement.children().get(0).is(Kind.CALL);
  }

  private static String indent(List<Node> items) {
    return items.stream()
        .filter(item -> !item.is(Kind.LABEL))
        .findFirst()
        .map(StatementEdits::indent)
        .orElse("\t");
  }

  private static boolean comeHolding(
      Function function,
      List<Node> items,
      int taken,
      int at,
      Node acquired,
      List<Node> releases,
      boolean orNull) {
    List<String> labels = new ArrayList<>();
    int from = at;
    for (; from > taken; from--) {
      Node item = items.get(from);
      if (item.is(Kind.LABEL)) {
        labels.add(name(item));
      } else if (item.is(Kind.RETURN) || item.is(Kind.GOTO)) {
        break;
      } else if (releases.contains(item)) {
        return false;
      }
    }
    List<Node> jumps =
        function.body().findAll(Kind.GOTO).filter(jump -> labels.contains(target(jump))).toList();
    return jumps.stream().anyMatch(jump -> target(jump).equals(name(items.get(at))))
        && jumps.stream()
            .allMatch(jump -> holds(jump, items.get(taken), items, acquired, releases, orNull));
  }

  /** Whether a jump lies behind the acquisition, not where that failed, nor behind a release. */
  private static boolean holds(
      Node jump, Node taken, List<Node> items, Node acquired, List<Node> releases, boolean orNull) {
    if (jump.span().start() < acquired.span().end()) {
      return false;
    }
    for (Node outer : jump.ancestors().toList()) {
      if (outer.is(Kind.IF)
          && !orNull
          && (outer.children().get(0).span().contains(acquired.span())
              || isNext(outer, acquired, taken, items) && tests(outer, acquired))) {
        return false;
      }
      if (outer.is(Kind.COMPOUND)
          && !items.isEmpty()
          && !outer.children().equals(items)
          && outer.children().stream()
              .anyMatch(
                  item -> releases.contains(item) && item.span().end() <= jump.span().start())) {
        return false;
      }
    }
    return true;
  }

  private static boolean isNext(Node choice, Node acquired, Node taken, List<Node> items) {
    Node statement =
        acquired
            .ancestors()
            .filter(node -> node.parent().filter(p -> p.is(Kind.COMPOUND)).isPresent())
            .findFirst()
            .orElse(taken);
    List<Node> list = statement.parent().map(Node::children).orElse(items);
    int next = list.indexOf(statement) + 1;
    while (next < list.size() && list.get(next).is(Kind.DECLARATION)) {
      next++;
    }
    return next > 0 && next < list.size() && list.get(next).equals(choice);
  }

  /** Whether a condition asks for what the acquisition yielded. */
  private static boolean tests(Node choice, Node acquired) {
    Node condition = choice.children().get(0);
    for (Node outer : acquired.ancestors().limit(4).toList()) {
      if (outer.is(Kind.ASSIGNMENT)) {
        String set = outer.children().get(0).text();
        return condition.walk().anyMatch(node -> node.text().equals(set));
      }
      if (outer.is(Kind.INIT_DECLARATOR)) {
        return outer
            .findAll(Kind.DECLARED_NAME)
            .anyMatch(name -> condition.findAll(Kind.NAME).anyMatch(n -> same(n, name)));
      }
    }
    return false;
  }

  private static boolean same(Node one, Node other) {
    return one.text().equals(other.text());
  }

  private static String name(Node label) {
    return label.text().replaceFirst("(?s)\\W.*", "");
  }

  private static String target(Node jump) {
    return jump.text().replaceFirst("(?s)^goto\\s+", "").replaceFirst("(?s)\\W.*", "");
  }
}
