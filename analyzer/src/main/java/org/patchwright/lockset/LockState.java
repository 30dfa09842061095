package org.patchwright.lockset;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.patchwright.dataflow.Range;
import org.patchwright.dataflow.Trace;
import org.patchwright.syntax.Node;

/**
 * What is known at one point of a path: what places hold, in which ranges values lie, which locks
 * are held.
 */
final class LockState {

  private static final Map<String, String> NEGATED =
      Map.of("==", "!=", "!=", "==", "<", ">=", ">=", "<", ">", "<=", "<=", ">");
  private static final Range TRUTH = Range.of(0, 1);
  private static final Range ONE = Range.exactly(1);

  private Map<Sym, Sym> places;
  private Map<Sym, Range> facts;
  private Map<Sym, Hold> holds;
  private Map<String, Boolean> variants;
  private boolean ownsPlaces;
  private boolean ownsFacts;
  private boolean ownsHolds;
  private Optional<Shape> shape;
  private Optional<Trace> trace;

  LockState() {
    places = Map.of();
    facts = Map.of();
    holds = Map.of();
    variants = Map.of();
    shape = Optional.empty();
    trace = Optional.empty();
  }

  private LockState(LockState other) {
    places = other.places;
    facts = other.facts;
    holds = other.holds;
    variants = other.variants;
    shape = other.shape;
    trace = other.trace;
    other.ownsPlaces = false;
    other.ownsFacts = false;
    other.ownsHolds = false;
  }

  /** Both share what they know until one learns something new. */
  LockState copy() {
    return new LockState(this);
  }

  Map<Sym, Hold> holds() {
    return holds;
  }

  /** What is known now, to be looked through at once. */
  Map<Sym, Range> known() {
    return facts;
  }

  /** What is known now, whatever is learned later. */
  Map<Sym, Range> facts() {
    ownsFacts = false;
    return facts;
  }

  Optional<Trace> trace() {
    return trace;
  }

  void step(Node node, String message) {
    trace = Optional.of(new Trace(trace, node, message, true));
  }

  private Map<Sym, Sym> places() {
    if (!ownsPlaces) {
      places = new HashMap<>(places);
      ownsPlaces = true;
    }
    return places;
  }

  private Map<Sym, Range> owned() {
    if (!ownsFacts) {
      facts = new HashMap<>(facts);
      ownsFacts = true;
    }
    return facts;
  }

  void hold(Sym key, Hold hold) {
    if (!ownsHolds) {
      holds = new LinkedHashMap<>(holds);
      ownsHolds = true;
    }
    holds.put(key, hold);
    shape = Optional.empty();
  }

  void drop(Sym key) {
    if (holds.containsKey(key)) {
      shape = Optional.empty();
      holds = new LinkedHashMap<>(holds);
      ownsHolds = true;
      holds.remove(key);
    }
  }

  /** The numbers that were written where a caller can see them. */
  Map<Sym, Sym> written() {
    Map<Sym, Sym> found = new LinkedHashMap<>();
    for (Map.Entry<Sym, Sym> entry : places.entrySet()) {
      if (entry.getKey().isVisible() && entry.getValue().isNumber()) {
        found.put(entry.getKey(), entry.getValue());
      }
    }
    return found;
  }

  /** What a place holds; empty if nothing has been written there. */
  Optional<Sym> read(Sym place) {
    return Optional.ofNullable(places.get(place));
  }

  void write(Sym place, Sym value) {
    Map<Sym, Sym> own = places();
    if (place.op() == Sym.Op.VAR && own.size() > 1) {
      own.keySet().removeIf(other -> other != place && isInside(other, place));
    }
    own.put(place, value);
  }

  private static boolean isInside(Sym place, Sym outer) {
    Sym at = place;
    while (at.op() == Sym.Op.FIELD || at.op() == Sym.Op.INDEX) {
      at = at.part(0);
      if (at.equals(outer)) {
        return true;
      }
    }
    return false;
  }

  /** Forgets what rests on some values. */
  void forget(Predicate<Sym> stale) {
    for (Sym known : facts.keySet()) {
      if (stale.test(known)) {
        owned().keySet().removeIf(stale);
        break;
      }
    }
    for (Map.Entry<Sym, Sym> entry : places.entrySet()) {
      if (stale.test(entry.getKey()) || stale.test(entry.getValue())) {
        places().keySet().removeIf(stale);
        places().replaceAll((key, value) -> stale.test(value) ? Sym.fresh("old " + key) : value);
        break;
      }
    }
  }

  /** What variables hold. */
  Set<Sym> inVariables() {
    Set<Sym> found = new HashSet<>();
    places.forEach(
        (place, value) -> {
          if (place.op() == Sym.Op.VAR) {
            found.add(value);
          }
        });
    return found;
  }

  /** Gives values another name everywhere, in what is held, too. */
  void rename(UnaryOperator<Sym> to) {
    Map<Sym, Sym> moved = new HashMap<>();
    places.forEach((place, value) -> moved.put(place, value.map(to)));
    places = moved;
    ownsPlaces = true;
    Map<Sym, Hold> kept = new LinkedHashMap<>();
    holds.forEach((key, hold) -> kept.put(key.map(to), hold));
    holds = kept;
    ownsHolds = true;
    shape = Optional.empty();
  }

  // Ranges.

  Range range(Sym value) {
    switch (value.op()) {
      case NUMBER:
        return Range.exactly(value.number());
      case ADDRESS:
        return Range.POSITIVE;
      default:
        break;
    }
    Range known = facts.get(value);
    if (known == null && value.op() == Sym.Op.COMPARE && !value.part(1).isNumber()) {
      Range other = facts.get(opposite(value));
      known = other == null ? null : other.equals(ONE) ? Range.ZERO : ONE;
    }
    Range told =
        switch (value.op()) {
          case COMPARE -> Compound.decided(value, this);
          case CHOICE -> {
            Range test = range(value.part(0));
            yield !test.contains(0)
                ? range(value.part(1))
                : test.equals(Range.ZERO)
                    ? range(value.part(2))
                    : range(value.part(1)).or(range(value.part(2)));
          }
          case PURE -> Compound.computed(value, this);
          default -> Range.ALL;
        };
    return known == null ? told : known.and(told).orElse(known);
  }

  private static Sym opposite(Sym comparison) {
    return Sym.compare(NEGATED.get(comparison.text()), comparison.part(0), comparison.part(1));
  }

  /** What is known of how a value compares with others holds for another value too. */
  void compares(Sym old, Sym fresh, Map<Sym, Range> known, Predicate<Sym> stale) {
    for (Map.Entry<Sym, Range> fact : List.copyOf(known.entrySet())) {
      Sym comparison = fact.getKey();
      if (comparison.op() != Sym.Op.COMPARE) {
        continue;
      }
      Sym left = comparison.part(0);
      Sym right = comparison.part(1);
      if (left.equals(old) && !stale.test(right)) {
        owned().put(Sym.compare(comparison.text(), fresh, right), fact.getValue());
      } else if (right.equals(old) && !stale.test(left)) {
        owned().put(Sym.compare(comparison.text(), left, fresh), fact.getValue());
      }
    }
  }

  /** Narrows a value; false if nothing would be left. */
  boolean restrict(Sym value, Range range) {
    Range before = range(value);
    Optional<Range> both = before.and(range);
    if (both.isEmpty()) {
      return false;
    }
    if (value.isNumber() || both.get().equals(before)) {
      return true;
    }
    if (value.op() == Sym.Op.COMPARE) {
      if (!both.get().contains(0)) {
        return compared(value, true);
      }
      return !both.get().equals(Range.ZERO) || compared(value, false);
    }
    owned().put(value, both.get());
    if (value.op() == Sym.Op.CHOICE) {
      return chosen(value, both.get());
    }
    return true;
  }

  /** Which arm of a choice it must have been. */
  private boolean chosen(Sym choice, Range range) {
    boolean yes = range(choice.part(1)).and(range).isPresent();
    boolean no = range(choice.part(2)).and(range).isPresent();
    if (yes && !no) {
      return assume(choice.part(0), true) && restrict(choice.part(1), range);
    }
    if (no && !yes) {
      return assume(choice.part(0), false) && restrict(choice.part(2), range);
    }
    return true;
  }

  /** Takes a condition for true or for false; false if it can't be. */
  boolean assume(Sym condition, boolean truth) {
    if (condition.op() == Sym.Op.PURE && condition.parts().size() == 2) {
      if (condition.text().equals("&&") && truth || condition.text().equals("||") && !truth) {
        return assume(condition.part(0), truth) && assume(condition.part(1), truth);
      }
    }
    return restrict(condition, truth ? Range.NOT_ZERO : Range.ZERO);
  }

  private boolean compared(Sym comparison, boolean truth) {
    String operator = truth ? comparison.text() : NEGATED.get(comparison.text());
    Sym left = comparison.part(0);
    Sym right = comparison.part(1);
    Range a = range(left);
    Range b = range(right);
    if (!right.isNumber()) {
      owned().put(comparison, truth ? ONE : Range.ZERO);
      if (operator.equals("<") || operator.equals(">")) {
        owned().put(Sym.compare("==", left, right), Range.ZERO);
        owned().put(Sym.compare("==", right, left), Range.ZERO);
      }
    }
    return switch (operator) {
      case "==" -> restrict(left, b) && restrict(right, range(left));
      case "!=" -> apart(left, b) && apart(right, a);
      case "<" ->
          restrict(left, Range.below(b.high(), 1)) && restrict(right, Range.above(a.low(), 1));
      case "<=" ->
          restrict(left, Range.below(b.high(), 0)) && restrict(right, Range.above(a.low(), 0));
      case ">" ->
          restrict(left, Range.above(b.low(), 1)) && restrict(right, Range.below(a.high(), 1));
      default ->
          restrict(left, Range.above(b.low(), 0)) && restrict(right, Range.below(a.high(), 0));
    };
  }

  private boolean apart(Sym value, Range other) {
    if (!other.isExact()) {
      return true;
    }
    Optional<Range> rest = range(value).without(other.low());
    return rest.isPresent() && restrict(value, rest.get());
  }

  /** One branch of a conditional directive; false if another was taken before. */
  boolean variant(String condition) {
    boolean negated = condition.startsWith("!");
    String plain = negated ? condition.substring(1) : condition;
    if (plain.equals("0") || plain.equals("1")) {
      return plain.equals("1") != negated;
    }
    Boolean before = variants.get(plain);
    if (before != null) {
      return before != negated;
    }
    Map<String, Boolean> more = new HashMap<>(variants);
    more.put(plain, !negated);
    variants = more;
    return true;
  }

  // Meeting.

  /**
   * What must be the same for two states to be joined: which locks are not as they were on entry.
   *
   * @param shared those of the kept that others may hold as well
   */
  record Shape(Set<Sym> kept, Set<Sym> givenUp, Set<Sym> shared, int depth) {}

  Shape shape() {
    if (shape.isEmpty()) {
      shape = Optional.of(findShape());
    }
    return shape.get();
  }

  private Shape findShape() {
    Set<Sym> kept = new HashSet<>();
    Set<Sym> givenUp = new HashSet<>();
    Set<Sym> shared = Set.of();
    int depth = 0;
    for (Map.Entry<Sym, Hold> entry : holds.entrySet()) {
      if (entry.getValue().isKept()) {
        kept.add(entry.getKey());
        if (entry.getValue().call().shared()) {
          shared = shared.isEmpty() ? new HashSet<>() : shared;
          shared.add(entry.getKey());
        }
        depth += entry.getValue().depth();
      } else if (entry.getValue().isGivenUp()) {
        givenUp.add(entry.getKey());
      }
    }
    return new Shape(kept, givenUp, shared, depth);
  }

  /**
   * How much of what this state knows another does not.
   *
   * @param most from where on it does not matter how much more it is
   */
  int distance(LockState other, int most) {
    int apart = 0;
    if (places != other.places) {
      for (Map.Entry<Sym, Sym> entry : places.entrySet()) {
        if (!entry.getValue().equals(other.places.get(entry.getKey()))) {
          apart += 2;
          if (apart >= most) {
            return apart;
          }
        }
      }
    }
    if (facts != other.facts) {
      for (Map.Entry<Sym, Range> entry : facts.entrySet()) {
        if (!entry.getValue().equals(other.facts.get(entry.getKey()))) {
          apart++;
          if (apart >= most) {
            return apart;
          }
        }
      }
    }
    return apart;
  }

  /**
   * One state for two of the same shape: what differs is forgotten.
   *
   * @param either by place the name of what it holds on one way or the other, at one block
   */
  LockState join(LockState other, Function<Sym, Sym> either) {
    LockState joined = new LockState();
    joined.trace = trace;
    joined.places = new HashMap<>();
    joined.facts = new HashMap<>();
    joined.holds = new LinkedHashMap<>();
    joined.ownsPlaces = true;
    joined.ownsFacts = true;
    joined.ownsHolds = true;
    List<Sym> compared = comparisons();
    List<Sym> comparedThere = other.comparisons();
    Set<Sym> keys = new HashSet<>(places.keySet());
    keys.addAll(other.places.keySet());
    for (Sym key : keys) {
      Sym mine = valueAt(key);
      Sym theirs = other.valueAt(key);
      if (mine.equals(theirs)) {
        joined.places.put(key, mine);
      } else {
        Sym both = either.apply(key);
        joined.places.put(key, both);
        Range range = range(mine).or(other.range(theirs));
        if (!range.equals(Range.ALL)) {
          joined.facts.put(both, range);
        }
        compare(compared, mine, other, theirs, both, joined);
        other.compare(comparedThere, theirs, this, mine, both, joined);
      }
    }
    for (Map.Entry<Sym, Range> entry : facts.entrySet()) {
      Sym value = entry.getKey();
      if (joined.facts.containsKey(value)) {
        continue;
      }
      Range theirs = other.range(value);
      Range range = entry.getValue().or(theirs);
      boolean says = value.op() != Sym.Op.COMPARE || !range.equals(TRUTH);
      if (says && !theirs.equals(Range.ALL) && !range.equals(Range.ALL)) {
        joined.facts.put(value, range);
      }
    }
    for (Map.Entry<Sym, Hold> entry : holds.entrySet()) {
      Hold theirs = other.holds.get(entry.getKey());
      if (theirs != null
          && theirs.held() == entry.getValue().held()
          && theirs.given() == entry.getValue().given()) {
        joined.holds.put(entry.getKey(), entry.getValue());
      }
    }
    Map<String, Boolean> same = new HashMap<>(variants);
    same.entrySet().removeIf(e -> !e.getValue().equals(other.variants.get(e.getKey())));
    joined.variants = same;
    return joined;
  }

  /** What is known of how values compare. */
  private List<Sym> comparisons() {
    List<Sym> found = new ArrayList<>();
    for (Map.Entry<Sym, Range> fact : facts.entrySet()) {
      if (fact.getKey().op() == Sym.Op.COMPARE && !fact.getValue().equals(TRUTH)) {
        found.add(fact.getKey());
      }
    }
    return found;
  }

  /** What both of two values are known to be, compared with a third, their joined one is. */
  private void compare(
      List<Sym> comparisons, Sym mine, LockState other, Sym theirs, Sym both, LockState joined) {
    for (int i = 0; i < comparisons.size(); i++) {
      Sym known = comparisons.get(i);
      if (known.part(0).equals(mine)) {
        Range range = facts.get(known);
        Sym there = Sym.compare(known.text(), theirs, known.part(1));
        if (other.range(there).equals(range)) {
          joined.facts.put(Sym.compare(known.text(), both, known.part(1)), range);
        }
      }
    }
  }

  private Sym valueAt(Sym place) {
    Sym known = places.get(place);
    return known == null ? Sym.load(place) : known;
  }

  /** All names that locks have which are held. */
  List<Map.Entry<Sym, Hold>> held() {
    List<Map.Entry<Sym, Hold>> found = new ArrayList<>();
    for (Map.Entry<Sym, Hold> entry : holds.entrySet()) {
      if (entry.getValue().held()) {
        found.add(entry);
      }
    }
    return found;
  }

  /** Equal in all but the way that led there, and in what last touched each lock. */
  boolean sameAs(LockState other) {
    return places.size() == other.places.size()
        && facts.size() == other.facts.size()
        && (places == other.places || places.equals(other.places))
        && (facts == other.facts || facts.equals(other.facts))
        && variants.equals(other.variants)
        && holds.keySet().equals(other.holds.keySet())
        && shape().equals(other.shape());
  }
}
