package org.patchwright.catalog.xen;

import static org.patchwright.typestate.Call.call;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.patchwright.dataflow.Range;
import org.patchwright.dataflow.Slot;
import org.patchwright.dataflow.Trace;
import org.patchwright.dataflow.Track;
import org.patchwright.dataflow.Value;
import org.patchwright.fact.FunctionFacts;
import org.patchwright.fact.Place;
import org.patchwright.rule.Check;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Fix;
import org.patchwright.rule.Note;
import org.patchwright.rule.Path;
import org.patchwright.rule.Rule;
import org.patchwright.rule.Severity;
import org.patchwright.rule.StatementEdits;
import org.patchwright.summary.Exit;
import org.patchwright.summary.Misuse;
import org.patchwright.summary.Summary;
import org.patchwright.symbol.Unit;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;
import org.patchwright.typestate.Family;
import org.patchwright.typestate.Incident;
import org.patchwright.typestate.Protocol;

/** A transaction of the store is ended once on every path, and a conflicting one is tried again. */
@Check(
    summary = "store transaction left open, ended twice or not tried again",
    severity = Severity.ERROR,
    triggers = {"xenbus_transaction_start", "xenbus_transaction_end", "XS_TRANSACTION_START"})
public final class TransactionLeftOpen implements Rule {

  private enum Transaction {
    ENDED,
    OPEN
  }

  private static final String START = "xenbus_transaction_start";

  private static final String END = "xenbus_transaction_end";

  /** {@code err = start(&xbt)}: from 2006 on. */
  private static final Protocol<Transaction> BY_ADDRESS =
      Protocol.from(Transaction.ENDED)
          .on(call(START).storing(0).returning(0), Transaction.OPEN)
          .on(call(END), Transaction.OPEN, Transaction.ENDED)
          .inFile();

  /** {@code xbt = start()}, or an error pointer: late in 2005. */
  private static final Protocol<Transaction> BY_RESULT =
      Protocol.from(Transaction.ENDED)
          .on(call(START).result().returningPointer(), Transaction.OPEN)
          .on(call(END), Transaction.OPEN, Transaction.ENDED)
          .inFile();

  /** {@code err = start("dir")}: one at a time, without a handle. */
  private static final Protocol<Transaction> WITHOUT_HANDLE =
      Protocol.from(Transaction.ENDED)
          .on(call(START).path().returning(0), Transaction.OPEN)
          .on(call(END).path(), Transaction.OPEN, Transaction.ENDED)
          .inFile();

  /** A process's own transaction: opened by the message that is passed on, kept in a list. */
  private static final Protocol<Transaction> PASSED_ON =
      Protocol.from(Transaction.ENDED)
          .on(call("xenbus_dev_request_and_reply").path().returningPointer(), Transaction.OPEN)
          .on(call("list_add", "list_add_tail", END).path(), Transaction.ENDED)
          .inFile();

  private static final List<Family> HANDLES =
      List.of(Family.of("transaction").stores(0, Range.NOT_NEGATIVE, START).released(0, END));

  @Override
  public Stream<Finding> check(FunctionFacts function) {
    if (!concerns(function)) {
      return Stream.empty();
    }
    Protocol<Transaction> protocol = protocolOf(function.unit());
    Summary summary = function.under(protocol);
    Map<Place, Finding> findings = new LinkedHashMap<>();
    for (Exit exit : summary.exits()) {
      left(function, exit, summary.exits(), protocol == WITHOUT_HANDLE)
          .forEach(finding -> findings.putIfAbsent(finding.place(), finding));
    }
    // One handle at a time gets through functions of which not all paths can be told apart.
    if (protocol == BY_ADDRESS) {
      function.incidents(HANDLES).stream()
          .filter(incident -> incident.kind() == Incident.Kind.LEFT)
          .map(incident -> left(function, incident))
          .forEach(finding -> findings.putIfAbsent(finding.place(), finding));
    }
    records(function).forEach(finding -> findings.putIfAbsent(finding.place(), finding));
    passedOn(function).forEach(finding -> findings.putIfAbsent(finding.place(), finding));
    return Stream.of(
            findings.values().stream(),
            summary.misuses().stream()
                .filter(misuse -> !failedToStart(misuse))
                .map(misuse -> twice(function, misuse)),
            Commits.notTriedAgain(function))
        .flatMap(found -> found);
  }

  /** Whether a function, or one of its file that it calls, has to do with transactions. */
  private static boolean concerns(FunctionFacts function) {
    return mentions(function.node())
        || function
            .node()
            .findAll(Kind.CALL)
            .flatMap(made -> function.unit().function(made.children().get(0).text()).stream())
            .anyMatch(callee -> mentions(callee.node()));
  }

  private static boolean mentions(Node function) {
    String text = function.text();
    return text.contains("transaction") || text.contains("XS_TRANSACTION_START");
  }

  /** How this file's tree names transactions, told by how the file writes the calls. */
  private static Protocol<Transaction> protocolOf(Unit unit) {
    boolean handle = !unit.argumentCounts(END).contains(1);
    boolean result = unit.argumentCounts(START).contains(0);
    return !handle ? WITHOUT_HANDLE : result ? BY_RESULT : BY_ADDRESS;
  }

  private static Stream<Finding> left(
      FunctionFacts function, Exit exit, List<Exit> ways, boolean withoutHandle) {
    if (withoutHandle && calls(function.node(), END).isEmpty()) {
      return Stream.empty();
    }
    return exit.state().tracks.values().stream()
        .filter(track -> track.state().equals(Transaction.OPEN.name()))
        .filter(track -> !track.entry().equals(Transaction.OPEN.name()))
        .filter(track -> !isHandedOver(exit, track))
        .map(track -> left(function, exit, track, ways, withoutHandle));
  }

  private static Finding left(
      FunctionFacts function, Exit exit, Track track, List<Exit> ways, boolean withoutHandle) {
    Finding finding =
        Finding.at(exit.node(), "the transaction is still open on this way out")
            .steps(Path.notes(exit.state().trace))
            .step(Note.at(track.origin(), "started here"))
            .about(function.name(), "open");
    Optional<String> stranger = stranger(function, track);
    if (stranger.isPresent()) {
      finding =
          Finding.at(
                  exit.node(),
                  "the transaction is still open on this way out, unless %s() ends it",
                  stranger.get())
              .steps(finding.steps())
              .about(function.name(), "open")
              .likely();
    }
    return cured(function, finding, exit, track, ways, withoutHandle);
  }

  private static Finding left(FunctionFacts function, Incident incident) {
    Finding finding =
        Finding.at(incident.at(), "the transaction is still open on this way out")
            .steps(Path.notes(incident.trace()))
            .step(Note.at(incident.origin(), "started here"))
            .about(function.name(), "open")
            .notFixed("whether to commit or to abort here is the driver's to say");
    return incident.shown() ? finding : finding.likely();
  }

  private static Finding cured(
      FunctionFacts function,
      Finding finding,
      Exit exit,
      Track track,
      List<Exit> ways,
      boolean withoutHandle) {
    boolean always =
        ways.stream()
            .filter(way -> way.node().equals(exit.node()))
            .allMatch(
                way ->
                    way.state().tracks.values().stream()
                        .anyMatch(
                            t ->
                                t.key().equals(track.key())
                                    && t.state().equals(Transaction.OPEN.name())));
    boolean own =
        track
            .origin()
            .ancestor(Kind.FUNCTION_DEFINITION)
            .map(f -> f.equals(function.node()))
            .orElse(false);
    boolean error = exit.range().high() < 0 || function.function().returnsNothing();
    if (!exit.node().is(Kind.RETURN) || !always || !own || !error) {
      return finding.notFixed("whether to commit or to abort here is the driver's to say");
    }
    if (exit.node().findAll(Kind.CALL).findAny().isPresent()) {
      return finding.notFixed("the return itself calls a function that may need the transaction");
    }
    String end =
        withoutHandle
            ? "xenbus_transaction_end(1);"
            : "xenbus_transaction_end(" + track.label() + ", 1);";
    return StatementEdits.before(exit.node(), end)
        .map(
            edits ->
                finding.fixedBy(
                    Fix.of(
                        "Abort the transaction when " + function.name() + "() fails",
                        "An error leaves the transaction open: the store keeps it for ever, and\n"
                            + "suspend waits for it.",
                        edits)))
        .orElseGet(() -> finding.notFixed("a conditional directive cuts the statement"));
  }

  /** Stored where a caller finds it, or returned: somebody else's to end. */
  private static boolean isHandedOver(Exit exit, Track track) {
    if (!track.holder().isEmpty() || exit.result().equals(track.key())) {
      return true;
    }
    if (track.key().equals(Value.NULL)) {
      return false;
    }
    for (Map.Entry<Slot, Value> held : exit.state().memory.entrySet()) {
      if (held.getValue().equals(track.key()) && !(held.getKey().base() instanceof Value.Local)) {
        return true;
      }
    }
    return false;
  }

  /** A function elsewhere that gets the handle, and may be the one that ends it. */
  private static Optional<String> stranger(FunctionFacts function, Track track) {
    if (track.label().isEmpty() || track.key().equals(Value.NULL)) {
      return Optional.empty();
    }
    for (Node made : function.node().findAll(Kind.CALL).toList()) {
      Node callee = made.children().get(0);
      String name = callee.text();
      boolean gets =
          made.arguments().stream().anyMatch(argument -> argument.text().equals(track.label()));
      if (gets
          && !name.startsWith("xenbus_")
          && !name.startsWith("xs_")
          && function.unit().function(name).isEmpty()
          && mayEnd(function, name)) {
        return Optional.of(name);
      }
    }
    return Optional.empty();
  }

  private static boolean mayEnd(FunctionFacts function, String name) {
    return function
        .tree()
        .function(function.unit(), name)
        .map(callee -> !calls(callee.node(), END).isEmpty())
        .orElse(true);
  }

  /** What never began was not ended before. */
  private static boolean failedToStart(Misuse misuse) {
    boolean failed = false;
    for (Trace step : Trace.steps(misuse.trace())) {
      if (step.node().is(Kind.CALL) && step.node().children().get(0).text().equals(START)) {
        failed = !step.event();
      }
    }
    return failed;
  }

  private static Finding twice(FunctionFacts function, Misuse misuse) {
    return Finding.at(misuse.call(), "the transaction was ended before")
        .steps(Path.notes(misuse.trace()))
        .step(Note.at(misuse.track().origin(), "ended here"))
        .about(function.name(), "twice");
  }

  /** A process has asked the store for a transaction, and nobody keeps what the store gave. */
  private static Stream<Finding> passedOn(FunctionFacts function) {
    if (!function.node().text().contains("XS_TRANSACTION_START")) {
      return Stream.empty();
    }
    OptionalLong type = function.tree().constant(function.unit(), "XS_TRANSACTION_START");
    List<Finding> found = new ArrayList<>();
    for (Exit exit : function.under(PASSED_ON).exits()) {
      Optional<Track> sent = exit.state().track(Value.NULL);
      if (sent.isPresent()
          && sent.get().state().equals(Transaction.OPEN.name())
          && exit.range().high() < 0
          && isStart(exit, type)) {
        found.add(
            Finding.at(
                    exit.node(),
                    "the process's transaction is open in the store, and nothing here keeps it")
                .steps(Path.notes(exit.state().trace))
                .step(Note.at(sent.get().origin(), "the store has opened it here"))
                .about(function.name(), "passed on")
                .notFixed("what may fail belongs before the request"));
      }
    }
    return found.stream();
  }

  /** A loop that frees every record of an open transaction has to end what each stands for. */
  private static Stream<Finding> records(FunctionFacts function) {
    return function
        .node()
        .findAll(Kind.ITERATOR_STATEMENT)
        .filter(loop -> calls(loop, END).isEmpty())
        .flatMap(
            loop ->
                loop.child(Kind.ARGUMENTS).stream()
                    .flatMap(arguments -> arguments.children().stream().limit(1))
                    .filter(record -> holdsTransaction(function, record.text()))
                    .flatMap(
                        record ->
                            calls(loop, "kfree").stream()
                                .filter(free -> free.text().contains("(" + record.text() + ")"))))
        .map(
            free ->
                Finding.at(free, "the record goes, and its transaction stays open")
                    .about(function.name(), "record")
                    .notFixed("what ended it belongs in this loop"));
  }

  /** Whether a local points to a struct that has a transaction for a member. */
  private static boolean holdsTransaction(FunctionFacts function, String local) {
    Optional<String> tag =
        function
            .node()
            .findAll(Kind.DECLARATION)
            .filter(
                declaration ->
                    declaration
                        .findAll(Kind.DECLARED_NAME)
                        .anyMatch(name -> name.text().equals(local)))
            .flatMap(declaration -> declaration.findAll(Kind.TAG))
            .map(Node::text)
            .findFirst();
    return tag.isPresent()
        && function
            .unit()
            .tree()
            .root()
            .findAll(Kind.STRUCT_SPECIFIER)
            .filter(struct -> struct.child(Kind.MEMBERS).isPresent())
            .filter(
                struct ->
                    struct.child(Kind.TAG).filter(t -> t.text().equals(tag.get())).isPresent())
            .flatMap(struct -> struct.findAll(Kind.MEMBER))
            .anyMatch(
                member ->
                    member.text().contains("xenbus_transaction")
                        || member.text().matches("(?s).*\\bu32\\s+handle\\b.*"));
  }

  private static boolean isStart(Exit exit, OptionalLong type) {
    for (Map.Entry<Value, Range> known : exit.state().ranges.entrySet()) {
      if (known.getKey().toString().endsWith(".type")
          && known.getValue().isExact()
          && (type.isEmpty()
              ? known.getValue().low() >= 1L << 40
              : known.getValue().low() == type.getAsLong())) {
        return true;
      }
    }
    return false;
  }

  private static List<Node> calls(Node below, String name) {
    return below
        .findAll(Kind.CALL)
        .filter(made -> made.children().get(0).text().equals(name))
        .toList();
  }
}
