package org.patchwright.catalog.xen;

import static org.patchwright.typestate.Call.call;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.patchwright.dataflow.Range;
import org.patchwright.fact.DriverFacts;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Fix;
import org.patchwright.rule.StatementEdits;
import org.patchwright.source.Edit;
import org.patchwright.source.Span;
import org.patchwright.summary.Exit;
import org.patchwright.symbol.Function;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;
import org.patchwright.typestate.Protocol;

/**
 * How a device that is left open when its other end closes is made to finish: before the return
 * that leaves it, at the end of the case for Closing, or by such a case.
 *
 * @param changed the driver's {@code otherend_changed}
 * @param protocol the rule's own
 * @param helper the tree's done-helper, or the patch that brings it; unused for a backend
 */
record ClosingCure(
    DriverFacts driver,
    Function changed,
    Protocol<?> protocol,
    boolean backend,
    Optional<DoneHelper> helper) {

  private static final String CLOSING = "XenbusStateClosing";
  private static final String CLOSED = "XenbusStateClosed";
  private static final int STATES = 8;

  private enum Spin {
    FREE,
    HELD
  }

  private static final Protocol<Spin> SPIN =
      Protocol.from(Spin.FREE)
          .on(
              call(
                  "spin_lock",
                  "spin_lock_irq",
                  "spin_lock_irqsave",
                  "spin_lock_bh",
                  "read_lock",
                  "write_lock"),
              Spin.HELD)
          .on(
              call(
                  "spin_unlock",
                  "spin_unlock_irq",
                  "spin_unlock_irqrestore",
                  "spin_unlock_bh",
                  "read_unlock",
                  "write_unlock"),
              Spin.FREE)
          .inFile();

  /** The finding with edits that mend it, or with the reason why there are none. */
  Finding offer(Finding finding, Function function, Exit way, List<Exit> ways) {
    Optional<String> device = device(function);
    if (device.isEmpty()) {
      return finding.notFixed("no struct xenbus_device is at hand in " + function.name() + "()");
    }
    if (!backend && helper.isEmpty()) {
      return finding.notFixed(DoneHelper.MISSING);
    }
    String closed =
        backend
            ? "xenbus_switch_state(" + device.get() + ", " + CLOSED + ");"
            : helper.orElseThrow().name() + "(" + device.get() + ");";
    boolean isCallback = function.equals(changed);
    if (isCallback && ways.stream().anyMatch(other -> hasBegun(other))) {
      Optional<List<Edit>> before =
          way.node().is(Kind.RETURN) ? beforeReturn(function, way, ways, closed) : Optional.empty();
      return before
          .map(edits -> finding.fixedBy(fix(function, edits)))
          .orElseGet(
              () ->
                  finding.notFixed(
                      "the driver closes on some ways through here and refuses on others; when to"
                          + " make up for a refusal is its own decision"));
    }
    Optional<List<Edit>> edits =
        way.node().is(Kind.RETURN) && (!isCallback || !reachedInOtherStates(way.node()))
            ? beforeReturn(function, way, ways, closed)
            : Optional.empty();
    if (edits.isEmpty() && isCallback) {
      edits = inSwitch(closed).or(() -> inIf(closed));
    }
    return edits
        .map(made -> finding.fixedBy(fix(function, made)))
        .orElseGet(
            () ->
                finding.notFixed(
                    "no place in "
                        + function.name()
                        + "() is passed on this way alone with no spin lock held"));
  }

  private Fix fix(Function function, List<Edit> edits) {
    String why =
        "When its other end goes to Closing, the device stays in its old state on a way through "
            + function.name()
            + "(), and the other end waits for it in vain. Go to Closed there as well.";
    Fix fix = Fix.of("Finish closing on every path of " + function.name() + "()", why, edits);
    return backend ? fix : helper.flatMap(DoneHelper::patch).map(fix::after).orElse(fix);
  }

  private boolean hasBegun(Exit way) {
    return !way.state().tracks.isEmpty();
  }

  /** How a function names its device: a parameter, else what it hands to the bus. */
  private Optional<String> device(Function function) {
    for (Node parameter : function.node().findAll(Kind.PARAMETER).toList()) {
      if (parameter.ancestor(Kind.COMPOUND).isEmpty()
          && parameter.text().contains("xenbus_device")) {
        return parameter.findAll(Kind.DECLARED_NAME).findFirst().map(Node::text);
      }
    }
    Set<String> handed =
        function
            .node()
            .findAll(Kind.CALL)
            .filter(call -> call.children().get(0).text().equals("xenbus_switch_state"))
            .map(call -> call.child(Kind.ARGUMENTS).orElseThrow().children())
            .filter(arguments -> arguments.size() == 2)
            .map(arguments -> arguments.get(0).text())
            .collect(Collectors.toSet());
    return handed.size() == 1 ? handed.stream().findFirst() : Optional.empty();
  }

  /** Before a return by which only ways leave that are open, and that hold no spin lock. */
  private Optional<List<Edit>> beforeReturn(
      Function function, Exit way, List<Exit> ways, String closed) {
    Node leave = way.node();
    boolean shared =
        ways.stream().anyMatch(other -> other.node().equals(leave) && hasBegun(other))
            || function.equals(changed) && reachedInOtherStates(leave)
            || leave.findAll(Kind.CALL).findAny().isPresent();
    boolean locked =
        driver.under(SPIN, function).exits().stream()
            .filter(exit -> exit.node().equals(leave))
            .flatMap(exit -> exit.state().tracks.values().stream())
            .anyMatch(track -> track.state().equals(Spin.HELD.name()));
    return shared || locked ? Optional.empty() : StatementEdits.before(leave, closed);
  }

  private boolean reachedInOtherStates(Node leave) {
    for (int state = 0; state <= STATES; state++) {
      if (state != ClosingDone.CLOSING
          && driver.under(protocol, changed, Map.of(1, Range.exactly(state))).exits().stream()
              .anyMatch(exit -> exit.node().equals(leave))) {
        return true;
      }
    }
    return false;
  }

  private String state() {
    return changed.parameters().get(1);
  }

  /** {@code if (state == XenbusStateClosing) ...}: at the end of what it governs. */
  private Optional<List<Edit>> inIf(String closed) {
    for (Node choice : changed.node().findAll(Kind.IF).toList()) {
      List<Node> children = choice.children();
      String condition = children.get(0).text().replaceAll("[\\s()]", "");
      if (!condition.equals(state() + "==" + CLOSING)
          && !condition.equals(CLOSING + "==" + state())) {
        continue;
      }
      Node governed = children.get(1);
      if (!governed.is(Kind.COMPOUND)) {
        return ends(governed)
            ? StatementEdits.before(governed, closed)
            : StatementEdits.after(governed, closed);
      }
      List<Node> items = governed.children();
      boolean leaves = !items.isEmpty() && ends(items.get(items.size() - 1));
      return leaves
          ? StatementEdits.before(items.get(items.size() - 1), closed)
          : StatementEdits.atEnd(governed, closed);
    }
    return Optional.empty();
  }

  private static boolean ends(Node statement) {
    return statement.is(Kind.BREAK) || statement.is(Kind.RETURN) || statement.is(Kind.GOTO);
  }

  /** {@code switch (state)}: in its case for Closing, or as such a case. */
  private Optional<List<Edit>> inSwitch(String closed) {
    Optional<Node> choice =
        changed
            .node()
            .findAll(Kind.SWITCH)
            .filter(
                node ->
                    node.children().get(0).text().replaceAll("[\\s()]", "").equals(state())
                        && node.children().get(1).is(Kind.COMPOUND))
            .findFirst();
    if (choice.isEmpty()) {
      return Optional.empty();
    }
    List<Node> items = choice.get().children().get(1).children();
    for (int at = 0; at < items.size(); at++) {
      if (items.get(at).is(Kind.CASE) && isLabel(items.get(at), CLOSING)) {
        return inSection(items, at, closed);
      }
    }
    return newCase(items, closed);
  }

  private static boolean isLabel(Node label, String state) {
    return label.children().size() == 1 && label.children().get(0).text().equals(state);
  }

  private Optional<List<Edit>> inSection(List<Node> items, int label, String closed) {
    int first = label;
    while (first > 0 && items.get(first - 1).is(Kind.CASE)) {
      first--;
    }
    Set<String> states = new HashSet<>();
    List<Node> body = new ArrayList<>();
    int at = first;
    for (; at < items.size() && !ends(items.get(at)); at++) {
      Node item = items.get(at);
      if (item.is(Kind.CASE)) {
        states.add(item.children().isEmpty() ? "default" : item.children().get(0).text());
      } else {
        body.add(item);
      }
    }
    boolean alone = Set.of(CLOSING, CLOSED).containsAll(states);
    Optional<Node> end = at < items.size() ? Optional.of(items.get(at)) : Optional.empty();
    String guard = "if (" + state() + " == " + CLOSING + ")";
    String[] lines = alone ? new String[] {closed} : new String[] {guard, "\t" + closed};
    if (!alone && body.isEmpty() && end.isPresent()) {
      return moved(items, items.get(label), end.get(), closed);
    }
    Optional<Node> block =
        body.size() == 1 && body.get(0).is(Kind.COMPOUND)
            ? Optional.of(body.get(0))
            : Optional.empty();
    if (block.isPresent()) {
      List<Node> inside = block.get().children();
      boolean leaves = !inside.isEmpty() && ends(inside.get(inside.size() - 1));
      return leaves
          ? StatementEdits.before(inside.get(inside.size() - 1), lines)
          : StatementEdits.atEnd(block.get(), lines);
    }
    if (end.isPresent()) {
      return StatementEdits.before(end.get(), lines);
    }
    return body.isEmpty()
        ? Optional.empty()
        : StatementEdits.after(body.get(body.size() - 1), lines);
  }

  /** Takes the label out of a group that does nothing, and gives it a case of its own. */
  private Optional<List<Edit>> moved(List<Node> items, Node label, Node end, String closed) {
    Span line = label.file().lineSpan(label.line());
    String own = label.file().text(line);
    if (!own.strip().equals(label.text()) || isCutNear(label, end)) {
      return Optional.empty();
    }
    int below = label.file().line(label.span().start()) + 1;
    Span lineWithEnd = new Span(line.start(), label.file().lineSpan(below).start());
    List<Edit> edits = new ArrayList<>();
    edits.add(new Edit(label.file().path(), lineWithEnd, ""));
    StatementEdits.after(end, caseLines(items, label, closed))
        .ifPresent(
            made ->
                made.forEach(
                    edit ->
                        edits.add(
                            Edit.insert(
                                edit.path(), edit.span().start(), dedented(edit.replacement())))));
    return Optional.of(edits);
  }

  private static boolean isCutNear(Node label, Node end) {
    Span span = new Span(label.span().start(), end.span().end());
    return label.tree().tokens().directives().stream()
        .anyMatch(directive -> directive.span().overlaps(span));
  }

  /** A case is one level further out than the statement behind which it goes. */
  private static String dedented(String text) {
    return text.replaceAll("(?m)^\t", "");
  }

  private static String[] caseLines(List<Node> items, Node near, String closed) {
    List<String> lines = new ArrayList<>();
    if (separatesByBlankLine(items)) {
      lines.add("");
    }
    lines.add("case " + CLOSING + ":");
    lines.add("\t" + closed);
    lines.add("\tbreak;");
    return lines.toArray(String[]::new);
  }

  private static boolean separatesByBlankLine(List<Node> items) {
    for (int at = 1; at < items.size(); at++) {
      if (items.get(at).is(Kind.CASE) && ends(items.get(at - 1))) {
        Node before = items.get(at - 1);
        String between =
            before.file().text(new Span(before.span().end(), items.get(at).span().start()));
        return between.chars().filter(c -> c == '\n').count() > 1;
      }
    }
    return false;
  }

  /** A case of its own, before {@code default} or at the end. */
  private Optional<List<Edit>> newCase(List<Node> items, String closed) {
    if (items.isEmpty()) {
      return Optional.empty();
    }
    int at = 0;
    while (at < items.size()
        && !(items.get(at).is(Kind.CASE) && items.get(at).children().isEmpty())) {
      at++;
    }
    while (at > 0 && at < items.size() && items.get(at - 1).is(Kind.CASE)) {
      at--;
    }
    if (at == items.size()) {
      Node last = items.get(items.size() - 1);
      return ends(last)
          ? StatementEdits.after(last, caseLines(items, last, closed))
              .map(
                  edits ->
                      edits.stream()
                          .map(
                              edit ->
                                  Edit.insert(
                                      edit.path(),
                                      edit.span().start(),
                                      dedented(edit.replacement())))
                          .toList())
          : Optional.empty();
    }
    boolean fallsInto = at > 0 && !ends(items.get(at - 1));
    List<String> lines = new ArrayList<>();
    lines.add("case " + CLOSING + ":");
    lines.add("\t" + closed);
    lines.add("\tbreak;");
    if (separatesByBlankLine(items)) {
      lines.add("");
    }
    return fallsInto
        ? Optional.empty()
        : StatementEdits.before(items.get(at), lines.toArray(String[]::new));
  }
}
