package org.patchwright.catalog.memory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.patchwright.callgraph.CallGraph;
import org.patchwright.callgraph.CallGraph.Site;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.KernelTree;
import org.patchwright.symbol.NamePattern;
import org.patchwright.symbol.Unit;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;
import org.patchwright.typestate.Holdings;
import org.patchwright.typestate.Holdings.Made;
import org.patchwright.typestate.Origin;
import org.patchwright.typestate.Trade;

/**
 * The calls of files that belong together by which something may be freed, found by what they are
 * given, and the types of what is made: read once for all of these files.
 */
final class Freeing {

  /** By their names, calls that may free what they are given. */
  private static final NamePattern FREES =
      NamePattern.of(
          Pattern.compile(
                  "free|release|destroy|put|clean|exit|remove|delete|fini|drop|dispose|teardown"
                      + "|uninit")
              .asPredicate());

  /** {@code pci_load_and_free_saved_state(dev)} frees a state, and is no end of the device. */
  private static final Pattern FREES_ANOTHER = Pattern.compile("\\w+_and_[a-z]+_\\w+");

  private static final Pattern COUNTS_DOWN = Pattern.compile("put|unregister|del");

  private static final Pattern KEEPS =
      Pattern.compile("free_irq|\\w*(set|init|get|input|output)_\\w*");

  /** They make something of its own, not one of many. */
  private static final Pattern OBJECT =
      Pattern.compile(
          "k[mz]alloc(_node)?|kvzalloc|vzalloc|kmem_cache_z?alloc|alloc_(ether|net|can)dev\\w*");

  private static final Pattern OF_POINTERS =
      Pattern.compile("(?s).*sizeof\\s*\\(\\s*(struct\\s+)?\\w+\\s*\\*.*");

  /**
   * A variable of the file that points to a struct; none of it is taken, so none is passed over.
   */
  private static final Pattern POINTER =
      Pattern.compile("(?m)^(?=(?:static\\s+)?struct\\s+(\\w+\\s*\\*+\\s*\\w+)\\b)");

  private static final Pattern STARS = Pattern.compile("\\W+");

  /** The core frees a network device whose driver says so. */
  /** By their names, calls that do not leave what they are given as it was. */
  private static final Pattern CLEANS =
      Pattern.compile(
          "free|release|destroy|put|kill|clean|unmap|exit|remove|delete|del_|fini|drop|shutdown|"
              + "unregister|disconnect|detach|teardown|stop|cancel|close|disable");

  private static final Pattern VAGUE = Pattern.compile("\\bvoid\\s*\\*([^;(){}]*)");

  private static final List<String> WITH_DEVICE = List.of("needs_free_netdev", "priv_destructor");

  /** A field that is handed to a call whose name sounds like its end. */
  private record Offer(Site site, Origin.Field field) {

    Function caller() {
      return site.caller();
    }
  }

  /** A call that frees what stands in some place. */
  private record Release(Site site, Set<Origin> freed) {}

  private final KernelTree tree;
  private final Holdings holdings;
  private final Trade trade;
  private final Map<Unit, Map<String, String>> pointers = new HashMap<>();
  private final Map<Node, Optional<String>> types = new HashMap<>();
  private final Map<String, Set<Function>> makersOfType = new HashMap<>();
  private final Map<String, List<Offer>> offers = new HashMap<>();
  private final Map<String, List<Site>> endsOfType = new HashMap<>();
  private final List<Release> releases = new ArrayList<>();
  private final List<Site> unnamed = new ArrayList<>();
  private final Map<Function, Boolean> harmless = new HashMap<>();
  private final Map<String, Boolean> freeing = new HashMap<>();
  private final Map<Function, Set<String>> vague = new HashMap<>();
  private final boolean endsWithDevice;
  private Optional<Companions> companions = Optional.empty();

  Freeing(KernelTree tree, Trade trade, Holdings holdings) {
    this.tree = tree;
    this.holdings = holdings;
    this.trade = trade;
    for (Made made : holdings.made()) {
      Optional<String> type = typeOf(made);
      types.put(made.site().node(), type);
      type.ifPresent(
          tag -> makersOfType.computeIfAbsent(tag, t -> new HashSet<>()).add(made.site().caller()));
    }
    for (Function function : holdings.graph().functions()) {
      for (Site site : holdings.graph().sites(function)) {
        read(site);
      }
    }
    this.endsWithDevice =
        holdings.made().stream().anyMatch(made -> made.site().callee().contains("dev"))
            && holdings.graph().functions().stream()
                .map(Freeing::text)
                .distinct()
                .anyMatch(text -> WITH_DEVICE.stream().anyMatch(text::contains));
  }

  private boolean mayFree(String callee) {
    return FREES.matches(callee)
        && !KEEPS.matcher(callee).matches()
        && !(trade.counts() && FREES_ANOTHER.matcher(callee).matches());
  }

  private void read(Site site) {
    boolean mayFree = freeing.computeIfAbsent(site.callee(), this::mayFree);
    if (mayFree) {
      for (Node argument : site.arguments()) {
        Origin.fields(holdings.origins().of(argument, site.caller()))
            .forEach(
                field ->
                    offers
                        .computeIfAbsent(field.member(), m -> new ArrayList<>())
                        .add(new Offer(site, field)));
      }
    }
    Integer argument = trade.enders().get(site.callee());
    if (argument != null && argument < site.arguments().size()) {
      Node freed = bare(site.arguments().get(argument));
      Optional<String> type = tag(freed, site.caller());
      if (type.isPresent()) {
        endsType(site, type.get());
      } else if (freed.is(Kind.MEMBER_ACCESS)) {
        releases.add(new Release(site, holdings.origins().of(freed, site.caller())));
      } else if (freed.is(Kind.CALL) || freed.is(Kind.NAME) && isVague(freed, site.caller())) {
        unnamed.add(site);
      }
    } else if (mayFree
        && holdings.graph().function(site.caller().unit(), site.callee()).isEmpty()) {
      List<String> given =
          site.arguments().stream()
              .map(Freeing::bare)
              .filter(node -> node.is(Kind.NAME) || node.is(Kind.MEMBER_ACCESS))
              .flatMap(node -> holdings.structs().tag(node, site.caller()).stream())
              .filter(makersOfType::containsKey)
              .distinct()
              .toList();
      if (!given.isEmpty()
          && tree.function(site.caller().unit(), site.callee())
              .filter(body -> body.path().endsWith(".h") || !endsGiven(body))
              .isEmpty()) {
        given.forEach(tag -> endsType(site, tag));
      }
    }
  }

  /** Whether a function is at hand, and nothing that it reaches frees what this is about. */
  private boolean isHarmless(Site site) {
    Optional<Function> known = holdings.graph().function(site.caller().unit(), site.callee());
    return known
        .or(
            () ->
                // What has none of the names that count does not count itself.
                trade.counts()
                    ? tree.function(site.caller().unit(), site.callee())
                    : Optional.empty())
        .filter(callee -> harmless.computeIfAbsent(callee, this::endsNothing))
        .isPresent();
  }

  private boolean endsNothing(Function callee) {
    return holdings.graph().reachedFrom(callee).stream()
        .flatMap(reached -> CallGraph.calls(reached).stream())
        .noneMatch(this::mayEnd);
  }

  private boolean mayEnd(Site site) {
    boolean pointer = site.callee().isEmpty() || site.callee().startsWith("->");
    return pointer && !trade.counts()
        || trade.enders().containsKey(site.callee())
        || FREES.matches(site.callee())
            && !(pointer && trade.counts())
            && !trade.others().contains(site.callee())
            && holdings.graph().function(site.caller().unit(), site.callee()).isEmpty();
  }

  /** Whether a function frees one of its parameters, counts it down, or hands it on to its end. */
  private boolean endsGiven(Function body) {
    return CallGraph.calls(body).stream()
        .filter(call -> FREES.matches(call.callee()) || call.callee().isEmpty())
        .flatMap(
            call ->
                call.arguments().stream()
                    .map(argument -> bare(argument).text())
                    .map(
                        text ->
                            COUNTS_DOWN.matcher(call.callee()).find()
                                ? text.replaceFirst("(?s)^&\\s*(\\w+)\\s*->.*", "$1")
                                : text))
        .anyMatch(body.parameters()::contains);
  }

  private void endsType(Site site, String tag) {
    endsOfType.computeIfAbsent(tag, t -> new ArrayList<>()).add(site);
  }

  /** What is freed together. */
  Companions companions() {
    if (companions.isEmpty()) {
      companions = Optional.of(new Companions(holdings));
    }
    return companions.get();
  }

  Holdings holdings() {
    return holdings;
  }

  /** Whether network devices of these files end with what the core frees. */
  boolean endsWithDevice() {
    return endsWithDevice;
  }

  /** The tag of the struct that a call makes one of. */
  Optional<String> type(Made made) {
    return types.get(made.site().node());
  }

  /** The functions that make objects of such a type. */
  Set<Function> makers(String tag) {
    return makersOfType.get(tag);
  }

  /**
   * Whether a function hands such a field to a call that sounds like its end.
   *
   * @param who which functions count
   * @param unit the file in which a field counts whatever struct it lies in
   */
  boolean isOffered(
      Origin.Field place, Predicate<Function> who, Unit unit, Predicate<Origin.Field> same) {
    return offers.getOrDefault(place.member(), List.of()).stream()
        .filter(offer -> who.test(offer.caller()))
        .filter(offer -> !offer.field.tag().isEmpty() || offer.caller().unit().equals(unit))
        .filter(offer -> same.test(offer.field))
        .anyMatch(offer -> !isHarmless(offer.site));
  }

  /** Calls that end what lies in some structs. */
  List<Node> parts(Function function, Set<String> tags) {
    return holdings.graph().sites(function).stream()
        .filter(
            site -> trade.others().contains(site.callee()) || CLEANS.matcher(site.callee()).find())
        .filter(
            site ->
                site.arguments().stream()
                        .flatMap(a -> Origin.fields(holdings.origins().of(a, function)))
                        .anyMatch(field -> tags.contains(field.tag()))
                    || trade.enders().containsKey(site.callee())
                        && site.arguments().stream()
                            .anyMatch(
                                a ->
                                    holdings
                                        .structs()
                                        .tag(a, function)
                                        .filter(tags::contains)
                                        .isPresent()))
        .map(Site::node)
        .toList();
  }

  /** The last of them; the function where there is none. */
  Node last(Function function, Set<String> tags) {
    List<Node> parts = parts(function, tags);
    return parts.isEmpty() ? function.node() : parts.get(parts.size() - 1);
  }

  /** The calls that may be the end of an object of its type. */
  Stream<Site> ends(Made made, String tag) {
    return Stream.of(
            endsOfType.getOrDefault(tag, List.of()).stream(),
            releases.stream()
                .filter(release -> Holdings.isOf(release.freed, made.places()))
                .map(Release::site),
            unnamed.stream().filter(site -> text(site.caller()).contains(tag)))
        .flatMap(sites -> sites);
  }

  private Optional<String> typeOf(Made made) {
    Site site = made.site();
    if (!OBJECT.matcher(site.callee()).matches()
        || OF_POINTERS.matcher(site.node().text()).matches()) {
      return Optional.empty();
    }
    return variable(site).flatMap(name -> tag(name, site.caller()));
  }

  /** What is given the result. */
  static Optional<Node> variable(Site site) {
    for (Node outer : site.node().ancestors().limit(4).toList()) {
      if (outer.is(Kind.ASSIGNMENT)) {
        return Optional.of(outer.children().get(0));
      }
      if (outer.is(Kind.INIT_DECLARATOR)) {
        Optional<Node> name = outer.findAll(Kind.DECLARED_NAME).findFirst();
        return site.caller()
            .body()
            .findAll(Kind.NAME)
            .filter(use -> name.isPresent() && use.text().equals(name.get().text()))
            .findFirst();
      }
    }
    return Optional.empty();
  }

  /** The tag of the struct that an expression points to, a variable of the file among them. */
  private Optional<String> tag(Node expression, Function function) {
    Optional<String> known = holdings.structs().tag(expression, function);
    if (known.isPresent() || !expression.is(Kind.NAME)) {
      return known;
    }
    return Optional.ofNullable(
        pointers.computeIfAbsent(function.unit(), Freeing::pointers).get(expression.text()));
  }

  private static Map<String, String> pointers(Unit unit) {
    Map<String, String> found = new HashMap<>();
    for (String declared : unit.found(POINTER)) {
      String[] words = STARS.split(declared);
      found.putIfAbsent(words[1], words[0]);
    }
    return found;
  }

  static String text(Function function) {
    return function.unit().tree().file().text();
  }

  /** {@code void *p}: it may point to anything. */
  boolean isVague(Node name, Function function) {
    boolean made =
        holdings.origins().of(name, function).stream()
            .anyMatch(
                origin ->
                    origin instanceof Origin.Made call
                        && trade.makers().containsKey(call.callee()));
    return !made && vague.computeIfAbsent(function, Freeing::vagueNames).contains(name.text());
  }

  private static Set<String> vagueNames(Function function) {
    return VAGUE
        .matcher(function.node().text())
        .results()
        .flatMap(declared -> Stream.of(declared.group(1).split("\\W+")))
        .collect(Collectors.toSet());
  }

  static Node bare(Node argument) {
    Node at = argument;
    while (at.is(Kind.CAST) || at.is(Kind.PARENTHESIZED)) {
      at = at.children().get(at.children().size() - 1);
    }
    return at;
  }
}
