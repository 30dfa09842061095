package org.patchwright.typestate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.patchwright.callgraph.CallGraph;
import org.patchwright.callgraph.CallGraph.Site;
import org.patchwright.dataflow.Lowered;
import org.patchwright.dataflow.Step;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.KernelTree;
import org.patchwright.symbol.Structs;
import org.patchwright.symbol.Unit;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;
import org.patchwright.typestate.Stores.Store;

/** Which places of one driver keep what some calls yield, and which calls take it back. */
public final class Holdings {

  /**
   * A call that makes something, and the places that keep it.
   *
   * @param global whether one of them is a variable of the whole file
   */
  public record Made(Site site, Set<Origin.Field> places, boolean global) {

    public Made {
      places = Collections.unmodifiableSet(new LinkedHashSet<>(places));
    }

    public String name() {
      return places.iterator().next().toString();
    }
  }

  /** A call that takes back what stands in some places. */
  public record End(Site site, Set<Origin.Field> places, boolean covering) {

    public End {
      places = Set.copyOf(places);
    }

    public boolean isOf(Set<Origin.Field> others) {
      return covering
          || places.stream().anyMatch(place -> others.stream().anyMatch(place::matches));
    }
  }

  /** Callers of callers that are asked. */
  private static final int DEEPEST = 6;

  private static final Pattern PART = Pattern.compile("->|\\.|&");

  private final Trade trade;

  /** Whether no one file of these is asked about more than the others. */
  private final boolean common;

  private final Driver driver;
  private final CallGraph graph;
  private final Origins origins;
  private final Stores stores;
  private final List<Made> made = new ArrayList<>();
  private final List<End> ends = new ArrayList<>();
  private final Map<Function, Set<Integer>> wrappers = new LinkedHashMap<>();

  private Holdings(Trade trade, Driver driver, boolean common) {
    this.trade = trade;
    this.driver = driver;
    this.graph = driver.graph();
    this.common = common;
    Set<String> opaque = new HashSet<>(trade.makers().keySet());
    opaque.addAll(trade.apart());
    this.stores = driver.stores(opaque);
    this.origins = stores.origins();
  }

  /** Those of a file and of what belongs to it. */
  public static Holdings of(KernelTree tree, Unit unit, Trade trade) {
    return of(new Drivers(), tree, unit, trade);
  }

  /**
   * The same by those who asked about the driver before.
   *
   * @param drivers takes in what is read for this
   */
  public static Holdings of(Drivers drivers, KernelTree tree, Unit unit, Trade trade) {
    return of(drivers.of(tree, unit, trade.words()), trade, false);
  }

  private static Holdings of(Driver driver, Trade trade, boolean common) {
    Holdings holdings = new Holdings(trade, driver, common);
    holdings.read();
    return holdings;
  }

  /**
   * Asks about those of a file and of what belongs to it. Files that belong together are read once
   * for all of them, in the order of their paths.
   *
   * @param reading what else is read once, and always the same for one trade
   * @param question asked at once, by one thread at a time
   */
  public static <G, T> T ask(
      KernelTree tree,
      Unit unit,
      Trade trade,
      java.util.function.Function<Holdings, G> reading,
      java.util.function.Function<G, T> question) {
    return ask(Drivers::new, tree, unit, trade, reading, question);
  }

  /**
   * The same by those who asked about the driver before.
   *
   * @param drivers what the threads that ask about this tree may share
   */
  public static <G, T> T ask(
      Supplier<Drivers> drivers,
      KernelTree tree,
      Unit unit,
      Trade trade,
      java.util.function.Function<Holdings, G> reading,
      java.util.function.Function<G, T> question) {
    List<Unit> units =
        tree.parts(unit, trade.words()).stream().sorted(Comparator.comparing(Unit::path)).toList();
    return tree.ofFolder(
        List.of(trade, units.stream().map(Unit::path).toList()),
        read -> read.holdings.driver.units().equals(units),
        () -> {
          Holdings holdings = of(drivers.get().of(tree, units), trade, true);
          return new Read<>(holdings, reading.apply(holdings));
        },
        read -> question.apply(read.more));
  }

  /** What was read of some files. */
  private record Read<G>(Holdings holdings, G more) {}

  public CallGraph graph() {
    return graph;
  }

  public Origins origins() {
    return origins;
  }

  public Structs structs() {
    return driver.structs();
  }

  /** The argument that a call takes back, itself or through the function that it calls. */
  public OptionalInt taken(Function caller, String callee) {
    Integer direct = trade.enders().get(callee);
    if (direct != null) {
      return OptionalInt.of(direct);
    }
    return graph
        .function(caller.unit(), callee)
        .map(function -> wrappers.getOrDefault(function, Set.of()))
        .filter(arguments -> arguments.size() == 1)
        .map(arguments -> OptionalInt.of(arguments.iterator().next()))
        .orElseGet(OptionalInt::empty);
  }

  /** The argument that a call takes over, unless it fails. */
  public OptionalInt takenOver(String callee) {
    Integer argument = trade.takers().get(callee);
    return argument == null ? OptionalInt.empty() : OptionalInt.of(argument);
  }

  /** Whether a call takes back whatever the driver keeps, by another handle. */
  public boolean covers(String callee) {
    return trade.covering().contains(callee);
  }

  /**
   * Where a call of so many arguments puts a handle: the argument's number, or {@link
   * Trade#RESULT}.
   */
  public OptionalInt makes(String callee, int count) {
    Integer how = trade.makers().get(callee);
    if (how == null) {
      return OptionalInt.empty();
    }
    int argument =
        how == Trade.LAST && count > 2 ? count - 1 : how <= Trade.RESULT ? Trade.RESULT : how;
    return argument < count ? OptionalInt.of(argument) : OptionalInt.empty();
  }

  /** Calls that show that a function lets go of what its driver keeps. */
  public Set<String> others() {
    return trade.others();
  }

  public List<Made> made() {
    return made;
  }

  public List<End> ends() {
    return ends;
  }

  /** Whether a function or what it calls takes back what stands in some places. */
  public boolean endsIn(Function function, Set<Origin.Field> places) {
    Set<Function> reached = graph.reachedFrom(function);
    return ends.stream().anyMatch(end -> end.isOf(places) && reached.contains(end.site().caller()));
  }

  /**
   * Whether what a failing function left in some places is taken back by those that called it, or
   * may be later because they go on.
   *
   * @param lowered functions as steps
   */
  public boolean cleaned(
      Function function,
      Set<Origin.Field> places,
      java.util.function.Function<Function, Lowered> lowered) {
    return cleaned(function, places, lowered, new HashSet<>());
  }

  private boolean cleaned(
      Function function,
      Set<Origin.Field> places,
      java.util.function.Function<Function, Lowered> lowered,
      Set<Function> seen) {
    boolean anywhere = ends.stream().anyMatch(end -> end.isOf(places));
    Set<Function> callers = graph.callers(function);
    if (!anywhere || callers.isEmpty() || seen.size() > DEEPEST) {
      // After a failed probe nobody calls remove; after other callbacks somebody may.
      return anywhere && !isProbe(function);
    }
    if (!seen.add(function)) {
      return true;
    }
    for (Function caller : callers) {
      for (Site site : graph.sites(caller)) {
        if (graph.function(caller.unit(), site.callee()).filter(function::equals).isPresent()) {
          Aftermath.Ways ways =
              Aftermath.of(
                  lowered.apply(caller), site.node(), function, call -> ends(caller, call, places));
          if (ways.complete()
              && ways.passedOn()
              && !cleaned(caller, places, lowered, new HashSet<>(seen))) {
            return false;
          }
        }
      }
    }
    return true;
  }

  /** Whether a call takes back what stands in some places, or calls what does. */
  private boolean ends(Function caller, Step.Call call, Set<Origin.Field> places) {
    return ends.stream().anyMatch(end -> end.site().node().equals(call.node()) && end.isOf(places))
        || graph
            .function(caller.unit(), call.callee())
            .filter(callee -> endsIn(callee, places))
            .isPresent();
  }

  private static boolean isProbe(Function function) {
    return function.unit().tables().stream()
        .anyMatch(table -> table.callback("probe").filter(function::equals).isPresent());
  }

  /** Where a function sets one of the places to nothing, in the order of the text. */
  public List<Node> clears(Function function, Set<Origin.Field> places) {
    List<Store> clearing = isOwn(function) ? stores.clearing(function) : List.of();
    return clearing.stream().filter(store -> isOf(store.to(), places)).map(Store::left).toList();
  }

  /** Where a function asks for the value of one of the places in a condition. */
  public Optional<Node> asked(Function function, Set<Origin.Field> places) {
    return function
        .body()
        .findAll(Kind.IF)
        .map(branch -> branch.children().get(0))
        .filter(
            condition ->
                Stream.concat(Stream.of(condition), condition.findAll(Kind.MEMBER_ACCESS))
                    .filter(node -> node.is(Kind.MEMBER_ACCESS))
                    .anyMatch(node -> isOf(origins.of(node, function), places)))
        .findFirst();
  }

  public static boolean isOf(Set<Origin> origins, Set<Origin.Field> places) {
    return Origin.fields(origins).anyMatch(f -> places.stream().anyMatch(f::matches));
  }

  private void read() {
    List<Function> own = own();
    boolean more = true;
    for (int round = 0; more && round < 6; round++) {
      ends.clear();
      int before = wrappers.values().stream().mapToInt(Set::size).sum();
      own.forEach(function -> graph.sites(function).forEach(this::end));
      more = wrappers.values().stream().mapToInt(Set::size).sum() > before;
    }
    for (Function function : own) {
      for (Site site : graph.sites(function)) {
        if (trade.members().containsKey(site.callee())
            || trade.makers().containsKey(site.callee())) {
          make(site).ifPresent(made::add);
        }
      }
    }
  }

  private List<Function> own() {
    return graph.functions().stream().filter(this::isOwn).toList();
  }

  /** Whether a function is none of those that this is about. */
  private boolean isOwn(Function function) {
    return !trade.enders().containsKey(function.name())
        && !trade.makers().containsKey(function.name());
  }

  /** Where a function puts values. */
  private List<Store> stores(Function function) {
    return isOwn(function) ? stores.in(function) : List.of();
  }

  private void end(Site site) {
    if (trade.covering().contains(site.callee())) {
      ends.add(new End(site, Set.of(), true));
    }
    Set<Integer> taken = new LinkedHashSet<>();
    Integer direct = trade.enders().get(site.callee());
    if (direct != null) {
      taken.add(direct);
    } else {
      graph
          .function(site.caller().unit(), site.callee())
          .ifPresent(callee -> taken.addAll(wrappers.getOrDefault(callee, Set.of())));
    }
    for (int argument : taken) {
      if (argument < site.arguments().size()) {
        Node node = site.arguments().get(argument);
        Set<Origin> on = origins.of(node, site.caller());
        ends.add(new End(site, places(on), false));
        for (Origin origin : on) {
          if (origin instanceof Origin.Parameter p && p.function().equals(site.caller())) {
            wrappers.computeIfAbsent(site.caller(), f -> new LinkedHashSet<>()).add(p.index());
          }
        }
      }
    }
  }

  /** Where the page that a handle lends out comes from, and the places that keep it. */
  public Set<Origin> pages(Made made) {
    Site site = made.site();
    Integer argument = trade.lent().get(site.callee());
    if (argument == null || argument >= site.arguments().size()) {
      return Set.of();
    }
    Set<Origin> found =
        new LinkedHashSet<>(origins.of(site.arguments().get(argument), site.caller()));
    found.removeIf(Origin.Parameter.class::isInstance);
    List<Store> kept = new ArrayList<>();
    for (Origin origin : found) {
      if (origin instanceof Origin.Made allocated) {
        kept.addAll(stores.of(allocated));
      }
    }
    kept.stream()
        .filter(store -> isOwn(store.in()))
        .flatMap(store -> Origin.fields(store.to()))
        .forEach(found::add);
    return found;
  }

  /** Fields, and what a macro of the driver stands for: {@code pending_handle(req, i)}. */
  private static Set<Origin.Field> places(Set<Origin> from) {
    Set<Origin.Field> found =
        Origin.fields(from).collect(Collectors.toCollection(LinkedHashSet::new));
    for (Origin origin : from) {
      if (origin instanceof Origin.Made made && made.argument() < 0 && !made.callee().isEmpty()) {
        found.add(new Origin.Field(made.callee() + "()", "", false));
      }
    }
    return found;
  }

  /** The stores of a value; what a file itself says comes first, whichever file is asked about. */
  private List<Store> keeping(Origin.Made value, Site site) {
    Stream<Store> found = stores.of(value).stream().filter(store -> isOwn(store.in()));
    return (common
            ? found.sorted(
                Comparator.comparing(store -> !store.in().unit().equals(site.caller().unit())))
            : found)
        .toList();
  }

  private Optional<Made> make(Site site) {
    String member = trade.members().get(site.callee());
    Set<Origin.Field> kept = new LinkedHashSet<>();
    boolean global = false;
    if (member != null) {
      for (Store store : stores(site.caller())) {
        if (store.right().is(Kind.MEMBER_ACCESS)
            && store.right().text().matches("(?s).*(\\.|->)\\s*" + member)
            && !Origin.fields(store.to()).anyMatch(field -> field.member().equals(member))) {
          kept.addAll(places(store.to()));
        }
      }
    } else {
      OptionalInt how = makes(site.callee(), site.arguments().size());
      if (how.isEmpty()) {
        return Optional.empty();
      }
      int argument = how.getAsInt();
      if (argument >= 0) {
        Node out = site.arguments().get(argument);
        if (out.text().contains("->")
            || out.text().contains(".") && !stores.isLocal(out, site.caller())) {
          Origin.fields(origins.of(out, site.caller())).forEach(kept::add);
        }
      }
      Origin.Made value = new Origin.Made(site.node(), argument);
      for (Store store : keeping(value, site)) {
        kept.addAll(places(store.to()));
        global |= !PART.matcher(store.left().text()).find();
      }
      if (kept.isEmpty() && trade.isCounted(site.callee()) && !site.arguments().isEmpty()) {
        Node counted = site.arguments().get(0);
        if (PART.matcher(counted.text()).find()) {
          Origin.fields(origins.of(counted, site.caller())).forEach(kept::add);
        }
      }
    }
    if (kept.stream().anyMatch(field -> !field.lent())) {
      // A message to the other domain is no place to keep anything.
      kept.removeIf(Origin.Field::lent);
    }
    return Optional.of(new Made(site, kept, global));
  }
}
