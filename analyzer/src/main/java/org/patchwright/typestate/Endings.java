package org.patchwright.typestate;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import org.patchwright.dataflow.Lowered;
import org.patchwright.dataflow.PathState;
import org.patchwright.dataflow.Range;
import org.patchwright.dataflow.Step;
import org.patchwright.dataflow.Term;
import org.patchwright.dataflow.Trace;
import org.patchwright.symbol.Literals;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/** How the ways out of a function leave the resource that was followed, and what that means. */
final class Endings {

  static final int NONE = 0;
  static final int HELD = 1;
  static final int RELEASED = 2;

  /** Another view of one object; what it is of is still the object itself. */
  private static final Pattern SAME_OBJECT = Pattern.compile("(to_[a-z0-9_]+|container_of)\\(.*");

  private static final Pattern COUNTER =
      Pattern.compile("--|ref|count|users|usage|static|shared|managed|external|owner");

  /** They let a device find its driver's data, and own nothing. */
  private static final Pattern DATA = Pattern.compile("\\w*set_\\w*data");

  /** Whoever goes over a list finds what is on it, until it is taken off. */
  private static final Pattern LISTED = Pattern.compile("given h?list_add\\w* .*");

  private static final Pattern QUEUES =
      Pattern.compile("(queue|schedule)_(delayed_)?work(_on)?|mod_timer|tasklet_schedule");

  /** What such functions take is given back by those that end what they began. */
  private static final Pattern BEGINS =
      Pattern.compile(
          "(^|_)(get|hold|ref|grab|open|attach|bind|register|add|create|alloc|init|probe|start|acquire|"
              + "lookup|find|connect|enable|resume|new|setup|queue|submit|schedule|insert|link|join|take|"
              + "use|pin|lock|begin|reserve|request|claim|inc|up|on|activate|enter|prepare|load|install|map|"
              + "subscribe|clone|dup|copy|fork|assign|set|send|xmit|post|reuse)(_|$|[0-9])|get$");

  /** Something else frees what it is given with the object. */
  private static final Pattern FREED_WITH =
      Pattern.compile("\\b(\\w*private_free|\\w*destructor|release|\\w*_release)\\s*=[^=]");

  private record End(PathState state, Optional<Step.Return> by) {}

  private final Custody custody;
  private final Lowered function;
  private final Family family;
  private final Optional<Family.Acquire> acquire;
  private final Node origin;
  private final String label;
  private final List<End> ends = new ArrayList<>();
  private final Map<Conduct.Fate, Range> fates = new EnumMap<>(Conduct.Fate.class);
  private final Set<String> forgiven = new HashSet<>();
  private boolean releasedByShape;
  private boolean handedOver;
  private boolean yieldsNull;
  private boolean yieldsOther;

  Endings(
      Custody custody,
      Lowered function,
      Family family,
      Optional<Family.Acquire> acquire,
      Node origin,
      String label) {
    this.custody = custody;
    this.function = function;
    this.family = family;
    this.acquire = acquire;
    this.origin = origin;
    this.label = label;
  }

  /** A release behind a hand-over shows that this was none, unless it was one that failed. */
  void forgive(PathState state) {
    for (String mark : state.marks()) {
      int id = mark.indexOf('#');
      boolean failed = LISTED.matcher(mark).matches();
      if (mark.startsWith("given ") && id > 0) {
        failed |= failed(mark.substring(6, id - 1), state.range(mark.substring(id)));
      }
      if (!failed) {
        forgiven.add(mark);
      }
    }
  }

  /** A release found by the shape of its place alone. */
  void releasedByShape() {
    releasedByShape = true;
  }

  /** One way out; there is no return statement where control runs off the end. */
  void add(PathState state, Optional<Step.Return> by) {
    ends.add(new End(state, by));
    if (by.isEmpty() || state.rangeOf(by.get().value()).high() < 0) {
      return;
    }
    Range range = state.rangeOf(by.get().value());
    boolean returned = !state.handle().isEmpty() && isReturned(by.get(), state);
    if (range.equals(Range.ZERO) || returned && range.contains(0)) {
      yieldsNull = true;
    }
    if (range.high() > 0) {
      if (state.status() == HELD
          && returned
          && (state.marks().isEmpty() || isCounted(by, state))
          && isItself(by, state)) {
        handedOver = true;
      } else if (!isOtherSite(by.get(), state)) {
        yieldsOther = true;
      }
    }
  }

  /** Whether what is returned is nothing but counted here, or what a member of it counts. */
  private boolean isCounted(Optional<Step.Return> by, PathState state) {
    return acquire.filter(what -> what.argument() >= 0).isPresent()
        && state.marks().equals(Set.of("visible"))
        && isItself(by, state);
  }

  private static boolean isItself(Optional<Step.Return> by, PathState state) {
    String value = state.value(by.orElseThrow().value());
    return value.equals(state.handle())
        || state.handle().startsWith("&" + PathState.target(value) + ".")
        || SAME_OBJECT.matcher(value).matches();
  }

  /** Whether a value is the handle, or the object that it lies in. */
  static boolean isSameObject(String value, PathState state) {
    return value.equals(state.handle())
        || SAME_OBJECT.matcher(value).matches() && state.mentions(value);
  }

  /** Whether what is returned comes from another call that acquires the same. */
  private boolean isOtherSite(Step.Return by, PathState state) {
    return PathState.callOf(state.value(by.value()))
        .filter(id -> id < function.calls().size())
        .map(function.calls()::get)
        .flatMap(call -> custody.acquire(function.function(), family, call))
        .isPresent();
  }

  private boolean isReturned(Step.Return by, PathState state) {
    List<Term> parts =
        by.value() instanceof Term.Result result
            ? result.call().arguments()
            : by.value() instanceof Term.Other other ? other.operands() : List.of();
    if (function.function().returnsPointer()
        && parts.stream().anyMatch(part -> state.value(part).equals(state.handle()))) {
      // What is made of it goes to the caller.
      return true;
    }
    String value = state.value(by.value());
    return value.equals(state.handle())
        || state.handle().startsWith("&" + PathState.target(value) + ".")
        || state.isPart(value)
        || state.isComputed(value)
        // Who is given what hangs from it may reach it.
        || function.function().returnsPointer() && value.contains("{" + state.handle() + "}");
  }

  /** Whether some way out returns NULL, or what was acquired without a test. */
  boolean mayYieldNull() {
    return yieldsNull;
  }

  /** Whether every pointer that the function returns is one that it acquired for its caller. */
  boolean handsOver() {
    return handedOver && !yieldsOther;
  }

  /**
   * Where a function leaves what it acquired for its caller.
   *
   * @param member of what a parameter points to
   * @param results of the function for which it does so
   */
  record Filled(String member, Range results) {}

  /**
   * The one member of what a parameter points to that has the resource on some ways out.
   *
   * @param view whether a value is another view of the resource
   */
  Optional<Filled> filled(String pointer, BiPredicate<String, PathState> view) {
    Set<String> members = new TreeSet<>();
    Optional<Range> held = Optional.empty();
    Optional<Range> other = Optional.empty();
    for (End end : ends) {
      PathState state = end.state();
      if (!state.pending().isEmpty()) {
        return Optional.empty();
      }
      String inside = PathState.target(state.value(new Term.Name(pointer))) + ".";
      Optional<String> member =
          state.status() == HELD && !isGone(state)
              ? state.placesBelow(inside).entrySet().stream()
                  .filter(
                      place ->
                          isSameObject(place.getValue(), state)
                              || view.test(place.getValue(), state))
                  .map(place -> place.getKey().substring(inside.length()))
                  .filter(name -> !name.contains("[") && !name.contains("{"))
                  .findFirst()
              : Optional.empty();
      Range results =
          end.by().isPresent() && !function.function().returnsNothing()
              ? sign(state.rangeOf(end.by().get().value()))
              : Range.ALL;
      if (member.isPresent()) {
        members.add(member.get());
        held = Optional.of(held.map(before -> before.or(results)).orElse(results));
      } else {
        other = Optional.of(other.map(before -> before.or(results)).orElse(results));
      }
    }
    if (members.size() != 1 || held.isEmpty()) {
      return Optional.empty();
    }
    boolean told = other.isEmpty() || !other.get().and(held.get()).isPresent();
    return Optional.of(new Filled(members.iterator().next(), told ? held.get() : Range.ALL));
  }

  /** The ways out on which the resource is left behind. */
  List<Incident> left() {
    Map<String, Incident> found = new LinkedHashMap<>();
    for (End end : ends) {
      PathState state = end.state();
      if (state.status() != HELD || !state.pending().isEmpty() || isGone(state)) {
        continue;
      }
      boolean visible = state.marks().contains("visible");
      if (visible && (label.contains("[") || state.handle().startsWith("old"))) {
        // Which of the elements is meant changes on the way.
        continue;
      }
      if (visible
          && state.handle().startsWith("&")
          && state.marks().stream().anyMatch(mark -> mark.startsWith("stored "))) {
        // Something that outlives the function keeps the counted object.
        continue;
      }
      if (end.by().isPresent() && isReturned(end.by().get(), state)) {
        continue;
      }
      boolean own = family.noun().equals(Family.COUNTED) && function.function().returnsNothing();
      if (!own
          && acquire.filter(a -> a.argument() >= 0 && !a.out()).isPresent()
          && leavesLoop(end)) {
        // A loop behind this one goes over the same elements.
        continue;
      }
      if (!state.marks().isEmpty() && (isMadeOnce() || visible && label.contains("("))) {
        // It stays for the next time, or what is meant has no name here.
        continue;
      }
      boolean failing = end.by().isPresent() && fails(end.by().get(), state);
      if (!state.marks().isEmpty()
          && !((failing || own)
              && forgiven.containsAll(holders(state))
              && !custody.othersRelease(
                  function.function(),
                  family,
                  Shapes.member(state),
                  state.marks().stream().anyMatch(mark -> mark.startsWith("stored ")),
                  keepers(state)))) {
        if (visible && isTaken(state)) {
          taken(end, failing, state, found);
        } else {
          kept(end, failing, state, found);
        }
        continue;
      }
      if (!failing && passesOverKeeper(state)) {
        continue;
      }
      if (releasedByShape && state.marks().stream().anyMatch(m -> m.contains("["))) {
        // The loop that releases all elements runs at least as often as the one that made them.
        continue;
      }
      Node at = end.by().map(Step.Return::node).orElse(function.function().body());
      found.putIfAbsent(
          "left " + at.index(),
          new Incident(
              Incident.Kind.LEFT,
              family,
              at,
              origin,
              label,
              failing,
              state.marks().isEmpty(),
              isShared(end),
              state.trace()));
    }
    return List.copyOf(found.values());
  }

  /**
   * What may look after the handle on a failing way out. A call that failed took nothing over; and
   * where the kernel itself learns of the failure, nobody is asked to undo what was stored.
   */
  private Set<String> holders(PathState state) {
    boolean undone =
        custody.isEntry(function.function()) && !FREED_WITH.matcher(text()).find() && !isMadeOnce();
    Set<String> found = new HashSet<>();
    for (String mark : state.marks()) {
      int id = mark.indexOf('#');
      boolean given = mark.startsWith("given ") && id > 0;
      if (given
          && failed(mark.substring(6, id - 1), state.range(mark.substring(id)))
          && custody.body(function.function(), mark.substring(6, id - 1)).isEmpty()) {
        continue;
      }
      if (given
          && isLookedAt(mark.substring(6, id - 1))
          && custody.body(function.function(), mark.substring(6, id - 1)).isEmpty()) {
        continue;
      }
      boolean stored =
          mark.startsWith("stored ")
                  && (mark.contains("{") || Custody.beginsModule(function.function()))
              || mark.equals("visible")
              || given && DATA.matcher(mark.substring(6, id - 1)).matches();
      if (!(stored && undone)) {
        found.add(mark);
      }
    }
    return found;
  }

  /**
   * Whether a way out passed over a branch that stores the handle: whoever wrote the condition
   * knows for what it is kept, where nothing fails.
   */
  private static boolean passesOverKeeper(PathState state) {
    Set<String> names = state.aliases();
    Optional<Trace> at = state.trace();
    while (at.isPresent()) {
      Node test = at.get().node();
      boolean truth = at.get().message().equals("taken as true");
      if ((truth || at.get().message().equals("taken as false"))
          && Guard.of(test, truth)
              .flatMap(Guard::passedOver)
              .filter(branch -> stores(branch, names))
              .isPresent()) {
        return true;
      }
      at = at.get().before();
    }
    return false;
  }

  private static boolean stores(Node branch, Set<String> names) {
    return branch
        .findAll(Kind.ASSIGNMENT)
        .filter(assignment -> !assignment.children().get(0).is(Kind.NAME))
        .anyMatch(assignment -> names.contains(assignment.children().get(1).text()));
  }

  /** The numbers of the parameters that what keeps the handle hangs from. */
  private Set<Integer> keepers(PathState state) {
    Set<Integer> found = new HashSet<>();
    for (String mark : state.marks()) {
      if (mark.startsWith("stored ")) {
        keepers(mark, state, found);
        function.calls().stream()
            .filter(call -> mark.contains(PathState.result(call.id())))
            .forEach(
                call -> call.arguments().forEach(one -> keepers(state.value(one), state, found)));
      }
    }
    return found;
  }

  private void keepers(String text, PathState state, Set<Integer> found) {
    List<String> parameters = function.function().parameters();
    for (int i = 0; i < parameters.size(); i++) {
      if (PathState.mentions(text, state.value(new Term.Name(parameters.get(i))))) {
        found.add(i);
      }
    }
  }

  /** Whether a callee of which only the name is known is not likely to keep what it is given. */
  private static boolean isLookedAt(String callee) {
    return !callee.startsWith("->")
        && !callee.equals(callee.toUpperCase(Locale.ROOT))
        && !Manners.keeps(callee)
        && !Manners.makes(callee)
        && !Manners.cleans(callee);
  }

  /**
   * Whether an object was counted up, and neither stored nor given to anybody: by a function that
   * does not begin anything, or for work that was under way before.
   */
  private boolean isTaken(PathState state) {
    if (origin.parent().filter(outer -> outer.is(Kind.EXPRESSION_STATEMENT)).isEmpty()
        || !state.marks().stream()
            .allMatch(
                mark ->
                    mark.equals("visible")
                        || mark.startsWith("given ")
                            && isLookedAt(mark.substring(6, mark.lastIndexOf(' '))))) {
      return false;
    }
    boolean queues =
        function.calls().stream().anyMatch(call -> QUEUES.matcher(call.callee()).matches());
    return queues
        ? function.calls().stream()
            .filter(call -> QUEUES.matcher(call.callee()).matches())
            .anyMatch(call -> state.range(PathState.result(call.id())).equals(Range.ZERO))
        : !BEGINS.matcher(function.function().name()).find()
            && !custody.isEntry(function.function());
  }

  /** Whether nothing but one place has the handle. */
  boolean isOnlyIn(String key, PathState state) {
    return state.aliases().contains(key)
        && state.marks().stream()
            .allMatch(
                mark -> {
                  int id = mark.indexOf('#');
                  return mark.equals("stored " + key)
                      || mark.startsWith("given ")
                          && id > 0
                          && failed(mark.substring(6, id - 1), state.range(mark.substring(id)));
                });
  }

  /** The ways out on which an argument is kept that others free, though no call decides it. */
  List<Incident> owed() {
    List<Incident> found = new ArrayList<>();
    if (ends.stream().noneMatch(end -> end.state().status() == RELEASED)) {
      return found;
    }
    for (End end : ends) {
      PathState state = end.state();
      Optional<Node> test =
          end.by()
              .flatMap(by -> by.node().ancestor(Kind.IF))
              .map(choice -> choice.children().get(0));
      if (state.status() == HELD
          && isUntouched(state)
          && test.isPresent()
          && test.get().findAll(Kind.MEMBER_ACCESS).findAny().isPresent()
          && test.get().findAll(Kind.CALL).findAny().isEmpty()
          && !COUNTER.matcher(test.get().text()).find()) {
        found.add(leftUntouched(end, end.by().get()));
      }
    }
    return found;
  }

  /** The ways out that say that the argument was taken over, though nothing was done with it. */
  List<Incident> unsent() {
    List<Incident> found = new ArrayList<>();
    for (End end : ends) {
      PathState state = end.state();
      if (state.status() == HELD
          && isUntouched(state)
          && end.by().filter(by -> isTakenOver(by, state)).isPresent()) {
        found.add(leftUntouched(end, end.by().get()));
      }
    }
    return found;
  }

  /** Whether nothing was done with it, though it may be there. */
  private static boolean isUntouched(PathState state) {
    return state.marks().isEmpty()
        && state.pending().isEmpty()
        && state.range(state.handle()).high() > 0;
  }

  private Incident leftUntouched(End end, Step.Return by) {
    return new Incident(
        Incident.Kind.LEFT,
        family,
        by.node(),
        function.function().node(),
        label,
        false,
        false,
        isShared(end),
        end.state().trace());
  }

  private static boolean isTakenOver(Step.Return by, PathState state) {
    return by.node().text().matches("return\\s+NETDEV_TX_OK\\s*;")
        || state.rangeOf(by.value()).equals(Range.ZERO);
  }

  private String text() {
    return function.function().body().text();
  }

  private boolean leavesLoop(End end) {
    Optional<Node> loop =
        origin
            .ancestors()
            .filter(
                outer ->
                    switch (outer.kind()) {
                      case FOR, WHILE, DO, ITERATOR_STATEMENT -> true;
                      default -> false;
                    })
            .findFirst();
    return loop.isPresent()
        && end.by()
            .filter(
                by ->
                    loop.get().firstToken() <= by.node().firstToken()
                        && by.node().endToken() <= loop.get().endToken())
            .isEmpty();
  }

  /** Whether a device finds the handle as its driver's data. */
  static boolean isFound(PathState state) {
    return state.marks().stream()
        .anyMatch(
            mark ->
                mark.startsWith("given ")
                    && mark.contains("data ")
                    && DATA.matcher(mark.substring(6, mark.lastIndexOf(' '))).matches());
  }

  /** {@code if (!x->p) x->p = ...}: it stays for the next time. */
  private boolean isMadeOnce() {
    return origin.ancestors().filter(outer -> outer.is(Kind.IF)).anyMatch(this::asksWhetherMade)
        || label.contains("->")
            && function
                .function()
                .body()
                .findAll(Kind.IF)
                .filter(this::asksWhetherMade)
                .anyMatch(
                    choice ->
                        choice
                            .children()
                            .get(1)
                            .findAll(Kind.ASSIGNMENT)
                            .anyMatch(
                                set ->
                                    set.children().get(0).text().equals(label)
                                        && set.children().get(1).is(Kind.CALL)));
  }

  private boolean asksWhetherMade(Node choice) {
    String test = choice.children().get(0).text().replaceAll("[()]", "");
    return List.of(test.split("&&")).stream().anyMatch(part -> part.strip().equals("!" + label));
  }

  private static boolean failed(String callee, Range result) {
    return result.high() < 0
        || !result.contains(0) && result.low() < 0
        || result.equals(Range.ZERO) && Manners.makes(callee);
  }

  private void taken(End end, boolean failing, PathState state, Map<String, Incident> found) {
    Node at = end.by().map(Step.Return::node).orElse(function.function().body());
    found.putIfAbsent(
        "taken " + at.index(),
        new Incident(
            Incident.Kind.TAKEN,
            family,
            at,
            origin,
            label,
            failing,
            false,
            isShared(end),
            state.trace()));
  }

  /** A place outside of the function has it: who looks after that is not known here. */
  private void kept(End end, boolean failing, PathState state, Map<String, Incident> found) {
    Optional<String> place =
        state.marks().stream().filter(mark -> mark.startsWith("stored ")).findFirst();
    if (!failing || place.isEmpty() || end.by().isEmpty()) {
      return;
    }
    Node at = end.by().get().node();
    found.putIfAbsent(
        "kept " + at.index(),
        new Incident(
            Incident.Kind.KEPT,
            family,
            at,
            origin,
            Shapes.member(state),
            true,
            false,
            false,
            state.trace()));
  }

  private boolean isShared(End end) {
    return ends.stream()
        .filter(other -> other.by().equals(end.by()))
        .anyMatch(other -> other.state().status() != HELD || isGone(other.state()));
  }

  /** Whether the handle is known to be none. */
  boolean isGone(PathState state) {
    if (acquire.isEmpty()) {
      return false;
    }
    Family.Acquire what = acquire.get();
    Range good = what.argument() < 0 ? what.success() : what.out() ? Range.POSITIVE : Range.ALL;
    return state.range(state.handle()).and(good).isEmpty();
  }

  private boolean fails(Step.Return by, PathState state) {
    Range range = state.rangeOf(by.value());
    if (function.function().returnsPointer()) {
      return range.equals(Range.ZERO) || range.high() < 0 && !isUnderWay(range);
    }
    boolean given =
        by.value() instanceof Term.Name name
            && function.function().parameters().contains(name.name())
            && state.value(name).equals(name.name());
    return (range.high() < 0 || range.low() < 0 && !range.contains(0) && !given)
        && !isUnderWay(range);
  }

  /** Whether a number says that what was asked for will be done later. */
  private static boolean isUnderWay(Range range) {
    return range.isExact()
        && (range.low() == -Literals.value("EINPROGRESS").orElse(115)
            || range.low() == -Literals.value("EIOCBQUEUED").orElse(529));
  }

  /**
   * One way out of a function that is asked about its argument: whether different things become of
   * that for the same results.
   */
  boolean contradict(PathState state, Optional<Step.Return> by) {
    if (state.range(state.handle()).high() <= 0) {
      return false;
    }
    Range results =
        by.isPresent() && !function.function().returnsNothing()
            ? sign(state.rangeOf(by.get().value()))
            : Range.ALL;
    Conduct.Fate fate = fate(state, by);
    Range all = fates.merge(fate, results, Range::or);
    return fates.entrySet().stream()
        .anyMatch(other -> other.getKey() != fate && other.getValue().and(all).isPresent());
  }

  /** What the function does with its argument, by the ways out that were told so far. */
  Conduct conduct() {
    if (fates.isEmpty()) {
      return Conduct.UNTOUCHED;
    }
    if (fates.size() == 1) {
      return new Conduct(List.of(new Conduct.Outcome(Range.ALL, fates.keySet().iterator().next())));
    }
    List<Conduct.Outcome> outcomes = new ArrayList<>();
    for (Map.Entry<Conduct.Fate, Range> one : fates.entrySet()) {
      for (Map.Entry<Conduct.Fate, Range> other : fates.entrySet()) {
        if (one.getKey() != other.getKey() && one.getValue().and(other.getValue()).isPresent()) {
          return Conduct.UNKNOWN;
        }
      }
      outcomes.add(new Conduct.Outcome(one.getValue(), one.getKey()));
    }
    return new Conduct(outcomes);
  }

  private Range sign(Range range) {
    if (function.function().returnsPointer() && range.low() < -4095 && range.high() > 0) {
      // No pointer is known to be an error before it is asked.
      return range.contains(0) ? Range.ALL : Range.POSITIVE;
    }
    if (range.high() < 0 || range.low() < 0 && !range.contains(0)) {
      return Range.NEGATIVE;
    }
    if (range.low() > 0) {
      return Range.POSITIVE;
    }
    return range.equals(Range.ZERO)
        ? Range.ZERO
        : range.low() == 0 ? Range.NOT_NEGATIVE : Range.ALL;
  }

  private Conduct.Fate fate(PathState state, Optional<Step.Return> by) {
    if (!state.pending().isEmpty()) {
      return Conduct.Fate.UNKNOWN;
    }
    if (state.status() == RELEASED) {
      return Conduct.Fate.RELEASED;
    }
    if (state.status() == NONE) {
      return Conduct.Fate.UNKNOWN;
    }
    if (state.marks().stream()
        .anyMatch(
            m ->
                m.startsWith("stored")
                    || m.startsWith("kept")
                    || m.startsWith("given ")
                        && Manners.keeps(m.substring(6, m.lastIndexOf(' '))))) {
      return Conduct.Fate.KEPT;
    }
    if (!state.marks().isEmpty()) {
      return Conduct.Fate.UNKNOWN;
    }
    return by.isPresent() && isReturned(by.get(), state)
        ? Conduct.Fate.UNKNOWN
        : Conduct.Fate.UNTOUCHED;
  }
}
