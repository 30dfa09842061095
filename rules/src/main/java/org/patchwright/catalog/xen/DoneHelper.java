package org.patchwright.catalog.xen;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.patchwright.fact.DriverFacts;
import org.patchwright.rule.Fix;
import org.patchwright.rule.StatementEdits;
import org.patchwright.source.Edit;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.Unit;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;
import org.patchwright.token.Directive;

/**
 * The bus's function by which a frontend says that it is closed, and that wakes whoever waits for
 * that: the tree's own, or the patch that brings it to a tree without one.
 *
 * @param name what it is called
 * @param function the tree's own; empty if the tree only declares it, or lacks it
 * @param patch what brings it, if the tree lacks it
 */
record DoneHelper(String name, Optional<Function> function, Optional<Fix> patch) {

  static final String MISSING =
      "the tree has no helper that says a frontend is closed, and lacks the bus core to put one in";

  private static final List<String> NAMES =
      List.of("xenbus_frontend_closed", "xenbus_closing_done");

  private static final Pattern NAMED = Pattern.compile("(" + String.join("|", NAMES) + ")\\(");

  private static final Pattern SPEAKS_OF_DEVICES =
      Pattern.compile("\\b\\Qstruct\\E xenbus_device\\b");

  /** The helper of a driver's tree, without making one. */
  static Optional<DoneHelper> of(DriverFacts driver) {
    for (String name : NAMES) {
      Optional<Function> function = driver.tree().function(driver.unit(), name);
      if (function.isPresent() || isDeclared(driver, name)) {
        return Optional.of(new DoneHelper(name, function, Optional.empty()));
      }
    }
    return Optional.empty();
  }

  private static boolean isDeclared(DriverFacts driver, String name) {
    return driver.tree().headers(driver.unit(), 2).stream()
        .flatMap(path -> driver.tree().unit(path).stream())
        .anyMatch(unit -> unit.found(NAMED).contains(name));
  }

  /** The helper of a driver's tree, or the patch that brings one; empty if the core is missing. */
  static Optional<DoneHelper> ofOrMade(DriverFacts driver) {
    return of(driver).or(() -> made(driver));
  }

  private static Optional<DoneHelper> made(DriverFacts driver) {
    Optional<Function> change = driver.tree().function(driver.unit(), "xenbus_switch_state");
    if (change.isEmpty() || !change.get().path().endsWith(".c")) {
      return Optional.empty();
    }
    Unit core = change.get().unit();
    Set<String> headers = new LinkedHashSet<>(driver.tree().headers(core, 2));
    headers.addAll(driver.tree().headers(driver.unit(), 2));
    for (String path : headers) {
      Optional<Unit> header = driver.tree().unit(path);
      Optional<Node> device = header.flatMap(DoneHelper::device);
      if (device.isPresent()) {
        return patch(driver, change.get(), header.orElseThrow(), device.get())
            .map(fix -> new DoneHelper(NAMES.get(0), Optional.empty(), Optional.of(fix)));
      }
    }
    return Optional.empty();
  }

  /** The members of {@code struct xenbus_device}. */
  private static Optional<Node> device(Unit header) {
    return header
        .tree()
        .root()
        .findAll(Kind.STRUCT_SPECIFIER)
        .filter(s -> s.child(Kind.TAG).map(t -> t.text().equals("xenbus_device")).orElse(false))
        .flatMap(s -> s.child(Kind.MEMBERS).stream())
        .findFirst();
  }

  private static Optional<Fix> patch(
      DriverFacts driver, Function change, Unit header, Node members) {
    List<Edit> edits = new ArrayList<>();
    Optional<Edit> include = include(header);
    Optional<Edit> prototype = prototype(header);
    List<Node> fields = members.children(Kind.MEMBER);
    Optional<Node> old =
        fields.stream().filter(f -> f.text().startsWith("struct completion ")).findFirst();
    if (prototype.isEmpty() || fields.isEmpty()) {
      return Optional.empty();
    }
    String down =
        old.flatMap(f -> f.findAll(Kind.DECLARED_NAME).findFirst()).map(Node::text).orElse("down");
    if (old.isEmpty()) {
      List<Edit> begun = initialised(driver, change, down);
      if (begun.isEmpty()) {
        return Optional.empty();
      }
      Node last = fields.get(fields.size() - 1);
      String text =
          StatementEdits.lineEnd(last)
              + StatementEdits.indent(last)
              + "struct completion "
              + down
              + ";";
      include.ifPresent(edits::add);
      edits.add(Edit.insert(header.path(), StatementEdits.endOfLine(last), text));
      edits.addAll(begun);
    }
    edits.add(prototype.get());
    edits.add(definition(change, down));
    return Optional.of(
        Fix.of(
            "xenbus: Let frontends say that they are closed",
            "A frontend acknowledges the end of a device by a bare switch to Closed, so that"
                + " whoever shuts the device down can't tell when it is done. Add a helper that"
                + " switches the state and completes a completion in struct xenbus_device, which"
                + " the bus can wait for. No functional change as long as nobody waits.",
            edits));
  }

  private static Optional<Edit> include(Unit header) {
    Optional<Directive> last = Optional.empty();
    String text = header.tree().file().text();
    for (Directive directive : header.tree().tokens().directives()) {
      if (directive.kind() != Directive.Kind.INCLUDE) {
        continue;
      }
      String body = text.substring(directive.body().start(), directive.body().end());
      if (body.equals("<linux/completion.h>")) {
        return Optional.empty();
      }
      if (body.startsWith("<linux/") || last.isEmpty()) {
        last = Optional.of(directive);
      }
    }
    return last.map(
        directive ->
            Edit.insert(
                header.path(),
                directive.span().end(),
                StatementEdits.lineEnd(header.tree().root()) + "#include <linux/completion.h>"));
  }

  /** Behind the prototype of the plain switch. */
  private static Optional<Edit> prototype(Unit header) {
    return header
        .tree()
        .root()
        .findAll(Kind.DECLARATION)
        .filter(
            declaration ->
                declaration
                    .findAll(Kind.DECLARED_NAME)
                    .findFirst()
                    .map(name -> name.text().equals("xenbus_switch_state"))
                    .orElse(false))
        .findFirst()
        .map(
            declaration -> {
              String end = StatementEdits.lineEnd(declaration);
              return Edit.insert(
                  header.path(),
                  StatementEdits.endOfLine(declaration),
                  end
                      + end
                      + String.join(
                          end,
                          "/**",
                          " * Switch a frontend to Closed, and wake whoever waits for it to close.",
                          " */",
                          "int " + NAMES.get(0) + "(struct xenbus_device *dev);"));
            });
  }

  /** Behind the plain switch and its export. */
  private static Edit definition(Function change, String down) {
    Node after = change.node();
    String export = "";
    for (Node external : change.unit().tree().root().children()) {
      String text = external.text();
      if (external.firstToken() >= change.node().endToken()
          && text.startsWith("EXPORT_SYMBOL")
          && text.replaceAll("\\s", "").contains("(xenbus_switch_state)")) {
        after = external;
        export = text.substring(0, text.indexOf('(')) + "(" + NAMES.get(0) + ");";
        break;
      }
    }
    String end = StatementEdits.lineEnd(after);
    List<String> lines =
        new ArrayList<>(
            List.of(
                "",
                "",
                "int " + NAMES.get(0) + "(struct xenbus_device *dev)",
                "{",
                "\txenbus_switch_state(dev, XenbusStateClosed);",
                "\tcomplete(&dev->" + down + ");",
                "\treturn 0;",
                "}"));
    if (!export.isEmpty()) {
      lines.add(export);
    }
    return Edit.insert(change.path(), StatementEdits.endOfLine(after), String.join(end, lines));
  }

  /** Where the bus makes a device: behind the check of its allocation. */
  private static List<Edit> initialised(DriverFacts driver, Function change, String down) {
    List<Edit> edits = new ArrayList<>();
    for (String path : driver.tree().siblings(change.path())) {
      Optional<Unit> unit = driver.tree().unit(path);
      if (unit.isEmpty()) {
        continue;
      }
      for (Function function : unit.get().functionsWith(SPEAKS_OF_DEVICES)) {
        made(function).forEach(device -> begun(device, down).ifPresent(edits::addAll));
      }
    }
    return edits;
  }

  /** The assignments of newly allocated memory to a {@code struct xenbus_device *}. */
  private static List<Node> made(Function function) {
    Set<String> devices = new LinkedHashSet<>();
    function
        .node()
        .findAll(Kind.DECLARATION)
        .filter(
            d -> d.child(Kind.SPECIFIERS).map(Node::text).orElse("").equals("struct xenbus_device"))
        .flatMap(d -> d.findAll(Kind.DECLARED_NAME))
        .forEach(name -> devices.add(name.text()));
    return function
        .node()
        .findAll(Kind.ASSIGNMENT)
        .filter(
            a ->
                devices.contains(a.children().get(0).text())
                    && a.children().get(1).text().matches("(?s)k[zmc]alloc\\w*\\s*\\(.*"))
        .toList();
  }

  private static Optional<List<Edit>> begun(Node assignment, String down) {
    String device = assignment.children().get(0).text();
    Optional<Node> statement = assignment.parent().filter(p -> p.is(Kind.EXPRESSION_STATEMENT));
    Optional<Node> block = statement.flatMap(Node::parent).filter(p -> p.is(Kind.COMPOUND));
    if (block.isEmpty()) {
      return Optional.empty();
    }
    List<Node> items = block.get().children();
    int next = items.indexOf(statement.get()) + 1;
    boolean checked =
        next < items.size()
            && items.get(next).is(Kind.IF)
            && items.get(next).children().get(0).text().contains(device);
    return checked
        ? StatementEdits.after(items.get(next), "init_completion(&" + device + "->" + down + ");")
        : Optional.empty();
  }
}
