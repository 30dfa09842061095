package org.patchwright.typestate;

import java.util.Optional;
import java.util.regex.Pattern;
import org.patchwright.dataflow.Lowered;
import org.patchwright.dataflow.PathState;
import org.patchwright.dataflow.Range;
import org.patchwright.dataflow.Step;
import org.patchwright.dataflow.Term;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.NamePattern;
import org.patchwright.syntax.Node;

/** What calls do to the handle that is followed: they release it, keep it, or leave it alone. */
final class Handling {

  private static final int NONE = Endings.NONE;
  private static final int HELD = Endings.HELD;
  private static final int RELEASED = Endings.RELEASED;

  private static final NamePattern FREES =
      NamePattern.of("\\w+_free|free_\\w+|k[vz]?free(_sensitive)?|vfree");

  private static final NamePattern FREES_WHOLE = NamePattern.of("k[vz]?free\\w*|vfree|put_disk");

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

  /** The function itself has counted up what it was given. */
  private static final String AGAIN = "again";

  private static final Pattern LISTS = Pattern.compile("given h?list_add\\w* .*");

  private static final Pattern UNLISTS = Pattern.compile("h?list_(del|move)\\w*");

  private final Custody custody;
  private final Lowered function;
  private final Family family;
  private final Optional<Step.Call> site;
  private final int parameter;
  private final Endings endings;
  private final Likeness like;
  private final Told told;
  private boolean strict;

  /** Is told what goes wrong. */
  interface Told {
    void incident(Incident.Kind kind, Node at, PathState state);
  }

  /**
   * @param site the call from which the handle is followed
   * @param parameter the number of the parameter that it is instead; negative for none
   */
  Handling(
      Custody custody,
      Lowered function,
      Family family,
      Optional<Step.Call> site,
      int parameter,
      Endings endings,
      Likeness like,
      Told told) {
    this.custody = custody;
    this.function = function;
    this.family = family;
    this.site = site;
    this.parameter = parameter;
    this.endings = endings;
    this.like = like;
    this.told = told;
  }

  /** Whoever is given it and is not known to leave it alone may have it. */
  void strictly() {
    strict = true;
  }

  /** A call that is not the one from which the handle is followed. */
  void called(Step.Call call, PathState state) {
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

  static String argument(Step.Call call, int number, PathState state) {
    return state.value(call.arguments().get(number));
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
    if (!state.marks().isEmpty()) {
      holderFreed(call, state);
    }
    for (int i = 0; i < call.arguments().size(); i++) {
      Term term = call.arguments().get(i);
      String value = state.value(term);
      if (!borrows
          && (value.equals(state.handle())
              || state.isComputed(value)
              || like.isView(value, state))) {
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
          told.incident(Incident.Kind.WRONG_RELEASE, call.node(), state);
          ended(state);
          return;
        }
        if (released == null && !given(call, i, state)) {
          return;
        }
      } else if (released == null
          && state.handle().startsWith("&")
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
            && (family.dies() || !Likeness.isBeyond(value, state))) {
          state.marks().add(mark(call));
        }
      } else if (released != null
          && released == i
          && (Likeness.isAt(value, state)
              || like.isAnotherName(value, state)
              || like.isView(value, state))) {
        takenBack(call, state);
        return;
      } else if (like.isView(value, state)) {
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
      } else if (!borrows
          && !family.borrowers().contains(call.callee())
          && like.liesIn(value, state)) {
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
      } else if (released != null && released == i && like.isWritten(call.texts().get(i), state)) {
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
    if (state.marks().isEmpty()) {
      return;
    }
    if (call.arguments().isEmpty()
        || (state.marks().contains("visible")
                || state.marks().stream().anyMatch(mark -> mark.startsWith("stored "))
                || Endings.isFound(state))
            && isOwnFunction(call)) {
      mayEnd(call, state);
    }
  }

  /** Whether the body of a callee shows that it does nothing with an argument but look at it. */
  private boolean leavesAlone(Step.Call call, int argument) {
    return custody
        .body(function.function(), call.callee())
        .map(body -> custody.conduct(body, family, argument).always())
        .filter(Conduct.Fate.UNTOUCHED::equals)
        .isPresent();
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
            && !function.function().body().text().contains("private_free");
    int freed = plain ? 0 : custody.freed(call.callee());
    if (freed >= 0 && freed < call.arguments().size()) {
      String holder = argument(call, freed, state);
      if (!holder.equals(state.handle()) && holder.startsWith("#")) {
        String inside = "stored " + PathState.target(holder) + ".";
        state.marks().removeIf(mark -> mark.startsWith(inside));
      }
    }
  }

  private boolean isOwnFunction(Step.Call call) {
    return function.function().unit().defines(call.callee());
  }

  /** Whether a function that is given the holder may release what it holds. */
  private boolean mayEnd(Step.Call call, PathState state) {
    if (Manners.borrows(call.callee())) {
      return false;
    }
    Optional<Function> body = function.function().unit().head(call.callee());
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
        || Likeness.VIEWS.matches(callee) && !callee.equals("build_skb") && !call.ignored()
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
      if (!function.isLocalPlace(place)) {
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
    Optional<Function> body = custody.body(function.function(), callee);
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
        if (value.startsWith("&") && !function.isLocalPlace(PathState.target(value))) {
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
          told.incident(Incident.Kind.RELEASED_TWICE, call.node(), state);
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
}
