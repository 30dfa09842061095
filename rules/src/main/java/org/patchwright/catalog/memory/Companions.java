package org.patchwright.catalog.memory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.patchwright.callgraph.CallGraph;
import org.patchwright.callgraph.CallGraph.Site;
import org.patchwright.fact.TreeFacts;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Note;
import org.patchwright.rule.Rank;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.Unit;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;
import org.patchwright.typestate.Holdings;
import org.patchwright.typestate.Holdings.Made;
import org.patchwright.typestate.Origin;
import org.patchwright.typestate.Parting;
import org.patchwright.typestate.Trade;

/**
 * What is freed together everywhere, and not in one place: two members of a struct, a member and
 * the object that holds it, or a member that others free before they clear it.
 */
final class Companions {

  /** The object itself, beside its members. */
  private static final String SELF = "";

  private static final Pattern NOTHING = Pattern.compile("0|NULL");

  private static final Pattern COPIES = Pattern.compile("memcpy|memmove|kmemdup");

  /** Their variables stand for another object in each round. */
  private static final Pattern ENTRIES = Pattern.compile("\\w*for_?each_(entry|\\w*safe)\\w*");

  /** What they end has other users, or takes more with it. */
  private static final Pattern COUNTED =
      Pattern.compile(
          "put_\\w+|\\w+_put|del_gendisk|blk_\\w+|free_netdev|wiphy_free|ieee80211_free_hw");

  /**
   * A call that frees a member of some object, or the object.
   *
   * @param root how the source writes the object
   * @param member the last name of the place; {@link #SELF} for the object
   */
  record Free(Function in, Site site, String root, String tag, String member) {}

  private final Holdings holdings;
  private final CallGraph graph;
  private final Map<String, List<Free>> byTag = new TreeMap<>();
  private final Map<Free, Optional<Node>> definitions = new HashMap<>();
  private final Map<Free, Boolean> fresh = new HashMap<>();
  private final Map<Function, List<Free>> byFunction = new HashMap<>();
  private final Map<String, Set<Function>> makers = new HashMap<>();
  private final Map<Function, List<Node>> clearsIn = new HashMap<>();
  private final Map<String, Set<Function>> clearing = new HashMap<>();
  private final Set<String> cleaned;

  Companions(Holdings holdings) {
    this.holdings = holdings;
    this.graph = holdings.graph();
    for (Function function : graph.functions()) {
      for (Site site : graph.sites(function)) {
        free(function, site).ifPresent(this::add);
      }
    }
    this.cleaned = givenToEnds();
    for (Function function : graph.functions()) {
      List<Node> clears =
          function
              .body()
              .findAll(Kind.ASSIGNMENT)
              .filter(set -> set.children().get(0).is(Kind.MEMBER_ACCESS))
              .filter(set -> NOTHING.matcher(set.children().get(1).text()).matches())
              .toList();
      if (!clears.isEmpty()) {
        clearsIn.put(function, clears);
        clears.forEach(
            set ->
                clearing
                    .computeIfAbsent(name(set.children().get(0)), m -> new HashSet<>())
                    .add(function));
      }
    }
    for (Made made : holdings.made()) {
      for (Origin.Field place : made.places()) {
        makers.computeIfAbsent(place.member(), m -> new HashSet<>()).add(made.site().caller());
      }
    }
  }

  private void add(Free free) {
    byTag.computeIfAbsent(free.tag, t -> new ArrayList<>()).add(free);
    byFunction.computeIfAbsent(free.in, f -> new ArrayList<>()).add(free);
  }

  private Optional<Free> free(Function function, Site site) {
    OptionalInt argument = holdings.taken(function, site.callee());
    if (argument.isEmpty()
        || argument.getAsInt() >= site.arguments().size()
        || COUNTED.matcher(site.callee()).matches()) {
      return Optional.empty();
    }
    Node freed = Freeing.bare(site.arguments().get(argument.getAsInt()));
    while (freed.is(Kind.INDEX)) {
      freed = freed.children().get(0);
    }
    if (freed.is(Kind.NAME)) {
      String root = freed.text();
      return holdings
          .structs()
          .tag(freed, function)
          .map(tag -> new Free(function, site, root, tag, SELF));
    }
    if (!freed.is(Kind.MEMBER_ACCESS)) {
      return Optional.empty();
    }
    Node access = freed;
    return holdings
        .structs()
        .tag(access.children().get(0), function)
        .map(tag -> new Free(function, site, access.children().get(0).text(), tag, name(access)));
  }

  private static String name(Node access) {
    return access.tree().tokens().text(access.endToken() - 1);
  }

  /**
   * What one function of a file leaves, and others of its driver free beside the same.
   *
   * @param told what was told of the file before
   */
  static List<Finding> in(TreeFacts file, Trade trade, List<Finding> told) {
    boolean ends =
        file.unit().functions().stream()
            .flatMap(function -> CallGraph.calls(function).stream())
            .anyMatch(call -> trade.enders().containsKey(call.callee()));
    return ends
        ? file
            .holdings(
                trade,
                holdings -> new Freeing(file.tree(), trade, holdings),
                freeing -> freeing.companions().in(file.unit()))
            .stream()
            .filter(finding -> told.stream().noneMatch(one -> isSame(one, finding)))
            .toList()
        : List.of();
  }

  private static boolean isSame(Finding one, Finding other) {
    return one.function().equals(other.function())
        && (one.subject().endsWith(other.subject()) || one.subject().startsWith("struct "));
  }

  /** What the functions of a file leave that others of its driver free. */
  List<Finding> in(Unit unit) {
    Map<String, Finding> found = new LinkedHashMap<>();
    for (Function function : unit.functions()) {
      alone(function, found);
      cleared(function, found);
    }
    for (List<Free> frees : byTag.values()) {
      bare(unit, frees, found);
    }
    return List.copyOf(found.values());
  }

  // Members that go together.

  private void alone(Function function, Map<String, Finding> found) {
    for (List<Free> frees : objects(byFunction.getOrDefault(function, List.of()).stream())) {
      Free last = frees.get(frees.size() - 1);
      if (isMadeHere(last)
          || frees.stream().anyMatch(free -> makers(free.member).contains(function))
          || frees.stream().anyMatch(free -> Teardown.isUnwinding(free.site.node()))) {
        continue;
      }
      Set<String> members = members(frees);
      Set<String> others = members(byTag.get(last.tag));
      others.removeAll(members);
      Map<String, Free> left = new LinkedHashMap<>();
      if (!function.parameters().contains(last.root)) {
        // By another name it may have been given to its end.
        others.remove(SELF);
      }
      for (String other : others) {
        together(last, members, other).ifPresent(with -> left.put(other, with));
      }
      if (left.size() == 1) {
        // Of several things it is not forgotten that they are there.
        left.forEach(
            (other, with) -> {
              if (isLost(function, last.tag, other, last.root)) {
                tell(function, last.site.node(), last, with, other, found);
              }
            });
      }
    }
  }

  private boolean isMadeHere(Free free) {
    return holdings.made().stream()
        .map(Made::site)
        .filter(site -> site.caller().equals(free.in))
        .anyMatch(
            site ->
                Freeing.variable(site).filter(name -> name.text().equals(free.root)).isPresent());
  }

  /** Some frees by the objects of which they free something, as their functions write these. */
  private static List<List<Free>> objects(Stream<Free> frees) {
    return List.copyOf(
        frees
            .collect(
                Collectors.groupingBy(
                    free -> List.of(free.in, free.tag, free.root),
                    LinkedHashMap::new,
                    Collectors.toList()))
            .values());
  }

  private static Set<String> members(List<Free> frees) {
    return frees.stream().map(Free::member).collect(Collectors.toCollection(TreeSet::new));
  }

  /** A free of what is left of one object, if it goes with every other object of its type. */
  private Optional<Free> together(Free mine, Set<String> members, String other) {
    List<List<Free>> beside =
        objects(
                byTag.get(mine.tag).stream()
                    .filter(free -> !free.in.equals(mine.in) || !free.root.equals(mine.root)))
            .stream()
            .filter(frees -> frees.stream().anyMatch(free -> members.contains(free.member)))
            .toList();
    Set<Free> paired = beside.stream().flatMap(List::stream).collect(Collectors.toSet());
    if (endsApart(mine.in, mine.tag, other, paired)) {
      return Optional.empty();
    }
    boolean always =
        beside.stream()
            .filter(frees -> !makers(other).contains(frees.get(0).in))
            .allMatch(frees -> members(frees).contains(other));
    return always
        ? beside.stream()
            .flatMap(List::stream)
            .filter(free -> free.member.equals(other))
            .findFirst()
        : Optional.empty();
  }

  /** Whether a member comes to its end elsewhere than with what it was freed with once. */
  private boolean endsApart(Function function, String tag, String member, Set<Free> paired) {
    boolean freed =
        byTag.get(tag).stream()
            .filter(free -> free.member.equals(member) && !free.in.equals(function))
            .filter(free -> !paired.contains(free))
            .filter(free -> !makers(member).contains(free.in))
            .anyMatch(free -> !Teardown.isUnwinding(free.site.node()));
    return freed || !member.equals(SELF) && cleaned.contains(member);
  }

  /** Members that are given to calls that sound like their end, of which no body is at hand. */
  private Set<String> givenToEnds() {
    return graph.functions().stream()
        .flatMap(function -> graph.sites(function).stream())
        .filter(site -> Parting.isCleanUp(site.callee()))
        .filter(site -> graph.function(site.caller().unit(), site.callee()).isEmpty())
        .filter(site -> holdings.taken(site.caller(), site.callee()).isEmpty())
        .flatMap(site -> site.arguments().stream())
        .map(Freeing::bare)
        .filter(given -> given.is(Kind.MEMBER_ACCESS))
        .map(Companions::name)
        .collect(Collectors.toSet());
  }

  // Members that others free before they clear them.

  private void cleared(Function function, Map<String, Finding> found) {
    if (!endsThings(function)) {
      return;
    }
    clearsIn
        .getOrDefault(function, List.of())
        .forEach(
            set -> {
              Node place = set.children().get(0);
              String member = name(place);
              holdings
                  .structs()
                  .tag(place.children().get(0), function)
                  .filter(tag -> !frees(function, tag, member))
                  .flatMap(tag -> before(function, tag, member))
                  .filter(with -> isForgotten(function, with.tag, member, set))
                  .ifPresent(with -> tell(function, set, with, with, member, found));
            });
  }

  private boolean endsThings(Function function) {
    return Parting.isCleanUp(function.name())
        || byFunction.getOrDefault(function, List.of()).stream()
            .anyMatch(free -> !Teardown.isUnwinding(free.site.node()));
  }

  /** A free of a member before it is cleared, if those that clear it do so far more often. */
  private Optional<Free> before(Function function, String tag, String member) {
    List<Free> frees =
        byTag.getOrDefault(tag, List.of()).stream()
            .filter(free -> free.member.equals(member))
            .filter(free -> clears(free.in, member))
            .toList();
    long by = frees.stream().map(Free::in).distinct().count();
    long without =
        by == 0
            ? 0
            : clearing.get(member).stream()
                .filter(one -> !one.equals(function))
                .filter(one -> !makers(member).contains(one) && endsThings(one))
                .filter(one -> !frees(one, tag, member))
                .count();
    return by > 2 * without ? frees.stream().findFirst() : Optional.empty();
  }

  /** Whether nobody frees a member before a function clears it, or takes it from there. */
  private boolean isForgotten(Function function, String tag, String member, Node clear) {
    return !makers(member).contains(function)
        && !isUsed(function, tag, member)
        && graph.callers(function).stream().noneMatch(caller -> frees(caller, tag, member))
        && graph.sites(function).stream()
            .filter(site -> site.node().firstToken() < clear.firstToken())
            .flatMap(site -> graph.function(function.unit(), site.callee()).stream())
            .flatMap(called -> graph.reachedFrom(called).stream())
            .noneMatch(one -> frees(one, tag, member));
  }

  private boolean clears(Function function, String member) {
    return clearing.getOrDefault(member, Set.of()).contains(function);
  }

  // Objects that go with what they hold.

  private void bare(Unit unit, List<Free> frees, Map<String, Finding> found) {
    List<Free> whole = frees.stream().filter(free -> free.member.equals(SELF)).toList();
    if (whole.size() < 2) {
      return;
    }
    Map<Free, Map<String, Free>> before = new LinkedHashMap<>();
    whole.forEach(free -> before.put(free, before(free)));
    Map<Free, Map<String, Free>> left = new LinkedHashMap<>();
    for (String member : members(frees)) {
      List<Free> with =
          whole.stream().flatMap(f -> Stream.ofNullable(before.get(f).get(member))).toList();
      List<Free> without =
          whole.stream()
              .filter(free -> !before.get(free).containsKey(member))
              .filter(free -> !isNew(free))
              .toList();
      if (!member.equals(SELF) && !with.isEmpty() && without.size() == 1) {
        Free odd = without.get(0);
        boolean keeps =
            !isNamed(odd, member)
                && !endsApart(odd.in, odd.tag, member, Set.copyOf(with))
                && (frees(odd.in, odd.tag, member)
                    || isLost(odd.in, odd.tag, member, odd.root, Set.of(odd.in)));
        if (keeps) {
          left.computeIfAbsent(odd, o -> new LinkedHashMap<>()).put(member, with.get(0));
        }
      }
    }
    left.forEach(
        (odd, members) -> {
          if (members.size() == 1 && odd.in.unit().equals(unit)) {
            members.forEach(
                (member, with) -> tell(odd.in, odd.site.node(), odd, with, member, found));
          }
        });
  }

  /** What of an object is freed before it, since it is the one that is meant. */
  private Map<String, Free> before(Free whole) {
    int from = defined(whole).map(Node::firstToken).orElse(0);
    int to = whole.site.node().firstToken();
    Map<String, Free> found = new HashMap<>();
    for (Free free : byFunction.get(whole.in)) {
      int at = free.site.node().firstToken();
      if (free.root.equals(whole.root) && free.tag.equals(whole.tag) && at > from && at < to) {
        found.put(free.member, free);
      }
    }
    return found;
  }

  private Optional<Node> defined(Free whole) {
    return definitions.computeIfAbsent(whole, Companions::definition);
  }

  private static Optional<Node> definition(Free whole) {
    int to = whole.site.node().firstToken();
    Node body = whole.in.body();
    return Stream.concat(
            body.findAll(Kind.ASSIGNMENT)
                .filter(node -> node.firstToken() < to)
                .filter(node -> node.children().get(0).text().equals(whole.root)),
            body.findAll(Kind.ITERATOR_STATEMENT)
                .filter(node -> node.firstToken() < to)
                .filter(node -> ENTRIES.matcher(node.text()).lookingAt())
                .filter(
                    node -> node.arguments().stream().anyMatch(a -> a.text().equals(whole.root))))
        .max(Comparator.comparingInt(Node::firstToken));
  }

  /** Whether an object was made by its function, and may hold nothing yet. */
  private boolean isNew(Free whole) {
    return fresh.computeIfAbsent(whole, this::isJustMade);
  }

  private boolean isJustMade(Free whole) {
    Optional<Node> from = defined(whole);
    return holdings.made().stream()
        .map(Made::site)
        .filter(site -> site.caller().equals(whole.in))
        .anyMatch(
            site ->
                from.isPresent()
                    ? from.get().span().contains(site.node().span())
                        && !from.get().is(Kind.ITERATOR_STATEMENT)
                    : Freeing.variable(site)
                        .filter(name -> name.text().equals(whole.root))
                        .isPresent());
  }

  private boolean isNamed(Free whole, String member) {
    int from = defined(whole).map(Node::firstToken).orElse(0);
    int to = whole.site.node().firstToken();
    return whole
        .in
        .body()
        .findAll(Kind.MEMBER_ACCESS)
        .filter(access -> access.firstToken() > from && access.firstToken() < to)
        .anyMatch(access -> isOf(access, whole.in, whole.tag, member));
  }

  /** Whether an access may be one of such a member. */
  private boolean isOf(Node access, Function function, String tag, String member) {
    return name(access).equals(member)
        && holdings
            .structs()
            .tag(access.children().get(0), function)
            .filter(known -> !known.equals(tag))
            .isEmpty();
  }

  // Who else may free it.

  private Set<Function> makers(String member) {
    return makers.getOrDefault(member, Set.of());
  }

  private boolean frees(Function function, String tag, String member) {
    return byFunction.getOrDefault(function, List.of()).stream()
        .anyMatch(free -> free.member.equals(member) && free.tag.equals(tag));
  }

  /**
   * Whether a function keeps no member from going with what it ends, and nobody else sees to it.
   */
  private boolean isLost(Function function, String tag, String member, String root) {
    return isLost(function, tag, member, root, Set.of());
  }

  /**
   * @param not makers that made another one
   */
  private boolean isLost(
      Function function, String tag, String member, String root, Set<Function> not) {
    Set<Function> reached = graph.reachedFrom(function);
    Set<Function> making = makers(member);
    if (isCopied(function, root)
        || reached.stream().anyMatch(one -> making.contains(one) && !not.contains(one))
        || reached.stream().anyMatch(one -> !one.equals(function) && frees(one, tag, member))
        || (member.equals(SELF) ? isHandedOn(function, root) : isUsed(function, tag, member))) {
      return false;
    }
    for (Function caller : graph.callers(function)) {
      boolean sees =
          graph.sites(caller).stream()
              .flatMap(site -> graph.function(caller.unit(), site.callee()).stream())
              .filter(called -> !called.equals(function) && !making.contains(called))
              .flatMap(called -> graph.reachedFrom(called).stream())
              .anyMatch(one -> !one.equals(function) && frees(one, tag, member));
      if (sees || frees(caller, tag, member)) {
        return false;
      }
    }
    return true;
  }

  /** {@code *copy = *object}: all that it holds is in the copy. */
  private boolean isCopied(Function function, String root) {
    return function
            .body()
            .findAll(Kind.ASSIGNMENT)
            .anyMatch(set -> set.children().get(1).text().replaceAll("\\s", "").equals("*" + root))
        || graph.sites(function).stream()
            .filter(site -> COPIES.matcher(site.callee()).matches())
            .flatMap(site -> site.arguments().stream())
            .anyMatch(given -> given.text().equals(root));
  }

  /** Whether a function gives what a member points to to anybody, or puts another thing there. */
  private boolean isUsed(Function function, String tag, String member) {
    return function
        .body()
        .findAll(Kind.MEMBER_ACCESS)
        .filter(access -> isOf(access, function, tag, member))
        .anyMatch(Companions::isPassedOn);
  }

  private static boolean isPassedOn(Node access) {
    Node below = access;
    for (Node outer : access.ancestors().toList()) {
      switch (outer.kind()) {
        case CAST, PARENTHESIZED, UNARY, CONDITIONAL -> below = outer;
        case ARGUMENTS, INIT_DECLARATOR, RETURN -> {
          return true;
        }
        case ASSIGNMENT -> {
          boolean to = outer.children().get(0).equals(below);
          return !(to && NOTHING.matcher(outer.children().get(1).text()).matches());
        }
        default -> {
          return false;
        }
      }
    }
    return false;
  }

  /** Whether a function gives an object to anybody, returns or keeps it. */
  private static boolean isHandedOn(Function function, String root) {
    return function
            .body()
            .findAll(Kind.CALL)
            .flatMap(call -> call.arguments().stream())
            .anyMatch(argument -> Freeing.bare(argument).text().equals(root))
        || function
            .body()
            .findAll(Kind.ASSIGNMENT)
            .anyMatch(set -> set.children().get(1).text().equals(root))
        || function.body().findAll(Kind.RETURN).anyMatch(back -> back.text().contains(root));
  }

  private void tell(
      Function function, Node at, Free here, Free with, String member, Map<String, Finding> found) {
    String what = member.equals(SELF) ? here.root : member;
    found.putIfAbsent(
        function.name() + " " + member,
        Finding.at(
                at, "%s is not freed here, as %s() frees it beside the rest", what, with.in.name())
            .step(Note.at(with.site.node(), "freed here"))
            .ranked(Rank.STYLE)
            .about(function.name(), what));
  }
}
