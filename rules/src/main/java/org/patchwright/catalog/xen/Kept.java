package org.patchwright.catalog.xen;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.patchwright.catalog.xen.Holdings.Made;
import org.patchwright.fact.TreeFacts;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Note;
import org.patchwright.rule.Path;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.Unit;
import org.patchwright.syntax.Node;
import org.patchwright.typestate.Family;
import org.patchwright.typestate.Incident;
import org.patchwright.typestate.Origin;

/**
 * The questions that all rules about things with a handle ask of a driver.
 *
 * @param noun what is held, for a message
 * @param end what ought to happen to it, for a message: {@code unmapped}
 * @param others calls that show that a function lets go of things
 */
record Kept(Holdings holdings, String noun, String end, Set<String> others) {

  Kept {
    others = Set.copyOf(others);
  }

  /** Places that nothing takes back, and places that are forgotten with what they hold. */
  List<Finding> forgotten(Unit unit) {
    List<Finding> found = new ArrayList<>();
    Set<Set<Origin.Field>> seen = new HashSet<>();
    for (Made made : holdings.made()) {
      if (made.places().isEmpty()
          || made.global()
          || !isLinked(unit, made)
          || !seen.add(made.places())) {
        continue;
      }
      Set<Function> makers = new HashSet<>();
      holdings.made().stream()
          .filter(other -> other.places().equals(made.places()))
          .forEach(other -> makers.add(other.site().caller()));
      List<Finding> cleared = cleared(unit, made, makers);
      found.addAll(cleared);
      if (cleared.isEmpty()) {
        never(unit, made, makers).ifPresent(found::add);
      }
    }
    return found;
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

  private List<Finding> cleared(Unit unit, Made made, Set<Function> makers) {
    List<Finding> found = new ArrayList<>();
    for (Function function : unit.functions()) {
      if (holdings.endsIn(function, made.places()) || endedBefore(function, made)) {
        continue;
      }
      int from = makers.contains(function) ? lastMade(function, made) : -1;
      if (from < 0 && !letsGo(function, made)) {
        continue;
      }
      for (Node place : holdings.clears(function, made.places())) {
        if (place.firstToken() > from) {
          found.add(
              Finding.at(place, "%s is forgotten while its %s is not %s", place.text(), noun, end)
                  .step(Note.at(made.site().node(), "made here"))
                  .about(function.name(), made.name()));
          break;
        }
      }
    }
    return found;
  }

  private int lastMade(Function function, Made made) {
    return holdings.made().stream()
        .filter(other -> other.places().equals(made.places()))
        .filter(other -> other.site().caller().equals(function))
        .mapToInt(other -> other.site().node().firstToken())
        .max()
        .orElse(-1);
  }

  /** Whether each caller takes it back before it calls. */
  private boolean endedBefore(Function function, Made made) {
    Set<Function> callers = holdings.graph().callers(function);
    return !callers.isEmpty()
        && callers.stream()
            .allMatch(
                caller ->
                    holdings.ends().stream()
                        .anyMatch(e -> e.isOf(made.places()) && e.site().caller().equals(caller)));
  }

  private boolean letsGo(Function function, Made made) {
    return holdings.asked(function, made.places()).isPresent() || endsOthers(function);
  }

  private boolean endsOthers(Function function) {
    return holdings.graph().sites(function).stream().anyMatch(s -> others.contains(s.callee()));
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
            .filter(this::endsOthers)
            .findFirst()
            .map(
                function ->
                    Finding.at(
                            firstOther(function),
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
            .anyMatch(this::endsOthers);
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

  private Node firstOther(Function function) {
    return holdings.graph().sites(function).stream()
        .filter(s -> others.contains(s.callee()))
        .findFirst()
        .orElseThrow()
        .node();
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
          "gnttab_free_grant_references");
}
