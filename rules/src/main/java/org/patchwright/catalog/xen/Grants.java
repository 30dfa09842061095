package org.patchwright.catalog.xen;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.patchwright.callgraph.CallGraph;
import org.patchwright.callgraph.CallGraph.Site;
import org.patchwright.fact.TreeFacts;
import org.patchwright.symbol.Function;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;
import org.patchwright.typestate.Driver;
import org.patchwright.typestate.Origin;
import org.patchwright.typestate.Origins;

/** Where the grant references of one driver come from, where they are kept, and what ends them. */
final class Grants {

  /** What a call does to the reference, pool or page that an argument names. */
  enum Deed {
    /** The other domain may use the page from now on. */
    ACCESS,
    END,
    /** The number goes back to its pool, or to all. */
    RELEASE,
    POOL_ALLOCATION,
    POOL_FREE,
    PAGE_FREE
  }

  private record Verb(Deed deed, int argument) {}

  /**
   * @param on what the argument may name
   * @param looped whether it happens for many elements
   * @param one whether the argument is one fixed element of an array
   */
  record Act(Deed deed, Site site, Node argument, Set<Origin> on, boolean looped, boolean one) {

    boolean isOn(Set<Origin.Field> places) {
      return Origin.fields(on).anyMatch(field -> places.stream().anyMatch(field::matches));
    }
  }

  /**
   * A place in the text that makes a reference.
   *
   * @param holders fields in which it is kept
   * @param indexed whether one of them is an array
   * @param pools fields whose pool it was claimed from; empty for none or a local one
   * @param pages fields that keep the page behind it
   */
  record Grant(
      Site site,
      Set<Origin.Field> holders,
      boolean indexed,
      Set<Origin.Field> pools,
      Set<Origin.Field> pages) {}

  /** A value written to a place. */
  private record Store(Function in, Node left, Set<Origin> to, Set<Origin> value) {}

  private static final Map<String, Verb> VERBS =
      Map.ofEntries(
          Map.entry("gnttab_grant_foreign_access_ref", new Verb(Deed.ACCESS, 0)),
          Map.entry("gnttab_page_grant_foreign_access_ref_one", new Verb(Deed.ACCESS, 0)),
          Map.entry("gnttab_grant_foreign_transfer_ref", new Verb(Deed.ACCESS, 0)),
          Map.entry("gnttab_end_foreign_access", new Verb(Deed.END, 0)),
          Map.entry("gnttab_end_foreign_access_ref", new Verb(Deed.END, 0)),
          Map.entry("gnttab_try_end_foreign_access", new Verb(Deed.END, 0)),
          Map.entry("gnttab_end_foreign_transfer", new Verb(Deed.END, 0)),
          Map.entry("gnttab_end_foreign_transfer_ref", new Verb(Deed.END, 0)),
          Map.entry("xenbus_teardown_ring", new Verb(Deed.END, 2)),
          Map.entry("gnttab_release_grant_reference", new Verb(Deed.RELEASE, 1)),
          Map.entry("gnttab_free_grant_reference", new Verb(Deed.RELEASE, 0)),
          Map.entry("gnttab_alloc_grant_references", new Verb(Deed.POOL_ALLOCATION, 1)),
          Map.entry("gnttab_free_grant_references", new Verb(Deed.POOL_FREE, 0)),
          Map.entry("free_page", new Verb(Deed.PAGE_FREE, 0)),
          Map.entry("free_pages", new Verb(Deed.PAGE_FREE, 0)),
          Map.entry("free_pages_exact", new Verb(Deed.PAGE_FREE, 0)),
          Map.entry("__free_page", new Verb(Deed.PAGE_FREE, 0)),
          Map.entry("__free_pages", new Verb(Deed.PAGE_FREE, 0)),
          Map.entry("put_page", new Verb(Deed.PAGE_FREE, 0)));

  /** Calls that yield a reference, with the number of the argument that names the page. */
  private static final Map<String, Integer> MAKERS =
      Map.of(
          "gnttab_grant_foreign_access", 1,
          "gnttab_grant_foreign_transfer", 1,
          "gnttab_claim_grant_reference", -1,
          "xenbus_grant_ring", 1,
          "xenbus_setup_ring", 2);

  private final CallGraph graph;
  private final Origins origins;
  private final List<Act> acts = new ArrayList<>();
  private final List<Grant> grants = new ArrayList<>();
  private final List<Store> stores = new ArrayList<>();
  private final Map<Function, Set<Verb>> wrappers = new LinkedHashMap<>();
  private final Map<Function, Set<Verb>> looping = new HashMap<>();

  private Grants(Driver driver) {
    this.graph = driver.graph();
    this.origins = driver.origins(MAKERS.keySet());
  }

  static Set<String> words() {
    Set<String> words = new HashSet<>(MAKERS.keySet());
    VERBS.forEach(
        (name, verb) -> {
          if (verb.deed != Deed.PAGE_FREE) {
            words.add(name);
          }
        });
    return words;
  }

  /** Those of a file and of what belongs to it. */
  static Grants of(TreeFacts file) {
    Grants grants = new Grants(file.driver(words()));
    grants.read();
    return grants;
  }

  CallGraph graph() {
    return graph;
  }

  List<Grant> grants() {
    return grants;
  }

  Stream<Act> acts(Deed deed) {
    return acts.stream().filter(act -> act.deed == deed);
  }

  /** The same with each parameter replaced by what its callers hand in. */
  private Set<Origin> resolved(Set<Origin> from, int depth) {
    Set<Origin> found = new LinkedHashSet<>();
    for (Origin origin : from) {
      if (!(origin instanceof Origin.Parameter parameter)) {
        found.add(origin);
      } else if (depth < 4) {
        for (Function caller : graph.callers(parameter.function())) {
          for (Site site : graph.sites(caller)) {
            if (graph.function(caller.unit(), site.callee()).equals(of(parameter))
                && parameter.index() < site.arguments().size()) {
              found.addAll(
                  resolved(origins.of(site.arguments().get(parameter.index()), caller), depth + 1));
            }
          }
        }
      }
    }
    return found;
  }

  private static java.util.Optional<Function> of(Origin.Parameter parameter) {
    return java.util.Optional.of(parameter.function());
  }

  private boolean isOwn(Function function) {
    return !VERBS.containsKey(function.name()) && !MAKERS.containsKey(function.name());
  }

  private void read() {
    List<Function> functions = graph.functions().stream().filter(this::isOwn).toList();
    boolean more = true;
    for (int round = 0; more && round < 6; round++) {
      acts.clear();
      int before = wrappers.values().stream().mapToInt(Set::size).sum();
      for (Function function : functions) {
        graph.sites(function).forEach(this::act);
      }
      more = wrappers.values().stream().mapToInt(Set::size).sum() > before;
    }
    functions.forEach(this::stores);
    for (Function function : functions) {
      for (Site site : graph.sites(function)) {
        if (MAKERS.containsKey(site.callee())) {
          grants.add(grant(site));
        }
      }
    }
  }

  private void act(Site site) {
    Verb verb = VERBS.get(site.callee());
    Set<Verb> verbs = new LinkedHashSet<>();
    Set<Verb> loops = Set.of();
    if (verb != null) {
      verbs.add(verb);
    } else {
      var callee = graph.function(site.caller().unit(), site.callee());
      if (callee.isPresent()) {
        verbs.addAll(wrappers.getOrDefault(callee.get(), Set.of()));
        loops = looping.getOrDefault(callee.get(), Set.of());
      }
    }
    for (Verb each : verbs) {
      if (each.argument >= site.arguments().size()) {
        continue;
      }
      Node argument = site.arguments().get(each.argument);
      Set<Origin> on = origins.of(argument, site.caller());
      boolean looped = site.isInLoop() || loops.contains(each);
      acts.add(new Act(each.deed, site, argument, on, looped, !looped && fixed(argument)));
      for (Origin origin : on) {
        if (origin instanceof Origin.Parameter p && p.function().equals(site.caller())) {
          Verb outer = new Verb(each.deed, p.index());
          wrappers.computeIfAbsent(site.caller(), f -> new LinkedHashSet<>()).add(outer);
          if (looped) {
            looping.computeIfAbsent(site.caller(), f -> new HashSet<>()).add(outer);
          }
        }
      }
    }
  }

  private static boolean fixed(Node argument) {
    return argument.is(Kind.INDEX) && argument.children().get(1).is(Kind.CONSTANT);
  }

  private void stores(Function function) {
    function
        .body()
        .walk()
        .forEach(
            node -> {
              List<Node> children = node.children();
              if (node.is(Kind.ASSIGNMENT) && !children.get(0).is(Kind.NAME)) {
                store(function, children.get(0), children.get(1));
              } else if (node.is(Kind.ASSIGNMENT)) {
                // A global, or a local whose value is followed where it is used.
                Set<Origin> to = origins.place(children.get(0), function);
                if (!to.isEmpty()) {
                  Set<Origin> value = origins.of(children.get(1), function);
                  stores.add(new Store(function, children.get(0), to, value));
                }
              } else if (node.is(Kind.INITIALIZER_ITEM) && children.size() == 2) {
                initialised(function, children.get(0), children.get(1));
              } else if (node.is(Kind.CALL)) {
                ring(function, node);
              }
            });
  }

  private void store(Function function, Node left, Node right) {
    Set<Origin> to = origins.place(left, function);
    Set<Origin> value = origins.of(right, function);
    if (!to.isEmpty() && !value.isEmpty()) {
      stores.add(new Store(function, left, to, value));
    }
  }

  private void initialised(Function function, Node designator, Node value) {
    designator
        .child(Kind.NAME)
        .ifPresent(
            name -> {
              Set<Origin> from = origins.of(value, function);
              Origin.Field field = new Origin.Field(name.text(), "", true);
              stores.add(new Store(function, designator, Set.of(field), from));
            });
  }

  /** {@code FRONT_RING_INIT(&info->ring, sring, size)} keeps the page in {@code ring.sring}. */
  private void ring(Function function, Node call) {
    List<Node> arguments = call.arguments();
    String name = call.children().get(0).text();
    if (arguments.size() < 2 || !name.matches("(XEN_)?(FRONT|BACK)_RING_(INIT|ATTACH)")) {
      return;
    }
    Set<Origin> value = origins.of(arguments.get(1), function);
    Origin.fields(origins.of(arguments.get(0), function))
        .forEach(
            ring ->
                stores.add(
                    new Store(
                        function,
                        arguments.get(0),
                        Set.of(new Origin.Field("sring", ring.member(), false)),
                        value)));
  }

  private Grant grant(Site site) {
    List<Node> arguments = site.arguments();
    int out = site.callee().equals("xenbus_setup_ring") ? 4 : 3;
    boolean array =
        site.callee().startsWith("xenbus_") && arguments.size() > out && arguments.size() >= 4;
    Origin made = new Origin.Made(site.node(), array ? out : -1);
    Set<Origin.Field> kept = new LinkedHashSet<>();
    Set<Origin.Field> sent = new LinkedHashSet<>();
    boolean indexed = false;
    if (array) {
      Origin.fields(resolved(origins.of(arguments.get(out), site.caller()), 0)).forEach(kept::add);
    }
    for (Store store : stores) {
      if (store.value.contains(made)) {
        for (Origin.Field field : Origin.fields(resolved(store.to, 0)).toList()) {
          (field.lent() ? sent : kept).add(field);
          indexed |= store.left.is(Kind.INDEX);
        }
      }
    }
    Set<Origin.Field> pools = new LinkedHashSet<>();
    if (site.callee().equals("gnttab_claim_grant_reference") && !arguments.isEmpty()) {
      Origin.fields(resolved(origins.of(arguments.get(0), site.caller()), 0)).forEach(pools::add);
    }
    int page = MAKERS.get(site.callee());
    Set<Origin.Field> pages =
        page >= 0 && page < arguments.size() ? pages(arguments.get(page), site.caller()) : Set.of();
    return new Grant(site, kept.isEmpty() ? sent : kept, indexed, pools, pages);
  }

  /** The fields that keep the same page. */
  private Set<Origin.Field> pages(Node page, Function function) {
    Set<Origin> from = origins.of(page, function);
    Set<Origin.Field> found =
        Origin.fields(from).collect(Collectors.toCollection(LinkedHashSet::new));
    for (Store store : stores) {
      if (store.value.stream().anyMatch(o -> o instanceof Origin.Made && from.contains(o))) {
        Origin.fields(store.to).forEach(found::add);
      }
    }
    return found;
  }
}
