package org.patchwright.typestate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.patchwright.callgraph.CallGraph.Site;
import org.patchwright.dataflow.Lowered;
import org.patchwright.dataflow.Range;
import org.patchwright.dataflow.Step;
import org.patchwright.symbol.Function;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;
import org.patchwright.typestate.Holdings.End;
import org.patchwright.typestate.Holdings.Made;
import org.patchwright.typestate.Parting.Parted;

/**
 * Where the functions of one file part with a place that still keeps its handle.
 *
 * @param made what puts handles into the place
 * @param makers the functions that do
 * @param valid values of the handle that stand for something
 * @param pages places of the page that the handle lends out
 */
public record Partings(
    Holdings holdings, Made made, Set<Function> makers, Range valid, Set<Origin> pages) {

  private static final Set<String> PAGE_FREES =
      Set.of("free_page", "free_pages", "free_pages_exact", "__free_page", "__free_pages");

  /** By the name of a call, the argument by which it frees an object. */
  private static final Map<String, Integer> FREES =
      Map.of(
          "kfree", 0, "kvfree", 0, "vfree", 0, "kfree_rcu", 0, "memset", 0, "kmem_cache_free", 1);

  public Partings {
    makers = Set.copyOf(makers);
    pages = Set.copyOf(pages);
  }

  /** The same of a function whose steps are at hand. */
  public List<Parted> in(
      Function function,
      Lowered lowered,
      java.util.function.Function<Parting.Question, List<Parted>> parting) {
    return in(function, () -> lowered, parting);
  }

  /**
   * Those of one function, with reasons enough to say that the place kept something.
   *
   * @param lowered the function as steps
   * @param parting answers with {@link Parting#in}, or as it did before
   */
  public List<Parted> in(
      Function function,
      Supplier<Lowered> lowered,
      java.util.function.Function<Parting.Question, List<Parted>> parting) {
    boolean makesHere = makers.contains(function);
    Set<Node> clears = Set.copyOf(holdings.clears(function, made.places()));
    boolean several =
        clears.stream().map(Partings::last).distinct().count() > 1
            && made.places().stream().map(Origin.Field::member).distinct().count() > 1;
    if (clears.isEmpty() && !freesHolder(function) || several && !makesHere) {
      // Which of several places still counts is more than one path can tell.
      return List.of();
    }
    List<Parted> found = new ArrayList<>();
    for (Parted parted : parting.apply(question(lowered.get(), clears, makesHere))) {
      if (!isEndedAround(function, parted)
          && (makesHere
              || endsOf(function).findAny().isPresent()
              || (parted.freed() ? !isEndedByRoots(function) : isTeardown(function, parted)))) {
        found.add(parted);
      }
    }
    return found;
  }

  /** The last name of a place. */
  private static String last(Node place) {
    Node at = place;
    while (at.is(Kind.INDEX) || at.is(Kind.PARENTHESIZED)) {
      at = at.children().get(0);
    }
    return at.tree().tokens().text(at.endToken() - 1);
  }

  private boolean freesHolder(Function function) {
    return holdings.graph().sites(function).stream()
        .anyMatch(
            site ->
                freed(function, site.callee(), site.arguments()).isPresent()
                    || freesPage(function, site.callee(), site.arguments()));
  }

  private OptionalInt freed(Function function, String callee, List<Node> arguments) {
    Integer argument = FREES.get(callee);
    if (argument == null
        || argument >= arguments.size()
        || callee.equals("memset") && !arguments.get(1).text().equals("0")) {
      return OptionalInt.empty();
    }
    if (!callee.equals("memset")
        && Holdings.isOf(holdings.origins().of(arguments.get(argument), function), made.places())) {
      return OptionalInt.of(argument);
    }
    Optional<String> tag = holdings.structs().tag(arguments.get(argument), function);
    boolean holds =
        tag.isPresent() && made.places().stream().anyMatch(place -> place.tag().equals(tag.get()));
    return holds ? OptionalInt.of(argument) : OptionalInt.empty();
  }

  private boolean freesPage(Function function, String callee, List<Node> arguments) {
    if (!PAGE_FREES.contains(callee) || arguments.isEmpty()) {
      return false;
    }
    Set<Origin> freed = holdings.origins().of(arguments.get(0), function);
    return freed.stream().anyMatch(pages::contains)
        || Holdings.isOf(freed, Origin.fields(pages).collect(Collectors.toSet()));
  }

  private Parting.Question question(Lowered lowered, Set<Node> clears, boolean makesHere) {
    Function function = lowered.function();
    Set<Node> sites =
        holdings.made().stream()
            .filter(other -> other.places().equals(made.places()))
            .map(other -> other.site().node())
            .collect(Collectors.toSet());
    Map<Integer, Boolean> guards = new HashMap<>();
    guards(function).forEach((node, past) -> guards.put(Parting.place(function, node), past));
    return new Parting.Question(
        made.places().iterator().next().member(),
        valid,
        lowered.calls().stream()
            .map(
                call ->
                    new Parting.Role(
                        sites.contains(call.node())
                            ? holdings.makes(call.callee(), call.arguments().size())
                            : OptionalInt.empty(),
                        holdings.taken(function, call.callee()),
                        endsBelow(function, call),
                        holdings.takenOver(call.callee()),
                        freed(function, call.callee(), call.texts()),
                        freesPage(function, call.callee(), call.texts())))
            .toList(),
        clears.stream().map(node -> Parting.place(function, node)).collect(Collectors.toSet()),
        guards,
        makesHere);
  }

  private boolean endsBelow(Function function, Step.Call call) {
    if (holdings.covers(call.callee())) {
      return true;
    }
    return holdings.taken(function, call.callee()).isEmpty()
        && holdings
            .graph()
            .function(function.unit(), call.callee())
            .filter(callee -> holdings.endsIn(callee, made.places()))
            .isPresent();
  }

  private Stream<Site> endsOf(Function function) {
    return holdings.ends().stream()
        .filter(end -> end.site().caller().equals(function))
        .filter(end -> end.isOf(made.places()))
        .map(End::site);
  }

  // Conditions about something else: where they say no, nobody knows about the handle.

  private Map<Node, Boolean> guards(Function function) {
    Map<Node, Boolean> guards = new HashMap<>();
    holdings.ends().stream()
        .filter(end -> end.site().caller().equals(function))
        .filter(end -> !end.covering() && end.isOf(made.places()))
        .map(End::site)
        .forEach(
            site ->
                site.node()
                    .ancestors()
                    .filter(outer -> outer.is(Kind.IF))
                    .filter(outer -> outer.children().size() == 2)
                    .map(outer -> outer.children().get(0))
                    .forEach(condition -> past(condition, false, guards)));
    guards.keySet().removeIf(condition -> asks(condition, function));
    return guards;
  }

  private boolean asks(Node condition, Function function) {
    return condition
        .walk()
        .filter(node -> node.is(Kind.MEMBER_ACCESS) || node.is(Kind.NAME))
        .anyMatch(node -> Holdings.isOf(holdings.origins().of(node, function), made.places()));
  }

  private static void past(Node condition, boolean outcome, Map<Node, Boolean> guards) {
    List<Node> children = condition.children();
    if (condition.is(Kind.CONDITION) || condition.is(Kind.PARENTHESIZED)) {
      children.forEach(child -> past(child, outcome, guards));
    } else if (condition.is(Kind.UNARY)
        && condition.tree().tokens().is(condition.firstToken(), "!")) {
      past(children.get(0), !outcome, guards);
    } else if (condition.is(Kind.BINARY)
        && children.size() == 2
        && Set.of("&&", "||")
            .contains(condition.tree().tokens().text(children.get(0).endToken()))) {
      children.forEach(child -> past(child, outcome, guards));
    } else {
      guards.put(condition, outcome);
    }
  }

  // A loop takes back many, and comes by at least as often as they were made.

  private boolean isEndedAround(Function function, Parted parted) {
    return endsOf(function)
        .filter(site -> site.node().firstToken() < parted.at().firstToken())
        .anyMatch(
            site ->
                site.node()
                    .ancestors()
                    .takeWhile(outer -> !outer.equals(function.body()))
                    .filter(outer -> !outer.span().contains(parted.at().span()))
                    .anyMatch(
                        outer ->
                            outer.is(Kind.SWITCH)
                                || isLoop(outer) && !isAnother(site, parted, outer)));
  }

  private static boolean isLoop(Node node) {
    return node.is(Kind.FOR)
        || node.is(Kind.WHILE)
        || node.is(Kind.DO)
        || node.is(Kind.ITERATOR_STATEMENT);
  }

  /** Whether the loop takes back what one variable after another leads to, and so does this. */
  private boolean isAnother(Site end, Parted parted, Node loop) {
    OptionalInt argument = holdings.taken(end.caller(), end.callee());
    if (argument.isEmpty() || argument.getAsInt() >= end.arguments().size()) {
      return false;
    }
    String root = root(end.arguments().get(argument.getAsInt()));
    Node other =
        parted.freed()
            ? parted.at().child(Kind.ARGUMENTS).map(list -> list.children().get(0)).orElseThrow()
            : parted.at();
    return root.equals(root(other)) && assigns(loop, root);
  }

  /** The first name of an expression. */
  private static String root(Node expression) {
    return Stream.concat(Stream.of(expression), expression.findAll(Kind.NAME))
        .filter(node -> node.is(Kind.NAME))
        .map(Node::text)
        .findFirst()
        .orElse("");
  }

  private static boolean assigns(Node loop, String name) {
    boolean iterates =
        loop.is(Kind.ITERATOR_STATEMENT)
            && loop.child(Kind.ARGUMENTS).stream()
                .flatMap(list -> list.children().stream())
                .anyMatch(argument -> argument.text().equals(name));
    return iterates
        || loop.findAll(Kind.ASSIGNMENT)
            .anyMatch(assignment -> assignment.children().get(0).text().equals(name));
  }

  /** Whether whatever comes by this function also comes by one that takes the handle back. */
  private boolean isEndedByRoots(Function function) {
    Set<Function> tops =
        holdings.graph().leadingTo(function).stream()
            .filter(top -> holdings.graph().callers(top).isEmpty())
            .collect(Collectors.toSet());
    Set<Function> enders = new HashSet<>();
    holdings.ends().stream()
        .filter(end -> end.isOf(made.places()))
        .map(end -> end.site().caller())
        .filter(ender -> !ender.equals(function) && !makers.contains(ender))
        .forEach(enders::add);
    boolean unknown =
        holdings.graph().callers(function).isEmpty()
            && !function.isStatic()
            && holdings.graph().sites(function).stream()
                .noneMatch(site -> holdings.others().contains(site.callee()));
    return unknown
        || !tops.isEmpty()
            && tops.stream()
                .anyMatch(
                    top -> holdings.graph().reachedFrom(top).stream().anyMatch(enders::contains));
  }

  /** Whether a function that gives a place another value lets go of what it kept. */
  private boolean isTeardown(Function function, Parted parted) {
    Set<Function> callers = holdings.graph().callers(function);
    boolean before =
        !callers.isEmpty()
            && callers.stream().allMatch(caller -> endsOf(caller).findAny().isPresent());
    return !before
        && (endsOf(function).findAny().isPresent()
            || holdings.asked(function, made.places()).isPresent()
            || Parting.isCleanUp(function.name())
            || holdings.graph().sites(function).stream()
                .filter(site -> site.node().firstToken() < parted.at().firstToken())
                .anyMatch(site -> holdings.others().contains(site.callee())));
  }
}
