package org.patchwright.catalog.xen;

import static org.patchwright.typestate.Call.call;

import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.patchwright.dataflow.Range;
import org.patchwright.dataflow.Value;
import org.patchwright.fact.DriverFacts;
import org.patchwright.rule.Check;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Note;
import org.patchwright.rule.Rule;
import org.patchwright.rule.Severity;
import org.patchwright.summary.Exit;
import org.patchwright.symbol.Function;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;
import org.patchwright.typestate.Call;
import org.patchwright.typestate.Protocol;

/** A backend that is Closing lets a frontend that starts again connect. */
@Check(
    summary = "backend in Closing ignores a frontend that starts again",
    severity = Severity.WARNING,
    triggers = {"xenbus_driver", "DEFINE_XENBUS_DRIVER"})
public final class ReconnectRefused implements Rule {

  private enum Answer {
    NONE,
    CLOSING,
    OTHER
  }

  private static String[] leaving() {
    return new String[] {
      "XenbusStateInitialising",
      "XenbusStateInitWait",
      "XenbusStateInitialised",
      "XenbusStateConnected",
      "XenbusStateClosed"
    };
  }

  private static final Protocol<Answer> PROTOCOL =
      Protocol.from(Answer.NONE)
          .on(switchTo(1, "XenbusStateClosing"), Answer.CLOSING)
          .on(switchTo(2, "XenbusStateClosing"), Answer.CLOSING)
          .on(switchTo(1, leaving()), Answer.OTHER)
          .on(switchTo(2, leaving()), Answer.OTHER)
          .on(call("device_unregister", "schedule_work", "queue_work").path(), Answer.OTHER);

  /** The state is the second argument; before April 2006, behind the transaction. */
  private static Call switchTo(int argument, String... states) {
    return call("xenbus_switch_state").path().where(argument, states);
  }

  @Override
  public Stream<Finding> check(DriverFacts driver) {
    Optional<Function> changed = driver.callback("otherend_changed");
    if (!driver.struct().equals("xenbus_driver")
        || changed.isEmpty()
        || changed.get().parameters().size() < 2
        || !Ends.isBackend(driver)
        || !answers(driver, changed.get(), "XenbusStateClosing").contains(Answer.CLOSING)
        || answers(driver, changed.get(), "XenbusStateInitialising").contains(Answer.OTHER)
        || knowsOnline(driver, changed.get())) {
      return Stream.empty();
    }
    return Stream.of(refused(driver, changed.get()));
  }

  private static Set<Answer> answers(DriverFacts driver, Function changed, String state) {
    Set<Answer> answers = EnumSet.noneOf(Answer.class);
    Map<Integer, Range> parameters = Map.of(1, Ends.state(driver, state));
    for (Exit exit : driver.under(PROTOCOL, changed, parameters).exits()) {
      exit.state().track(Value.NULL).map(t -> Answer.valueOf(t.state())).ifPresent(answers::add);
    }
    return answers;
  }

  /** A backend that stays while its node says "online" is connected anew from Closed. */
  private static boolean knowsOnline(DriverFacts driver, Function changed) {
    return Stream.concat(
            Stream.of(changed),
            changed
                .node()
                .findAll(Kind.CALL)
                .flatMap(made -> driver.unit().function(made.children().get(0).text()).stream()))
        .map(function -> function.node().text())
        .anyMatch(text -> text.contains("xenbus_dev_is_online") || text.contains("\"online\""));
  }

  private static Finding refused(DriverFacts driver, Function changed) {
    Optional<Node> label = label(changed);
    Node place =
        label.or(() -> changed.node().findAll(Kind.SWITCH).findFirst()).orElse(changed.node());
    Optional<String> stranger = label.flatMap(at -> stranger(driver, at));
    Finding finding =
        Finding.at(
                place,
                stranger
                    .map(
                        name ->
                            "a frontend that starts again finds the backend in Closing, unless "
                                + name
                                + "() lets it out")
                    .orElse("a frontend that starts again finds the backend in Closing for ever"))
            .about(changed.name(), "reconnect");
    finding =
        changed
            .node()
            .findAll(Kind.CASE)
            .filter(at -> names(at, "XenbusStateClosing"))
            .findFirst()
            .map(at -> Note.at(at, "the backend goes to Closing here"))
            .map(finding::step)
            .orElse(finding);
    finding =
        stranger.isPresent()
            ? finding.notFixed("what " + stranger.get() + "() does is not in this tree")
            : new ReconnectCure(driver, changed, label).offer(finding);
    return label.isEmpty() || stranger.isPresent() ? finding.likely() : finding;
  }

  private static Optional<Node> label(Function changed) {
    return changed
        .node()
        .findAll(Kind.CASE)
        .filter(at -> names(at, "XenbusStateInitialising"))
        .findFirst();
  }

  private static boolean names(Node label, String state) {
    return label.findAll(Kind.NAME).anyMatch(name -> name.text().equals(state));
  }

  /** A function called under a label that the tree does not have. */
  private static Optional<String> stranger(DriverFacts driver, Node label) {
    for (Node item : Ends.under(label)) {
      Optional<String> name =
          item.findAll(Kind.CALL)
              .map(made -> made.children().get(0))
              .filter(callee -> callee.is(Kind.NAME))
              .map(Node::text)
              .filter(callee -> !Ends.isTalk(callee))
              .filter(callee -> driver.tree().function(driver.unit(), callee).isEmpty())
              .findFirst();
      if (name.isPresent()) {
        return name;
      }
    }
    return Optional.empty();
  }
}
