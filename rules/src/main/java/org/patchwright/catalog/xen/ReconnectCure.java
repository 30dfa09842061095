package org.patchwright.catalog.xen;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Fix;
import org.patchwright.rule.StatementEdits;
import org.patchwright.source.Edit;
import org.patchwright.symbol.Function;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/**
 * How a backend is made to leave Closing for a frontend that starts again: under the label for
 * Initialising, where the way to Closing has dropped the old connection.
 *
 * @param changed the driver's {@code otherend_changed}
 * @param label for Initialising; empty if there is none
 */
record ReconnectCure(Function changed, Optional<Node> label) {

  private static final Pattern DROPS =
      Pattern.compile("(?i).*(disconnect|unmap|teardown|destroy|cleanup|release|free).*");

  private static final String WAITING = "XenbusStateInitWait";

  /** The finding with edits that mend it, or with the reason why there are none. */
  Finding offer(Finding finding) {
    Optional<Node> closing = closing();
    if (closing.isEmpty()) {
      return finding.notFixed("where the backend goes to Closing is not in this function");
    }
    List<Node> ways = Ends.under(closing.get());
    Optional<String> drops = calls(ways).filter(name -> DROPS.matcher(name).matches()).findFirst();
    if (drops.isEmpty()) {
      return finding.notFixed(
          "nothing is dropped on the way to Closing; what a new connection needs gone, and set up"
              + " anew, is the driver's to know");
    }
    Optional<Node> goes =
        ways.stream()
            .flatMap(way -> way.findAll(Kind.CALL))
            .filter(call -> call.children().get(0).text().equals("xenbus_switch_state"))
            .findFirst();
    boolean waits =
        changed.unit().functions().stream()
            .flatMap(function -> function.node().findAll(Kind.CALL))
            .anyMatch(
                call ->
                    call.children().get(0).text().equals("xenbus_switch_state")
                        && call.text().contains(WAITING));
    if (goes.isEmpty() || !waits) {
      return finding.notFixed("the driver shows no state in which it waits for a frontend");
    }
    String device = goes.get().child(Kind.ARGUMENTS).orElseThrow().children().get(0).text();
    String leave = goes.get().text().replace(Ends.CLOSING, WAITING) + ";";
    return edits("if (" + device + "->state == " + Ends.CLOSING + ")", "\t" + leave, closing.get())
        .map(edits -> finding.fixedBy(fix(drops.get(), edits)))
        .orElseGet(() -> finding.notFixed("other code runs under the label for Initialising"));
  }

  private Fix fix(String drops, List<Edit> edits) {
    String why =
        "A frontend that starts again while the backend is in Closing, as after kexec, waits for"
            + " it for ever: "
            + changed.name()
            + "() leaves the backend there. The old connection is gone by then, by "
            + drops
            + "(), so wait for a new one.";
    return Fix.of("Let a frontend start again while the backend is in Closing", why, edits);
  }

  private Optional<List<Edit>> edits(String asks, String leaves, Node closing) {
    if (label.isEmpty()) {
      return StatementEdits.before(
          closing, "case XenbusStateInitialising:", "\t" + asks, "\t" + leaves, "\tbreak;", "");
    }
    List<Node> items = label.get().parent().map(Node::children).orElse(List.of());
    int next = items.indexOf(label.get()) + 1;
    if (next >= items.size()) {
      return Optional.empty();
    }
    Node follower = items.get(next);
    if (follower.is(Kind.BREAK)) {
      return StatementEdits.before(follower, asks, leaves);
    }
    // A label that it shares its way with: the other states must not take this one.
    return follower.is(Kind.CASE)
        ? StatementEdits.before(follower, "\t" + asks, "\t" + leaves, "\tbreak;", "")
        : Optional.empty();
  }

  private Optional<Node> closing() {
    return changed
        .node()
        .findAll(Kind.CASE)
        .filter(at -> at.findAll(Kind.NAME).anyMatch(name -> name.text().equals(Ends.CLOSING)))
        .findFirst();
  }

  private static Stream<String> calls(List<Node> statements) {
    return statements.stream()
        .flatMap(statement -> statement.findAll(Kind.CALL))
        .map(call -> call.children().get(0).text());
  }
}
