package org.patchwright.typestate;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.patchwright.dataflow.Lowered;
import org.patchwright.dataflow.PathState;
import org.patchwright.dataflow.Paths;
import org.patchwright.dataflow.Range;
import org.patchwright.dataflow.Step;
import org.patchwright.dataflow.Term;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/** Follows one resource through one function. */
final class Follow extends Paths {

  private static final int NONE = Endings.NONE;
  private static final int HELD = Endings.HELD;
  private static final int RELEASED = Endings.RELEASED;

  /** They yield memory in which all is zero. */
  private static final Pattern ZEROED =
      Pattern.compile(
          "\\w*(zalloc|calloc)\\w*|vzalloc\\w*|get_zeroed_page|alloc_(ether|cand|net)dev\\w*");

  /** A handle that no round of a loop can change. */
  private static final Pattern PLAIN = Pattern.compile("#\\d+;|@\\d+;|(?!old)\\w+");

  /** A member of a variable, or of an element of which it is known which one it is. */
  private static final Pattern MEMBER = Pattern.compile("\\w+(\\[=\\d+\\])*(\\.\\w+)+");

  private static final Pattern COUNTS =
      Pattern.compile("\\w+_get|get_\\w+|\\w+_ref|refcount_inc\\w*|skb_(get|shared)|\\w+_hold");

  private final Custody custody;
  private final Family family;
  private final Optional<Step.Call> site;
  private final Optional<Family.Acquire> acquire;
  private final Optional<Node> loop;
  private final int releaseArgument;
  private final int parameter;
  private final String label;
  private final Endings endings;
  private final Likeness like;
  private final Branches branches;
  private final Handling handling;
  private final Map<String, Incident> incidents = new LinkedHashMap<>();
  private boolean untilContradicted;

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
    this.endings = new Endings(custody, function, family, acquire, origin(), label);
    this.like = new Likeness(function, site, acquire, label);
    this.branches = new Branches(family, origin(), label);
    this.handling =
        new Handling(custody, function, family, site, parameter, endings, like, this::incident);
  }

  /** From the call that acquires; ways that do not come by it are no ends of this. */
  static Follow from(
      Custody custody, Lowered function, Family family, Step.Call site, Family.Acquire acquire) {
    Follow follow = throughout(custody, function, family, site, acquire);
    follow.onlyFrom(site);
    return follow;
  }

  /** The same, with the ways on which the call is not made, or what it gave is gone. */
  static Follow throughout(
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
    Follow follow =
        new Follow(
            custody,
            function,
            family,
            Optional.of(site),
            Optional.empty(),
            Optional.empty(),
            argument,
            -1);
    follow.onlyFrom(site);
    return follow;
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

  /** Whoever is given it and is not known to leave it alone may have it. */
  Follow strictly() {
    handling.strictly();
    return this;
  }

  /** Ends where the ways out contradict each other: more of them tell nothing of the conduct. */
  Follow untilContradicted() {
    untilContradicted = true;
    return this;
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

  @Override
  protected boolean isDone(PathState state) {
    return parameter < 0
        && state.pending().isEmpty()
        && (state.status() == NONE || state.status() == RELEASED && !family.dies());
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
          || !state.handle().equals(Handling.argument(call, releaseArgument, state))) {
        String handle = Handling.argument(call, releaseArgument, state);
        if (!handle.startsWith("=") && !handle.startsWith("#")) {
          state.begin(RELEASED, handle);
          state.step(call.node(), "released here");
        }
        return;
      }
    }
    handling.called(call, state);
  }

  private void acquired(Step.Call call, Family.Acquire what, PathState state) {
    String result = PathState.result(call.id());
    if (state.status() == HELD
        && (what.argument() < 0 || what.out() && !family.dies())
        && state.marks().equals(Set.of("loop"))
        && state.pending().isEmpty()
        && !family.releases().containsKey(call.callee())
        && !endings.isGone(state)) {
      incident(Incident.Kind.LOST, call.node(), state);
    }
    if (what.argument() < 0) {
      String same =
          Likeness.COUNTED.contains(call.callee()) ? Handling.argument(call, 0, state) : "";
      if (same.startsWith("#") && !state.range(same).contains(0)) {
        state.restrict(result, Range.POSITIVE);
      } else if (same.startsWith("#")) {
        // NULL where it is given NULL.
        state.write(result, same);
        result = same;
      }
      state.begin(HELD, result);
      state.step(call.node(), "acquired here");
      if (!what.nullable()) {
        state.restrict(result, Range.NOT_ZERO);
      }
      state.zeroed(ZEROED.matcher(call.callee()).matches());
      return;
    }
    if (what.argument() >= call.arguments().size()) {
      return;
    }
    Term argument = call.arguments().get(what.argument());
    if (what.out()) {
      String key =
          PathState.target(state.value(argument))
              + (what.member().isEmpty() ? "" : "." + what.member());
      String handle = "out" + result;
      state.begin(NONE, handle);
      state.write(key, handle);
      if (!isLocalPlace(key)) {
        state.marks().add("stored " + key);
      }
    } else {
      String handle = state.value(argument);
      state.begin(NONE, handle);
      boolean own =
          family.numbered() && handle.startsWith("#") || what.success().equals(Range.NEGATIVE);
      // Nobody counts up what is not there.
      state.restrict(handle, Range.NOT_ZERO);
      if (!own
          && (!handle.startsWith("#") && !handle.startsWith("&")
              || !isLocalPlace(PathState.target(handle)))) {
        state.marks().add("visible");
      }
    }
    state.step(call.node(), "acquired here");
    if (what.success().equals(Range.ALL)) {
      if (!what.out()) {
        storedBefore(state);
      }
      state.status(HELD);
    } else {
      state.later(new PathState.Pending(result, what.success(), HELD, ""));
    }
  }

  /** {@code info->dev = to_port(dev); get_device(dev);}: it is counted for what has it already. */
  private void storedBefore(PathState state) {
    state.placesBelow("{").entrySet().stream()
        .filter(place -> Endings.isSameObject(place.getValue(), state))
        .map(Map.Entry::getKey)
        .findFirst()
        .ifPresent(key -> state.marks().add("stored " + key));
  }

  /** {@code if (err < 0)}: what succeeds with 0 and is not negative has succeeded. */
  @Override
  protected boolean isMeant(PathState.Pending effect, Range range) {
    if (effect.when().equals(Range.NEGATIVE) && !range.contains(0)) {
      // What fails is not zero, and seldom positive.
      return effect.status() == HELD;
    }
    return effect.status() == HELD
        && effect.when().equals(Range.ZERO)
        && range.low() == 0
        && (acquire.filter(Family.Acquire::out).isEmpty() || isLocalPlace(label));
  }

  @Override
  protected void assigning(Step.Assign assign, String key, String value, PathState state) {
    if (state.status() != HELD) {
      return;
    }
    boolean same = value.equals(state.handle()) || like.isItsArray(assign.value(), state);
    if (state.marks().contains("visible")
        && !isLocalPlace(key)
        && !value.startsWith("=")
        && PathState.mentions(state.handle(), PathState.target(value))) {
      // Who keeps the object keeps what is counted in it.
      state.marks().add("stored " + key);
    }
    if (!same && (state.isPart(value) || state.isComputed(value) || like.isView(value, state))) {
      if (!state.range(state.handle()).contains(0)
          && like.callOf(value).filter(call -> call.callee().equals("page_address")).isPresent()) {
        state.restrict(value, Range.POSITIVE);
      }
      // A list, a cast with an offset, the address of a part: it may be kept by that.
      boolean inItself = key.startsWith(PathState.target(state.handle()));
      if (!isLocalPlace(key) && !inItself || value.startsWith("list")) {
        state.marks().add("stored " + key);
      }
      return;
    }
    if (!same
        && !isLocalPlace(key)
        && (like.liesIn(value, state)
            || assign.value() instanceof Term.Name all && like.liesIn(all.name(), state))) {
      // All of a variable goes there, and the handle with it.
      state.marks().add("stored " + key);
      return;
    }
    if (same) {
      boolean element = key.contains("[") && !MEMBER.matcher(key).matches();
      if (isLocalPlace(key) ? element : !key.startsWith(PathState.target(state.handle()))) {
        state.marks().add("stored " + key);
      }
      return;
    }
    boolean emptied = value.equals("=0") && endings.isOnlyIn(key, state);
    if (acquire.filter(a -> a.argument() < 0 || a.out() && !family.dies()).isPresent()
        && site.filter(call -> Likeness.COUNTED.contains(call.callee())).isEmpty()
        && (state.marks().isEmpty() || emptied)
        && state.pending().isEmpty()
        && !state.range(state.handle()).contains(0)
        && !endings.isGone(state)) {
      Set<String> aliases = state.aliases();
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
  protected void skips(Node skipped, PathState state) {
    // What happens in each round is taken to happen once at least, and a switch to have a case.
    if (parameter < 0 && state.status() == HELD && branches.concerns(skipped, state)) {
      state.status(NONE);
    }
    if (state.status() == RELEASED
        && skipped
            .findAll(Kind.ASSIGNMENT)
            .anyMatch(set -> state.aliases().contains(set.children().get(0).text()))) {
      // The variable is given another value in one of the cases.
      state.status(NONE);
    }
  }

  @Override
  protected void chooses(Node statement, PathState state) {
    if (parameter < 0
        && state.status() == HELD
        && state.marks().stream().anyMatch(mark -> mark.startsWith("given "))
        && branches.releasesIn(statement, state)) {
      // Whoever wrote the cases knows for which of them it was taken over.
      state.status(NONE);
    }
  }

  @Override
  protected void tested(Node condition, boolean truth, PathState state) {
    if (state.status() != HELD || parameter >= 0) {
      return;
    }
    Look look = custody.looks().computeIfAbsent(condition, Look::of);
    if (truth && look.misplaced() && look.names(state)) {
      // Memory that is not aligned as it always is: nothing to be told of.
      state.status(NONE);
      return;
    }
    if (truth && look.warns()) {
      // Whoever wrote that knows it cannot be.
      state.status(NONE);
      return;
    }
    if (truth && branches.leavesBeforeStore(look, condition, state)
        || !truth && look.endsWith(state)) {
      state.status(NONE);
      return;
    }
    Optional<Node> passed = truth ? look.passedIfTrue() : look.passedIfFalse();
    if (passed.isPresent()
        && (Branches.keepsIn(passed.get(), condition, state)
            || Guard.goesOn(passed.get()) && branches.releasesIn(passed.get(), state))) {
      // Whoever wrote the condition knows when there is something to release, or to hand on.
      state.status(NONE);
    }
  }

  @Override
  protected void anotherRound(PathState state) {
    if (state.status() == HELD && parameter < 0 && endings.isGone(state)) {
      state.begin(NONE, "");
    }
    if (state.status() == RELEASED && !PLAIN.matcher(state.handle()).matches()) {
      // The same words may stand for another object by now.
      state.status(NONE);
    }
  }

  @Override
  protected void losesIn(String key, PathState state) {
    // Another variable may be what the next round goes on with.
    state.marks().add(key.equals(label) ? "loop" : "loop " + key);
  }

  @Override
  protected void unchosen(Step.Call call, PathState state) {
    if (state.handle().equals(PathState.result(call.id()))) {
      state.begin(NONE, "");
    }
  }

  @Override
  protected void iterates(Node node, PathState state) {
    if (loop.isPresent() && loop.get().equals(node)) {
      Node last = Branches.variable(node);
      if (last.is(Kind.NAME)) {
        state.begin(HELD, state.value(new Term.Name(last.text())));
        state.restrict(state.handle(), Range.POSITIVE);
        state.step(last, "held inside the loop");
      }
    }
  }

  @Override
  protected void iterated(Node node, PathState state) {
    if (loop.isPresent() && loop.get().equals(node)) {
      state.begin(NONE, "");
    }
  }

  @Override
  protected void leaves(PathState state, Optional<Step.Return> by) {
    if (state.status() == HELD
        && function().function().returnsPointer()
        && by.filter(back -> like.isView(state.value(back.value()), state))
            .filter(back -> state.rangeOf(back.value()).high() > 0)
            .isPresent()) {
      state.status(NONE);
    }
    if (!untilContradicted) {
      endings.add(state, by);
    } else if (endings.contradict(state, by)) {
      stop();
    }
  }

  // What comes of it.

  boolean mayYieldNull() {
    return endings.mayYieldNull();
  }

  boolean handsOver() {
    return endings.handsOver();
  }

  /** What the function does with its argument, if that is all that was asked. */
  Conduct conduct() {
    return endings.conduct();
  }

  /**
   * The member of what a parameter points to in which the resource stays, and for which results.
   */
  Optional<Endings.Filled> filled(String pointer) {
    return endings.filled(pointer, like::isView);
  }

  /** The ways out of a function that frees its argument on others. */
  List<Incident> owed() {
    return endings.owed();
  }

  /** The ways out of a function that says it took its argument over, and left it. */
  List<Incident> unsent() {
    return endings.unsent();
  }

  List<Incident> incidents() {
    if (parameter < 0 && (site.isEmpty() || acquire.isPresent())) {
      endings
          .left()
          .forEach(one -> incidents.putIfAbsent(one.kind() + " " + one.at().index(), one));
    } else if (isCounted()) {
      return List.of();
    }
    return List.copyOf(incidents.values());
  }

  /** Whether the function counts up what it then releases: one release is not its end. */
  private boolean isCounted() {
    String name = label;
    return site.isPresent()
        && function().calls().stream()
            .filter(call -> COUNTS.matcher(call.callee()).matches())
            .anyMatch(call -> call.texts().stream().anyMatch(text -> text.text().equals(name)));
  }

  private void incident(Incident.Kind kind, Node at, PathState state) {
    String where = kind == Incident.Kind.NOT_CHECKED ? origin().index() + "" : at.index() + "";
    incidents.putIfAbsent(
        kind + " " + where,
        new Incident(kind, family, at, origin(), label, false, true, false, state.trace()));
  }

  private Node origin() {
    return site.map(Step.Call::node).or(() -> loop).orElse(function().function().body());
  }

  private String label() {
    if (loop.isPresent()) {
      return Branches.variable(loop.get()).text();
    }
    if (site.isEmpty()) {
      return parameter < 0 ? "" : function().function().parameters().get(parameter);
    }
    int argument = acquire.map(Family.Acquire::argument).orElse(releaseArgument);
    if (argument >= 0 && argument < site.get().texts().size()) {
      String name = site.get().texts().get(argument).text().replaceFirst("^&\\s*", "");
      boolean listed = family.acquire(site.get().callee()).isPresent();
      String member = listed ? "" : acquire.map(Family.Acquire::member).orElse("");
      return member.isEmpty() ? name : name + "." + member;
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
