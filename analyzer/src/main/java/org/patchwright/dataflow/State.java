package org.patchwright.dataflow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.patchwright.syntax.Node;

/** What is known at one point of one path (or of several that were joined). */
public final class State {

  private static final Map<String, String> NEGATED =
      Map.of("==", "!=", "!=", "==", "<", ">=", ">=", "<", ">", "<=", "<=", ">");

  public final Map<Slot, Value> memory;
  public final Map<Value, Range> ranges;
  public final Map<String, Track> tracks;
  public final Map<String, Boolean> variants;
  public Optional<Trace> trace;

  private final Shared<Slot, Value> places;
  private final Shared<Value, Range> known;
  private final Shared<String, Track> followed;
  private final Shared<String, Boolean> chosen;

  public State() {
    this(
        new Shared<>(new HashMap<>(), HashMap::new),
        new Shared<>(new HashMap<>(), HashMap::new),
        new Shared<>(new TreeMap<>(), TreeMap::new),
        new Shared<>(new HashMap<>(), HashMap::new),
        Optional.empty());
  }

  private State(
      Shared<Slot, Value> memory,
      Shared<Value, Range> ranges,
      Shared<String, Track> tracks,
      Shared<String, Boolean> variants,
      Optional<Trace> trace) {
    this.places = memory;
    this.known = ranges;
    this.followed = tracks;
    this.chosen = variants;
    this.memory = memory;
    this.ranges = ranges;
    this.tracks = tracks;
    this.variants = variants;
    this.trace = trace;
  }

  /** The same, made of other nodes. */
  public State moved(UnaryOperator<Node> nodes) {
    State moved = copy();
    moved.tracks.replaceAll((key, track) -> track.moved(nodes));
    moved.trace = Trace.moved(trace, nodes);
    return moved;
  }

  /** Both share what they know until one learns something new. */
  public State copy() {
    return new State(places.copy(), known.copy(), followed.copy(), chosen.copy(), trace);
  }

  public void step(Node node, String message, boolean event) {
    trace = Optional.of(new Trace(trace, node, message, event));
  }

  public Range range(Value value) {
    if (value instanceof Value.Number number) {
      return Range.exactly(number.value());
    }
    if (value instanceof Value.Address || value instanceof Value.Global) {
      return Range.POSITIVE;
    }
    Range range = ranges.get(value);
    if (range == null && value instanceof Value.Pure pure && NEGATED.containsKey(pure.operator())) {
      return Range.of(0, 1);
    }
    return range == null ? Range.ALL : range;
  }

  /** Narrows a value; false if nothing would be left. */
  public boolean restrict(Value value, Range range) {
    Range before = range(value);
    Optional<Range> both = before.and(range);
    if (both.isEmpty()) {
      return false;
    }
    if (!(value instanceof Value.Number) && !both.get().equals(before)) {
      ranges.put(value, both.get());
    }
    if (value instanceof Value.Pure pure && NEGATED.containsKey(pure.operator())) {
      if (!both.get().contains(0)) {
        return compare(pure, true);
      }
      if (both.get().equals(Range.ZERO)) {
        return compare(pure, false);
      }
    }
    return true;
  }

  /** Takes a condition for true or for false; false if it can't be. */
  public boolean assume(Value condition, boolean truth) {
    return restrict(condition, truth ? Range.NOT_ZERO : Range.ZERO);
  }

  private boolean compare(Value.Pure pure, boolean truth) {
    String operator = truth ? pure.operator() : NEGATED.get(pure.operator());
    Value left = pure.operands().get(0);
    Value right = pure.operands().get(1);
    if (left.equals(right)) {
      return operator.equals("==") || operator.equals("<=") || operator.equals(">=");
    }
    Range a = range(left);
    Range b = range(right);
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

  private boolean apart(Value value, Range other) {
    if (!other.isExact()) {
      return true;
    }
    Optional<Range> rest = range(value).without(other.low());
    return rest.isPresent() && restrict(value, rest.get());
  }

  /** Gives an old value a name of its own before the same expression makes a new one. */
  public void retire(Value old) {
    if (knows(old)) {
      rename(
          value -> value.equals(old) ? new Value.Unknown("earlier " + old) : value,
          value -> value.mentions(old));
    }
  }

  /** Whether anything here is, or is made of, a value; most that calls yield are new. */
  private boolean knows(Value value) {
    for (Value ranged : ranges.keySet()) {
      if (ranged.mentions(value)) {
        return true;
      }
    }
    for (Map.Entry<Slot, Value> held : memory.entrySet()) {
      if (held.getKey().base().mentions(value) || held.getValue().mentions(value)) {
        return true;
      }
    }
    for (Track track : tracks.values()) {
      if (track.key().mentions(value)) {
        return true;
      }
    }
    return false;
  }

  private void rename(UnaryOperator<Value> to, Predicate<Value> concerned) {
    ranges.keySet().removeIf(concerned);
    memory.keySet().removeIf(slot -> concerned.test(slot.base()));
    places.replaceIf(concerned, value -> value.map(to));
    if (tracks.isEmpty()) {
      return;
    }
    List<Track> moved = new ArrayList<>();
    tracks
        .values()
        .removeIf(
            track -> {
              if (concerned.test(track.key())) {
                moved.add(track.keyed(track.key().map(to)));
                return true;
              }
              return false;
            });
    moved.forEach(this::put);
  }

  public void put(Track track) {
    tracks.put(track.key().toString(), track);
  }

  public Optional<Track> track(Value key) {
    return Optional.ofNullable(tracks.get(key.toString()));
  }

  /** The track whose key reads so. */
  public Optional<Track> trackNamed(String key) {
    return Optional.ofNullable(tracks.get(key));
  }

  /** Which tracked states it is in: what two states must share to be joined. */
  public String shape() {
    StringBuilder out = new StringBuilder();
    tracks.forEach(
        (key, track) -> {
          if (!track.state().equals(track.entry())) {
            out.append(key).append('=').append(track.state()).append(track.holder()).append(';');
          }
        });
    return out.toString();
  }

  /** One state for two that are in the same tracked states: what differs is forgotten. */
  public State join(State other, int block) {
    State joined = copy();
    // Where paths have parted at a condition alone, most of what is known is still one map.
    if (!places.isShared(other.places)) {
      joinMemory(other, block, joined);
    }
    if (!known.isShared(other.known) || !known.isShared(joined.known)) {
      for (Map.Entry<Value, Range> entry : ranges.entrySet()) {
        Range theirs = other.ranges.get(entry.getKey());
        joined.note(entry.getKey(), theirs == null ? Range.ALL : entry.getValue().or(theirs));
      }
    }
    if (!chosen.isShared(other.chosen)) {
      joined
          .variants
          .entrySet()
          .removeIf(e -> !e.getValue().equals(other.variants.get(e.getKey())));
    }
    if (!followed.isShared(other.followed)) {
      other.tracks.forEach(joined.tracks::putIfAbsent);
    }
    return joined;
  }

  private void joinMemory(State other, int block, State joined) {
    for (Map.Entry<Slot, Value> entry : memory.entrySet()) {
      Slot slot = entry.getKey();
      Value mine = entry.getValue();
      Value theirs = other.memory.get(slot);
      if (!mine.equals(theirs)
          && !(slot.base() instanceof Value.Local)
          && !slot.base().isVisible()) {
        joined.memory.remove(slot);
      } else if (!mine.equals(theirs)) {
        Value.Unknown both = new Value.Unknown("j" + block + slot.base() + slot.field());
        joined.memory.put(slot, both);
        joined.note(both, theirs == null ? Range.ALL : range(mine).or(other.range(theirs)));
      }
    }
    for (Slot slot : other.memory.keySet()) {
      if (!memory.containsKey(slot)
          && (slot.base() instanceof Value.Local || slot.base().isVisible())) {
        joined.memory.put(slot, new Value.Unknown("j" + block + slot.base() + slot.field()));
      }
    }
  }

  /** Nothing is noted where nothing is known: rounds of a loop would differ in that for ever. */
  private void note(Value value, Range range) {
    if (range.equals(Range.ALL)) {
      ranges.remove(value);
    } else {
      ranges.put(value, range);
    }
  }

  /** Equal in all but the way that led there. */
  @Override
  public boolean equals(Object other) {
    return other instanceof State that
        && places.mayEqual(that.places)
        && known.mayEqual(that.known)
        && memory.equals(that.memory)
        && ranges.equals(that.ranges)
        && tracks.equals(that.tracks)
        && variants.equals(that.variants);
  }

  @Override
  public int hashCode() {
    return 31 * memory.hashCode() + 7 * ranges.hashCode() + tracks.keySet().hashCode();
  }
}
