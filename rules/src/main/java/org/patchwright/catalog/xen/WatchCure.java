package org.patchwright.catalog.xen;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.patchwright.dataflow.Track;
import org.patchwright.fact.FunctionFacts;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Fix;
import org.patchwright.rule.StatementEdits;
import org.patchwright.source.Edit;
import org.patchwright.source.Span;
import org.patchwright.summary.Exit;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.Unit;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/**
 * How watches are taken back: over suspend by the mirror image of what resume does, on an error by
 * the call that undoes the registration.
 */
final class WatchCure {

  private WatchCure() {}

  /**
   * Lets suspend remove at the server what resume registers again.
   *
   * @param again the call of {@code xs_watch} in resume
   */
  static Finding overSuspend(Finding finding, Function suspend, Function resume, Node again) {
    Unit unit = suspend.unit();
    if (!takesTheSame(unit)) {
      return finding.notFixed("the file has no xs_unwatch() that takes what xs_watch() takes");
    }
    Optional<Node> loop =
        again
            .ancestors()
            .filter(node -> isLoop(node))
            .filter(node -> node.parent().map(p -> p.equals(resume.body())).orElse(false))
            .findFirst();
    if (loop.isEmpty()) {
      return finding.notFixed("resume does not register the watches in a loop of its own");
    }
    Optional<List<Edit>> place =
        place(suspend, resume, loop.get()).flatMap(at -> mirrored(at, resume, loop.get(), again));
    Optional<List<Edit>> declared = declared(suspend, resume, loop.get());
    if (place.isEmpty() || declared.isEmpty()) {
      return finding.notFixed("suspend and resume take no lock that would show where to do it");
    }
    List<Edit> edits = new ArrayList<>(declared.get());
    edits.addAll(place.get());
    return finding.fixedBy(
        Fix.of(
            "Unregister all watches on suspend",
            "Resume registers every watch anew, while suspend leaves the old ones in force at the"
                + " server, which refuses or doubles what it already has. Remove them in "
                + suspend.name()
                + "(), as "
                + resume.name()
                + "() registers them.",
            edits));
  }

  private static boolean isLoop(Node node) {
    return switch (node.kind()) {
      case FOR, WHILE, ITERATOR_STATEMENT -> true;
      default -> false;
    };
  }

  private static boolean takesTheSame(Unit unit) {
    Optional<Function> watch = unit.function("xs_watch");
    Optional<Function> unwatch = unit.function("xs_unwatch");
    return unwatch.isPresent()
        && watch.isPresent()
        && watch.get().parameters().size() == unwatch.get().parameters().size();
  }

  /**
   * What resume gives back before its loop is not needed for it, so suspend does it before taking
   * that; what resume gives back behind its loop is.
   *
   * @param before whether to go before the statement, else behind it
   */
  private record At(Node statement, boolean before) {}

  private static Optional<At> place(Function suspend, Function resume, Node loop) {
    List<Node> items = resume.body().children();
    int at = items.indexOf(loop);
    Set<String> free = arguments(items.subList(0, at));
    Set<String> held = arguments(items.subList(at + 1, items.size()));
    Optional<At> found = Optional.empty();
    for (Node statement : suspend.body().children()) {
      if (statement.is(Kind.DECLARATION)) {
        continue;
      }
      Set<String> taken = arguments(List.of(statement));
      if (!Collections.disjoint(taken, free)) {
        return Optional.of(new At(statement, true));
      }
      if (!Collections.disjoint(taken, held)) {
        found = Optional.of(new At(statement, false));
      }
    }
    return found;
  }

  /** The addresses that calls are given, which name locks. */
  private static Set<String> arguments(List<Node> statements) {
    return statements.stream()
        .filter(statement -> statement.is(Kind.EXPRESSION_STATEMENT))
        .flatMap(statement -> statement.findAll(Kind.CALL))
        .flatMap(call -> call.child(Kind.ARGUMENTS).stream())
        .flatMap(arguments -> arguments.children().stream())
        .map(Node::text)
        .filter(text -> text.startsWith("&"))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** The declarations of what the loop uses, as resume has them. */
  private static Optional<List<Edit>> declared(Function suspend, Function resume, Node loop) {
    Set<String> used =
        loop.findAll(Kind.NAME)
            .map(Node::text)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    Set<String> known =
        suspend.node().findAll(Kind.DECLARED_NAME).map(Node::text).collect(Collectors.toSet());
    List<String> lines = new ArrayList<>();
    for (Node declaration : resume.body().children(Kind.DECLARATION)) {
      List<String> names = declaration.findAll(Kind.DECLARED_NAME).map(Node::text).toList();
      if (names.stream().anyMatch(used::contains)) {
        if (names.stream().anyMatch(known::contains)) {
          return Optional.empty();
        }
        lines.add(declaration.text());
      }
    }
    return lines.isEmpty()
        ? Optional.of(List.of())
        : StatementEdits.declared(suspend.body(), lines.toArray(String[]::new));
  }

  /** Resume's loop with its comment, undoing what it does. */
  private static Optional<List<Edit>> mirrored(At at, Function resume, Node loop, Node again) {
    String text = resume.unit().tree().file().text();
    int from = commentAbove(loop).orElse(loop.span().start());
    Node name = again.children().get(0);
    String block =
        text.substring(from, name.span().start())
            + "xs_unwatch"
            + text.substring(name.span().end(), loop.span().end());
    String indent = StatementEdits.indent(loop);
    List<String> lines = new ArrayList<>();
    if (at.before()) {
      block.lines().forEach(line -> lines.add(without(indent, line)));
      lines.add("");
      Node earlier = earlier(at.statement());
      if (!earlier.is(Kind.DECLARATION)) {
        lines.add(0, "");
      }
      // Between two statements that stand close, blank lines set the loop off.
      return earlier.is(Kind.DECLARATION) || earlier.equals(at.statement())
          ? StatementEdits.before(
              at.statement(), lines.subList(0, lines.size()).toArray(String[]::new))
          : StatementEdits.after(earlier, lines.toArray(String[]::new));
    }
    lines.add("");
    block.lines().forEach(line -> lines.add(without(indent, line)));
    return StatementEdits.after(at.statement(), lines.toArray(String[]::new));
  }

  private static Node earlier(Node statement) {
    List<Node> items = statement.parent().orElseThrow().children();
    int at = items.indexOf(statement);
    return at == 0 ? statement : items.get(at - 1);
  }

  private static String without(String indent, String line) {
    return line.startsWith(indent) ? line.substring(indent.length()) : line;
  }

  private static Optional<Integer> commentAbove(Node loop) {
    Span behind = new Span(loop.tree().tokens().end(loop.firstToken() - 1), loop.span().start());
    return loop.tree().tokens().comments().stream()
        .filter(behind::contains)
        .filter(
            comment ->
                loop.file()
                        .text(new Span(comment.end(), loop.span().start()))
                        .chars()
                        .filter(c -> c == '\n')
                        .count()
                    == 1)
        .map(Span::start)
        .findFirst();
  }

  /** Takes a watch back before an error that leaves it registered. */
  static Finding onError(
      Finding finding, FunctionFacts function, Exit exit, Track track, List<Exit> ways) {
    Node leave = exit.node();
    Node call = track.origin();
    int argument =
        switch (call.children().get(0).text()) {
          case "register_xenbus_watch" -> 0;
          case "xenbus_watch_pathfmt" -> 1;
          case "xenbus_watch_path" -> 2;
          case "xenbus_watch_path2" -> 3;
          default -> -1;
        };
    List<Node> arguments = call.arguments();
    boolean here =
        call.ancestor(Kind.FUNCTION_DEFINITION).map(f -> f.equals(function.node())).orElse(false);
    if (!here || argument < 0 || argument >= arguments.size()) {
      return finding.notFixed("it is registered by another function, which may have its own undo");
    }
    boolean alone =
        leave.is(Kind.RETURN)
            && leave.findAll(Kind.CALL).findAny().isEmpty()
            && ways.stream()
                .filter(way -> way.node().equals(leave))
                .allMatch(
                    way ->
                        way.state().tracks.values().stream()
                            .anyMatch(
                                other ->
                                    other.key().equals(track.key())
                                        && other.state().equals(track.state())));
    Optional<List<Edit>> edits =
        alone
            ? StatementEdits.before(
                leave, "unregister_xenbus_watch(" + arguments.get(argument).text() + ");")
            : Optional.empty();
    return edits
        .map(
            made ->
                finding.fixedBy(
                    Fix.of(
                        "Unregister the watch when " + function.name() + "() fails",
                        "The watch stays registered on an error behind it, and fires for what is"
                            + " gone by then.",
                        made)))
        .orElseGet(() -> finding.notFixed("ways without the watch leave by the same return"));
  }
}
