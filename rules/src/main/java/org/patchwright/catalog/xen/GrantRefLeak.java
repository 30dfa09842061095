package org.patchwright.catalog.xen;

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
import org.patchwright.fact.TreeFacts;
import org.patchwright.rule.Check;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Kept;
import org.patchwright.rule.Note;
import org.patchwright.rule.Rule;
import org.patchwright.rule.Severity;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.OpsTable;
import org.patchwright.symbol.Unit;
import org.patchwright.typestate.Holdings;
import org.patchwright.typestate.Holdings.Made;
import org.patchwright.typestate.Origin;
import org.patchwright.typestate.Trade;

/** A grant reference is ended on every way out, before its pool and its page go. */
@Check(
    summary = "grant reference stays in force after its owner is gone",
    noFix = "where the reference is kept elsewhere could not be told apart from other uses",
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

  /** What is to happen to a reference, by names. */
  private record Duty(Trade trade, String noun, String end) {

    Kept kept(TreeFacts file) {
      Holdings holdings = file.holdings(trade);
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
              .beside(LettingGo.NAMES)
              .apartFrom(Set.of("gnttab_claim_grant_reference")),
          "pool of references",
          "freed");

  @Override
  public Stream<Finding> check(TreeFacts file) {
    Unit unit = file.unit();
    // Who provides the calls is not bound by them.
    if (unit.function("gnttab_end_foreign_access").isPresent()) {
      return Stream.empty();
    }
    Grants grants = Grants.of(file);
    List<Finding> found = new ArrayList<>();
    Set<Set<Origin.Field>> lost = new HashSet<>();
    Kept ended = ended().kept(file);
    Map<Set<Origin.Field>, List<Finding>> parted = ended.partedByPlace(file);
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
    List<Finding> inForce = ended.forgotten(file, untold, parted);
    for (Finding finding : inForce) {
      Optional<List<Grant>> unended = unended(grants, kept, parted, finding);
      unended.ifPresent(made -> lost.add(made.get(0).holders()));
      found.add(unended.map(made -> cure.offer(finding, made.get(0))).orElse(finding));
    }
    found.addAll(POOLED.kept(file).forgotten(file));
    RETURNED.kept(file).parted(file, untold).stream()
        .filter(f -> inForce.stream().noneMatch(told -> told.function().equals(f.function())))
        .forEach(found::add);
    found.addAll(new GrantWays(file, grants, ended).all(lost));
    return found.stream();
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

  static Kept pooled(TreeFacts file) {
    return POOLED.kept(file);
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

  static String name(Grant grant) {
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
}
