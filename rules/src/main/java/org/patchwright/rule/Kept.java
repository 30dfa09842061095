package org.patchwright.rule;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.patchwright.callgraph.CallGraph.Site;
import org.patchwright.dataflow.Range;
import org.patchwright.fact.FunctionFacts;
import org.patchwright.fact.TreeFacts;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.Unit;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;
import org.patchwright.typestate.Family;
import org.patchwright.typestate.Holdings;
import org.patchwright.typestate.Holdings.Made;
import org.patchwright.typestate.Incident;
import org.patchwright.typestate.Origin;
import org.patchwright.typestate.Parting;
import org.patchwright.typestate.Parting.Parted;
import org.patchwright.typestate.Partings;

/**
 * The questions that all rules about things with a handle ask of a driver.
 *
 * @param noun what is held, for a message
 * @param end what ought to happen to it, for a message: {@code unmapped}
 * @param valid values of a handle that stand for something
 */
public record Kept(Holdings holdings, String noun, String end, Range valid) {

  private static final Pattern CLEANS =
      Pattern.compile(
          "free|release|destroy|put|kill|clean|unmap|exit|remove|delete|del_|fini|drop");

  /** Places that nothing takes back, and places that are forgotten with what they hold. */
  public List<Finding> forgotten(TreeFacts file) {
    return forgotten(file, made -> true);
  }

  /** The same for some of the places. */
  public List<Finding> forgotten(TreeFacts file, Predicate<Made> some) {
    return forgotten(file, some, (made, makers) -> parted(file, made, makers));
  }

  /**
   * The same where it is known which places are parted with.
   *
   * @param parted see {@link #partedByPlace}
   */
  public List<Finding> forgotten(
      TreeFacts file, Predicate<Made> some, Map<Set<Origin.Field>, List<Finding>> parted) {
    return forgotten(file, some, (made, makers) -> parted.getOrDefault(made.places(), List.of()));
  }

  private List<Finding> forgotten(
      TreeFacts file,
      Predicate<Made> some,
      BiFunction<Made, Set<Function>, List<Finding>> partedWith) {
    List<Finding> found = new ArrayList<>();
    places(
        file,
        (made, makers) -> {
          if (!some.test(made)) {
            return;
          }
          List<Finding> parted = partedWith.apply(made, makers);
          Optional<Finding> counterpart = counterpart(file.unit(), made, makers, parted);
          if (counterpart.isPresent()) {
            found.add(counterpart.get());
            return;
          }
          found.addAll(parted);
          if (parted.isEmpty() && !made.global()) {
            never(file.unit(), made, makers).ifPresent(found::add);
          }
        });
    return found;
  }

  /** Places that are given another value, or freed, while they keep something. */
  public List<Finding> parted(TreeFacts file, Predicate<Made> some) {
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
  public Map<Set<Origin.Field>, List<Finding>> partedByPlace(TreeFacts file) {
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
  public List<Finding> partedWhereMade(TreeFacts file) {
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
    Map<Unit, Boolean> linked = new HashMap<>();
    for (Made made : holdings.made()) {
      if (made.places().isEmpty()
          || !linked.computeIfAbsent(made.site().caller().unit(), other -> isLinked(unit, other))
          || !seen.add(made.places())) {
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
  private boolean isLinked(Unit unit, Unit other) {
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
      FunctionFacts facts = file.of(function);
      List<Parted> parted = partings.in(function, facts::lowered, facts::parted);
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

  private boolean isEndedElsewhere(Made made, Set<Function> makers) {
    return holdings.ends().stream()
        .anyMatch(e -> e.isOf(made.places()) && !makers.contains(e.site().caller()));
  }

  /**
   * Where what holds the place goes and nothing ever empties it: the function that lets go of the
   * holder's other things, if one is run with that which frees it.
   */
  private Optional<Finding> counterpart(
      Unit unit, Made made, Set<Function> makers, List<Finding> parted) {
    Optional<Function> freeing =
        parted.stream()
            .findFirst()
            .flatMap(finding -> unit.function(finding.function()))
            .filter(function -> !makers.contains(function));
    if (freeing.isEmpty()
        || isEndedElsewhere(made, makers)
        || !holdings.clears(freeing.get(), made.places()).isEmpty()) {
      return Optional.empty();
    }
    Set<Function> world = new HashSet<>();
    holdings.graph().leadingTo(freeing.get()).stream()
        .filter(top -> holdings.graph().callers(top).isEmpty())
        .forEach(top -> world.addAll(holdings.graph().reachedFrom(top)));
    return unit.functions().stream()
        .filter(world::contains)
        .filter(function -> !makers.contains(function))
        .filter(function -> !others(function, made, true).isEmpty())
        .max(Comparator.comparingInt(function -> likeness(function, made)))
        .filter(function -> !function.equals(freeing.get()))
        .map(
            function ->
                Finding.at(
                        lastOther(function, made),
                        "the driver lets go here, and the %s in %s is not %s anywhere",
                        noun,
                        made.name(),
                        end)
                    .step(Note.at(made.site().node(), "made here"))
                    .step(new Note(parted.get(0).place(), "what holds it goes here"))
                    .about(function.name(), made.name()));
  }

  private Optional<Finding> never(Unit unit, Made made, Set<Function> makers) {
    if (isEndedElsewhere(made, makers)) {
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
                        .anyMatch(site -> holdings.others().contains(site.callee())));
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
        .filter(site -> holdings.others().contains(site.callee()))
        .filter(
            site ->
                !same
                    || site.arguments().stream()
                        .flatMap(a -> Origin.fields(holdings.origins().of(a, function)))
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
  public Stream<Finding> ways(
      TreeFacts file, java.util.function.Function<Function, List<Family>> families) {
    List<Finding> found = new ArrayList<>();
    for (Function function : file.unit().functions()) {
      if (holdings.made().stream().noneMatch(m -> m.site().caller().equals(function))) {
        continue;
      }
      Set<Integer> told = new HashSet<>();
      for (Incident incident : file.of(function).incidents(families.apply(function))) {
        if (incident.failing()
            && isLost(file, function, incident)
            && told.add(incident.origin().index())) {
          found.add(left(function, incident));
        }
      }
    }
    return found.stream();
  }

  /** The last names of places that a function fills, and leaves so where it fails. */
  public Set<String> leftByFailures(
      TreeFacts file, java.util.function.Function<Function, List<Family>> families) {
    Set<String> members = new HashSet<>();
    for (Function function : file.unit().functions()) {
      if (holdings.made().stream().anyMatch(m -> m.site().caller().equals(function))) {
        file.of(function).incidents(families.apply(function)).stream()
            .filter(incident -> incident.failing() && incident.kind() == Incident.Kind.KEPT)
            .map(Incident::label)
            .forEach(members::add);
      }
    }
    return members;
  }

  private boolean isLost(TreeFacts file, Function function, Incident incident) {
    if (incident.kind() == Incident.Kind.LEFT) {
      return true;
    }
    if (incident.kind() != Incident.Kind.KEPT) {
      return false;
    }
    Set<Origin.Field> place = Set.of(new Origin.Field(incident.label(), "", false));
    return !holdings.endsIn(function, place) && !isCleaned(file, function, place);
  }

  /** Whether the callers of a function that fails take back what it left, or may do so later. */
  public boolean isCleaned(TreeFacts file, Function function, Set<Origin.Field> places) {
    return holdings.cleaned(function, places, f -> file.of(f).lowered());
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
}
