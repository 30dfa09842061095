package org.patchwright.catalog.xen;

import static org.patchwright.typestate.Call.call;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.patchwright.dataflow.Trace;
import org.patchwright.fact.FunctionFacts;
import org.patchwright.fact.Place;
import org.patchwright.rule.Check;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Path;
import org.patchwright.rule.Rule;
import org.patchwright.rule.Severity;
import org.patchwright.summary.Misuse;
import org.patchwright.symbol.Unit;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;
import org.patchwright.typestate.Protocol;

/** A device's state changes by xenbus_switch_state() alone, and outside transactions. */
@Check(
    summary = "device state changed past xenbus_switch_state(), or inside a transaction",
    noFix = "what else went with the write is the author's to say",
    severity = Severity.WARNING,
    triggers = {"xenbus_printf", "xenbus_write", "xenbus_switch_state", "XenbusStateConnected"})
public final class StateWrittenDirectly implements Rule {

  private enum Store {
    PLAIN,
    TRANSACTION
  }

  private static final String SWITCH = "xenbus_switch_state";

  private static final String END = "xenbus_transaction_end";

  private static final Protocol<Store> STORE =
      Protocol.from(Store.PLAIN)
          .on(call("xenbus_transaction_start").path(), Store.TRANSACTION)
          .on(call(END).path(), Store.PLAIN)
          .on(call(SWITCH).path(), Store.PLAIN, Store.PLAIN)
          .inFile();

  private static final Set<String> WRITERS = Set.of("xenbus_printf", "xenbus_write");

  private static final Set<String> NO_TRANSACTION = Set.of("NULL", "XBT_NULL", "XBT_NIL", "0");

  private static final Pattern STATUS = Pattern.compile("(\\w*_)?(status|state|connected)");

  private static final Pattern CONSTANT = Pattern.compile("XenbusState\\w+|[A-Z][A-Z0-9_]+");

  @Override
  public Stream<Finding> check(FunctionFacts function) {
    if (isCore(function.unit())) {
      return Stream.empty();
    }
    Map<Place, Finding> found = new LinkedHashMap<>();
    Stream.of(
            calls(function).flatMap(made -> written(function, made).stream()),
            calls(function).flatMap(made -> underHandle(function, made).stream()),
            insideTransaction(function),
            assigned(function))
        .flatMap(findings -> findings)
        .forEach(finding -> found.putIfAbsent(finding.place(), finding));
    return found.values().stream();
  }

  /** The bus itself keeps the node and the copy of it in step. */
  private static boolean isCore(Unit unit) {
    return unit.function(SWITCH).isPresent() || unit.path().matches("(.*/)?xenbus/[^/]*");
  }

  private static Stream<Node> calls(FunctionFacts function) {
    return function.node().findAll(Kind.CALL);
  }

  private static Optional<Finding> written(FunctionFacts function, Node made) {
    List<String> texts = made.arguments().stream().map(Node::text).toList();
    int node = texts.indexOf("\"state\"");
    if (!WRITERS.contains(made.children().get(0).text())
        || node < 1
        || node > 2
        || isWrittenAgain(texts, node)
        || !hasSwitch(function)) {
      return Optional.empty();
    }
    String path = texts.get(node - 1);
    boolean own = path.endsWith("nodename");
    Finding finding =
        Finding.at(
                made,
                path.endsWith("otherend")
                    ? "the other end's state is the other end's to write"
                    : "the state node is written past xenbus_switch_state(): the bus does not learn"
                        + " of it")
            .about(function.name(), "node")
            .notFixed("where the switch belongs is the driver's to say");
    return Optional.of(own || path.endsWith("otherend") ? finding : finding.likely());
  }

  /** The bus's copy itself, written once more: it changes nothing and wakes who watches. */
  private static boolean isWrittenAgain(List<String> texts, int node) {
    return texts.stream().skip(node + 1L).anyMatch(text -> text.matches("(?s).*(->|\\.)state"));
  }

  private static boolean hasSwitch(FunctionFacts function) {
    return function.unit().tree().file().text().contains(SWITCH)
        || function.tree().function(function.unit(), SWITCH).isPresent();
  }

  /** The switch took a transaction until April 2006: none is right but the empty one. */
  private static Optional<Finding> underHandle(FunctionFacts function, Node made) {
    List<Node> arguments = made.arguments();
    return made.children().get(0).text().equals(SWITCH)
            && arguments.size() == 3
            && !NO_TRANSACTION.contains(arguments.get(1).text())
        ? Optional.of(inside(function, made))
        : Optional.empty();
  }

  private static Finding inside(FunctionFacts function, Node made) {
    return Finding.at(
            made,
            "the state is switched inside a transaction: if that is aborted or tried again, the"
                + " bus's copy is wrong")
        .about(function.name(), "inside")
        .notFixed("what the switch waits for is the driver's to say");
  }

  private static Stream<Finding> insideTransaction(FunctionFacts function) {
    if (!function.node().text().contains(END)) {
      return Stream.empty();
    }
    return function.under(STORE).misuses().stream()
        .filter(misuse -> misuse.call().children().get(0).text().equals(SWITCH))
        .filter(misuse -> !startFailed(misuse))
        .map(misuse -> inside(function, misuse.call()).steps(Path.notes(misuse.trace())));
  }

  /** Behind a failed start there is no transaction. */
  private static boolean startFailed(Misuse misuse) {
    List<Trace> steps = Trace.steps(misuse.trace());
    for (int i = 0; i + 1 < steps.size(); i++) {
      if (steps.get(i).node().text().startsWith("xenbus_transaction_start")
          && steps.get(i + 1).message().equals("taken as true")) {
        return true;
      }
    }
    return false;
  }

  private static Stream<Finding> assigned(FunctionFacts function) {
    return function
        .node()
        .findAll(Kind.ASSIGNMENT)
        .filter(
            node ->
                node.children().get(0).is(Kind.MEMBER_ACCESS)
                    && CONSTANT.matcher(node.children().get(1).text()).matches())
        .flatMap(node -> assigned(function, node).stream());
  }

  private static Optional<Finding> assigned(FunctionFacts function, Node node) {
    Node left = node.children().get(0);
    String member = left.tree().tokens().text(left.endToken() - 1);
    String object = left.children().get(0).text();
    if (!node.tree().tokens().text(left.endToken()).equals("=")) {
      return Optional.empty();
    }
    if (member.equals("state")
        && node.children().get(1).text().startsWith("XenbusState")
        && isBusDevice(function, object)) {
      return Optional.of(
          Finding.at(
                  node,
                  "the bus's copy of the state is set past xenbus_switch_state(): nobody else"
                      + " learns of it")
              .about(function.name(), "copy")
              .notFixed("whether the state is to change at all is the driver's to say"));
    }
    if (STATUS.matcher(member).matches() && isInTransaction(function, node)) {
      return Optional.of(
          Finding.at(node, "%s is set before the transaction is known to be committed", left.text())
              .likely()
              .about(function.name(), left.text())
              .notFixed("what belongs behind the commit is the driver's to say"));
    }
    return Optional.empty();
  }

  /** Whether a name, or the last member of a path, is declared as a device of the bus. */
  private static boolean isBusDevice(FunctionFacts function, String object) {
    String name = object.replaceAll(".*(->|\\.)", "").replaceAll("\\W", "");
    Pattern declared =
        Pattern.compile("struct\\s+xenbus_device\\s*\\*\\s*" + name + "\\b", Pattern.DOTALL);
    boolean path = object.matches("(?s).*(->|\\.).*");
    return !name.isEmpty()
        && declared
            .matcher(path ? function.unit().tree().file().text() : function.node().text())
            .find();
  }

  /** Between a start and the commit behind it, as the text has them. */
  private static boolean isInTransaction(FunctionFacts function, Node node) {
    Optional<String> last =
        calls(function)
            .filter(made -> made.firstToken() < node.firstToken())
            .map(made -> made.children().get(0).text())
            .filter(name -> name.equals("xenbus_transaction_start") || name.equals(END))
            .reduce((one, other) -> other);
    boolean commits =
        calls(function)
            .filter(made -> made.firstToken() > node.firstToken())
            .anyMatch(made -> made.children().get(0).text().equals(END));
    return commits && last.filter("xenbus_transaction_start"::equals).isPresent();
  }
}
