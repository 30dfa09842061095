package org.patchwright.catalog.xen;

import static org.patchwright.typestate.Call.call;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.patchwright.callgraph.CallGraph.Site;
import org.patchwright.catalog.xen.Grants.Act;
import org.patchwright.catalog.xen.Grants.Deed;
import org.patchwright.catalog.xen.Grants.Grant;
import org.patchwright.dataflow.Range;
import org.patchwright.dataflow.Track;
import org.patchwright.dataflow.Value;
import org.patchwright.fact.FunctionFacts;
import org.patchwright.fact.TreeFacts;
import org.patchwright.rule.Check;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Kept;
import org.patchwright.rule.Note;
import org.patchwright.rule.Path;
import org.patchwright.rule.Rule;
import org.patchwright.rule.Severity;
import org.patchwright.summary.Exit;
import org.patchwright.summary.Misuse;
import org.patchwright.summary.Summary;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.OpsTable;
import org.patchwright.symbol.Unit;
import org.patchwright.typestate.Holdings;
import org.patchwright.typestate.Holdings.Made;
import org.patchwright.typestate.Origin;
import org.patchwright.typestate.Protocol;
import org.patchwright.typestate.Trade;

/** A grant reference is ended on every way out, before its pool and its page go. */
@Check(
    summary = "grant reference stays in force after its owner is gone",
    severity = Severity.ERROR,
    triggers = {
      "gnttab_grant_foreign_access",
      "gnttab_grant_foreign_transfer",
      "gnttab_claim_grant_reference",
      "gnttab_alloc_grant_references",
      "gnttab_free_grant_reference",
      "gnttab_release_grant_reference",
      "xenbus_grant_ring",
      "xenbus_setup_ring"
    })
public final class GrantRefLeak implements Rule {

  private enum Ref {
    NONE,
    HELD
  }

  /** What is to happen to a reference, by names. */
  private record Duty(Trade trade, String noun, String end) {

    Kept kept(TreeFacts file) {
      Holdings holdings = Holdings.of(file.tree(), file.unit(), trade);
      return new Kept(holdings, noun, end, Range.NOT_NEGATIVE);
    }
  }

  private static Duty ended() {
    return new Duty(
        Trade.of(
                Map.of(
                    "gnttab_grant_foreign_access", Trade.RESULT,
                    "gnttab_grant_foreign_transfer", Trade.RESULT,
                    "gnttab_claim_grant_reference", Trade.RESULT,
                    "xenbus_grant_ring", Trade.LAST,
                    "xenbus_setup_ring", Trade.LAST),
                Map.of(
                    "gnttab_end_foreign_access", 0,
                    "gnttab_end_foreign_access_ref", 0,
                    "gnttab_try_end_foreign_access", 0,
                    "gnttab_end_foreign_transfer", 0,
                    "gnttab_end_foreign_transfer_ref", 0,
                    "gnttab_free_grant_references", 0,
                    "gnttab_release_grant_reference", 1,
                    "gnttab_free_grant_reference", 0,
                    "xenbus_teardown_ring", 2))
            .beside(LettingGo.NAMES)
            .lending(Map.of("gnttab_grant_foreign_access", 1, "gnttab_grant_foreign_transfer", 1)),
        "grant reference",
        "ended");
  }

  /** What was claimed from a pool goes back there, unless ending it frees it. */
  private static final Duty RETURNED =
      new Duty(
          Trade.of(
                  Map.of("gnttab_claim_grant_reference", Trade.RESULT),
                  Map.of(
                      "gnttab_end_foreign_access", 0,
                      "gnttab_try_end_foreign_access", 0,
                      "gnttab_end_foreign_transfer", 0,
                      "gnttab_release_grant_reference", 1,
                      "gnttab_free_grant_reference", 0,
                      "xenbus_teardown_ring", 2))
              .beside(LettingGo.NAMES),
          "claimed reference",
          "given back");

  private static final Duty POOLED =
      new Duty(
          Trade.of(
                  Map.of("gnttab_alloc_grant_references", 1),
                  Map.of("gnttab_free_grant_references", 0))
              .beside(LettingGo.NAMES),
          "pool of references",
          "freed");

  private static final String ALLOCATION = "gnttab_alloc_grant_references";

  private static final Protocol<Ref> POOL =
      Protocol.from(Ref.NONE)
          .on(call(ALLOCATION).storing(1).returningCount(), Ref.HELD)
          .on(call("gnttab_free_grant_references"), Ref.HELD, Ref.NONE);

  private static final Protocol<Ref> PAGE =
      Protocol.from(Ref.NONE)
          .on(
              call("gnttab_grant_foreign_access", "gnttab_grant_foreign_transfer")
                  .result()
                  .returningCount(),
              Ref.HELD)
          .on(
              call(
                  "gnttab_end_foreign_access",
                  "gnttab_end_foreign_access_ref",
                  "gnttab_try_end_foreign_access",
                  "gnttab_end_foreign_transfer",
                  "gnttab_end_foreign_transfer_ref"),
              Ref.NONE);

  /** Before it took an array, {@code xenbus_grant_ring()} returned the reference. */
  private static final Protocol<Ref> RING =
      PAGE.on(call("xenbus_grant_ring").result().returningCount(), Ref.HELD);

  @Override
  public Stream<Finding> check(TreeFacts file) {
    Unit unit = file.unit();
    // Who provides the calls is not bound by them.
    if (unit.function("gnttab_end_foreign_access").isPresent()) {
      return Stream.empty();
    }
    Grants grants = Grants.of(file.tree(), unit);
    List<Finding> found = new ArrayList<>();
    Set<Set<Origin.Field>> lost = new HashSet<>();
    Map<Set<Origin.Field>, List<Finding>> parted = ended().kept(file).partedByPlace(file);
    grants
        .acts(Deed.POOL_FREE)
        .filter(in(unit))
        .forEach(
            act -> {
              List<Finding> told = new ArrayList<>();
              Optional<Grant> grant = poolFreed(grants, act, told);
              if (grant.isPresent() && !isToldElsewhere(parted, grant.get().holders(), told)) {
                lost.add(grant.get().holders());
                found.addAll(told);
              }
            });
    Map<Set<Origin.Field>, List<Grant>> kept = new LinkedHashMap<>();
    for (Grant grant : grants.grants()) {
      if (!grant.holders().isEmpty() && !lost.contains(grant.holders())) {
        kept.computeIfAbsent(grant.holders(), h -> new ArrayList<>()).add(grant);
      }
    }
    GrantCure cure = new GrantCure(file.tree(), unit, grants);
    kept.forEach(
        (holders, made) ->
            neverEnded(grants, unit, holders, made)
                .filter(finding -> !isToldElsewhere(parted, holders, List.of(finding)))
                .ifPresent(
                    finding -> {
                      lost.add(holders);
                      found.add(cure.offer(finding, made.get(0)));
                    }));
    grants
        .acts(Deed.RELEASE)
        .filter(in(unit))
        .forEach(act -> releasedInForce(grants, act).ifPresent(found::add));
    Predicate<Made> untold =
        made ->
            lost.stream()
                .flatMap(Set::stream)
                .noneMatch(field -> made.places().stream().anyMatch(field::matches));
    List<Finding> inForce = ended().kept(file).forgotten(file, untold);
    for (Finding finding : inForce) {
      Optional<List<Grant>> unended = unended(grants, kept, parted, finding);
      unended.ifPresent(made -> lost.add(made.get(0).holders()));
      found.add(unended.map(made -> cure.offer(finding, made.get(0))).orElse(finding));
    }
    found.addAll(
        POOLED
            .kept(file)
            .forgotten(file, made -> made.site().arguments().get(1).text().contains("->")));
    RETURNED.kept(file).parted(file, untold).stream()
        .filter(f -> inForce.stream().noneMatch(told -> told.function().equals(f.function())))
        .forEach(found::add);
    return Stream.concat(found.stream(), ways(file, grants, lost));
  }

  /** What is granted into the place of a finding, if nothing at all ends it. */
  private static Optional<List<Grant>> unended(
      Grants grants,
      Map<Set<Origin.Field>, List<Grant>> kept,
      Map<Set<Origin.Field>, List<Finding>> parted,
      Finding finding) {
    return parted.entrySet().stream()
        .filter(entry -> entry.getValue().stream().anyMatch(f -> f.place().equals(finding.place())))
        .flatMap(
            entry ->
                kept.entrySet().stream()
                    .filter(
                        k ->
                            k.getKey().stream()
                                .anyMatch(h -> entry.getKey().stream().anyMatch(h::matches))))
        .filter(
            k ->
                Stream.concat(grants.acts(Deed.END), grants.acts(Deed.RELEASE))
                    .noneMatch(act -> act.isOn(k.getKey())))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** Whether another function is seen to part with the same places: there it begins. */
  private static boolean isToldElsewhere(
      Map<Set<Origin.Field>, List<Finding>> parted, Set<Origin.Field> holders, List<Finding> told) {
    Set<String> here = told.stream().map(Finding::function).collect(Collectors.toSet());
    return parted.entrySet().stream()
        .filter(
            entry -> entry.getKey().stream().anyMatch(f -> holders.stream().anyMatch(f::matches)))
        .flatMap(entry -> entry.getValue().stream())
        .anyMatch(finding -> !here.contains(finding.function()));
  }

  private static Predicate<Act> in(Unit unit) {
    return act -> act.site().caller().unit().equals(unit);
  }

  // A pool that goes while references claimed from it are still kept.

  /** Adds a finding where references are lost with their pool, and returns who keeps them. */
  private static Optional<Grant> poolFreed(Grants grants, Act free, List<Finding> found) {
    Function where = free.site().caller();
    Set<Origin.Field> pools = Origin.fields(free.on()).collect(Collectors.toSet());
    boolean rollback =
        grants
            .acts(Deed.POOL_ALLOCATION)
            .anyMatch(act -> act.site().caller().equals(where) && act.isOn(pools));
    if (pools.isEmpty() || rollback) {
      return Optional.empty();
    }
    Map<Set<Origin.Field>, Grant> claimed = new LinkedHashMap<>();
    for (Grant grant : grants.grants()) {
      if (!grant.holders().isEmpty()
          && grant.pools().stream().anyMatch(p -> pools.stream().anyMatch(p::matches))) {
        claimed.putIfAbsent(grant.holders(), grant);
      }
    }
    Set<Function> world = teardown(grants, where);
    boolean swept =
        claimed.values().stream().anyMatch(grant -> isSwept(grants, grant, world, free));
    Optional<Grant> lost = swept ? Optional.empty() : claimed.values().stream().findFirst();
    lost.ifPresent(
        grant ->
            found.add(
                Finding.at(
                        free.site().node(),
                        "pool %s is freed while %s still keeps references claimed from it:"
                            + " they and their pages are lost",
                        pools.iterator().next(),
                        name(grant))
                    .step(Note.at(grant.site().node(), "claimed here"))
                    .about(where.name(), name(grant))));
    return lost;
  }

  private static String name(Grant grant) {
    return grant.holders().iterator().next().toString() + (grant.indexed() ? "[]" : "");
  }

  /** All that runs when the driver lets go: around a function, and in remove. */
  private static Set<Function> teardown(Grants grants, Function where) {
    Set<Function> world = new HashSet<>();
    for (Function outer : grants.graph().leadingTo(where)) {
      world.addAll(grants.graph().reachedFrom(outer));
    }
    for (Unit unit : grants.graph().functions().stream().map(Function::unit).distinct().toList()) {
      for (OpsTable table : unit.tables()) {
        table.callback("remove").ifPresent(f -> world.addAll(grants.graph().reachedFrom(f)));
      }
    }
    return world;
  }

  private static boolean isSwept(Grants grants, Grant grant, Set<Function> world, Act free) {
    return grants
        .acts(Deed.END)
        .filter(act -> act.isOn(grant.holders()))
        .filter(act -> world.contains(act.site().caller()))
        .filter(act -> act.looped() || !grant.indexed() && !free.looped())
        .anyMatch(act -> !isBehind(act.site(), free.site()));
  }

  private static boolean isBehind(Site one, Site other) {
    return one.caller().equals(other.caller())
        && one.node().firstToken() > other.node().firstToken();
  }

  // A place whose reference nothing ends.

  private static Optional<Finding> neverEnded(
      Grants grants, Unit unit, Set<Origin.Field> holders, List<Grant> made) {
    Grant grant = made.get(0);
    if (!grant.site().caller().unit().equals(unit)) {
      return Optional.empty();
    }
    Set<Function> makers = made.stream().map(g -> g.site().caller()).collect(Collectors.toSet());
    List<Act> ends =
        Stream.concat(grants.acts(Deed.END), grants.acts(Deed.RELEASE))
            .filter(act -> act.isOn(holders))
            .filter(act -> !makers.contains(act.site().caller()))
            .toList();
    if (ends.isEmpty()) {
      Set<Origin.Field> pages = new LinkedHashSet<>();
      made.forEach(g -> pages.addAll(g.pages()));
      Optional<Act> freed =
          grants
              .acts(Deed.PAGE_FREE)
              .filter(in(unit))
              .filter(act -> act.isOn(pages))
              .filter(act -> !makers.contains(act.site().caller()))
              .findFirst();
      return freed.map(
          act ->
              Finding.at(
                      act.site().node(),
                      "the page goes while its grant reference in %s is in force: nothing"
                          + " ends that",
                      name(grant))
                  .step(Note.at(grant.site().node(), "granted here"))
                  .about(act.site().caller().name(), name(grant)));
    }
    boolean many = made.stream().anyMatch(g -> g.indexed() && g.site().isInLoop());
    if (many && ends.stream().allMatch(Act::one)) {
      return Optional.of(
          Finding.at(
                  ends.get(0).site().node(),
                  "only one of the grant references in %s is ended",
                  name(grant))
              .step(Note.at(grant.site().node(), "many are made here"))
              .about(ends.get(0).site().caller().name(), name(grant)));
    }
    return Optional.empty();
  }

  // A number that is given back while the other domain may still use the page.

  private static Optional<Finding> releasedInForce(Grants grants, Act release) {
    Set<Origin.Field> from = Origin.fields(release.on()).collect(Collectors.toSet());
    Function where = release.site().caller();
    boolean granted =
        grants.grants().stream()
            .anyMatch(g -> g.holders().stream().anyMatch(h -> from.stream().anyMatch(h::matches)));
    if (!granted) {
      return Optional.empty();
    }
    Set<Function> world = new HashSet<>(grants.graph().reachedFrom(where));
    world.addAll(grants.graph().leadingTo(where));
    boolean ended =
        grants
            .acts(Deed.END)
            .anyMatch(act -> act.isOn(from) && world.contains(act.site().caller()));
    return ended
        ? Optional.empty()
        : Optional.of(
            Finding.at(
                    release.site().node(),
                    "the reference in %s is given back, but its access was never ended",
                    from.iterator().next())
                .about(where.name(), from.iterator().next().toString()));
  }

  // Ways out of one function.

  /**
   * @param lost places that are reported already
   */
  private static Stream<Finding> ways(TreeFacts file, Grants grants, Set<Set<Origin.Field>> lost) {
    List<Finding> found = new ArrayList<>();
    for (Function function : file.unit().functions()) {
      FunctionFacts facts = file.of(function);
      List<Site> sites = grants.graph().sites(function);
      if (sites.stream().anyMatch(s -> s.callee().equals("gnttab_free_grant_references"))) {
        twice(facts, found);
      }
      boolean grantsAny =
          grants.grants().stream().anyMatch(g -> g.site().caller().equals(function));
      if (grantsAny) {
        boolean arrays =
            sites.stream()
                .anyMatch(s -> s.callee().equals("xenbus_grant_ring") && s.arguments().size() > 2);
        heldOnError(facts, grants, arrays ? PAGE : RING, lost, found);
      }
      if (sites.stream().anyMatch(s -> s.callee().equals(ALLOCATION))) {
        poolOnError(facts, grants, found);
      }
    }
    return found.stream();
  }

  private static void twice(FunctionFacts function, List<Finding> found) {
    for (Misuse misuse : function.under(POOL).misuses()) {
      if (misuse.track().origin().equals(misuse.call())) {
        // The next turn of a loop, over the next of many.
        continue;
      }
      found.add(
          Finding.at(misuse.call(), "pool %s was freed already", misuse.track().label())
              .steps(Path.notes(misuse.trace()))
              .step(Note.at(misuse.track().origin(), "freed here"))
              .about(function.name(), misuse.track().label()));
    }
  }

  private static void heldOnError(
      FunctionFacts function,
      Grants grants,
      Protocol<Ref> protocol,
      Set<Set<Origin.Field>> lost,
      List<Finding> found) {
    Map<Integer, Finding> bySite = new LinkedHashMap<>();
    for (Exit exit : errors(function.under(protocol))) {
      for (Track track : held(exit)) {
        Optional<Grant> grant =
            grants.grants().stream()
                .filter(g -> g.site().node().equals(track.origin()))
                .findFirst();
        if (grant.isEmpty()
            || lost.contains(grant.get().holders())
            || bySite.containsKey(track.origin().index())) {
          continue;
        }
        if (!isEndedAround(grants, function.function(), grant.get())) {
          bySite.put(
              track.origin().index(),
              Finding.at(
                      exit.node(),
                      "the page's grant reference is still in force on this error%s",
                      grant.get().holders().isEmpty() ? "" : ", in " + name(grant.get()))
                  .steps(Path.notes(exit.state().trace))
                  .step(Note.at(track.origin(), "granted here"))
                  .about(function.name(), track.label()));
        }
      }
    }
    found.addAll(bySite.values());
  }

  private static List<Exit> errors(Summary summary) {
    return summary.complete()
        ? summary.exits().stream().filter(exit -> exit.range().high() < 0).toList()
        : List.of();
  }

  private static List<Track> held(Exit exit) {
    return exit.state().tracks.values().stream()
        .filter(track -> track.state().equals(Ref.HELD.name()))
        .filter(track -> !track.holder().equals("the caller"))
        .toList();
  }

  /** By a loop of the function itself, or by each of its callers. */
  private static boolean isEndedAround(Grants grants, Function function, Grant grant) {
    if (grant.holders().isEmpty()) {
      return false;
    }
    Set<Function> own = grants.graph().reachedFrom(function);
    boolean ownLoop =
        grant.site().isInLoop()
            && grants
                .acts(Deed.END)
                .anyMatch(act -> own.contains(act.site().caller()) && act.isOn(grant.holders()));
    return ownLoop || cleaned(grants, function, Deed.END, grant.holders());
  }

  private static boolean cleaned(
      Grants grants, Function function, Deed deed, Set<Origin.Field> places) {
    Set<Function> callers = grants.graph().callers(function);
    if (callers.isEmpty()) {
      // A callback: after a failed probe nobody calls remove; after others somebody may.
      return !isProbe(grants, function);
    }
    return callers.stream()
        .allMatch(
            caller ->
                grants.graph().leadingTo(caller).stream()
                    .flatMap(outer -> grants.graph().reachedFrom(outer).stream())
                    .filter(inner -> !inner.equals(function))
                    .anyMatch(
                        inner ->
                            grants
                                .acts(deed)
                                .anyMatch(
                                    act -> act.site().caller().equals(inner) && act.isOn(places))));
  }

  private static boolean isProbe(Grants grants, Function function) {
    return function.unit().tables().stream()
        .anyMatch(table -> table.callback("probe").filter(function::equals).isPresent());
  }

  private static void poolOnError(FunctionFacts function, Grants grants, List<Finding> found) {
    for (Exit exit : errors(function.under(POOL))) {
      for (Track track : held(exit)) {
        int from = track.origin().firstToken();
        // A pool of which all was claimed has nothing left to lose.
        boolean drawn =
            grants.graph().sites(function.function()).stream()
                .filter(s -> s.node().firstToken() > from)
                .anyMatch(
                    s ->
                        s.callee().equals("gnttab_claim_grant_reference")
                            || s.arguments().stream()
                                    .anyMatch(a -> a.text().equals("&" + pool(track)))
                                && !s.callee().equals(ALLOCATION));
        if (drawn || isKept(exit, track, function.function(), grants)) {
          continue;
        }
        found.add(
            Finding.at(exit.node(), "pool %s is not freed on this error", pool(track))
                .steps(Path.notes(exit.state().trace))
                .step(Note.at(track.origin(), "allocated here"))
                .about(function.name(), pool(track)));
      }
    }
  }

  private static String pool(Track track) {
    return track.label();
  }

  private static boolean isKept(Exit exit, Track track, Function function, Grants grants) {
    Set<Origin.Field> fields =
        exit.state().memory.entrySet().stream()
            .filter(e -> e.getValue().equals(track.key()))
            .filter(e -> !(e.getKey().base() instanceof Value.Local))
            .map(e -> e.getKey().field())
            .map(f -> new Origin.Field(f.substring(f.lastIndexOf('.') + 1), "", false))
            .collect(Collectors.toSet());
    return !fields.isEmpty() && cleaned(grants, function, Deed.POOL_FREE, fields);
  }
}
