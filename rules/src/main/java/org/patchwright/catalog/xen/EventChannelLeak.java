package org.patchwright.catalog.xen;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.patchwright.callgraph.CallGraph.Site;
import org.patchwright.dataflow.Range;
import org.patchwright.fact.TreeFacts;
import org.patchwright.rule.Check;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Kept;
import org.patchwright.rule.Note;
import org.patchwright.rule.Rule;
import org.patchwright.rule.Severity;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.Unit;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;
import org.patchwright.typestate.Family;
import org.patchwright.typestate.Holdings;
import org.patchwright.typestate.Holdings.Made;
import org.patchwright.typestate.Origin;
import org.patchwright.typestate.Trade;

/** An event channel is closed, and its handler unbound, on every way out. */
@Check(
    summary = "event channel or its interrupt outlives its owner",
    noFix = "where the channel is given back elsewhere could not be told apart from other uses",
    severity = Severity.ERROR,
    triggers = {
      "xenbus_alloc_evtchn",
      "xenbus_bind_evtchn",
      "bind_evtchn_to_irq",
      "bind_evtchn_to_irqhandler",
      "bind_evtchn_to_irq_lateeoi",
      "bind_evtchn_to_irqhandler_lateeoi",
      "bind_interdomain_evtchn_to_irq",
      "bind_interdomain_evtchn_to_irq_lateeoi",
      "bind_interdomain_evtchn_to_irqhandler",
      "bind_interdomain_evtchn_to_irqhandler_lateeoi",
      "bind_listening_port_to_irqhandler",
      "bind_caller_port_to_irqhandler",
      "unbind_from_irqhandler",
      "unbind_evtchn_from_irqhandler",
      "bind_virq_to_irqhandler"
    })
public final class EventChannelLeak implements Rule {

  private static String[] takers() {
    return new String[] {
      "bind_evtchn_to_irq",
      "bind_evtchn_to_irqhandler",
      "bind_evtchn_to_irq_lateeoi",
      "bind_evtchn_to_irqhandler_lateeoi",
      "bind_caller_port_to_irqhandler"
    };
  }

  private static String[] makers() {
    return new String[] {
      "bind_interdomain_evtchn_to_irq",
      "bind_interdomain_evtchn_to_irq_lateeoi",
      "bind_interdomain_evtchn_to_irqhandler",
      "bind_interdomain_evtchn_to_irqhandler_lateeoi",
      "bind_listening_port_to_irqhandler",
      "bind_virq_to_irqhandler"
    };
  }

  private static String[] unbinders() {
    return new String[] {"unbind_from_irqhandler", "unbind_from_irq", "evtchn_unbind_from_user"};
  }

  private static final Family PORT =
      Family.of("event channel")
          .stores(1, Range.NOT_NEGATIVE, "xenbus_alloc_evtchn")
          .stores(2, Range.NOT_NEGATIVE, "xenbus_bind_evtchn")
          .released(1, "xenbus_free_evtchn")
          .released(0, "unbind_evtchn_from_irqhandler")
          .releasedIf(0, Range.POSITIVE, takers());

  private static final Family HANDLER =
      Family.of("interrupt").numbers(takers()).numbers(makers()).released(0, unbinders());

  private static final List<Family> PORTS = List.of(PORT);
  private static final List<Family> HANDLERS = List.of(HANDLER);

  private static Trade portTrade() {
    return Trade.of(
            Map.of("xenbus_alloc_evtchn", 1, "xenbus_bind_evtchn", 2),
            Map.of("xenbus_free_evtchn", 1, "unbind_evtchn_from_irqhandler", 0, "evtchn_put", 0))
        .beside(LettingGo.NAMES)
        .taking(taking());
  }

  private static Map<String, Integer> taking() {
    Map<String, Integer> takers = new HashMap<>();
    Stream.of(takers()).forEach(name -> takers.put(name, 0));
    return takers;
  }

  private static Trade handlerTrade() {
    Map<String, Integer> makers = new HashMap<>();
    Stream.concat(Stream.of(takers()), Stream.of(makers()))
        .forEach(name -> makers.put(name, Trade.RESULT));
    Map<String, Integer> enders = new HashMap<>();
    Stream.of(unbinders()).forEach(name -> enders.put(name, 0));
    return Trade.of(makers, enders).covered(Set.of("evtchn_put")).beside(LettingGo.NAMES);
  }

  @Override
  public Stream<Finding> check(TreeFacts file) {
    Unit unit = file.unit();
    // Who provides the calls is not bound by them, only by what they are made of.
    if (unit.function("unbind_from_irqhandler").isPresent()) {
      return provided(file);
    }
    if (unit.function("xenbus_alloc_evtchn").isPresent()) {
      return Stream.empty();
    }
    Holdings handlers = file.holdings(handlerTrade());
    Kept handler = new Kept(handlers, "interrupt", "unbound", Range.NOT_NEGATIVE);
    List<Finding> found = new ArrayList<>(handler.forgotten(file));
    handler.ways(file, f -> HANDLERS).forEach(found::add);
    Holdings ports = file.holdings(portTrade());
    Kept port = new Kept(ports, "event channel", "closed", Range.POSITIVE);
    // Where a port is bound, unbinding closes it.
    found.addAll(handlers.made().isEmpty() ? port.forgotten(file) : port.partedWhereMade(file));
    List<Finding> unclosed = unclosed(file, port);
    Set<String> told = unclosed.stream().map(EventChannelLeak::member).collect(Collectors.toSet());
    found.addAll(unclosed);
    port.ways(file, f -> PORTS).filter(f -> !told.contains(member(f))).forEach(found::add);
    cookies(unit, handlers, found);
    untested(unit, handlers, found);
    return found.stream();
  }

  private static String member(Finding finding) {
    return finding.subject().replaceFirst(".*\\.", "");
  }

  /** Ports that a failed set-up leaves open, and whose holder goes where no handler is bound. */
  private static List<Finding> unclosed(TreeFacts file, Kept port) {
    Set<String> left = port.leftByFailures(file, f -> PORTS);
    if (left.isEmpty()) {
      return List.of();
    }
    Holdings ports = file.holdings(portTrade().covered(Set.of(unbinders())));
    Kept kept = new Kept(ports, "event channel", "closed", Range.POSITIVE);
    List<Finding> found = new ArrayList<>();
    for (Made made : ports.made()) {
      if (made.places().stream().anyMatch(place -> left.contains(place.member()))) {
        // Where nobody asks for the port, it is the set-up's to close.
        kept.parted(file, made::equals).stream()
            .filter(
                finding ->
                    file.unit()
                        .function(finding.function())
                        .flatMap(function -> ports.asked(function, made.places()))
                        .isPresent())
            .forEach(found::add);
      }
    }
    return found;
  }

  /** The functions that bind interrupts, in the file that makes handlers of them. */
  private static Stream<Finding> provided(TreeFacts file) {
    String[] makers =
        file.unit().functions().stream()
            .map(Function::name)
            .filter(name -> name.matches("bind_\\w+_to_irq(_(?!handler)\\w+)?"))
            .toArray(String[]::new);
    Map<String, Integer> results = new HashMap<>();
    Stream.of(makers).forEach(name -> results.put(name, Trade.RESULT));
    Trade trade = Trade.of(results, Map.of("unbind_from_irq", 0)).beside(LettingGo.NAMES);
    List<Family> families =
        List.of(
            Family.of("interrupt")
                .numbers(makers)
                .released(0, "unbind_from_irq")
                .lentTo("request_irq", "request_threaded_irq", "request_percpu_irq"));
    Holdings made = file.holdings(trade);
    return new Kept(made, "interrupt", "unbound", Range.NOT_NEGATIVE).ways(file, f -> families);
  }

  // A handler is found again by the pointer it was bound with.

  private static void cookies(Unit unit, Holdings handlers, List<Finding> found) {
    for (Function function : unit.functions()) {
      for (Site site : handlers.graph().sites(function)) {
        boolean byPort = site.callee().equals("unbind_evtchn_from_irqhandler");
        if (site.arguments().size() != 2
            || !byPort && !site.callee().equals("unbind_from_irqhandler")) {
          continue;
        }
        Set<Origin> handle = handlers.origins().of(site.arguments().get(0), function);
        List<Made> bound =
            handlers.made().stream()
                .filter(made -> made.site().callee().contains("irqhandler"))
                .filter(
                    made -> Holdings.isOf(handle, byPort ? port(handlers, made) : made.places()))
                .toList();
        boolean nothing = isNull(site.arguments().get(1));
        if (!bound.isEmpty() && bound.stream().allMatch(made -> isNull(cookie(made)) != nothing)) {
          found.add(
              Finding.at(
                      site.node(),
                      "the handler of %s is bound with %s and unbound with %s: it stays",
                      site.arguments().get(0).text(),
                      cookie(bound.get(0)).text(),
                      site.arguments().get(1).text())
                  .step(Note.at(bound.get(0).site().node(), "bound here"))
                  .about(function.name(), site.arguments().get(0).text()));
        }
      }
    }
  }

  /** Before 2006 a handler was named by its port. */
  private static Set<Origin.Field> port(Holdings handlers, Made made) {
    Node port = made.site().arguments().get(0);
    return Origin.fields(handlers.origins().of(port, made.site().caller()))
        .collect(Collectors.toSet());
  }

  private static Node cookie(Made made) {
    List<Node> arguments = made.site().arguments();
    return arguments.get(arguments.size() - 1);
  }

  private static boolean isNull(Node node) {
    return node.text().equals("NULL") || node.text().equals("0");
  }

  // A failed bind gives a negative number.

  private static void untested(Unit unit, Holdings handlers, List<Finding> found) {
    for (Made made : handlers.made()) {
      Function function = made.site().caller();
      Node call = made.site().node();
      Optional<Node> assignment =
          call.ancestors().limit(3).filter(n -> n.is(Kind.ASSIGNMENT)).findFirst();
      if (!function.unit().equals(unit)
          || assignment.isEmpty()
          || !assignment.get().parent().map(p -> p.is(Kind.EXPRESSION_STATEMENT)).orElse(false)) {
        continue;
      }
      Node left = assignment.get().children().get(0);
      String place = left.text();
      Set<Origin.Field> kept = made.places();
      boolean used =
          function
              .body()
              .walk()
              .filter(node -> node.firstToken() > call.endToken())
              .filter(node -> node.is(Kind.NAME) || node.is(Kind.MEMBER_ACCESS))
              .anyMatch(
                  node ->
                      node.text().equals(place)
                          || node.is(Kind.MEMBER_ACCESS)
                              && Holdings.isOf(handlers.origins().of(node, function), kept));
      if (!used && !kept.isEmpty() && left.is(Kind.MEMBER_ACCESS)) {
        found.add(
            Finding.at(call, "nothing tests whether this failed before %s keeps it", place)
                .about(function.name(), place));
      }
    }
  }
}
