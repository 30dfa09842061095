package org.patchwright.typestate;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.patchwright.dataflow.Lowered;
import org.patchwright.dataflow.PathState;
import org.patchwright.dataflow.Paths;
import org.patchwright.dataflow.Range;
import org.patchwright.dataflow.Step;
import org.patchwright.dataflow.Term;
import org.patchwright.symbol.Function;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/** Follows one resource through one function. */
final class Follow extends Paths {

  private static final int NONE = 0;
  private static final int HELD = 1;
  private static final int RELEASED = 2;

  private record End(PathState state, Optional<Step.Return> by) {}

  private final Custody custody;
  private final Family family;
  private final Optional<Step.Call> site;
  private final Optional<Family.Acquire> acquire;
  private final Optional<Node> loop;
  private final int releaseArgument;
  private final int parameter;
  private final String label;
  private final List<End> ends = new ArrayList<>();
  private final Set<String> forgiven = new HashSet<>();
  private final Map<String, Incident> incidents = new LinkedHashMap<>();
  private boolean handedOver;
  private boolean releasedByShape;
  private boolean yieldsNull;
  private boolean yieldsOther;

  private Follow(
      Custody custody,
      Lowered function,
      Family family,
      Optional<Step.Call> site,
      Optional<Family.Acquire> acquire,
      Optional<Node> loop,
      int releaseArgument,
      int parameter) {
    super(function);
    this.custody = custody;
    this.family = family;
    this.site = site;
    this.acquire = acquire;
    this.loop = loop;
    this.releaseArgument = releaseArgument;
    this.parameter = parameter;
    this.label = label();
  }

  /** From the call that acquires. */
  static Follow from(
      Custody custody, Lowered function, Family family, Step.Call site, Family.Acquire acquire) {
    return new Follow(
        custody,
        function,
        family,
        Optional.of(site),
        Optional.of(acquire),
        Optional.empty(),
        -1,
        -1);
  }

  /** From the call that releases something that came from elsewhere. */
  static Follow after(
      Custody custody, Lowered function, Family family, Step.Call site, int argument) {
    return new Follow(
        custody,
        function,
        family,
        Optional.of(site),
        Optional.empty(),
        Optional.empty(),
        argument,
        -1);
  }

  /** From the head of a loop whose macro holds what it yields. */
  static Follow inside(Custody custody, Lowered function, Family family, Node loop) {
    return new Follow(
        custody, function, family, Optional.empty(), Optional.empty(), Optional.of(loop), -1, -1);
  }

  /** An argument, held on entry. */
  static Follow parameter(Custody custody, Lowered function, Family family, int parameter) {
    Follow follow =
        new Follow(
            custody,
            function,
            family,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            -1,
            parameter);
    return follow;
  }

  boolean follow() {
    if (parameter < 0) {
      return run();
    }
    PathState start = start();
    String handle = "@" + parameter + ";";
    start.write(function().function().parameters().get(parameter), handle);
    start.begin(HELD, handle);
    return run(start);
  }

  // What happens.

  @Override
  protected void called(Step.Call call, PathState state) {
    if (site.isPresent() && site.get().equals(call)) {
      if (acquire.isPresent()) {
        acquired(call, acquire.get(), state);
        return;
      }
      if (state.status() != RELEASED
          || !state.handle().equals(argument(call, releaseArgument, state))) {
        String handle = argument(call, releaseArgument, state);
        if (!handle.startsWith("=") && !handle.startsWith("#")) {
          state.begin(RELEASED, handle);
          state.step(call.node(), "released here");
        }
        return;
      }
    }
    if (state.status() == HELD) {
      whileHeld(call, state);
    } else if (state.status() == RELEASED) {
      afterRelease(call, state);
    }
  }

  private static String argument(Step.Call call, int number, PathState state) {
    return state.value(call.arguments().get(number));
  }

  private void acquired(Step.Call call, Family.Acquire what, PathState state) {
    String result = PathState.result(call.id());
    if (state.status() == HELD && acquire.orElseThrow().argument() < 0) {
      // The loop's last round is judged where its variable is given away.
      state.marks().add("loop");
    }
    if (what.argument() < 0) {
      state.begin(HELD, result);
      state.step(call.node(), "acquired here");
      if (!what.nullable()) {
        state.restrict(result, Range.NOT_ZERO);
      }
      return;
    }
    if (what.argument() >= call.arguments().size()) {
      return;
    }
    Term argument = call.arguments().get(what.argument());
    if (what.out()) {
      String key = PathState.target(state.value(argument));
      String handle = "out" + result;
      state.begin(NONE, handle);
      state.write(key, handle);
      if (!isLocalPlace(key)) {
        state.marks().add("stored " + key);
      }
    } else {
      String handle = state.value(argument);
      state.begin(NONE, handle);
      boolean own = family.numbered() && handle.startsWith("#");
      if (!own
          && (!handle.startsWith("#") && !handle.startsWith("&")
              || !isLocalPlace(PathState.target(handle)))) {
        state.marks().add("visible");
      }
    }
    state.step(call.node(), "acquired here");
    if (what.success().equals(Range.ALL)) {
      state.status(HELD);
    } else {
      state.later(new PathState.Pending(result, what.success(), HELD, ""));
    }
  }

  /** A release behind a hand-over shows that this was none, unless it was one that failed. */
  private void forgive(PathState state) {
    for (String mark : state.marks()) {
      int id = mark.indexOf('#');
      boolean failed = false;
      if (mark.startsWith("given ") && id > 0) {
        Range result = state.range(mark.substring(id));
        failed =
            result.high() < 0
                || result.low() < 0 && !result.contains(0)
                || result.equals(Range.ZERO) && Manners.makes(mark.substring(6, id - 1));
      }
      if (!failed) {
        forgiven.add(mark);
      }
    }
  }

  private void release(Step.Call call, PathState state) {
    forgive(state);
    state.status(RELEASED);
    state.marks().clear();
    state.step(call.node(), "released here");
  }

  /** A release that may fail is one only where its result says so. */
  private void takenBack(Step.Call call, PathState state) {
    Range when = family.releasedIf().get(call.callee());
    if (when == null) {
      release(call, state);
    } else {
      forgive(state);
      state.later(new PathState.Pending(PathState.result(call.id()), when, RELEASED, ""));
    }
  }

  /** Something ends that holds the resource: whether the resource too is not known. */
  private void ended(PathState state) {
    state.status(NONE);
  }

  private void whileHeld(Step.Call call, PathState state) {
    Integer released = family.releases().get(call.callee());
    for (int i = 0; i < call.arguments().size(); i++) {
      Term term = call.arguments().get(i);
      String value = state.value(term);
      if (value.equals(state.handle())) {
        if (released != null && released == i) {
          takenBack(call, state);
          return;
        }
        if (call.callee().contains("realloc")) {
          // It takes back what it is given, unless it fails.
          ended(state);
          return;
        }
        if (released == null && !given(call, i, state)) {
          return;
        }
      } else if (state.isPart(value)
          || state.isComputed(value)
          || released != null && released == i && value.startsWith("&") && state.mentions(value)) {
        if (released != null && (released == i || released < 0)) {
          release(call, state);
          return;
        }
        if (Manners.cleans(call.callee()) && !Manners.borrows(call.callee())) {
          ended(state);
          return;
        }
        if (!Manners.borrows(call.callee())) {
          state.marks().add(mark(call));
        }
      } else if (released != null && released == i && isAt(value, state)) {
        takenBack(call, state);
        return;
      } else if (term instanceof Term.AddressOf address
          && !Manners.borrows(call.callee())
          && state.value(address.place()).equals(state.handle())) {
        // Who is told where the pointer is kept may copy it.
        state.marks().add(mark(call));
      } else if (released != null && released == i && isFrom(value, state)) {
        release(call, state);
        return;
      } else if (released != null && released == i && isSameShape(value, state)) {
        releasedByShape = true;
        release(call, state);
        return;
      } else if (holds(value, state) && mayEnd(call, state)) {
        return;
      }
    }
    if (call.arguments().isEmpty() && !state.marks().isEmpty()
        || state.marks().contains("visible") && isOwnFunction(call)) {
      mayEnd(call, state);
    }
  }

  /** Whether the handle stands where a value points. */
  private static boolean isAt(String value, PathState state) {
    String there = PathState.target(value);
    return state.handle().equals(state.placesBelow(there).get(there));
  }

  /** Whether a value stands in a place that a macro filled in with the handle. */
  private static boolean isFrom(String value, PathState state) {
    return state.marks().stream()
        .anyMatch(
            mark -> mark.startsWith("filled ") && PathState.mentions(value, mark.substring(7)));
  }

  /** {@code x->p[i]} released where {@code x->p[j]} was stored. */
  private static boolean isSameShape(String value, PathState state) {
    String shape = shape(value);
    return shape.length() > 1
        && (state.marks().stream()
                .anyMatch(
                    mark -> mark.startsWith("stored ") && shape(mark.substring(7)).equals(shape))
            || state.marks().contains("visible")
                && shape(state.handle()).equals(shape)
                && (shape.contains("[*]") || shape.contains("~")));
  }

  private static String shape(String value) {
    return value
        .replaceAll("\\[[^\\]]*\\]", "[*]")
        .replaceAll("L\\d+:-?\\d+;", "~")
        .replaceAll("j\\d+:[^;]*;", "~");
  }

  /** Whether a value points to what holds the handle. */
  private static boolean holds(String value, PathState state) {
    if (value.startsWith("=")) {
      return false;
    }
    String target = PathState.target(value);
    return state.marks().stream()
            .anyMatch(
                mark -> mark.startsWith("stored ") && PathState.mentions(mark.substring(7), target))
        || state.marks().contains("visible") && PathState.mentions(state.handle(), target);
  }

  private boolean isOwnFunction(Step.Call call) {
    return function().function().unit().function(call.callee()).isPresent();
  }

  /** Whether a function that is given the holder may release what it holds. */
  private boolean mayEnd(Step.Call call, PathState state) {
    if (Manners.borrows(call.callee())) {
      return false;
    }
    Optional<Function> body = function().function().unit().function(call.callee());
    if (body.isPresent()) {
      if (!custody.releases(body.get(), family, member(state), 0)) {
        return false;
      }
      ended(state);
      return true;
    }
    if (Manners.cleans(call.callee())) {
      state.status(NONE);
      return true;
    }
    return false;
  }

  /** The last name of the place that holds the handle. */
  private static String member(PathState state) {
    String place =
        state.marks().stream()
            .filter(mark -> mark.startsWith("stored "))
            .findFirst()
            .map(mark -> mark.substring(7))
            .orElse(state.handle());
    String bare = place.replaceAll("\\[.*?\\]", "");
    return bare.substring(bare.lastIndexOf('.') + 1).replaceAll("[^A-Za-z0-9_]", "");
  }

  /** The handle goes to a function; false if nothing more is to be said of it here. */
  private boolean given(Step.Call call, int argument, PathState state) {
    String callee = call.callee();
    if (Manners.borrows(callee)) {
      return true;
    }
    Optional<Function> body = custody.body(function().function(), callee);
    if (body.isPresent()) {
      Conduct conduct = custody.conduct(body.get(), family, argument);
      String result = PathState.result(call.id());
      for (Conduct.Outcome outcome : conduct.outcomes()) {
        boolean always = outcome.results().equals(Range.ALL);
        switch (outcome.fate()) {
          case RELEASED -> {
            if (always) {
              release(call, state);
              return false;
            }
            state.later(new PathState.Pending(result, outcome.results(), RELEASED, ""));
          }
          case KEPT, UNKNOWN -> {
            if (outcome.fate() == Conduct.Fate.UNKNOWN && Manners.cleans(callee)) {
              state.status(NONE);
              return false;
            }
            String mark = mark(call);
            if (always) {
              state.marks().add(mark);
            } else {
              state.later(new PathState.Pending(result, outcome.results(), -1, mark));
            }
          }
          default -> {
            // The caller's as before.
          }
        }
      }
      return true;
    }
    if (Manners.cleans(callee)) {
      ended(state);
      return false;
    }
    if (isFilledIn(callee)) {
      // FRONT_RING_INIT(&info->ring, page, size): a macro sets what it is given the address of.
      for (Term other : call.arguments()) {
        String value = state.value(other);
        if (value.startsWith("&") && !isLocalPlace(PathState.target(value))) {
          state.marks().add("stored " + PathState.target(value));
          state.marks().add("filled " + PathState.target(value));
          return true;
        }
      }
    }
    state.marks().add(mark(call));
    return true;
  }

  private static boolean isFilledIn(String callee) {
    return !callee.isEmpty() && callee.equals(callee.toUpperCase(java.util.Locale.ROOT));
  }

  private static String mark(Step.Call call) {
    return "given " + call.callee() + " " + PathState.result(call.id());
  }

  private void afterRelease(Step.Call call, PathState state) {
    Integer released = family.releases().get(call.callee());
    for (int i = 0; i < call.arguments().size(); i++) {
      String value = state.value(call.arguments().get(i));
      if (value.equals(state.handle())) {
        if (released != null && released == i && family.dies()) {
          incident(Incident.Kind.RELEASED_TWICE, call.node(), state);
          state.status(NONE);
          return;
        }
        if (!family.dies()) {
          state.status(NONE);
          return;
        }
      } else if (!value.startsWith("=")
          && !state.handle().startsWith("#")
          && !Manners.borrows(call.callee())
          && PathState.mentions(state.handle(), PathState.target(value))) {
        // The callee may give the place a new value.
        state.status(NONE);
        return;
      }
    }
    if (!state.handle().startsWith("#")
        && !Manners.borrows(call.callee())
        && call.arguments().isEmpty()) {
      state.status(NONE);
    }
  }

  @Override
  protected void assigning(Step.Assign assign, String key, String value, PathState state) {
    if (state.status() != HELD) {
      return;
    }
    boolean same = value.equals(state.handle());
    if (state.marks().contains("visible")
        && !isLocalPlace(key)
        && !value.startsWith("=")
        && PathState.mentions(state.handle(), PathState.target(value))) {
      // Who keeps the object keeps what is counted in it.
      state.marks().add("stored " + key);
    }
    if (!same && (state.isPart(value) || state.isComputed(value))) {
      // A list, a cast with an offset, the address of a part: it may be kept by that.
      if (!isLocalPlace(key) || value.startsWith("list")) {
        state.marks().add("stored " + key);
      }
      return;
    }
    if (same) {
      if (!isLocalPlace(key)) {
        state.marks().add("stored " + key);
      } else if (key.contains(".") || key.contains("[")) {
        state.marks().add("stored " + key);
      }
      return;
    }
    if (acquire.filter(a -> a.argument() < 0).isPresent()
        && state.marks().isEmpty()
        && state.pending().isEmpty()
        && !state.range(state.handle()).contains(0)
        && !isGone(state)) {
      TreeSet<String> aliases = state.aliases();
      if (aliases.size() == 1 && aliases.contains(key)) {
        incident(Incident.Kind.LOST, assign.node(), state);
        state.status(NONE);
      }
    }
  }

  @Override
  protected void followed(Step.Follow follow, PathState state) {
    if (state.handle().isEmpty()) {
      return;
    }
    String value = state.value(follow.pointer());
    if (!value.equals(state.handle())) {
      return;
    }
    if (state.status() == RELEASED && family.dies()) {
      incident(Incident.Kind.USED_AFTER_RELEASE, follow.node(), state);
      state.status(NONE);
    } else if (state.status() == HELD
        && family.mayBeNull()
        && state.range(value).contains(0)
        && acquire.isPresent()) {
      incident(Incident.Kind.NOT_CHECKED, follow.node(), state);
      state.restrict(value, Range.POSITIVE);
    }
  }

  @Override
  protected void iterates(Node node, PathState state) {
    if (loop.isPresent() && loop.get().equals(node)) {
      Node last = variable(node);
      if (last.is(Kind.NAME)) {
        state.begin(HELD, state.value(new Term.Name(last.text())));
        state.restrict(state.handle(), Range.POSITIVE);
        state.step(last, "held inside the loop");
      }
    }
  }

  /** The argument that a loop's macro assigns. */
  private static Node variable(Node loop) {
    List<Node> arguments = loop.child(Kind.ARGUMENTS).map(Node::children).orElse(List.of());
    if (arguments.isEmpty()) {
      return loop;
    }
    String macro = loop.child(Kind.NAME).map(Node::text).orElse("");
    return macro.matches("for_each_(node_|compatible_|matching_|pci_dev|of_allnodes).*")
        ? arguments.get(0)
        : arguments.get(arguments.size() - 1);
  }

  @Override
  protected void iterated(Node node, PathState state) {
    if (loop.isPresent() && loop.get().equals(node)) {
      state.begin(NONE, "");
    }
  }

  @Override
  protected void leaves(PathState state, Optional<Step.Return> by) {
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
      if (state.status() == HELD && returned && state.marks().isEmpty()) {
        handedOver = true;
      } else if (!isOtherSite(by.get(), state)) {
        yieldsOther = true;
      }
    }
  }

  /** Whether what is returned comes from another call that acquires the same. */
  private boolean isOtherSite(Step.Return by, PathState state) {
    String value = state.value(by.value());
    return function().calls().stream()
        .filter(call -> value.equals(PathState.result(call.id())))
        .anyMatch(call -> custody.acquire(function().function(), family, call).isPresent());
  }

  private boolean isReturned(Step.Return by, PathState state) {
    List<Term> parts =
        by.value() instanceof Term.Result result
            ? result.call().arguments()
            : by.value() instanceof Term.Other other ? other.operands() : List.of();
    if (function().function().returnsPointer()
        && parts.stream().anyMatch(part -> state.value(part).equals(state.handle()))) {
      // What is made of it goes to the caller.
      return true;
    }
    String value = state.value(by.value());
    return value.equals(state.handle()) || state.isPart(value) || state.isComputed(value);
  }

  // What comes of it.

  /** Whether some way out returns NULL, or what was acquired without a test. */
  boolean mayYieldNull() {
    return yieldsNull;
  }

  /** Whether every pointer that the function returns is one that it acquired for its caller. */
  boolean handsOver() {
    return handedOver && !yieldsOther;
  }

  List<Incident> incidents() {
    if (parameter >= 0 || site.isPresent() && acquire.isEmpty()) {
      return List.copyOf(incidents.values());
    }
    for (End end : ends) {
      PathState state = end.state();
      if (state.status() != HELD || !state.pending().isEmpty() || isGone(state)) {
        continue;
      }
      if (state.marks().contains("visible")
          && (label.contains("[") || state.handle().startsWith("old"))) {
        // Which of the elements is meant changes on the way.
        continue;
      }
      if (end.by().isPresent() && isReturned(end.by().get(), state)) {
        continue;
      }
      boolean failing = end.by().isPresent() && fails(end.by().get(), state);
      if (!state.marks().isEmpty()
          && !(failing
              && forgiven.containsAll(state.marks())
              && !custody.callerReleases(function().function(), family, member(state)))) {
        kept(end, failing, state);
        continue;
      }
      if (releasedByShape && state.marks().stream().anyMatch(m -> m.contains("["))) {
        // The loop that releases all elements runs at least as often as the one that made them.
        continue;
      }
      Node at = end.by().map(Step.Return::node).orElse(function().function().body());
      incidents.putIfAbsent(
          "left " + at.index(),
          new Incident(
              Incident.Kind.LEFT,
              family,
              at,
              origin(),
              label,
              failing,
              state.marks().isEmpty(),
              isShared(end),
              state.trace()));
    }
    return List.copyOf(incidents.values());
  }

  /** A place outside of the function has it: who looks after that is not known here. */
  private void kept(End end, boolean failing, PathState state) {
    Optional<String> place =
        state.marks().stream().filter(mark -> mark.startsWith("stored ")).findFirst();
    if (!failing || place.isEmpty() || end.by().isEmpty()) {
      return;
    }
    Node at = end.by().get().node();
    incidents.putIfAbsent(
        "kept " + at.index(),
        new Incident(
            Incident.Kind.KEPT,
            family,
            at,
            origin(),
            member(state),
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

  private boolean isGone(PathState state) {
    if (acquire.isEmpty()) {
      return false;
    }
    Family.Acquire what = acquire.get();
    Range good = what.argument() < 0 ? what.success() : what.out() ? Range.POSITIVE : Range.ALL;
    return state.range(state.handle()).and(good).isEmpty();
  }

  private boolean fails(Step.Return by, PathState state) {
    Range range = state.rangeOf(by.value());
    if (function().function().returnsPointer()) {
      return range.equals(Range.ZERO) || range.high() < 0;
    }
    return range.high() < 0 || range.low() < 0 && !range.contains(0);
  }

  Conduct conduct() {
    Map<Conduct.Fate, Range> by = new EnumMap<>(Conduct.Fate.class);
    boolean pointer = function().function().returnsPointer();
    for (End end : ends) {
      PathState state = end.state();
      if (state.range(state.handle()).high() <= 0) {
        continue;
      }
      Range results =
          end.by().isPresent() && !function().function().returnsNothing()
              ? sign(state.rangeOf(end.by().get().value()))
              : Range.ALL;
      Conduct.Fate fate = fate(state, end.by());
      by.merge(fate, results, Range::or);
    }
    if (by.isEmpty()) {
      return new Conduct(List.of(new Conduct.Outcome(Range.ALL, Conduct.Fate.UNTOUCHED)));
    }
    if (by.size() == 1) {
      return new Conduct(List.of(new Conduct.Outcome(Range.ALL, by.keySet().iterator().next())));
    }
    List<Conduct.Outcome> outcomes = new ArrayList<>();
    for (Map.Entry<Conduct.Fate, Range> one : by.entrySet()) {
      for (Map.Entry<Conduct.Fate, Range> other : by.entrySet()) {
        if (one.getKey() != other.getKey() && one.getValue().and(other.getValue()).isPresent()) {
          return Conduct.UNKNOWN;
        }
      }
      outcomes.add(new Conduct.Outcome(one.getValue(), one.getKey()));
    }
    return pointer && outcomes.isEmpty() ? Conduct.UNKNOWN : new Conduct(outcomes);
  }

  private static Range sign(Range range) {
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

  private void incident(Incident.Kind kind, Node at, PathState state) {
    incidents.putIfAbsent(
        kind + " " + at.index(),
        new Incident(kind, family, at, origin(), label, false, true, false, state.trace()));
  }

  private Node origin() {
    return site.map(Step.Call::node).or(() -> loop).orElse(function().function().body());
  }

  private String label() {
    if (loop.isPresent()) {
      return variable(loop.get()).text();
    }
    if (site.isEmpty()) {
      return "";
    }
    int argument = acquire.map(Family.Acquire::argument).orElse(releaseArgument);
    if (argument >= 0 && argument < site.get().texts().size()) {
      return site.get().texts().get(argument).text().replaceFirst("^&", "");
    }
    Node at = site.get().node();
    for (Node outer : at.ancestors().limit(4).toList()) {
      if (outer.is(Kind.ASSIGNMENT)) {
        return outer.children().get(0).text();
      }
      if (outer.is(Kind.INIT_DECLARATOR)) {
        return outer.findAll(Kind.DECLARED_NAME).findFirst().map(Node::text).orElse("");
      }
    }
    return at.children().get(0).text() + "()";
  }
}
