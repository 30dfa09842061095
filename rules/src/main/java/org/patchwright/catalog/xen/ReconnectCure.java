package org.patchwright.catalog.xen;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.patchwright.fact.DriverFacts;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Fix;
import org.patchwright.rule.StatementEdits;
import org.patchwright.source.Edit;
import org.patchwright.symbol.Function;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/**
 * How a backend is made to leave Closing for a frontend that starts again: under the label for
 * Initialising, where the way to Closing has dropped the old connection, or where that can be
 * dropped and made anew.
 *
 * @param driver the backend
 * @param changed the driver's {@code otherend_changed}
 * @param label for Initialising; empty if there is none
 */
record ReconnectCure(DriverFacts driver, Function changed, Optional<Node> label) {

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
    Optional<Remade> remade =
        drops.isEmpty() ? Remade.of(driver, changed) : Optional.<Remade>empty();
    if (drops.isEmpty() && remade.isEmpty()) {
      return finding.notFixed(whole());
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
    String asks = "if (" + device + "->state == " + Ends.CLOSING + ")";
    if (remade.isPresent()) {
      return remade(remade.get(), asks, leave, closing.get())
          .map(edits -> finding.fixedBy(fix(remade.get(), edits)))
          .orElseGet(() -> finding.notFixed("other code runs under the label for Initialising"));
    }
    return edits(closing.get(), asks, "\t" + leave)
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

  private Fix fix(Remade remade, List<Edit> edits) {
    String why =
        "A frontend that starts again while the backend is in Closing, as after kexec, waits for"
            + " it for ever: "
            + changed.name()
            + "() leaves the backend there. Drop the old connection then, as on removal, and wait"
            + " for a new one. The watch does not fire again, so call its function for what a new"
            + " connection needs once the frontend is there.";
    return Fix.of("Let a frontend start again while the backend is in Closing", why, edits);
  }

  /** Why the connection alone can't be dropped. */
  private String whole() {
    String remove = driver.callback("remove").map(f -> f.name() + "()").orElse("nothing");
    String probe = driver.callback("probe").map(f -> f.name() + "()").orElse("probing");
    return "nothing is dropped on the way to Closing, and "
        + remove
        + " drops the connection only with what "
        + probe
        + " made once: what a new one needs gone, and set up anew, is the driver's to know";
  }

  private Optional<List<Edit>> remade(Remade remade, String asks, String leave, Node closing) {
    Optional<Node> connected = label("XenbusStateConnected");
    Optional<Node> first = connected.map(Ends::under).flatMap(way -> way.stream().findFirst());
    List<String> lines = new ArrayList<>();
    lines.add(asks + " {");
    String indent = StatementEdits.indent(remade.drop());
    for (String line : remade.drop().text().split("\n")) {
      lines.add("\t" + line.replaceFirst("^" + indent, ""));
    }
    lines.add("\t" + leave);
    lines.add("}");
    Optional<List<Edit>> waits = edits(closing, lines.toArray(String[]::new));
    Optional<List<Edit>> makes =
        first.flatMap(
            at -> StatementEdits.before(at, "if (!" + remade.place() + ")", "\t" + remade.make()));
    if (waits.isEmpty() || makes.isEmpty()) {
      return Optional.empty();
    }
    List<Edit> edits = new ArrayList<>(waits.get());
    edits.addAll(makes.get());
    return Optional.of(List.copyOf(edits));
  }

  /** Puts statements under the label for Initialising, and what ends them. */
  private Optional<List<Edit>> edits(Node closing, String... lines) {
    List<String> under = new ArrayList<>();
    for (String line : lines) {
      under.add("\t" + line);
    }
    under.add("\tbreak;");
    under.add("");
    if (label.isEmpty()) {
      under.add(0, "case XenbusStateInitialising:");
      return StatementEdits.before(closing, under.toArray(String[]::new));
    }
    List<Node> items = label.get().parent().map(Node::children).orElse(List.of());
    int next = items.indexOf(label.get()) + 1;
    if (next >= items.size()) {
      return Optional.empty();
    }
    Node follower = items.get(next);
    if (follower.is(Kind.BREAK)) {
      return StatementEdits.before(follower, lines);
    }
    // A label that it shares its way with: the other states must not take this one.
    return follower.is(Kind.CASE)
        ? StatementEdits.before(follower, under.toArray(String[]::new))
        : Optional.empty();
  }

  private Optional<Node> closing() {
    return label(Ends.CLOSING);
  }

  private Optional<Node> label(String state) {
    return changed
        .node()
        .findAll(Kind.CASE)
        .filter(at -> at.findAll(Kind.NAME).anyMatch(name -> name.text().equals(state)))
        .findFirst();
  }

  private static Stream<String> calls(List<Node> statements) {
    return statements.stream()
        .flatMap(statement -> statement.findAll(Kind.CALL))
        .map(call -> call.children().get(0).text());
  }
}
