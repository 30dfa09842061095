package org.patchwright.typestate;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.patchwright.dataflow.Lowered;
import org.patchwright.dataflow.PathState;
import org.patchwright.dataflow.Paths;
import org.patchwright.dataflow.Range;
import org.patchwright.dataflow.Step;
import org.patchwright.dataflow.Term;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.NamePattern;
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

  private static final NamePattern FREES =
      NamePattern.of("\\w+_free|free_\\w+|k[vz]?free(_sensitive)?|vfree");

  private static final NamePattern FREES_WHOLE = NamePattern.of("k[vz]?free\\w*|vfree|put_disk");

  /** A member of a variable, or of an element of which it is known which one it is. */
  private static final Pattern MEMBER = Pattern.compile("\\w+(\\[=\\d+\\])*(\\.\\w+)+");

  private static final NamePattern STORES =
      NamePattern.of("WRITE_ONCE|smp_store_\\w+|rcu_assign_pointer|RCU_INIT_POINTER|xchg\\w*");

  /** They store their third argument where the first points, if there is still the second. */
  private static final Pattern EXCHANGES = Pattern.compile("(try_)?cmpxchg\\w*");

  /** {@code set_xen_guest_handle(op.frames, frames)}: an assignment. */
  private static final Pattern SETS_HANDLE = Pattern.compile("set_xen_guest_handle(_raw)?");

  private static final NamePattern SETS_DATA = NamePattern.of("\\w*set_\\w*data");

  /** They put a buffer into a request, and send a request on its way. */
  private static final NamePattern FILLS = NamePattern.of("usb_fill_\\w+_urb");

  private static final Pattern SUBMITS = Pattern.compile("usb_submit_urb|spi_async\\w*");

  private static final Pattern COUNTS =
      Pattern.compile("\\w+_get|get_\\w+|\\w+_ref|refcount_inc\\w*|skb_(get|shared)|\\w+_hold");

  /** They yield what they are given, counted once more. */
  private static final Set<String> COUNTED =
      Set.of(
          "get_device",
          "of_node_get",
          "fwnode_handle_get",
          "kobject_get",
          "pci_dev_get",
          "usb_get_dev",
          "usb_get_intf",
          "get_file",
          "skb_get");

  /** What they yield is another name for what they are given, or lies in it. */
  private static final String HANDS =
      "add|append|insert|attach|bind|connect|copy|move|link|map|queue|push|put|write|send|set|assign|"
          + "free|release|return|give|submit|join";

  private static final NamePattern VIEWS =
      NamePattern.of(
          "page_address|\\w*ALIGN\\w*|(lowmem_)?page_to_\\w+|virt_to_\\w+|kmap\\w*|build_skb|of_fwnode_handle|"
              + "\\w+_priv|(\\w+_)?(?<!("
              + HANDS
              + ")_)to_(?!regmap)\\w+|\\w+_verify_\\w+|(dma|pci)_map_(single|page)\\w*|cpu_to_[bl]e\\d+|(lower|upper)_32_bits");

  /** What they yield may be a view of a view. */
  private static final int VIEWED = 3;

  /** The function itself has counted up what it was given. */
  private static final String AGAIN = "again";

  private static final Pattern LISTS = Pattern.compile("given h?list_add\\w* .*");
  private static final Pattern UNLISTS = Pattern.compile("h?list_(del|move)\\w*");

  private final Custody custody;
  private final Family family;
  private final Optional<Step.Call> site;
  private final Optional<Family.Acquire> acquire;
  private final Optional<Node> loop;
  private final int releaseArgument;
  private final int parameter;
  private final String label;
  private final Endings endings;
  private final Map<String, Incident> incidents = new LinkedHashMap<>();
  private final Map<Node, Set<String>> words = new HashMap<>();
  private boolean strict;

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
    strict = true;
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
          || !state.handle().equals(argument(call, releaseArgument, state))) {
        String handle = argument(call, releaseArgument, state);
        if (!handle.startsWith("=") && !handle.startsWith("#")) {
          state.begin(RELEASED, handle);
          state.step(call.node(), "released here");
        }
        return;
      }
    }
    if (parameter >= 0 && state.status() == HELD && countsUp(call, state)) {
      state.marks().add(AGAIN);
    } else if (parameter >= 0 && state.status() == NONE && isReleased(call, state)) {
      // Its parts went before it.
      state.status(RELEASED);
    } else if (state.status() == HELD) {
      whileHeld(call, state);
    } else if (state.status() == RELEASED) {
      afterRelease(call, state);
    }
  }

  /** Whether a call counts up what the function was given. */
  private boolean countsUp(Step.Call call, PathState state) {
    return family
        .acquire(call.callee())
        .filter(what -> what.argument() >= 0 && !what.out())
        .filter(what -> what.argument() < call.arguments().size())
        .map(what -> argument(call, what.argument(), state))
        .filter(value -> value.equals(state.handle()) || state.isPart(value))
        .isPresent();
  }

  private boolean isReleased(Step.Call call, PathState state) {
    Integer released = family.releases().get(call.callee());
    return released != null
        && released < call.arguments().size()
        && argument(call, released, state).equals(state.handle());
  }

  private static String argument(Step.Call call, int number, PathState state) {
    return state.value(call.arguments().get(number));
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
      String same = COUNTED.contains(call.callee()) ? argument(call, 0, state) : "";
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

  private void release(Step.Call call, PathState state) {
    if (state.marks().remove(AGAIN)) {
      return;
    }
    endings.forgive(state);
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
      endings.forgive(state);
      state.later(new PathState.Pending(PathState.result(call.id()), when, RELEASED, ""));
    }
  }

  /** Something ends that holds the resource: whether the resource too is not known. */
  private void ended(PathState state) {
    state.status(NONE);
  }

  private void whileHeld(Step.Call call, PathState state) {
    boolean borrows = Manners.borrows(call.callee());
    Integer released = family.releases().get(call.callee());
    if (isWholeFreed(call, state)) {
      ended(state);
      return;
    }
    holderFreed(call, state);
    for (int i = 0; i < call.arguments().size(); i++) {
      Term term = call.arguments().get(i);
      String value = state.value(term);
      if (!borrows
          && (value.equals(state.handle()) || state.isComputed(value) || isView(value, state))) {
        state.zeroed(false);
      }
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
        if (released == null && parameter < 0 && custody.isOfOthers(call.callee(), i)) {
          incident(Incident.Kind.WRONG_RELEASE, call.node(), state);
          ended(state);
          return;
        }
        if (released == null && !given(call, i, state)) {
          return;
        }
      } else if (released == null
          && state.handle().startsWith("&" + PathState.target(value) + ".")
          && isOwnFunction(call)) {
        // What is counted lies in what the callee is given.
        if (!given(call, i, state)) {
          return;
        }
      } else if (state.isPart(value)
          || state.isComputed(value)
          || released != null && released == i && value.startsWith("&") && state.mentions(value)) {
        if (released != null && (released == i || released < 0)) {
          release(call, state);
          return;
        }
        if (family.borrowers().contains(call.callee())) {
          continue;
        }
        if (Manners.cleans(call.callee())
            && !borrows
            && !UNLISTS.matcher(call.callee()).matches()) {
          ended(state);
          return;
        }
        if (UNLISTS.matcher(call.callee()).matches()) {
          state.marks().removeIf(mark -> LISTS.matcher(mark).matches());
        } else if (!borrows
            && !leavesAlone(call, i)
            && !(isOwnFunction(call) && family.noun().equals(Family.COUNTED))
            && (family.dies() || !isBeyond(value, state))) {
          state.marks().add(mark(call));
        }
      } else if (released != null
          && released == i
          && (isAt(value, state) || isAnotherName(value, state) || isView(value, state))) {
        takenBack(call, state);
        return;
      } else if (isView(value, state)) {
        if (Manners.cleans(call.callee()) && !borrows) {
          ended(state);
          return;
        }
        if (!borrows) {
          state.marks().add(mark(call));
        }
      } else if (term instanceof Term.AddressOf address
          && !borrows
          && state.value(address.place()).equals(state.handle())) {
        // Who is told where the pointer is kept may take it, or put another there.
        ended(state);
        return;
      } else if (!borrows && !family.borrowers().contains(call.callee()) && liesIn(value, state)) {
        // A variable of this function that has the handle in it.
        state.marks().add("given &" + call.callee() + " " + PathState.result(call.id()));
      } else if (released != null && released == i && Shapes.isFrom(value, state)) {
        release(call, state);
        return;
      } else if (released != null && released == i && Shapes.isSameShape(value, state)) {
        endings.releasedByShape();
        release(call, state);
        if (parameter < 0) {
          // Which of the elements it was is not known.
          state.status(NONE);
        }
        return;
      } else if (released != null && released == i && isWritten(call.texts().get(i), state)) {
        // A callee in between may have changed what is known of the place, but hardly the place.
        takenBack(call, state);
        return;
      } else if (Shapes.holds(value, state)) {
        if (mayEnd(call, state)) {
          return;
        }
        if (SUBMITS.matcher(call.callee()).matches()) {
          // Who completes it sees to what is in it.
          state.marks().add(mark(call));
        }
      }
    }
    if (call.arguments().isEmpty() && !state.marks().isEmpty()
        || (state.marks().contains("visible")
                || state.marks().stream().anyMatch(mark -> mark.startsWith("stored "))
                || Endings.isFound(state))
            && isOwnFunction(call)) {
      mayEnd(call, state);
    }
  }

  /** Whether an argument is written like the member that was given the handle. */
  private boolean isWritten(Node argument, PathState state) {
    return label.contains("->")
        && argument.text().equals(label)
        && state.marks().stream().anyMatch(mark -> mark.startsWith("stored "));
  }

  /** Whether the body of a callee shows that it does nothing with an argument but look at it. */
  private boolean leavesAlone(Step.Call call, int argument) {
    return custody
        .body(function().function(), call.callee())
        .map(body -> custody.conduct(body, family, argument).always())
        .filter(Conduct.Fate.UNTOUCHED::equals)
        .isPresent();
  }

  /** Whether a value points into another object, which a pointer in the handle's object names. */
  private static boolean isBeyond(String value, PathState state) {
    return value.startsWith("&{{") && value.contains("{" + state.handle() + "}.");
  }

  private boolean liesIn(String value, PathState state) {
    return liesIn(value, state, VIEWED);
  }

  private boolean liesIn(String value, PathState state, int deepest) {
    String place = value.startsWith("&") ? value.substring(1) : value;
    if (!isLocalPlace(place)) {
      return false;
    }
    return Stream.of('.', '[')
        .flatMap(part -> state.placesIn(place, part).values().stream())
        .anyMatch(
            inside ->
                inside.equals(state.handle())
                    || deepest > 0 && inside.startsWith("&") && liesIn(inside, state, deepest - 1));
  }

  /** Whether the object goes in which the counted part lies. */
  private boolean isWholeFreed(Step.Call call, PathState state) {
    return state.handle().startsWith("&")
        && (FREES.matches(call.callee()) || FREES_WHOLE.matches(call.callee()))
        && call.arguments().stream()
            .anyMatch(
                argument ->
                    PathState.mentions(state.handle(), PathState.target(state.value(argument))));
  }

  /** What only a freed object kept, nobody keeps. */
  private void holderFreed(Step.Call call, PathState state) {
    boolean plain =
        FREES.matches(call.callee())
            && !isOwnFunction(call)
            && !function().function().body().text().contains("private_free");
    int freed = plain ? 0 : custody.freed(call.callee());
    if (freed >= 0 && freed < call.arguments().size()) {
      String holder = argument(call, freed, state);
      if (!holder.equals(state.handle()) && holder.startsWith("#")) {
        String inside = "stored " + PathState.target(holder) + ".";
        state.marks().removeIf(mark -> mark.startsWith(inside));
      }
    }
  }

  /** Whether the handle stands where a value points. */
  private static boolean isAt(String value, PathState state) {
    return state.at(PathState.target(value)).filter(state.handle()::equals).isPresent();
  }

  /** Whether a value is the handle asked for anew, or what the call that counted it was given. */
  private boolean isAnotherName(String value, PathState state) {
    if (site.isPresent() && COUNTED.contains(site.get().callee())) {
      return state.value(site.get().arguments().get(0)).equals(value);
    }
    Optional<Step.Call> asked = callOf(value);
    if (asked
        .flatMap(call -> function().function().unit().function(call.callee()))
        .filter(this::yieldsLabel)
        .isPresent()) {
      return true;
    }
    Optional<Step.Call> before = callOf(state.handle());
    return acquire.isPresent()
        && acquire.get().argument() >= 0
        && asked.isPresent()
        && before.isPresent()
        && asked.get().node().text().equals(before.get().node().text());
  }

  /** Whether a function returns what stands in a member of the handle's name. */
  private boolean yieldsLabel(Function asked) {
    String member = Shapes.lastName(label.replace("->", "."));
    return !label.equals(member)
        && asked
            .body()
            .findAll(Kind.RETURN)
            .anyMatch(back -> back.text().matches("(?s).*(->|\\.)\\s*" + member + "\\s*;"));
  }

  private Optional<Step.Call> callOf(String value) {
    return PathState.callOf(value)
        .filter(id -> id < function().calls().size())
        .map(id -> function().calls().get(id));
  }

  /** Whether a value is what a call made of the handle. */
  private boolean isView(String value, PathState state) {
    return isView(value, state, VIEWED);
  }

  private boolean isView(String value, PathState state, int deepest) {
    return !value.equals(state.handle())
        && callOf(value)
            .filter(call -> VIEWS.matches(call.callee()))
            .filter(
                call ->
                    call.arguments().stream()
                        .map(state::value)
                        .anyMatch(
                            given ->
                                given.equals(state.handle())
                                    || state.isPart(given)
                                    || deepest > 0 && isView(given, state, deepest - 1)))
            .isPresent();
  }

  private boolean isOwnFunction(Step.Call call) {
    return function().function().unit().defines(call.callee());
  }

  /** Whether a function that is given the holder may release what it holds. */
  private boolean mayEnd(Step.Call call, PathState state) {
    if (Manners.borrows(call.callee())) {
      return false;
    }
    Optional<Function> body = function().function().unit().head(call.callee());
    if (body.isPresent()) {
      boolean releases =
          Endings.isFound(state)
              ? custody.releases(body.get(), family, "", 0)
              : Shapes.members(state).stream()
                  .anyMatch(member -> custody.releases(body.get(), family, member, 0));
      if (!releases && !custody.isEnd(body.get())) {
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

  /** The handle goes to a function; false if nothing more is to be said of it here. */
  private boolean given(Step.Call call, int argument, PathState state) {
    String callee = call.callee();
    if (strict && isOwnFunction(call)) {
      state.marks().add(mark(call));
      return true;
    }
    if (argument == 0 && SETS_DATA.matches(callee)
        || VIEWS.matches(callee) && !callee.equals("build_skb") && !call.ignored()
        || Manners.borrows(callee) && !Manners.keepsArgument(callee, argument)
        || family.borrowers().contains(callee)
        || argument == 0 && site.isPresent() && Manners.isMethod(callee, site.get().callee())) {
      return true;
    }
    if (argument == 1 && SETS_DATA.matches(callee)) {
      String device = argument(call, 0, state);
      if (device.startsWith("#")) {
        state.marks().add("stored " + PathState.target(device) + ".data");
        return true;
      }
    }
    if (argument == 1 && STORES.matches(callee)) {
      state.marks().add(mark(call).replace("given ", "kept "));
      return true;
    }
    if (argument == 1 && SETS_HANDLE.matcher(callee).matches()) {
      String place = state.key(call.arguments().get(0));
      if (!isLocalPlace(place)) {
        state.marks().add("stored " + place);
      }
      return true;
    }
    if (argument == 2 && EXCHANGES.matcher(callee).matches()) {
      String kept = mark(call).replace("given ", "kept ");
      if (argument(call, 1, state).equals("=0") && callee.startsWith("cmpxchg")) {
        // Where somebody else was first, it is still the caller's.
        state.later(new PathState.Pending(PathState.result(call.id()), Range.ZERO, -1, kept));
      } else {
        state.marks().add(kept);
      }
      return true;
    }
    if (FILLS.matches(callee)) {
      state.marks().add(mark(call));
      state.marks().add("stored " + PathState.target(argument(call, 0, state)) + ".buffer");
      return true;
    }
    Optional<Function> body = custody.body(function().function(), callee);
    if (body.isPresent() && strict) {
      state.marks().add(mark(call));
      return true;
    }
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
            endings.forgive(state);
            state.later(new PathState.Pending(result, outcome.results(), RELEASED, ""));
          }
          case KEPT, UNKNOWN -> {
            if (outcome.fate() == Conduct.Fate.UNKNOWN
                && Manners.cleans(callee)
                && !family.noun().equals(Family.COUNTED)) {
              state.status(NONE);
              return false;
            }
            String mark =
                outcome.fate() == Conduct.Fate.KEPT
                    ? mark(call).replace("given ", "kept ")
                    : mark(call);
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
    boolean same = value.equals(state.handle()) || isItsArray(assign.value(), state);
    if (state.marks().contains("visible")
        && !isLocalPlace(key)
        && !value.startsWith("=")
        && PathState.mentions(state.handle(), PathState.target(value))) {
      // Who keeps the object keeps what is counted in it.
      state.marks().add("stored " + key);
    }
    if (!same && (state.isPart(value) || state.isComputed(value) || isView(value, state))) {
      if (!state.range(state.handle()).contains(0)
          && callOf(value).filter(call -> call.callee().equals("page_address")).isPresent()) {
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
        && (liesIn(value, state)
            || assign.value() instanceof Term.Name all && liesIn(all.name(), state))) {
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
        && site.filter(call -> COUNTED.contains(call.callee())).isEmpty()
        && (state.marks().isEmpty() || emptied)
        && state.pending().isEmpty()
        && !state.range(state.handle()).contains(0)
        && !endings.isGone(state)) {
      TreeSet<String> aliases = state.aliases();
      if (aliases.size() == 1 && aliases.contains(key)) {
        incident(Incident.Kind.LOST, assign.node(), state);
        state.status(NONE);
      }
    }
  }

  /** {@code *p} of a pointer to an array is the array, and so the same pointer. */
  private boolean isItsArray(Term value, PathState state) {
    return value instanceof Term.Deref deref
        && deref.base() instanceof Term.Name name
        && state.value(name).equals(state.handle())
        && function()
            .function()
            .body()
            .text()
            .matches("(?s).*\\(\\s*\\*\\s*" + name.name() + "\\s*\\)\\s*\\[.*");
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
    if (parameter < 0 && state.status() == HELD && concerns(skipped, state)) {
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
        && releasesIn(statement, state)) {
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
    if (truth && look.misplaced() && names(condition, state)) {
      // Memory that is not aligned as it always is: nothing to be told of.
      state.status(NONE);
      return;
    }
    if (truth && look.warns()) {
      // Whoever wrote that knows it cannot be.
      state.status(NONE);
      return;
    }
    if (truth && leavesBeforeStore(condition, state) || !truth && endsWith(condition, state)) {
      state.status(NONE);
      return;
    }
    Optional<Node> passed = truth ? look.passedIfTrue() : look.passedIfFalse();
    if (passed.isPresent()
        && (keepsIn(passed.get(), condition, state)
            || Guard.goesOn(passed.get()) && releasesIn(passed.get(), state))) {
      // Whoever wrote the condition knows when there is something to release, or to hand on.
      state.status(NONE);
    }
  }

  /** {@code while (handle && more)}: whoever wrote that knows that both end together. */
  private static boolean endsWith(Node condition, PathState state) {
    Optional<Node> loop = condition.ancestors().filter(outer -> !outer.is(Kind.BINARY)).findFirst();
    Optional<Node> whole =
        condition.ancestors().takeWhile(outer -> outer.is(Kind.BINARY)).reduce((a, b) -> b);
    return whole.isPresent()
        && loop.map(outer -> outer.is(Kind.CONDITION) ? outer.parent().orElse(outer) : outer)
            .filter(outer -> outer.is(Kind.WHILE) || outer.is(Kind.DO))
            .isPresent()
        && !names(condition, state)
        && Stream.of(whole.get().text().split("&&"))
            .anyMatch(part -> state.aliases().contains(part.strip()));
  }

  /**
   * A loop that stores the handle round by round, left before its first: its end is a condition of
   * the loop like any other.
   */
  private boolean leavesBeforeStore(Node condition, PathState state) {
    Optional<Node> choice = condition.ancestor(Kind.IF);
    Optional<Node> loop =
        condition
            .ancestors()
            .filter(outer -> outer.is(Kind.FOR) || outer.is(Kind.WHILE) || outer.is(Kind.DO))
            .findFirst();
    return choice.isPresent()
        && loop.isPresent()
        && origin().firstToken() < loop.get().firstToken()
        && choice.get().children().get(0).equals(condition.ancestor(Kind.CONDITION).orElse(null))
        && choice.get().children().size() == 2
        && choice.get().children().get(1).is(Kind.BREAK)
        && state.marks().stream().noneMatch(mark -> mark.startsWith("stored "))
        && loop.get()
            .findAll(Kind.ASSIGNMENT)
            .filter(assignment -> assignment.firstToken() > condition.endToken())
            .filter(assignment -> !assignment.children().get(0).is(Kind.NAME))
            .anyMatch(assignment -> names(assignment.children().get(1), state));
  }

  private static boolean names(Node condition, PathState state) {
    return Stream.concat(Stream.of(condition), condition.findAll(Kind.NAME))
        .anyMatch(name -> state.aliases().contains(name.text()));
  }

  /** {@code if (out) *out = handle;}: who passes no pointer is known to keep it otherwise. */
  private static boolean keepsIn(Node branch, Node condition, PathState state) {
    return condition.is(Kind.NAME)
        && branch
            .findAll(Kind.ASSIGNMENT)
            .anyMatch(
                assignment ->
                    state.aliases().contains(assignment.children().get(1).text())
                        && assignment.children().get(0).text().contains(condition.text()));
  }

  private boolean releasesIn(Node branch, PathState state) {
    Set<String> names = new HashSet<>();
    state.aliases().forEach(place -> names.add(Shapes.lastName(place)));
    names.add(Shapes.lastName(label.replace("->", ".")));
    return branch
        .findAll(Kind.CALL)
        .filter(
            call ->
                family.releases().containsKey(call.children().get(0).text())
                    || Manners.cleans(call.children().get(0).text()))
        .anyMatch(
            call ->
                call.child(Kind.ARGUMENTS).stream()
                    .flatMap(list -> Stream.of(list.text().split("[^A-Za-z0-9_]+")))
                    .anyMatch(names::contains));
  }

  /** Whether a statement names what holds the handle, or releases something of its family. */
  private boolean concerns(Node statement, PathState state) {
    Set<String> names =
        words.computeIfAbsent(
            statement, s -> new HashSet<>(List.of(s.text().split("[^A-Za-z0-9_]+"))));
    return family.releases().keySet().stream().anyMatch(names::contains)
        || state.aliases().stream().anyMatch(place -> names.contains(Shapes.lastName(place)));
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
    List<Node> arguments = loop.arguments();
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
    if (state.status() == HELD
        && function().function().returnsPointer()
        && by.filter(back -> isView(state.value(back.value()), state))
            .filter(back -> state.rangeOf(back.value()).high() > 0)
            .isPresent()) {
      ended(state);
    }
    endings.add(state, by);
  }

  // What comes of it.

  boolean mayYieldNull() {
    return endings.mayYieldNull();
  }

  boolean handsOver() {
    return endings.handsOver();
  }

  Conduct conduct() {
    return endings.conduct();
  }

  /**
   * The member of what a parameter points to in which the resource stays, and for which results.
   */
  Optional<Endings.Filled> filled(String pointer) {
    return endings.filled(pointer, this::isView);
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
      return variable(loop.get()).text();
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
