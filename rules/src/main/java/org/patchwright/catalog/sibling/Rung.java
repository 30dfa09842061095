package org.patchwright.catalog.sibling;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Fix;
import org.patchwright.rule.StatementEdits;
import org.patchwright.source.Edit;
import org.patchwright.source.Span;
import org.patchwright.symbol.Function;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/**
 * Where a way out joins the ladder so that it passes what it leaves out, and nothing else besides.
 *
 * @param way the jump or return that goes past it
 * @param alike all that do so in the same words, this one among them
 * @param undone the statements that it goes past, in their order
 * @param made the calls that these undo, by name
 */
record Rung(Function function, Node way, List<Node> alike, List<Node> undone, List<String> made) {

  Rung {
    alike = List.copyOf(alike);
    undone = List.copyOf(undone);
    made = List.copyOf(made);
  }

  /** The finding with a jump to that place, or with the reason why there is none. */
  Finding offer(Finding finding) {
    if (alike.stream().anyMatch(Rung::isExplained)) {
      return finding.notFixed("the comment there may say why");
    }
    List<Node> items = function.body().children();
    int first = items.indexOf(undone.get(0));
    int behind = first + undone.size();
    if (first < 1
        || behind >= items.size()
        || !items.subList(first, behind).equals(undone)
        || !goesOn(items.get(behind))) {
      return finding.notFixed("what it leaves out does not stand right before what it passes");
    }
    if (way.is(Kind.GOTO) && jumpsTo(target()) <= alike.size()) {
      return finding.notFixed("nothing else jumps to " + target());
    }
    Node before = items.get(first - 1);
    boolean named = before.is(Kind.LABEL);
    String label = named ? firstWord(before) : "err_" + firstWord(undone.get(0));
    if (!named && isLabel(label)) {
      return finding.notFixed("a label of the name that it would need is elsewhere");
    }
    List<Edit> edits = new ArrayList<>();
    alike.forEach(one -> edits.add(StatementEdits.replaced(one, "goto " + label + ";")));
    if (!named) {
      String text = StatementEdits.lineEnd(before) + indent(items) + label + ":";
      edits.add(Edit.insert(before.file().path(), StatementEdits.endOfLine(before), text));
    }
    return finding.fixedBy(fix(label, named, edits));
  }

  private Fix fix(String label, boolean named, List<Edit> edits) {
    String name = function.name() + "()";
    String calls =
        undone.stream().map(one -> firstWord(one) + "()").collect(Collectors.joining(" and "));
    String why =
        name
            + " calls "
            + made.stream().map(one -> one + "()").collect(Collectors.joining(" and "))
            + (alike.size() == 1 ? ". One failure" : ". " + alike.size() + " failures")
            + " behind that "
            + (way.is(Kind.GOTO)
                ? (alike.size() == 1 ? "jumps to " : "jump to ") + target()
                : alike.size() == 1 ? "returns" : "return")
            + ", past "
            + calls
            + ", which later failures do call. "
            + (named ? "Jump to " + label + ", which" : "Jump to a label that")
            + " stands before it.";
    return Fix.of("Fix missing " + calls + " in error path of " + name, why, edits);
  }

  /** Whether a comment stands on the line by which the way leaves, or before it. */
  private static boolean isExplained(Node way) {
    Span line = way.file().lineSpan(way.line());
    int before = way.tree().tokens().end(way.firstToken() - 1);
    String around = way.file().text(new Span(before, Math.max(before, line.end())));
    return around.contains("/*") || around.contains("//");
  }

  /** Whether the ladder goes on there as the way does now. */
  private boolean goesOn(Node next) {
    return way.is(Kind.GOTO)
        ? next.is(Kind.LABEL) && firstWord(next).equals(target())
        : next.is(Kind.RETURN) && next.text().equals(way.text());
  }

  private String target() {
    return way.child(Kind.NAME).map(Node::text).orElse("");
  }

  private long jumpsTo(String label) {
    return function
        .body()
        .findAll(Kind.GOTO)
        .filter(jump -> jump.child(Kind.NAME).filter(n -> n.text().equals(label)).isPresent())
        .count();
  }

  private boolean isLabel(String name) {
    return function.body().findAll(Kind.LABEL).anyMatch(one -> firstWord(one).equals(name));
  }

  private static String indent(List<Node> items) {
    return items.stream()
        .filter(item -> item.is(Kind.LABEL))
        .findFirst()
        .map(StatementEdits::indent)
        .orElse("");
  }

  private static String firstWord(Node node) {
    return node.text().replaceFirst("(?s)\\W.*", "");
  }
}
