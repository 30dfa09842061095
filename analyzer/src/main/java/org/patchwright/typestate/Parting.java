package org.patchwright.typestate;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.patchwright.cfg.Block;
import org.patchwright.dataflow.Lowered;
import org.patchwright.dataflow.PathState;
import org.patchwright.dataflow.Paths;
import org.patchwright.dataflow.Range;
import org.patchwright.dataflow.Step;
import org.patchwright.dataflow.Trace;
import org.patchwright.symbol.Function;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/**
 * Where a function parts with a place that keeps a handle (gives it another value, or frees what
 * holds it) on a path on which nothing took the handle back.
 */
public final class Parting extends Paths {

  /**
   * What one call of the function does to what is asked about.
   *
   * @param makes the argument in which it stores a handle, -1 for its result
   * @param ends the argument that it takes back
   * @param endsBelow whether it calls what takes back what the place keeps
   * @param takes the argument that it takes over, unless it fails
   * @param frees the argument by which it frees what holds the place, or the place's own array
   * @param freesPage whether it frees the page behind the handle
   */
  public record Role(
      OptionalInt makes,
      OptionalInt ends,
      boolean endsBelow,
      OptionalInt takes,
      OptionalInt frees,
      boolean freesPage) {}

  /**
   * What is asked for one place of one function, wherever that stands: nodes are told by their
   * distance from its first.
   *
   * @param member the last name of the place
   * @param valid values of the handle that stand for something
   * @param calls by their ids
   * @param clears left sides of assignments that give the place a value that stands for nothing
   * @param guards conditions that decide about a release, with the outcome that leads past it
   * @param makesHere whether the function itself puts handles into the place
   */
  public record Question(
      String member,
      Range valid,
      List<Role> calls,
      Set<Integer> clears,
      Map<Integer, Boolean> guards,
      boolean makesHere) {

    public Question {
      calls = List.copyOf(calls);
      clears = Set.copyOf(clears);
      guards = Map.copyOf(guards);
    }
  }

  /**
   * @param at the assignment's left side, or the call that frees
   * @param freed whether it is the latter
   * @param trace the way there
   */
  public record Parted(Node at, boolean freed, Optional<Trace> trace) {

    /** The same in a function that is the same elsewhere. */
    public Parted moved(UnaryOperator<Node> nodes) {
      return new Parted(nodes.apply(at), freed, Trace.moved(trace, nodes));
    }
  }

  /** {@code INVALID_GRANT_REF}, of which only the name may be known. */
  private static final Pattern INVALID = Pattern.compile("NULL|[A-Z0-9_]*INVALID[A-Z0-9_]*");

  private static final String ENDED = "ended ";
  private static final String ALL = "ended *";
  private static final String MADE = "made ";

  /** A condition about something else decided that nothing is taken back here. */
  private static final String PASSED = "passed";

  private final Question question;
  private final Map<Integer, Parted> found = new LinkedHashMap<>();

  /** Blocks from which control may come to where the function can part with the place. */
  private final BitSet leading;

  private Parting(Lowered function, Question question) {
    super(function);
    this.question = question;
    BitSet parts = new BitSet();
    for (Block block : function.cfg().blocks()) {
      if (function.steps().get(block.number()).stream().anyMatch(this::mayPart)) {
        parts.set(block.number());
      }
    }
    this.leading = function.leadingTo(parts, new BitSet());
  }

  private boolean mayPart(Step step) {
    return step instanceof Step.Assign assign && question.clears().contains(place(left(assign)))
        || step instanceof Step.Call call && mayFree(question.calls().get(call.id()));
  }

  private static boolean mayFree(Role role) {
    return role.frees().isPresent() || role.freesPage();
  }

  @Override
  protected boolean isIdle(Block block, PathState state) {
    return !leading.get(block.number());
  }

  /** In the order in which they are met; those met so far if there were too many paths. */
  public static List<Parted> in(Lowered function, Question question) {
    Parting parting = new Parting(function, question);
    PathState start = parting.start();
    start.begin(1, "");
    // What was met on one path holds, however many others there are.
    parting.run(start);
    return new ArrayList<>(parting.found.values());
  }

  private int place(Node node) {
    return place(function().function(), node);
  }

  /** Where a node stands in a function. */
  static int place(Function function, Node node) {
    return node.index() - function.node().index();
  }

  /** Whether a function's name says that it lets go of things. */
  public static boolean isCleanUp(String name) {
    return Manners.cleans(name) && !Manners.makes(name);
  }

  @Override
  protected void called(Step.Call call, PathState state) {
    Role role = question.calls().get(call.id());
    if (role.endsBelow()) {
      state.marks().add(ALL);
      return;
    }
    OptionalInt ended = role.ends();
    if (ended.isPresent()) {
      if (ended.getAsInt() < call.arguments().size()) {
        String value = state.value(call.arguments().get(ended.getAsInt()));
        state.marks().add(ENDED + (value.startsWith("&") ? value.substring(1) : value));
      }
      return;
    }
    OptionalInt taken = role.takes();
    if (taken.isPresent() && taken.getAsInt() < call.arguments().size()) {
      String value = state.value(call.arguments().get(taken.getAsInt()));
      state.later(
          new PathState.Pending(
              PathState.result(call.id()), Range.NOT_NEGATIVE, -1, ENDED + value));
      return;
    }
    OptionalInt made = role.makes();
    if (made.isPresent()) {
      String result = PathState.result(call.id());
      if (made.getAsInt() < 0) {
        state.marks().add(MADE + result);
      } else if (made.getAsInt() < call.arguments().size()) {
        String value = state.value(call.arguments().get(made.getAsInt()));
        state.marks().removeIf(mark -> mark.startsWith(ENDED));
        String key = value.startsWith("&") ? value.substring(1) : value;
        state.later(new PathState.Pending(result, Range.NOT_NEGATIVE, -1, MADE + key));
      }
      return;
    }
    OptionalInt freed = role.frees();
    if (freed.isPresent() && freed.getAsInt() < call.arguments().size()) {
      freed(call, state.value(call.arguments().get(freed.getAsInt())), state);
    } else if (role.freesPage()) {
      pageFreed(call, state);
    } else if (mayEnd(call, state)) {
      state.marks().add(ALL);
    }
  }

  /** A function without a body here, whose name says that it lets go of things. */
  private boolean mayEnd(Step.Call call, PathState state) {
    String callee = call.callee().replaceFirst("^->", "");
    return !callee.isEmpty()
        && !call.arguments().isEmpty()
        && call.callee().startsWith("->")
        && Manners.cleans(callee)
        && !Manners.borrows(callee)
        && state.value(call.arguments().get(0)).length() > 1;
  }

  @Override
  protected void tested(Node condition, boolean truth, PathState state) {
    Boolean past = question.guards().get(place(condition));
    if (past != null && past == truth) {
      state.marks().add(PASSED);
    }
  }

  @Override
  protected void assigning(Step.Assign assign, String key, String value, PathState state) {
    Node left = left(assign);
    if (!question.clears().contains(place(left)) || found.containsKey(left.index())) {
      return;
    }
    String held = state.value(assign.place());
    if (isHeld(key, held, state)) {
      found.put(left.index(), new Parted(left, false, state.trace()));
    }
  }

  private static Node left(Step.Assign assign) {
    Node node = assign.node();
    return node.is(Kind.ASSIGNMENT) ? node.children().get(0) : node;
  }

  private static boolean isOver(PathState state) {
    return state.marks().contains(ALL) || state.marks().contains(PASSED);
  }

  /** Whether a place keeps something that nothing took back on this way. */
  private boolean isHeld(String key, String value, PathState state) {
    if (state.marks().contains(ALL)
        || state.marks().contains(PASSED) && state.range(value).contains(0)
        || value.startsWith("=")
        || value.startsWith("&")
        || isEnded(key, value, state)) {
      return false;
    }
    if (isNothing(value, state)) {
      return false;
    }
    Range range = state.range(value);
    boolean made =
        state.marks().contains(MADE + value) && range.low() >= 0
            || state.marks().contains(MADE + key);
    return made || !question.makesHere() && value.equals(key);
  }

  /** Whether a value is known to stand for no handle. */
  private boolean isNothing(String value, PathState state) {
    Range range = state.range(value);
    return INVALID.matcher(value).matches()
        || range.isExact()
        || range.high() <= 0
        || range.and(question.valid()).isEmpty()
        || state.narrowed().entrySet().stream()
            .filter(known -> known.getValue().equals(Range.exactly(1)))
            .map(Map.Entry::getKey)
            .filter(known -> known.startsWith("(" + value + "=="))
            .map(known -> known.substring(value.length() + 3, known.length() - 1))
            .anyMatch(other -> INVALID.matcher(other).matches());
  }

  private static boolean isEnded(String key, String value, PathState state) {
    for (Map.Entry<String, Range> known : state.narrowed().entrySet()) {
      String text = known.getKey();
      int at = text.indexOf("==");
      if (at > 0 && text.startsWith("(") && known.getValue().equals(Range.exactly(1))) {
        String one = text.substring(1, at);
        String other = text.substring(at + 2, text.length() - 1);
        if (value.equals(one) && state.marks().contains(ENDED + other)
            || value.equals(other) && state.marks().contains(ENDED + one)) {
          return true;
        }
      }
    }
    String shape = shape(key);
    return state.marks().stream()
        .filter(mark -> mark.startsWith(ENDED))
        .map(mark -> mark.substring(ENDED.length()))
        .anyMatch(
            ended ->
                ended.equals(value)
                    || ended.equals(key)
                    || shape.indexOf('*') < 0 && shape(ended).startsWith(key + "["));
  }

  /** The name of a place with its indices left out. */
  private static String shape(String key) {
    return key.replaceAll("\\[[^\\]]*\\]", "[*]");
  }

  private void freed(Step.Call call, String object, PathState state) {
    if (found.containsKey(call.node().index()) || isOver(state) || object.startsWith("=")) {
      return;
    }
    if (isMember(object)) {
      arrayFreed(call, object, state);
      return;
    }
    String inside = PathState.target(object) + ".";
    boolean ended =
        state.marks().stream()
            .filter(mark -> mark.startsWith(ENDED))
            .anyMatch(mark -> isInside(mark.substring(ENDED.length()), inside));
    boolean made = false;
    for (Map.Entry<String, String> place : state.placesBelow(inside).entrySet()) {
      if (isMember(place.getKey())) {
        String value = place.getValue();
        ended |=
            value.startsWith("=")
                || state.marks().contains(ENDED + value)
                || isNothing(value, state);
        made |= state.marks().contains(MADE + value) && state.range(value).low() >= 0;
      }
    }
    made |=
        state.marks().stream()
            .anyMatch(m -> m.startsWith(MADE) && isInside(m.substring(MADE.length()), inside));
    boolean none =
        state.narrowed().keySet().stream()
            .map(Parting::subject)
            .filter(known -> isInside(known, inside))
            .anyMatch(known -> isNothing(known, state));
    if (!ended && !none && (made || !question.makesHere() && !object.startsWith("#"))) {
      found.put(call.node().index(), new Parted(call.node(), true, state.trace()));
    }
  }

  private void arrayFreed(Step.Call call, String array, PathState state) {
    boolean ended =
        state.marks().stream()
            .filter(mark -> mark.startsWith(ENDED))
            .map(mark -> mark.substring(ENDED.length()))
            .anyMatch(mark -> mark.startsWith(array + "[") || mark.startsWith("{" + array + "}["));
    if (!ended && !question.makesHere() && !isNothing(array, state)) {
      found.put(call.node().index(), new Parted(call.node(), true, state.trace()));
    }
  }

  /** The page goes: what was made on this way must have been ended, and so must what was there. */
  private void pageFreed(Step.Call call, PathState state) {
    if (found.containsKey(call.node().index()) || isOver(state)) {
      return;
    }
    List<String> ended =
        state.marks().stream()
            .filter(mark -> mark.startsWith(ENDED))
            .map(mark -> mark.substring(ENDED.length()))
            .toList();
    boolean held =
        question.makesHere()
            ? state.marks().stream()
                .filter(mark -> mark.startsWith(MADE))
                .map(mark -> mark.substring(MADE.length()))
                .anyMatch(
                    made ->
                        !ended.contains(made)
                            && !(made.startsWith("#") && state.range(made).low() < 0)
                            && !isNothing(made, state))
            : ended.stream().noneMatch(this::isMember);
    boolean none =
        !question.makesHere()
            && state.narrowed().keySet().stream()
                .map(Parting::subject)
                .filter(this::isMember)
                .anyMatch(known -> isNothing(known, state));
    if (held && !none) {
      found.put(call.node().index(), new Parted(call.node(), true, state.trace()));
    }
  }

  /** What a comparison is about; a value itself is about itself. */
  private static String subject(String known) {
    return known.startsWith("(") ? known.substring(1).replaceAll("==.*", "") : known;
  }

  private boolean isInside(String place, String object) {
    return place.contains(object) && isMember(place);
  }

  private boolean isMember(String place) {
    String bare = shape(place).replace("[*]", "").replaceAll("\\}+$", "");
    return bare.endsWith("." + question.member());
  }
}
