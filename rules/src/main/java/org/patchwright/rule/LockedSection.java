package org.patchwright.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.patchwright.source.Edit;
import org.patchwright.source.Span;
import org.patchwright.symbol.Function;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/**
 * The statements that a lock protects, where the function has lost the unlock that ended them: all
 * ways out behind some statement keep it, and none before.
 *
 * @param taken the call that takes the lock
 * @param release the statement that releases it
 * @param leaks ways out that keep it
 * @param free places where it must not be held any more
 */
record LockedSection(
    Function function, Node taken, String release, List<Node> leaks, List<Node> free) {

  private static final String UNLOCKS = "\\w*unlock\\w*|up|up_read|up_write|release_sock";

  private static final String LOCKS = "\\w*(?<!un)lock(_\\w+)?|down(_\\w+)?";

  /**
   * Where it may end.
   *
   * @param items the statements behind that which takes the lock
   * @param least so many of them are protected at least
   * @param most and so many at most
   */
  record Bounds(List<Node> items, int least, int most) {}

  /** Puts the release behind the last statement that it protects. */
  Optional<List<Edit>> closed() {
    Optional<Node> start = taken.ancestors().filter(Inline::isListed).findFirst();
    Optional<Bounds> bounds = start.flatMap(from -> bounds(Inline.listBehind(from)));
    if (bounds.isEmpty()
        || isReleasedAround(start.get())
        || !isLeftBehind(bounds.get().items().get(bounds.get().most() - 1))) {
      return Optional.empty();
    }
    List<Node> items = bounds.get().items();
    int best = Protection.of(function, taken).end(items, bounds.get().least(), bounds.get().most());
    if (best < items.size()
        && !new Inline(function, taken, List.of()).isPlainReturn(items.get(best))) {
      return Optional.empty();
    }
    Node last = items.get(best - 1);
    if (last.is(Kind.LABEL)) {
      return best < items.size()
          ? StatementEdits.before(items.get(best), release)
          : Optional.empty();
    }
    return StatementEdits.after(last, release);
  }

  Optional<Bounds> bounds(List<Node> items) {
    int least = 0;
    int end = 0;
    for (; end < items.size() && !endsBefore(items.get(end)); end++) {
      Node item = items.get(end);
      if (isRelease(item) || releasesAndGoesOn(item) || isEnteredFromOutside(item)) {
        return Optional.empty();
      }
      if (releasesInside(item)
          || answersOneOf(item, items.subList(0, end))
          || isEnteredHolding(item, items.subList(0, end))) {
        least = end + 1;
      }
    }
    for (int i = end; i < items.size(); i++) {
      if (isRelease(items.get(i)) && !isRetaken(items.subList(0, i))) {
        return Optional.empty();
      }
      if (items.get(i).is(Kind.RETURN)) {
        break;
      }
    }
    return least > end || end == 0
        ? Optional.empty()
        : Optional.of(new Bounds(items, Math.max(1, least), end));
  }

  /** Whether control does not come behind a statement with the lock held. */
  private boolean endsBefore(Node item) {
    return switch (item.kind()) {
          case RETURN, GOTO, BREAK, CONTINUE, CASE -> true;
          default -> false;
        }
        || isTakenIn(item)
        || free.stream().anyMatch(node -> item.span().contains(node.span()))
        || exits(item).anyMatch(exit -> isOpen(exit, item));
  }

  private boolean isTakenIn(Node item) {
    String again = squeezed(taken.text());
    return item.findAll(Kind.CALL).anyMatch(call -> squeezed(call.text()).equals(again));
  }

  private boolean isRetaken(List<Node> items) {
    return items.stream().anyMatch(this::isTakenIn);
  }

  private static java.util.stream.Stream<Node> exits(Node item) {
    return item.walk()
        .filter(
            node ->
                switch (node.kind()) {
                  case RETURN, GOTO -> true;
                  case BREAK, CONTINUE -> isOutOf(node, item);
                  default -> false;
                });
  }

  /** Whether a break or continue leaves more than a statement. */
  private static boolean isOutOf(Node jump, Node item) {
    return jump.ancestors()
        .takeWhile(outer -> item.span().contains(outer.span()))
        .noneMatch(
            outer ->
                switch (outer.kind()) {
                  case WHILE, DO, FOR, ITERATOR_STATEMENT -> true;
                  case SWITCH -> jump.is(Kind.BREAK);
                  default -> false;
                });
  }

  /** Whether a way leaves there that releases nothing. */
  private boolean isOpen(Node exit, Node item) {
    boolean released =
        item.findAll(Kind.EXPRESSION_STATEMENT)
            .filter(this::isRelease)
            .filter(one -> one.span().end() <= exit.span().start())
            .anyMatch(
                one -> exit.ancestors().anyMatch(outer -> outer.equals(one.parent().orElse(one))));
    if (released) {
      return false;
    }
    if (!exit.is(Kind.GOTO)) {
      return true;
    }
    Optional<Node> label = label(Labels.target(exit));
    if (label.isEmpty() || label.get().parent().equals(item.parent())) {
      return label.isEmpty();
    }
    for (Node behind : Inline.listBehind(label.get())) {
      if (isRelease(behind)) {
        return false;
      }
      if (behind.is(Kind.RETURN)) {
        break;
      }
    }
    return !item.span().contains(label.get().span());
  }

  private Optional<Node> label(String name) {
    return function
        .body()
        .findAll(Kind.LABEL)
        .filter(label -> Inline.firstWord(label).equals(name))
        .findFirst();
  }

  /** Whether a call releases another lock that was taken behind this one. */
  private static boolean answersOneOf(Node item, List<Node> before) {
    if (!item.is(Kind.EXPRESSION_STATEMENT) || !Inline.firstWord(item).matches(UNLOCKS)) {
      return false;
    }
    String given = squeezed(item.text()).replaceFirst("^\\w+", "");
    return before.stream()
        .filter(one -> one.is(Kind.EXPRESSION_STATEMENT))
        .filter(one -> Inline.firstWord(one).matches(LOCKS))
        .anyMatch(one -> squeezed(one.text()).replaceFirst("^\\w+", "").equals(given));
  }

  private boolean releasesInside(Node item) {
    return item.findAll(Kind.EXPRESSION_STATEMENT).anyMatch(this::isRelease);
  }

  /** Whether a branch releases it and then goes on with the others. */
  private boolean releasesAndGoesOn(Node item) {
    return item.findAll(Kind.EXPRESSION_STATEMENT)
        .filter(this::isRelease)
        .anyMatch(one -> !leavesBehind(one) && !isTakenAgainBehind(one));
  }

  private boolean isTakenAgainBehind(Node one) {
    return isRetaken(Inline.listBehind(one));
  }

  private static boolean leavesBehind(Node one) {
    return Inline.listBehind(one).stream()
        .anyMatch(
            node ->
                switch (node.kind()) {
                  case RETURN, GOTO, BREAK, CONTINUE -> true;
                  default -> false;
                });
  }

  private List<Node> jumpsTo(Node label) {
    return function
        .body()
        .findAll(Kind.GOTO)
        .filter(jump -> Labels.target(jump).equals(Inline.firstWord(label)))
        .toList();
  }

  /** Whether ways come to a label that never took it. */
  private boolean isEnteredFromOutside(Node item) {
    return item.is(Kind.LABEL)
        && jumpsTo(item).stream().anyMatch(jump -> jump.span().start() < taken.span().start());
  }

  private boolean isEnteredHolding(Node item, List<Node> before) {
    return item.is(Kind.LABEL)
        && jumpsTo(item).stream()
            .anyMatch(
                jump ->
                    before.stream()
                        .anyMatch(
                            one -> one.span().contains(jump.span()) && !releasesBefore(one, jump)));
  }

  private boolean releasesBefore(Node item, Node jump) {
    return item.findAll(Kind.EXPRESSION_STATEMENT)
        .filter(this::isRelease)
        .anyMatch(one -> jump.parent().equals(one.parent()));
  }

  /** Whether what stands around the block releases it for it. */
  private boolean isReleasedAround(Node start) {
    Node block = start.parent().orElseThrow();
    for (Node outer : block.ancestors().filter(Inline::isListed).toList()) {
      for (Node behind : Inline.listBehind(outer)) {
        if (isRelease(behind)) {
          return true;
        }
        if (behind.is(Kind.RETURN) || isTakenIn(behind)) {
          return false;
        }
      }
    }
    return false;
  }

  /** Whether ways leave behind a place that keep it. */
  private boolean isLeftBehind(Node last) {
    List<Node> items = Inline.listBehind(last);
    for (Node item : items) {
      if (item.is(Kind.RETURN)) {
        return leaks.contains(item);
      }
      if (isTakenIn(item)) {
        break;
      }
    }
    return leaks.stream().anyMatch(leak -> leak.span().end() > last.span().start());
  }

  /**
   * Where a branch that leaves releases it: behind what the lock protects.
   *
   * @param toldFirst whether messages come before that
   */
  Optional<Node> inBranch(Node leave, boolean toldFirst) {
    List<Node> items = new ArrayList<>(Inline.listBefore(leave));
    boolean alone =
        items.stream().allMatch(item -> item.is(Kind.EXPRESSION_STATEMENT))
            && !items.isEmpty()
            && leave.parent().flatMap(Node::parent).filter(p -> p.is(Kind.IF)).isPresent();
    if (!alone) {
      return Optional.empty();
    }
    items.add(leave);
    return Optional.of(items.get(Protection.of(function, taken).branch(items, toldFirst)));
  }

  private boolean isRelease(Node statement) {
    return statement.is(Kind.EXPRESSION_STATEMENT)
        && squeezed(statement.text()).equals(squeezed(release));
  }

  static String squeezed(String text) {
    return text.replaceAll("\\s+", "");
  }

  /** What is between two statements of a list. */
  static String between(Node one, Node next) {
    return one.file()
        .text(new Span(one.span().end(), Math.max(one.span().end(), next.span().start())));
  }
}
