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

  /** For which ways a release is good that hold nothing. */
  enum Nothing {
    NEVER,
    /** Where the acquisition yielded NULL. */
    WHERE_IT_FAILED,
    /** And for those that never came to it, since the variable begins as NULL. */
    FROM_START
  }

  /**
   * What stands behind one label.
   *
   * @param behind the label, or the last of what was acquired later and is released first
   * @param indent of the statements behind it
   * @param unwinds whether nothing but calls stands there: what does more does it with the resource
   * @param nearest whether no other label stands between it and the way out
   */
  record Section(Node behind, String indent, boolean unwinds, boolean nearest) {

    /** Puts a statement into its place there. */
    List<Edit> with(String statement) {
      String end = StatementEdits.lineEnd(behind) + indent;
      String text = end + statement.replace("\n", end);
      return List.of(Edit.insert(behind.file().path(), StatementEdits.endOfLine(behind), text));
    }
  }

  /** Whether a way out stands behind a label to which ways may jump that were before the call. */
  static boolean isUnder(Node leave, Node acquired, Function function) {
    List<Node> items = function.body().children();
    int at = leave.equals(function.body()) ? items.size() : items.indexOf(leave);
    for (int i = 0; i < at; i++) {
      if (items.get(i).is(Kind.LABEL) && items.get(i).span().start() > acquired.span().start()) {
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
   * @param nothing where a release does nothing
   * @param used the name of a variable that means nothing behind the release; may be empty
   */
  static Optional<Section> held(
      Function function,
      Node acquired,
      List<Node> releases,
      Node leave,
      Nothing nothing,
      String used) {
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
    boolean nearest = true;
    for (int at = end - 1; at > taken; at--) {
      Node item = items.get(at);
      if (releases.contains(item)) {
        return Optional.empty();
      }
      unwinds &= item.is(Kind.LABEL) || isCall(item);
      if (item.is(Kind.LABEL)
          && comeHolding(function, items, taken, at, acquired, releases, nothing)) {
        Node behind = behind(function, items, at, end, acquired, used);
        return Optional.of(new Section(behind, indent(items), unwinds, nearest));
      }
      nearest &= !item.is(Kind.LABEL);
    }
    return Optional.empty();
  }

  /**
   * What is acquired last is released first, and nothing before it is used any more.
   *
   * @param used the name of a variable that means nothing behind the release; may be empty
   */
  private static Node behind(
      Function function, List<Node> items, int at, int end, Node acquired, String used) {
    Node behind = items.get(at);
    boolean released = true;
    for (int i = at + 1; i < end; i++) {
      Node item = items.get(i);
      released &= isCall(item) && isLater(function, item.children().get(0), acquired);
      if (released || mentions(item, used)) {
        behind = item;
      }
    }
    return behind;
  }

  private static boolean mentions(Node item, String name) {
    return !name.isEmpty() && item.findAll(Kind.NAME).anyMatch(node -> node.text().equals(name));
  }

  /** Whether a call gives back what was acquired behind another acquisition. */
  private static boolean isLater(Function function, Node call, Node acquired) {
    List<Node> given = call.arguments();
    return given.size() == 1
        && function
            .body()
            .findAll(Kind.ASSIGNMENT)
            .filter(set -> set.children().get(0).text().equals(given.get(0).text()))
            .findFirst()
            .filter(set -> set.span().start() > acquired.span().end())
            .isPresent();
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
      Nothing nothing) {
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
        && jumps.stream().allMatch(jump -> holds(function, jump, acquired, releases, nothing));
  }

  /** Whether a jump lies behind the acquisition, not where that failed, nor behind a release. */
  static boolean holds(
      Function function, Node jump, Node acquired, List<Node> releases, Nothing nothing) {
    List<Node> items = function.body().children();
    if (jump.span().start() < acquired.span().end()) {
      return nothing == Nothing.FROM_START;
    }
    if (nothing == Nothing.NEVER && !isSureToBehind(acquired, jump)
        || releases.stream().anyMatch(release -> isBehind(jump, release, acquired))) {
      return false;
    }
    for (Node outer : jump.ancestors().toList()) {
      if (outer.is(Kind.IF)
          && nothing == Nothing.NEVER
          && (outer.children().get(0).span().contains(acquired.span())
              || isNext(outer, acquired, items) && tests(outer, acquired))) {
        return false;
      }
    }
    return true;
  }

  /** Whether control comes from an acquisition to a jump only if that succeeded. */
  static boolean isSureToBehind(Node acquired, Node jump) {
    Optional<Node> taking = acquired.ancestors().filter(Labels::isListed).findFirst();
    if (taking.isEmpty()) {
      return true;
    }
    Node block = taking.get().parent().orElseThrow();
    if (jump.ancestors().noneMatch(outer -> outer.equals(block))) {
      return false;
    }
    if (!taking.get().is(Kind.IF) || taking.get().span().contains(jump.span())) {
      return true;
    }
    List<Node> children = taking.get().children();
    String condition = children.get(0).text().replaceAll("\\s", "");
    boolean failed = !condition.startsWith("(!") && !condition.endsWith("==0)");
    return children.get(0).span().contains(acquired.span()) && failed && leaves(children.get(1));
  }

  /** Whether control may come to a jump from a release. */
  private static boolean isBehind(Node jump, Node release, Node acquired) {
    if (release.span().start() < acquired.span().end()
        || release.span().end() > jump.span().start()) {
      return false;
    }
    Optional<Node> block = release.parent();
    if (block.isEmpty() || jump.ancestors().anyMatch(outer -> outer.equals(block.get()))) {
      return true;
    }
    List<Node> list = block.get().is(Kind.COMPOUND) ? block.get().children() : List.of(release);
    List<Node> behind = list.subList(list.indexOf(release) + 1, list.size());
    boolean strays =
        behind.subList(0, Math.max(0, behind.size() - 1)).stream()
            .anyMatch(item -> item.findAll(Kind.GOTO).findAny().isPresent());
    return behind.isEmpty() || strays || !leaves(block.get());
  }

  private static boolean leaves(Node arm) {
    List<Node> inside = arm.is(Kind.COMPOUND) ? arm.children() : List.of(arm);
    return !inside.isEmpty()
        && switch (inside.get(inside.size() - 1).kind()) {
          case RETURN, GOTO, BREAK, CONTINUE -> true;
          default -> false;
        };
  }

  private static boolean isListed(Node node) {
    return node.parent().filter(parent -> parent.is(Kind.COMPOUND)).isPresent();
  }

  private static boolean isNext(Node choice, Node acquired, List<Node> items) {
    Optional<Node> statement = acquired.ancestors().filter(Labels::isListed).findFirst();
    List<Node> list = statement.flatMap(Node::parent).map(Node::children).orElse(items);
    int next = statement.map(list::indexOf).orElse(-1) + 1;
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

  static String target(Node jump) {
    return jump.text().replaceFirst("(?s)^goto\\s+", "").replaceFirst("(?s)\\W.*", "");
  }
}
