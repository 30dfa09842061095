package org.patchwright.catalog.xen;

import static org.patchwright.typestate.Call.call;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.patchwright.callgraph.CallGraph;
import org.patchwright.callgraph.CallGraph.Site;
import org.patchwright.catalog.xen.Grants.Deed;
import org.patchwright.catalog.xen.Grants.Grant;
import org.patchwright.dataflow.Range;
import org.patchwright.dataflow.Track;
import org.patchwright.dataflow.Value;
import org.patchwright.fact.FunctionFacts;
import org.patchwright.fact.TreeFacts;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Kept;
import org.patchwright.rule.Note;
import org.patchwright.rule.Path;
import org.patchwright.summary.Exit;
import org.patchwright.summary.Misuse;
import org.patchwright.summary.Summary;
import org.patchwright.symbol.Function;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;
import org.patchwright.typestate.Family;
import org.patchwright.typestate.Incident;
import org.patchwright.typestate.Origin;
import org.patchwright.typestate.Protocol;

/** Ways out of single functions that leave a reference, or a pool of them, behind. */
final class GrantWays {

  private enum Ref {
    NONE,
    HELD
  }

  private static final String ALLOCATION = "gnttab_alloc_grant_references";
  private static final String FREEING = "gnttab_free_grant_references";

  private static final Protocol<Ref> POOL =
      Protocol.from(Ref.NONE)
          .on(call(ALLOCATION).storing(1).returning(0), Ref.HELD)
          .on(call(FREEING), Ref.HELD, Ref.NONE);

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

  /** The number of a reference is one's own again once its access is ended, and goes back then. */
  private static final List<Family> NUMBERS =
      List.of(
          Family.of("number")
              .takes(
                  0,
                  Range.NOT_ZERO,
                  "gnttab_end_foreign_access_ref",
                  "gnttab_end_foreign_transfer_ref")
              .released(1, "gnttab_release_grant_reference")
              .released(0, "gnttab_free_grant_reference")
              .byNumber());

  private static final List<Family> RINGS =
      List.of(
          Family.of("grant reference")
              .stores(4, Range.NOT_NEGATIVE, "xenbus_setup_ring")
              .released(2, "xenbus_teardown_ring"));

  private final TreeFacts file;
  private final Grants grants;
  private final Kept ended;

  GrantWays(TreeFacts file, Grants grants, Kept ended) {
    this.file = file;
    this.grants = grants;
    this.ended = ended;
  }

  /**
   * @param lost places that are reported already
   */
  List<Finding> all(Set<Set<Origin.Field>> lost) {
    List<Finding> found = new ArrayList<>();
    for (Function function : file.unit().functions()) {
      FunctionFacts facts = file.of(function);
      List<Site> sites = grants.graph().sites(function);
      // Once is never twice, but for the next turn of a loop, which is left out.
      if (calls(sites, FREEING) && freesBelow(function) > 1) {
        twice(facts, found);
      }
      boolean grantsAny =
          grants.grants().stream().anyMatch(g -> g.site().caller().equals(function));
      if (grantsAny && !function.returnsNothing()) {
        boolean arrays =
            sites.stream()
                .anyMatch(s -> s.callee().equals("xenbus_grant_ring") && s.arguments().size() > 2);
        heldOnError(facts, arrays ? PAGE : RING, lost, found);
      }
      if (calls(sites, ALLOCATION)) {
        poolOnError(facts, found);
        poolOfNobody(facts, found);
      }
      if (calls(sites, "gnttab_end_foreign_access_ref")
          || calls(sites, "gnttab_end_foreign_transfer_ref")) {
        numberLost(facts, found);
      }
    }
    ended.ways(file, function -> RINGS).forEach(found::add);
    return found;
  }

  private static boolean calls(List<Site> sites, String name) {
    return sites.stream().anyMatch(site -> site.callee().equals(name));
  }

  /** How many calls lead to the end of a pool, in a function and in what it calls. */
  private long freesBelow(Function function) {
    CallGraph graph = grants.graph();
    Set<Function> freeing =
        grants
            .acts(Deed.POOL_FREE)
            .flatMap(act -> graph.leadingTo(act.site().caller()).stream())
            .collect(Collectors.toSet());
    return graph.reachedFrom(function).stream()
        .flatMap(inner -> graph.sites(inner).stream())
        .filter(
            site ->
                site.callee().equals(FREEING)
                    || graph
                        .function(site.caller().unit(), site.callee())
                        .filter(freeing::contains)
                        .isPresent())
        .count();
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

  private void heldOnError(
      FunctionFacts function,
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
        if (!isEndedAround(function.function(), grant.get())) {
          bySite.put(
              track.origin().index(),
              Finding.at(
                      exit.node(),
                      "the page's grant reference is still in force on this error%s",
                      grant.get().holders().isEmpty()
                          ? ""
                          : ", in " + GrantRefLeak.name(grant.get()))
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
  private boolean isEndedAround(Function function, Grant grant) {
    if (grant.holders().isEmpty()) {
      return false;
    }
    Set<Function> own = grants.graph().reachedFrom(function);
    boolean ownLoop =
        grant.site().isInLoop()
            && grants
                .acts(Deed.END)
                .anyMatch(act -> own.contains(act.site().caller()) && act.isOn(grant.holders()));
    // Which paths of a callee end it is left to the callee.
    boolean below =
        own.stream()
            .filter(inner -> !inner.equals(function))
            .anyMatch(
                inner ->
                    grants
                        .acts(Deed.END)
                        .anyMatch(
                            act -> act.site().caller().equals(inner) && act.isOn(grant.holders())));
    return ownLoop
        || below
        || isEndedBeside(function, grant) && ended.isCleaned(file, function, grant.holders());
  }

  /** Whether what runs with a function's callers ends what it granted. */
  private boolean isEndedBeside(Function function, Grant grant) {
    return grants.graph().callers(function).stream()
        .allMatch(
            caller ->
                grants.graph().leadingTo(caller).stream()
                    .flatMap(outer -> grants.graph().reachedFrom(outer).stream())
                    .filter(inner -> !inner.equals(function))
                    .anyMatch(
                        inner ->
                            grants
                                .acts(Deed.END)
                                .anyMatch(
                                    act ->
                                        act.site().caller().equals(inner)
                                            && act.isOn(grant.holders()))));
  }

  private void poolOnError(FunctionFacts function, List<Finding> found) {
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
        if (drawn || isKept(exit, track, function.function())) {
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

  private boolean isKept(Exit exit, Track track, Function function) {
    Set<Origin.Field> fields =
        exit.state().memory.entrySet().stream()
            .filter(e -> e.getValue().equals(track.key()))
            .filter(e -> !(e.getKey().base() instanceof Value.Local))
            .map(e -> e.getKey().field())
            .map(f -> new Origin.Field(f.substring(f.lastIndexOf('.') + 1), "", false))
            .collect(Collectors.toSet());
    return !fields.isEmpty() && GrantRefLeak.pooled(file).isCleaned(file, function, fields);
  }

  // A pool in a variable goes with its function.

  private void poolOfNobody(FunctionFacts facts, List<Finding> found) {
    Function function = facts.function();
    List<Site> sites = grants.graph().sites(function);
    for (Site site : sites) {
      if (site.callee().equals(ALLOCATION) && site.arguments().size() == 2) {
        String pool = site.arguments().get(1).text();
        String name = pool.replaceFirst("^&\\s*", "");
        String root = name.replaceFirst("\\..*", "");
        boolean local =
            pool.startsWith("&")
                && name.matches("\\w+(\\.\\w+)*")
                && function
                    .body()
                    .findAll(Kind.DECLARED_NAME)
                    .anyMatch(declared -> declared.text().equals(root));
        boolean drained = site.arguments().get(0).is(Kind.CONSTANT);
        if (local && !drained && !isUsed(function, name, root)) {
          boolean claims =
              sites.stream()
                  .anyMatch(
                      s ->
                          s.callee().equals("gnttab_claim_grant_reference")
                              && s.arguments().get(0).text().equals(pool));
          leaving(facts, site, claims)
              .map(
                  exit ->
                      Finding.at(
                              exit.node(),
                              "pool %s goes with its function, and what is left in it is lost",
                              name)
                          .steps(Path.notes(exit.state().trace))
                          .step(Note.at(site.node(), "allocated here"))
                          .about(function.name(), name))
              .ifPresent(found::add);
        }
      }
    }
  }

  /** A way out behind an allocation; one that fails if all may have been claimed on others. */
  private static Optional<Exit> leaving(FunctionFacts facts, Site site, boolean claims) {
    List<Exit> ways =
        facts.under(POOL).exits().stream()
            .filter(exit -> held(exit).stream().anyMatch(t -> t.origin().equals(site.node())))
            .toList();
    Optional<Exit> failing = ways.stream().filter(exit -> exit.range().high() < 0).findFirst();
    return failing.isPresent() || claims ? failing : ways.stream().findFirst();
  }

  /** Whether the pool's number goes anywhere but into claims: there it may be freed, or kept. */
  private boolean isUsed(Function function, String name, String root) {
    boolean given =
        grants.graph().sites(function).stream()
            .anyMatch(
                site ->
                    site.arguments().stream()
                        .anyMatch(
                            argument ->
                                argument.text().equals(name)
                                    || isGiven(argument, name, root) && mayFree(site)));
    return given
        || function
            .body()
            .walk()
            .filter(node -> node.is(Kind.ASSIGNMENT) || node.is(Kind.RETURN))
            .filter(node -> !node.children().isEmpty())
            .map(node -> node.children().get(node.children().size() - 1))
            .anyMatch(value -> value.text().equals(name) || value.text().equals("&" + name));
  }

  private static boolean isGiven(Node argument, String name, String root) {
    return argument.text().equals("&" + name) || argument.text().equals("&" + root);
  }

  private boolean mayFree(Site site) {
    Optional<Function> body = grants.graph().function(site.caller().unit(), site.callee());
    return body.map(
            callee ->
                grants
                    .acts(Deed.POOL_FREE)
                    .map(act -> act.site().caller())
                    .anyMatch(grants.graph().reachedFrom(callee)::contains))
        .orElse(!site.callee().isEmpty() && !site.callee().startsWith("gnttab_"));
  }

  // A number that nothing keeps, and that no pool gets back.

  private static void numberLost(FunctionFacts facts, List<Finding> found) {
    for (Incident incident : facts.incidents(NUMBERS)) {
      if (incident.kind() == Incident.Kind.LEFT && incident.shown()) {
        found.add(
            Finding.at(
                    incident.origin(),
                    "the access of %s is ended, and its number goes back to no pool",
                    incident.label())
                .steps(Path.notes(incident.trace()))
                .step(Note.at(incident.at(), "lost on this way out"))
                .about(facts.name(), incident.label()));
      }
    }
  }
}
