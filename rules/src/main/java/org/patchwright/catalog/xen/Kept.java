package org.patchwright.catalog.xen;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.patchwright.callgraph.CallGraph.Site;
import org.patchwright.catalog.xen.Holdings.Made;
import org.patchwright.dataflow.Range;
import org.patchwright.fact.TreeFacts;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Note;
import org.patchwright.rule.Path;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.Unit;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;
import org.patchwright.typestate.Family;
import org.patchwright.typestate.Incident;
import org.patchwright.typestate.Origin;
import org.patchwright.typestate.Parting;
import org.patchwright.typestate.Parting.Parted;

/**
 * The questions that all rules about things with a handle ask of a driver.
 *
 * @param noun what is held, for a message
 * @param end what ought to happen to it, for a message: {@code unmapped}
 * @param valid values of a handle that stand for something
 * @param others calls that show that a function lets go of things
 */
record Kept(Holdings holdings, String noun, String end, Range valid, Set<String> others) {

  Kept {
    others = Set.copyOf(others);
  }

  /** Places that nothing takes back, and places that are forgotten with what they hold. */
  List<Finding> forgotten(TreeFacts file) {
    return forgotten(file, made -> true);
  }

  /** The same for some of the places. */
  List<Finding> forgotten(TreeFacts file, Predicate<Made> some) {
    List<Finding> found = new ArrayList<>();
    places(
        file,
        (made, makers) -> {
          if (!some.test(made)) {
            return;
          }
          List<Finding> parted = parted(file, made, makers);
          found.addAll(parted);
          if (parted.isEmpty() && !made.global()) {
            never(file.unit(), made, makers).ifPresent(found::add);
          }
        });
    return found;
  }

  /** Places that are given another value, or freed, while they keep something. */
  List<Finding> parted(TreeFacts file, Predicate<Made> some) {
    List<Finding> found = new ArrayList<>();
    places(
        file,
        (made, makers) -> {
          if (some.test(made)) {
            found.addAll(parted(file, made, makers));
          }
        });
    return found;
  }

  /** The same, by the places. */
  Map<Set<Origin.Field>, List<Finding>> partedByPlace(TreeFacts file) {
    Map<Set<Origin.Field>, List<Finding>> found = new LinkedHashMap<>();
    places(
        file,
        (made, makers) -> {
          List<Finding> parted = parted(file, made, makers);
          if (!parted.isEmpty()) {
            found.put(made.places(), parted);
          }
        });
    return found;
  }

  /** Such places in the functions that put something into them. */
  List<Finding> partedWhereMade(TreeFacts file) {
    Set<String> makers =
        holdings.made().stream()
            .map(made -> made.site().caller())
            .filter(maker -> maker.unit().equals(file.unit()))
            .map(Function::name)
            .collect(Collectors.toSet());
    return parted(file, made -> true).stream()
        .filter(finding -> makers.contains(finding.function()))
        .toList();
  }

  private void places(TreeFacts file, BiConsumer<Made, Set<Function>> ask) {
    Unit unit = file.unit();
    Set<Set<Origin.Field>> seen = new HashSet<>();
    for (Made made : holdings.made()) {
      if (made.places().isEmpty() || !isLinked(unit, made) || !seen.add(made.places())) {
        continue;
      }
      Set<Function> makers = new HashSet<>();
      holdings.made().stream()
          .filter(other -> other.places().equals(made.places()))
          .forEach(other -> makers.add(other.site().caller()));
      ask.accept(made, makers);
    }
  }

  /** Whether two files are of one driver: one calls the other, or they are the same. */
  private boolean isLinked(Unit unit, Made made) {
    Unit other = made.site().caller().unit();
    return other.equals(unit) || calls(unit, other) || calls(other, unit);
  }

  private boolean calls(Unit from, Unit to) {
    return from.functions().stream()
        .flatMap(function -> holdings.graph().reachedFrom(function).stream())
        .anyMatch(function -> function.unit().equals(to));
  }

  private List<Finding> parted(TreeFacts file, Made made, Set<Function> makers) {
    Partings partings = new Partings(holdings, made, makers, valid, holdings.pages(made));
    Map<Function, List<Parted>> all = new LinkedHashMap<>();
    for (Function function : file.unit().functions()) {
      List<Parted> parted = partings.in(function, file.of(function).lowered());
      if (!parted.isEmpty()) {
        all.put(function, parted);
      }
    }
    List<Finding> found = new ArrayList<>();
    for (Function function : telling(all, made, makers)) {
      all.get(function).stream().limit(1).forEach(p -> found.add(parted(function, p, made)));
    }
    return found;
  }

  /** One fault shows wherever the holder goes afterwards: tell it where it comes from. */
  private List<Function> telling(Map<Function, List<Parted>> all, Made made, Set<Function> makers) {
    List<Function> chosen = new ArrayList<>(all.keySet());
    chosen.removeIf(f -> !makers.contains(f) && all.get(f).stream().allMatch(Parted::freed));
    if (chosen.isEmpty()) {
      all.keySet().stream()
          .max(Comparator.comparingInt(function -> likeness(function, made)))
          .ifPresent(chosen::add);
    }
    return chosen;
  }

  private Finding parted(Function function, Parted parted, Made made) {
    return Finding.at(
            parted.at(),
            parted.freed()
                ? "%s goes while the %s in %s is not %s"
                : "%1$s is forgotten while its %2$s is not %4$s",
            parted.freed() ? object(parted.at()) : parted.at().text(),
            noun,
            made.name(),
            end)
        .steps(Path.notes(parted.trace()))
        .step(Note.at(made.site().node(), "made here"))
        .about(function.name(), made.name());
  }

  private static String object(Node free) {
    return free.child(Kind.ARGUMENTS).map(list -> list.children().get(0).text()).orElse("");
  }

  private Optional<Finding> never(Unit unit, Made made, Set<Function> makers) {
    boolean ended =
        holdings.ends().stream()
            .anyMatch(e -> e.isOf(made.places()) && !makers.contains(e.site().caller()));
    if (ended) {
      return Optional.empty();
    }
    Optional<Finding> there =
        unit.functions().stream()
            .filter(function -> !makers.contains(function))
            .filter(function -> likeness(function, made) > 0)
            .max(Comparator.comparingInt(function -> likeness(function, made)))
            .map(
                function ->
                    Finding.at(
                            lastOther(function, made),
                            "the driver lets go here, and the %s in %s is not %s anywhere",
                            noun,
                            made.name(),
                            end)
                        .step(Note.at(made.site().node(), "made here"))
                        .likely()
                        .about(function.name(), made.name()));
    boolean elsewhere =
        holdings.graph().functions().stream()
            .filter(f -> !f.unit().equals(unit) && !makers.contains(f))
            .anyMatch(
                f ->
                    holdings.graph().sites(f).stream()
                        .anyMatch(site -> others.contains(site.callee())));
    if (there.isPresent()
        || elsewhere
        || !made.site().caller().unit().equals(unit)
        || !unloads(unit)) {
      return there;
    }
    return Optional.of(
        Finding.at(made.site().node(), "the %s in %s is never %s", noun, made.name(), end)
            .likely()
            .about(made.site().caller().name(), made.name()));
  }

  /** How much a function looks like the one in which a driver lets go of what was made. */
  private int likeness(Function function, Made made) {
    int same = others(function, made, true).size();
    int any = others(function, made, false).size();
    int asks = holdings.asked(function, made.places()).isPresent() ? 3 : 0;
    int named = Parting.isCleanUp(function.name()) ? 3 : 0;
    return same + any > 0 || asks + named == 6 ? 4 * same + any + asks + named : 0;
  }

  private Node lastOther(Function function, Made made) {
    List<Node> same = others(function, made, true);
    List<Node> found = same.isEmpty() ? others(function, made, false) : same;
    return found.isEmpty()
        ? holdings.asked(function, made.places()).orElse(function.node())
        : found.get(found.size() - 1);
  }

  /**
   * What is let go of.
   *
   * @param same only of what the same object holds
   */
  private List<Node> others(Function function, Made made, boolean same) {
    Set<String> tags =
        made.places().stream()
            .map(Origin.Field::tag)
            .filter(tag -> !tag.isEmpty())
            .collect(Collectors.toSet());
    return holdings.graph().sites(function).stream()
        .filter(site -> others.contains(site.callee()))
        .filter(
            site ->
                !same
                    || site.arguments().stream()
                        .flatMap(a -> Grants.fields(holdings.origins().of(a, function)))
                        .anyMatch(field -> tags.contains(field.tag())))
        .map(Site::node)
        .toList();
  }

  /** What lives as long as the kernel need not let go of anything. */
  private static boolean unloads(Unit unit) {
    return unit.tables().stream()
        .anyMatch(t -> t.callback("remove").isPresent() || t.callback("release").isPresent());
  }

  /** Ways out of single functions that leave something behind. */
  Stream<Finding> ways(
      TreeFacts file, java.util.function.Function<Function, List<Family>> families) {
    List<Finding> found = new ArrayList<>();
    for (Function function : file.unit().functions()) {
      if (holdings.made().stream().noneMatch(m -> m.site().caller().equals(function))) {
        continue;
      }
      Set<Integer> told = new HashSet<>();
      for (Incident incident : file.of(function).incidents(families.apply(function))) {
        if (incident.failing()
            && isLost(function, incident)
            && told.add(incident.origin().index())) {
          found.add(left(function, incident));
        }
      }
    }
    return found.stream();
  }

  private boolean isLost(Function function, Incident incident) {
    if (incident.kind() == Incident.Kind.LEFT) {
      return true;
    }
    if (incident.kind() != Incident.Kind.KEPT) {
      return false;
    }
    Set<Origin.Field> place = Set.of(new Origin.Field(incident.label(), "", false));
    return !holdings.endsIn(function, place) && !holdings.cleaned(function, place);
  }

  private Finding left(Function function, Incident incident) {
    List<Note> steps = new ArrayList<>();
    steps.add(Note.at(incident.origin(), "made here"));
    steps.addAll(Path.notes(incident.trace()));
    Finding finding =
        Finding.at(
                incident.at(), "the %s of %s is not %s on this error", noun, incident.label(), end)
            .steps(steps)
            .about(function.name(), incident.label());
    return incident.shown() ? finding : finding.likely();
  }

  /** Names that stand for letting go of one thing or another of a Xen driver. */
  static final Set<String> LETTING_GO =
      Set.of(
          "unbind_from_irqhandler",
          "unbind_from_irq",
          "xenbus_free_evtchn",
          "xenbus_unmap_ring_vfree",
          "xenbus_unmap_ring",
          "gnttab_end_foreign_access",
          "gnttab_end_foreign_access_ref",
          "xenbus_teardown_ring",
          "gnttab_free_grant_reference",
          "gnttab_free_grant_references");
}
