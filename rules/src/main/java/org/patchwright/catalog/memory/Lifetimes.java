package org.patchwright.catalog.memory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.patchwright.callgraph.CallGraph;
import org.patchwright.callgraph.CallGraph.Site;
import org.patchwright.catalog.sibling.Verbs;
import org.patchwright.fact.TreeFacts;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Note;
import org.patchwright.rule.Rank;
import org.patchwright.symbol.Function;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;
import org.patchwright.typestate.Holdings;
import org.patchwright.typestate.Holdings.Made;
import org.patchwright.typestate.Origin;
import org.patchwright.typestate.Parting;
import org.patchwright.typestate.Trade;

/**
 * What one driver allocates for longer than a call, and frees nowhere but on the error paths of
 * those who allocated it, though it lets go of the rest: the fields of an object, and objects by
 * their type.
 */
public final class Lifetimes {

  private static final Pattern TAKES_OVER = Pattern.compile("new|create|alloc|add|attach");

  /** Buffers go from hand to hand, and seldom end where they began. */
  private static final Pattern PASSED_ON = Pattern.compile("skb");

  private static final Pattern SETS_DATA = Pattern.compile("\\w*set_\\w*data");

  /** Where the names of the two do not go together. */
  private static final Map<String, String> COUNTS_DOWN =
      Map.of(
          "get_file", "fput",
          "try_module_get", "module_put",
          "__module_get", "module_put",
          "dev_hold", "dev_put");

  private static final Pattern MAKES_OBJECT =
      Pattern.compile("kv?[mz]alloc\\w*|kmem_cache_\\w*alloc");

  private final TreeFacts file;
  private final Holdings holdings;
  private final Trade trade;
  private final String lost;
  private final Map<String, Integer> taken;
  private final Teardown teardown;
  private final Freeing freeing;
  private final Map<Object, List<Made>> asked = new HashMap<>();
  private final Map<Node, Boolean> surviving = new HashMap<>();

  private Lifetimes(TreeFacts file, Trade trade, String lost, Freeing freeing) {
    this.file = file;
    this.trade = trade;
    this.lost = lost;
    this.freeing = freeing;
    this.holdings = freeing.holdings();
    this.taken = new HashMap<>(trade.takers());
    taken.putAll(trade.enders());
    this.teardown = new Teardown(file.unit(), holdings.graph());
  }

  /**
   * @param lost what is said of a place, which stands for {@code %s}
   */
  public static List<Finding> in(TreeFacts file, Trade trade, String lost) {
    boolean makes =
        file.unit().functions().stream()
            .flatMap(function -> CallGraph.calls(function).stream())
            .anyMatch(call -> trade.makers().containsKey(call.callee()));
    return makes
        ? file.holdings(
            trade,
            holdings -> new Freeing(file.tree(), trade, holdings),
            freeing -> new Lifetimes(file, trade, lost, freeing).findings())
        : List.of();
  }

  private List<Finding> findings() {
    List<Finding> found = new ArrayList<>();
    for (Made made : holdings.made()) {
      if (made.site().caller().unit().equals(file.unit()) && !isCoresToFree(made)) {
        inField(made).or(() -> ofType(made)).ifPresent(found::add);
      }
    }
    return found;
  }

  private Optional<Finding> inField(Made made) {
    boolean known = made.places().stream().noneMatch(place -> place.tag().isEmpty());
    boolean named = made.places().stream().noneMatch(place -> place.member().endsWith(")"));
    return named
            && (made.places().size() == 1 && made.global() || !made.places().isEmpty() && known)
        ? first(made, made.places(), () -> field(made))
        : Optional.empty();
  }

  private Optional<Finding> ofType(Made made) {
    return freeing
        .type(made)
        .filter(tag -> new Escape(holdings).of(made, tag))
        .flatMap(tag -> first(made, tag, () -> object(made, tag)));
  }

  /**
   * Only the first that survives its function is told of. Whether one does is asked last: all ways
   * through the function are followed for that.
   */
  private Optional<Finding> first(Made made, Object what, Supplier<Optional<Finding>> question) {
    List<Made> before = asked.computeIfAbsent(what, w -> new ArrayList<>());
    Optional<Finding> told =
        question.get().filter(f -> survives(made) && before.stream().noneMatch(this::survives));
    before.add(made);
    return told;
  }

  private boolean survives(Made made) {
    return surviving.computeIfAbsent(
        made.site().node(),
        site ->
            Survival.of(
                file.of(made.site().caller()).lowered(),
                site,
                taken,
                trade.isCounted(made.site().callee())));
  }

  // Fields.

  private Optional<Finding> field(Made made) {
    Set<Function> makers =
        holdings.made().stream()
            .filter(other -> other.places().equals(made.places()))
            .map(other -> other.site().caller())
            .collect(Collectors.toSet());
    List<Function> enders =
        holdings.ends().stream()
            .filter(end -> isOf(end, made.places()))
            .map(Holdings.End::site)
            .filter(site -> !isUndoing(site, makers))
            .map(Site::caller)
            .toList();
    boolean switchedOff =
        holdings.ends().stream()
            .filter(end -> isOf(end, made.places()))
            .anyMatch(end -> isBefore(end.site(), makers));
    if (trade.counts()) {
      // Whoever calls a maker may give up what it made.
      makers.addAll(enders.stream().filter(end -> isUndone(end, makers, made)).toList());
    }
    boolean freed =
        switchedOff
            || !makers.containsAll(enders)
            || isCountedInPlace(made) && (isReturned(made) || isEndedElsewhere(made, makers))
            || trade.counts() && isEndedInside(made, makers)
            || isCleaned(made, makers)
            || makers.stream().anyMatch(maker -> isCopied(made, maker))
            || isFreedUnnamed(made, makers)
            || freeing.type(made).filter(tag -> isFreed(made, tag)).isPresent();
    if (freed) {
      return Optional.empty();
    }
    Optional<Function> clearing =
        strangers(makers)
            .filter(function -> !holdings.clears(function, made.places()).isEmpty())
            .findFirst();
    Optional<Function> ending =
        clearing
            .filter(function -> !Teardown.isLast(function))
            .flatMap(
                function ->
                    holdings.graph().callers(function).stream()
                        .filter(caller -> caller.unit().equals(function.unit()))
                        .filter(caller -> !makers.contains(caller) && Teardown.isLast(caller))
                        .min(Comparator.comparing(Function::name)));
    if (ending.isPresent() && !trade.counts()) {
      return Optional.of(
          told(ending.get(), ending.get().node(), made, made.name(), teardown.isEnd(ending.get())));
    }
    if (clearing.isPresent()) {
      Node at = holdings.clears(clearing.get(), made.places()).get(0);
      return Optional.of(
          told(clearing.get(), at, made, made.name(), teardown.isEnd(clearing.get())));
    }
    Set<String> tags = made.places().stream().map(Origin.Field::tag).collect(Collectors.toSet());
    ToIntFunction<Function> beside = function -> 8 * beside(function, made, makers);
    Stream<Function> candidates =
        made.global()
            ? ends(makers)
                .filter(f -> teardown.isExit(f) || teardown.isEnd(f) && beside.applyAsInt(f) > 0)
            : ends(makers)
                .filter(
                    f ->
                        !freeing.parts(f, tags).isEmpty()
                            || !trade.counts() && teardown.undoes(f, makers));
    Optional<Function> where =
        isCountedInPlace(made)
            ? strangers(makers).filter(f -> freesBeside(f, made)).findFirst()
            : best(
                candidates, f -> beside.applyAsInt(f) + undoing(f, makers) + isLast(f, tags), tags);
    if (!trade.counts() && !made.global() && tags.stream().noneMatch(this::isDefinedHere)) {
      // file->private_data: what the kernel gave when it began it takes back when it ends.
      Optional<Function> other = where;
      where = teardown.paired(makers).or(() -> other);
    }
    return where
        .or(() -> made.global() ? Optional.empty() : teardown.paired(makers))
        .or(() -> trade.counts() ? counterpart(makers) : Optional.empty())
        .map(
            function ->
                told(
                    function,
                    freeing.last(function, tags),
                    made,
                    made.name(),
                    !enders.isEmpty() && teardown.isEnd(function)));
  }

  /**
   * Whether a function takes back what it has just had made: no end of a life, but of an attempt.
   */
  private boolean isUndone(Function function, Set<Function> makers, Made made) {
    return holdings.ends().stream()
        .filter(end -> end.site().caller().equals(function) && isOf(end, made.places()))
        .allMatch(
            end ->
                holdings.graph().sites(function).stream()
                    .filter(call -> call.node().firstToken() < end.site().node().firstToken())
                    .anyMatch(
                        call ->
                            holdings
                                .graph()
                                .function(function.unit(), call.callee())
                                .filter(makers::contains)
                                .isPresent()));
  }

  /** Whether what a place has kept before is counted up, and goes nowhere else. */
  private boolean isCountedInPlace(Made made) {
    Site site = made.site();
    return trade.isCounted(site.callee())
        && made.places().stream()
            .anyMatch(place -> site.arguments().get(0).text().endsWith(place.member()));
  }

  /** {@code get_device(&port->dev); return port;}: it is counted for the caller. */
  private static boolean isReturned(Made made) {
    Function maker = made.site().caller();
    String counted = made.site().arguments().get(0).text();
    if (!counted.matches("&\\w+->\\w+(\\.\\w+)*")) {
      // What is counted is no part of what is returned.
      return false;
    }
    String object = counted.substring(1, counted.indexOf("->"));
    return maker.returnsPointer()
        && maker
            .body()
            .findAll(Kind.RETURN)
            .anyMatch(back -> back.text().matches("return\\s+" + Pattern.quote(object) + "\\s*;"));
  }

  /** {@code put_device(&p->bus->dev)} where {@code p->bus} keeps what was counted. */
  private boolean isEndedInside(Made made, Set<Function> makers) {
    return holdings.ends().stream()
        .filter(end -> !makers.contains(end.site().caller()))
        .flatMap(end -> end.places().stream())
        .anyMatch(
            place -> made.places().stream().anyMatch(one -> one.member().equals(place.outer())));
  }

  /** Whether somebody else counts down what has no place here, and may be anything. */
  private boolean isEndedElsewhere(Made made, Set<Function> makers) {
    String get = made.site().callee();
    return holdings.ends().stream()
        .filter(
            end ->
                end.site().callee().equals(COUNTS_DOWN.getOrDefault(get, ""))
                    || Verbs.undoes(end.site().callee(), get))
        .anyMatch(end -> end.places().isEmpty() && !makers.contains(end.site().caller()));
  }

  /** Whether a function frees an object of a type that the maker makes one of. */
  private boolean freesBeside(Function function, Made made) {
    Function maker = made.site().caller();
    Set<String> types =
        holdings.graph().sites(maker).stream()
            .filter(site -> MAKES_OBJECT.matcher(site.callee()).matches())
            .flatMap(site -> Freeing.variable(site).stream())
            .flatMap(name -> holdings.structs().tag(name, maker).stream())
            .collect(Collectors.toSet());
    return !types.isEmpty()
        && holdings.graph().sites(function).stream()
            .filter(site -> site.callee().matches("k[vz]?free(_rcu)?|kmem_cache_free"))
            .flatMap(site -> site.arguments().stream())
            .anyMatch(
                freed ->
                    holdings.structs().tag(freed, function).filter(types::contains).isPresent());
  }

  /** The function whose name says that it undoes what a maker does. */
  private Optional<Function> counterpart(Set<Function> makers) {
    return strangers(makers)
        .filter(end -> makers.stream().anyMatch(maker -> Verbs.undoes(end.name(), maker.name())))
        .findFirst();
  }

  /** Whether a call frees where one that called a maker fails by what comes behind that. */
  private boolean isUndoing(Site free, Set<Function> makers) {
    return !makers.contains(free.caller())
        && Teardown.isUnwinding(free.node())
        && holdings.graph().sites(free.caller()).stream()
            .filter(site -> site.node().firstToken() < free.node().firstToken())
            .flatMap(
                site -> holdings.graph().function(site.caller().unit(), site.callee()).stream())
            .anyMatch(
                called -> holdings.graph().reachedFrom(called).stream().anyMatch(makers::contains));
  }

  private int isLast(Function function, Set<String> tags) {
    return !trade.counts()
            && Teardown.isLast(function)
            && tags.stream().anyMatch(tag -> Teardown.speaksOf(function, tag))
        ? 8
        : 0;
  }

  /** How much speaks for it by the names alone. */
  private int undoing(Function function, Set<Function> makers) {
    return !trade.counts() && teardown.undoes(function, makers) ? 12 : 0;
  }

  /** Whether a maker frees before it makes: what an earlier call of it left. */
  private boolean isBefore(Site free, Set<Function> makers) {
    return makers.contains(free.caller())
        && holdings.made().stream()
            .map(Made::site)
            .filter(site -> site.caller().equals(free.caller()))
            .allMatch(site -> free.node().firstToken() < site.node().firstToken());
  }

  /** Whether a call takes back what may stand in some places, in whatever struct they lie. */
  private static boolean isOf(Holdings.End end, Set<Origin.Field> places) {
    return end.covering()
        || end.places().stream().anyMatch(one -> places.stream().anyMatch(p -> isSame(one, p)));
  }

  private static boolean isSame(Origin.Field one, Origin.Field other) {
    boolean inner = !one.outer().isEmpty() || !other.outer().isEmpty();
    return one.matches(other) || inner && one.member().equals(other.member());
  }

  /** Whether a function puts what a place keeps into another place as well. */
  private boolean isCopied(Made made, Function maker) {
    return maker
        .body()
        .findAll(Kind.ASSIGNMENT)
        .filter(copy -> copy.children().get(1).is(Kind.MEMBER_ACCESS))
        .filter(copy -> copy.children().get(0).is(Kind.MEMBER_ACCESS))
        .filter(
            copy ->
                Origin.fields(holdings.origins().of(copy.children().get(0), maker))
                    .anyMatch(
                        to -> holdings.ends().stream().anyMatch(end -> isOf(end, Set.of(to)))))
        .anyMatch(
            copy ->
                Holdings.isOf(holdings.origins().of(copy.children().get(1), maker), made.places()));
  }

  /** Whether somebody frees what has neither name nor type, and may be anything of this file. */
  private boolean isFreedUnnamed(Made made, Set<Function> makers) {
    return strangers(makers)
        .flatMap(function -> holdings.graph().sites(function).stream())
        .filter(site -> trade.enders().containsKey(site.callee()))
        .anyMatch(
            site -> {
              int argument = trade.enders().get(site.callee());
              if (argument >= site.arguments().size()) {
                return false;
              }
              Node freed = Freeing.bare(site.arguments().get(argument));
              Set<Origin> from = holdings.origins().of(freed, site.caller());
              return Origin.fields(from).findAny().isEmpty()
                      && from.stream().noneMatch(Origin.Made.class::isInstance)
                      && freeing.isVague(freed, site.caller())
                  || made.global() && from.stream().anyMatch(Lifetimes::isData);
            });
  }

  /** {@code dev_get_drvdata(dev)}: a driver's only object, perhaps. */
  private static boolean isData(Origin origin) {
    return origin instanceof Origin.Made made && made.callee().matches("\\w*get_\\w*data");
  }

  /** How much of what the same functions make is freed here. */
  private int beside(Function function, Made made, Set<Function> makers) {
    Set<Function> reached =
        teardown.isExit(function) ? holdings.graph().reachedFrom(function) : Set.of(function);
    return (int)
        holdings.ends().stream()
            .filter(end -> reached.contains(end.site().caller()))
            .filter(
                end ->
                    holdings.made().stream()
                        .filter(other -> makers.contains(other.site().caller()))
                        .filter(other -> !other.places().equals(made.places()))
                        .anyMatch(other -> !other.places().isEmpty() && end.isOf(other.places())))
            .count();
  }

  /** Whether somebody else hands what the place keeps to a call that sounds like its end. */
  private boolean isCleaned(Made made, Set<Function> makers) {
    return made.places().stream()
        .anyMatch(
            place ->
                freeing.isOffered(
                    place,
                    function -> !makers.contains(function),
                    file.unit(),
                    field -> trade.counts() ? field.matches(place) : isSame(field, place)));
  }

  // Objects.

  /** Whether a core frees a network device by itself. */
  private boolean isCoresToFree(Made made) {
    return made.site().callee().matches("alloc_\\w*dev\\w*") && freeing.endsWithDevice();
  }

  /** Whether what was made goes to a call that may make it a part of something else. */
  private boolean isTakenOver(Made made) {
    Site site = made.site();
    String name = Freeing.variable(site).map(Node::text).orElse("");
    return holdings.graph().sites(site.caller()).stream()
        .filter(call -> TAKES_OVER.matcher(call.callee()).find())
        .filter(call -> !call.node().equals(site.node()))
        .filter(call -> holdings.graph().function(site.caller().unit(), call.callee()).isEmpty())
        .flatMap(call -> call.arguments().stream())
        .anyMatch(argument -> argument.text().equals(name));
  }

  private Optional<Finding> object(Made made, String tag) {
    Set<Function> makers = freeing.makers(tag);
    boolean undone = false;
    for (Site site : freeing.ends(made, tag).toList()) {
      if (isUndoing(site, makers)) {
        undone = true;
        continue;
      }
      if (!makers.contains(site.caller())) {
        return Optional.empty();
      }
      if (site.isInLoop() || isBefore(site, makers)) {
        // All that was made is gone before its maker returns, or makes another.
        return Optional.empty();
      }
      undone |= trade.enders().containsKey(site.callee());
    }
    boolean freedOnError = undone;
    Set<String> tags = Set.of(tag);
    // The kernel's own kinds of object often end in the kernel.
    boolean own = !trade.counts() && isDefinedHere(tag);
    Set<String> handlers =
        Freeing.variable(made.site())
            .map(name -> Teardown.handlers(made.site().caller(), name.text()))
            .orElse(Set.of());
    return best(
            ends(makers)
                .filter(
                    f ->
                        !freeing.parts(f, tags).isEmpty()
                            || !holdings.clears(f, made.places()).isEmpty()
                            || handlers.contains(f.name())
                            || own && named(f, tag) > 0),
            function ->
                (has(function, tag) ? 2 : 0)
                    + ends(function, made, tags)
                    + (own ? named(function, tag) : 0)
                    + (handlers.contains(function.name()) ? 20 : 0),
            tags)
        .or(() -> teardown.paired(makers))
        .map(
            function ->
                told(
                    function,
                    freeing.last(function, tags),
                    made,
                    "struct " + tag,
                    freedOnError && teardown.isEnd(function) && !isTakenOver(made)));
  }

  /** Whether the file, one of its driver or a header beside it defines a struct. */
  private boolean isDefinedHere(String tag) {
    Pattern defined = Pattern.compile("\\bstruct\\s+" + tag + "\\s*\\{");
    return Stream.concat(
            Stream.of(file.unit()),
            file.tree().siblings(file.unit().path()).stream()
                .filter(path -> path.endsWith(".h"))
                .flatMap(path -> file.tree().unit(path).stream()))
        .anyMatch(unit -> defined.matcher(unit.tree().file().text()).find());
  }

  private int named(Function function, String tag) {
    if (!Teardown.speaksOf(function, tag)) {
      return 0;
    }
    return (Teardown.isLast(function) ? 8 : 0)
        + (Teardown.isRelease(function) ? 25 : 0)
        + undoing(function, freeing.makers(tag));
  }

  /** Whether anybody but its makers may free an object. */
  private boolean isFreed(Made made, String tag) {
    return freeing.ends(made, tag).anyMatch(site -> !freeing.makers(tag).contains(site.caller()));
  }

  /** How much speaks for it that an object ends where a function does. */
  private int ends(Function function, Made made, Set<String> tags) {
    boolean last =
        Parting.isCleanUp(function.name())
            && holdings.graph().sites(function).stream()
                .flatMap(site -> holdings.graph().function(function.unit(), site.callee()).stream())
                .anyMatch(
                    callee -> !callee.equals(function) && !freeing.parts(callee, tags).isEmpty());
    boolean forgets =
        !holdings.clears(function, made.places()).isEmpty()
            || holdings.graph().sites(function).stream()
                .filter(site -> SETS_DATA.matcher(site.callee()).matches())
                .anyMatch(
                    site ->
                        site.arguments().size() == 2
                            && site.arguments().get(1).text().equals("NULL"));
    return (last ? 4 : 0) + (forgets ? 6 : 0);
  }

  private boolean has(Function function, String tag) {
    return function
        .node()
        .findAll(Kind.NAME)
        .anyMatch(name -> holdings.structs().tag(name, function).filter(tag::equals).isPresent());
  }

  // Where a driver lets go.

  private Stream<Function> strangers(Set<Function> makers) {
    return file.unit().functions().stream().filter(function -> !makers.contains(function));
  }

  /** Those of them that may be the end of what was made. */
  private Stream<Function> ends(Set<Function> makers) {
    return strangers(makers)
        .filter(function -> trade.counts() || !teardown.endsOther(function, makers));
  }

  /** The function in which most of what some structs hold comes to its end. */
  private Optional<Function> best(
      Stream<Function> functions, ToIntFunction<Function> more, Set<String> tags) {
    return functions.max(
        Comparator.comparingInt(
            function ->
                more.applyAsInt(function)
                    + Math.min(4, freeing.parts(function, tags).size())
                    + (Parting.isCleanUp(function.name()) ? 3 : 0)
                    + (teardown.isCallback(function) || teardown.isExit(function) ? 6 : 0)));
  }

  private Finding told(Function function, Node at, Made made, String name, boolean sure) {
    return Finding.at(at, lost, name)
        .step(Note.at(made.site().node(), "made here"))
        .ranked(sure && !PASSED_ON.matcher(made.site().callee()).find() ? Rank.LIKELY : Rank.STYLE)
        .about(function.name(), name);
  }
}
