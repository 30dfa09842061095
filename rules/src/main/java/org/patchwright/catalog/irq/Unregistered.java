package org.patchwright.catalog.irq;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.patchwright.callgraph.CallGraph;
import org.patchwright.callgraph.CallGraph.Site;
import org.patchwright.catalog.memory.Teardown;
import org.patchwright.fact.TreeFacts;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Note;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.Unit;

/**
 * Handlers that a driver registers where it takes its device, and leaves where it lets go of it.
 */
final class Unregistered {

  private static final Set<String> REQUESTS =
      Set.of("request_irq", "request_threaded_irq", "request_any_context_irq", "pci_request_irq");

  private static final Set<String> FREES =
      Set.of("free_irq", "pci_free_irq", "unbind_from_irqhandler");

  /** By their names, functions of other files that may free an interrupt. */
  private static final Pattern MAY_FREE =
      Pattern.compile(
          "(?i).*(free|release|teardown|destroy|unregister|remove|exit|fini|init|clean|request"
              + "|put|disable|stop|down).*irq.*|.*irq.*(free|release|teardown|destroy|unregister"
              + "|remove|exit|fini|init|clean|request|put|disable|stop|down).*");

  /** Functions of the kernel that are so named, and free none. */
  private static final Pattern FREES_NONE =
      Pattern.compile(
          "disable_irq(_nosync|_wake)?|pci_(free_irq_vectors|disable_msix?)|local_irq_disable"
              + "|irq_dispose_mapping|devm_\\w+|synchronize_irq|pm_\\w+_irq");

  private static final Pattern HOLDER = Pattern.compile("^(\\w+)\\s*(->|\\.)");

  private static final Pattern LAST_MEMBER = Pattern.compile("(->|\\.)\\w+");

  private final TreeFacts file;
  private final Unit unit;
  private final CallGraph graph;
  private final List<Site> requests = new ArrayList<>();
  private final List<Site> frees = new ArrayList<>();

  private Unregistered(TreeFacts file) {
    this.file = file;
    this.unit = file.unit();
    this.graph = CallGraph.of(List.of(unit));
    Set<Function> makers = new HashSet<>();
    each(REQUESTS).forEach(requests::add);
    requests.forEach(site -> makers.add(site.caller()));
    // Beside a request stands what takes it back when something else fails.
    each(FREES).filter(site -> !makers.contains(site.caller())).forEach(frees::add);
  }

  private Stream<Site> each(Set<String> names) {
    return graph.functions().stream()
        .flatMap(function -> graph.sites(function).stream())
        .filter(site -> names.contains(site.callee()) && site.arguments().size() >= 2);
  }

  static Stream<Finding> in(TreeFacts file) {
    boolean requests =
        file.unit().functions().stream()
            .flatMap(function -> CallGraph.calls(function).stream())
            .anyMatch(site -> REQUESTS.contains(site.callee()));
    return requests ? new Unregistered(file).left() : Stream.empty();
  }

  private Stream<Finding> left() {
    if (unit.macros().stream().anyMatch(macro -> FREES.stream().anyMatch(macro.body()::contains))) {
      return Stream.empty();
    }
    Teardown teardown = new Teardown(unit, graph);
    List<Finding> found = new ArrayList<>();
    Set<String> told = new HashSet<>();
    for (Site request : requests) {
      Optional<Function> end = teardown.paired(Set.of(request.caller()));
      String line = line(request);
      if (end.isPresent()
          && (frees.isEmpty() || othersAreFreed(request))
          && !mayBeFreedBy(end.get(), holder(request))
          && told.add(line)) {
        found.add(
            Finding.at(
                    end.get().node(),
                    "the driver lets go here, and the interrupt handler of %s stays registered",
                    request.arguments().get(0).text())
                .likely()
                .step(Note.at(request.node(), "requested here"))
                .about(end.get().name(), request.arguments().get(0).text()));
      }
    }
    return found.stream();
  }

  /** Whether those that are requested with one are freed, by members of the same object. */
  private boolean othersAreFreed(Site request) {
    Set<String> freed = new HashSet<>();
    frees.forEach(site -> freed.add(line(site)));
    Set<String> with = new HashSet<>();
    requests.stream()
        .filter(site -> site.caller().equals(request.caller()))
        .forEach(site -> with.add(line(site)));
    boolean members = Stream.concat(with.stream(), freed.stream()).allMatch(Unregistered::isMember);
    return members
        && freed.stream().noneMatch(line -> isSame(line, line(request)))
        && with.containsAll(freed);
  }

  /** The line of an interrupt without the variable that leads there, and without an index. */
  private static String line(Site site) {
    String text = site.arguments().get(0).text().replaceAll("\\[[^\\]]*\\]|\\s", "");
    return text.replaceFirst("^\\w+(?=->|\\.)", "");
  }

  /** A line may be reached over an entry of a table, or over what holds the table. */
  private static boolean isSame(String one, String other) {
    boolean direct = LAST_MEMBER.matcher(one).matches() || LAST_MEMBER.matcher(other).matches();
    return direct ? last(one).equals(last(other)) : one.equals(other);
  }

  private static String last(String line) {
    return line.substring(Math.max(line.lastIndexOf('>'), line.lastIndexOf('.')) + 1);
  }

  private static boolean isMember(String line) {
    return line.startsWith("->") || line.startsWith(".");
  }

  /** The variable through which the line is reached; empty if it stands by itself. */
  private static String holder(Site request) {
    Matcher parts = HOLDER.matcher(request.arguments().get(0).text());
    return parts.find() ? parts.group(1) : "";
  }

  /**
   * Whether what a function calls in other files may free the interrupt: what is so named, files
   * beside this one, and what is given the object that has the line.
   */
  private boolean mayBeFreedBy(Function end, String holder) {
    Set<String> others = new HashSet<>();
    Set<String> given = new HashSet<>();
    for (Function reached : graph.reachedFrom(end)) {
      for (Site site : graph.sites(reached)) {
        String callee = site.callee();
        if (graph.function(unit, callee).isEmpty() && !FREES.contains(callee)) {
          if (MAY_FREE.matcher(callee).matches() && !FREES_NONE.matcher(callee).matches()) {
            return true;
          }
          others.add(callee);
          if (site.arguments().stream().anyMatch(argument -> argument.text().equals(holder))) {
            given.add(callee);
          }
        }
      }
    }
    return file.tree().companions(unit, FREES).stream()
            .filter(beside -> !beside.equals(unit))
            .flatMap(beside -> beside.functions().stream())
            .anyMatch(function -> others.contains(function.name()))
        || given.stream()
            .flatMap(name -> file.tree().function(unit, name).stream())
            .anyMatch(Unregistered::frees);
  }

  private static boolean frees(Function function) {
    CallGraph there = CallGraph.of(List.of(function.unit()));
    return there.reachedFrom(function).stream()
        .flatMap(reached -> there.sites(reached).stream())
        .anyMatch(site -> FREES.contains(site.callee()));
  }
}
