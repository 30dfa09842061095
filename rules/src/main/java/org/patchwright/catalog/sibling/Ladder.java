package org.patchwright.catalog.sibling;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.patchwright.callgraph.CallGraph;
import org.patchwright.callgraph.CallGraph.Site;
import org.patchwright.symbol.Function;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/**
 * How a function takes back what it has done: by labels at its end, one below the other, each
 * reached by the failures behind it.
 */
final class Ladder {

  /**
   * A call at a label, and the call at the top of the function that it undoes.
   *
   * @param undo the call behind the label
   * @param made the call that it undoes, by name and by argument
   * @param at the number of the undoing statement in the function's body
   */
  record Step(Site undo, Site made, int at) {}

  /** Failures that are told by a constant. */
  private static final String ERROR = "-E[A-Z0-9]+|(ERR_PTR|PTR_ERR)\\(.*\\)|NULL|-1";

  /** Calls that only help to find faults. */
  private static final Set<String> IDLE = Set.of("mutex_destroy");

  private final Function function;
  private final List<Node> statements;
  private final List<Site> calls;

  /** The number of each label in the body's statements. */
  private final Map<String, Integer> labels = new HashMap<>();

  private final List<Step> steps = new ArrayList<>();
  private final List<Node> ways;
  private final int firstLabel;

  private Ladder(Function function) {
    this.function = function;
    this.statements = function.body().children();
    this.calls = CallGraph.calls(function);
    int first = statements.size();
    for (int i = statements.size() - 1; i >= 0; i--) {
      if (statements.get(i).is(Kind.LABEL)) {
        first = i;
        labels.put(statements.get(i).child(Kind.NAME).map(Node::text).orElse(""), i);
      }
    }
    this.firstLabel = first;
    for (int i = first; i < statements.size(); i++) {
      addSteps(i);
    }
    this.ways =
        function
            .body()
            .walk()
            .filter(node -> node.is(Kind.GOTO) || node.is(Kind.RETURN))
            .filter(node -> top(node) < firstLabel)
            .toList();
  }

  static Ladder of(Function function) {
    return new Ladder(function);
  }

  private void addSteps(int at) {
    Node statement = statements.get(at);
    if (statement.is(Kind.EXPRESSION_STATEMENT)) {
      calls.stream()
          .filter(call -> call.node().parent().filter(statement::equals).isPresent())
          .forEach(undo -> undone(undo).ifPresent(made -> steps.add(new Step(undo, made, at))));
    }
  }

  /** The one call before the labels that this one undoes, made on every way. */
  private Optional<Site> undone(Site undo) {
    List<Site> made =
        before()
            .filter(call -> isUnconditional(call.node()))
            .filter(call -> Verbs.undoes(undo.callee(), call.callee()) && sharesObject(call, undo))
            .filter(call -> !IDLE.contains(undo.callee()))
            .toList();
    return made.size() == 1 && isOnlyEnd(undo, made.get(0))
        ? Optional.of(made.get(0))
        : Optional.empty();
  }

  /** Whether no call of another name seems to undo the same. */
  private boolean isOnlyEnd(Site undo, Site made) {
    return calls.stream()
        .map(Site::callee)
        .filter(name -> Verbs.undoes(name, made.callee()))
        .allMatch(undo.callee()::equals);
  }

  /** Whether a call is given what another was given, or gave. */
  private static boolean sharesObject(Site making, Site ending) {
    List<Node> objects = ending.arguments();
    if (objects.isEmpty()) {
      return making.arguments().isEmpty();
    }
    List<String> known = new ArrayList<>(making.arguments().stream().map(Node::text).toList());
    given(making.node()).ifPresent(known::add);
    return known.contains(objects.get(0).text());
  }

  /** A statement of the function's own level, or the condition of one. */
  private boolean isUnconditional(Node call) {
    Node top = statements.get(top(call));
    return switch (top.kind()) {
      case EXPRESSION_STATEMENT, DECLARATION -> true;
      case IF ->
          top.child(Kind.CONDITION).filter(test -> encloses(test, call)).isPresent()
              && call.ancestors()
                  .takeWhile(outer -> !outer.is(Kind.CONDITION))
                  .noneMatch(outer -> outer.text().matches("(?s).*(&&|\\|\\|).*"));
      default -> false;
    };
  }

  private static boolean encloses(Node outer, Node inner) {
    return outer.firstToken() <= inner.firstToken() && inner.endToken() <= outer.endToken();
  }

  /** The number of the body's statement that a node stands in. */
  private int top(Node node) {
    for (int i = 0; i < statements.size(); i++) {
      if (encloses(statements.get(i), node)) {
        return i;
      }
    }
    return 0;
  }

  Function function() {
    return function;
  }

  /** What is undone at labels, in their order. */
  List<Step> steps() {
    return List.copyOf(steps);
  }

  /** The calls before the first label. */
  Stream<Site> before() {
    return calls.stream().takeWhile(call -> top(call.node()) < firstLabel);
  }

  /** Whether a way out that is no failure undoes it, too: it was for the function's own use. */
  boolean isForItself(Step step) {
    return before().anyMatch(call -> call.callee().equals(step.undo().callee()))
        || ways.stream().anyMatch(way -> passes(way, step) && !isFailure(way))
        || runsInto(firstLabel) && firstLabel <= step.at() && passes(firstLabel, step);
  }

  /** Whether the statement before this one goes on into it. */
  private boolean runsInto(int at) {
    return at > 0
        && !statements.get(at - 1).is(Kind.RETURN)
        && !statements.get(at - 1).is(Kind.GOTO);
  }

  /**
   * The failures that go past a step which later ones pass, though what it undoes was done before
   * them.
   */
  List<Node> past(Step step) {
    int made = top(step.made().node());
    return ways.stream()
        .filter(way -> top(way) > made && isFailure(way) && !passes(way, step))
        .filter(way -> !isOwnTest(step, way) && !isUndone(step, way) && !isReplaced(step, way))
        .filter(way -> isCompiledWith(step, way) && sibling(step, way).isPresent())
        .toList();
  }

  /** Whether a way under {@code #if} is in the same branch as what was done. */
  private static boolean isCompiledWith(Step step, Node way) {
    return way.conditions().isEmpty()
        || way.conditions().containsAll(step.made().node().conditions());
  }

  /** A later failure that does pass the step: the evidence. */
  Optional<Node> sibling(Step step, Node odd) {
    int at = top(odd);
    return ways.stream()
        .filter(later -> top(later) > at && isFailure(later) && passes(later, step))
        .findFirst();
  }

  /**
   * A jump or a return that is taken because something failed: it gives an error constant, or the
   * variable that is returned at the end is tested or set before it.
   */
  private boolean isFailure(Node way) {
    Optional<Node> inner = way.ancestor(Kind.IF);
    if (inner.isEmpty() || top(inner.get()) >= firstLabel) {
      return false;
    }
    String value = way.is(Kind.RETURN) ? returned(way) : end(way).orElse("0");
    if (value.matches(ERROR)) {
      return true;
    }
    if (way.is(Kind.RETURN) && !value.equals(returned(statements.get(statements.size() - 1)))) {
      return false;
    }
    if (value.matches("0|true|false|") || !value.matches("\\w+")) {
      return value.isEmpty() && way.is(Kind.GOTO) && function.returnsNothing();
    }
    boolean tested =
        inner.get().child(Kind.CONDITION).stream().anyMatch(test -> looksAt(test, value));
    boolean set =
        way.parent().filter(block -> block.is(Kind.COMPOUND)).stream()
            .flatMap(block -> block.findAll(Kind.ASSIGNMENT))
            .anyMatch(assignment -> target(assignment).equals(value));
    return tested || set;
  }

  private static String returned(Node way) {
    return way.children().isEmpty() ? "" : way.children().get(0).text();
  }

  /** What is returned where a jump leads; nothing if it does not end in a return. */
  private Optional<String> end(Node jump) {
    return follow(label(jump)).stream()
        .map(statements::get)
        .filter(statement -> statement.is(Kind.RETURN))
        .findFirst()
        .map(Ladder::returned);
  }

  private int label(Node jump) {
    return labels.getOrDefault(jump.child(Kind.NAME).map(Node::text).orElse(""), statements.size());
  }

  /** The numbers of the statements from one on, up to a return, jumps at the end followed. */
  private List<Integer> follow(int from) {
    List<Integer> found = new ArrayList<>();
    Set<Integer> seen = new TreeSet<>();
    int at = from;
    while (at < statements.size() && seen.add(at)) {
      found.add(at);
      Node statement = statements.get(at);
      if (statement.is(Kind.RETURN)) {
        return found;
      }
      at = statement.is(Kind.GOTO) ? label(statement) : at + 1;
    }
    return found;
  }

  private boolean passes(Node way, Step step) {
    return way.is(Kind.GOTO) && passes(label(way), step);
  }

  private boolean passes(int from, Step step) {
    return follow(from).contains(step.at());
  }

  /** Whether it is the test of the call's own result, or of what was made of that at once. */
  private boolean isOwnTest(Step step, Node way) {
    Optional<String> given = given(step.made().node());
    if (given.isEmpty()) {
      return false;
    }
    Set<String> results = new TreeSet<>(Set.of(given.get()));
    assignments()
        .filter(assignment -> assignment.firstToken() > step.made().node().endToken())
        .filter(assignment -> assignment.firstToken() < way.firstToken())
        .filter(assignment -> looksAt(assignment.children().get(1), given.get()))
        .map(Ladder::target)
        .forEach(results::add);
    return way.ancestors()
        .flatMap(outer -> outer.child(Kind.CONDITION).stream())
        .anyMatch(
            test ->
                results.stream()
                    .anyMatch(result -> looksAt(test, result) && !isGivenAnew(step, result, test)));
  }

  private static boolean looksAt(Node test, String variable) {
    return test.walk().anyMatch(piece -> piece.text().equals(variable));
  }

  /** Whether the result that a test looks at is of a later call. */
  private boolean isGivenAnew(Step step, String variable, Node test) {
    String given = given(step.made().node()).orElse("");
    return assignments()
        .filter(assignment -> assignment.firstToken() < test.firstToken())
        .filter(assignment -> assignment.firstToken() > step.made().node().firstToken())
        .filter(assignment -> target(assignment).equals(variable))
        .map(assignment -> assignment.children().get(1))
        .anyMatch(value -> !looksAt(value, given) && !looksAt(value, step.made().callee()));
  }

  private Stream<Node> assignments() {
    return function.body().findAll(Kind.ASSIGNMENT).filter(node -> node.children().size() > 1);
  }

  private static String target(Node assignment) {
    return assignment.children().get(0).text();
  }

  /** What the result of a call is assigned to. */
  private static Optional<String> given(Node call) {
    return call.ancestors()
        .takeWhile(outer -> !outer.is(Kind.CONDITION) && !outer.is(Kind.COMPOUND))
        .filter(outer -> outer.is(Kind.ASSIGNMENT) || outer.is(Kind.INIT_DECLARATOR))
        .findFirst()
        .map(outer -> outer.children().get(0).text().replaceFirst("^[*\\s]+", ""));
  }

  /** Whether it is undone by hand between, or beside the jump. */
  private boolean isUndone(Step step, Node way) {
    int made = top(step.made().node());
    return calls.stream()
        .filter(call -> top(call.node()) > made && call.node().firstToken() < way.firstToken())
        .anyMatch(
            call ->
                call.callee().equals(step.undo().callee())
                    || Verbs.undoes(call.callee(), step.made().callee()));
  }

  /** Whether another thing was put where the made one stood. */
  private boolean isReplaced(Step step, Node way) {
    String object = step.undo().arguments().isEmpty() ? "" : step.undo().arguments().get(0).text();
    return assignments()
        .filter(assignment -> assignment.firstToken() > step.made().node().endToken())
        .filter(assignment -> assignment.firstToken() < way.firstToken())
        .anyMatch(assignment -> target(assignment).equals(object));
  }
}
