package org.patchwright.dataflow;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.patchwright.syntax.Node;

/**
 * What is known at one point of one path while one handle is followed. Values are named by text:
 * {@code =5} is a number, {@code #3;} the result of call 3, {@code {v}} what {@code v} points to,
 * {@code &k} the address of the place {@code k}; a place that nothing has assigned holds a value of
 * the place's own name.
 */
public final class PathState {

  private static final int LONGEST = 160;

  /** Begins the name of a value that is too long to be spelled. */
  static final String LONG = "~";

  private static final List<Range> EXACT = IntStream.range(0, 10).mapToObj(Range::exactly).toList();

  private static final List<String> RESULTS =
      IntStream.range(0, 400).mapToObj(call -> "#" + call + ";").toList();

  /** Something that has happened if a value lies in a range, and that is not known yet. */
  public record Pending(String value, Range when, int status, String mark) {}

  private final Lowered function;
  final Shared<String, String> places;
  final Shared<String, Range> ranges;
  final Shared<String, Boolean> variants;
  private int status;
  private String handle;
  private final TreeSet<String> marks;
  private final List<Pending> pending;
  private Optional<Trace> trace;
  private boolean zeroed;

  /** Whether a name that is too long to be spelled may stand somewhere in this state. */
  private boolean hasLong;

  /** The names that may stand somewhere in this state. */
  private final NameMarks named;

  /** The places in which others lie that may have a value here. */
  private final NameMarks outer;

  /** Never written to, as copies share it. */
  private BitSet rounds;

  /** Where the handle is kept, where that was asked for since it changed. */
  private Optional<SortedSet<String>> aliases;

  PathState(Lowered function) {
    this.function = function;
    places = new Shared<>(new HashMap<>(), HashMap::new);
    ranges = new Shared<>(new HashMap<>(), HashMap::new);
    variants = new Shared<>(new HashMap<>(), HashMap::new);
    marks = new TreeSet<>();
    pending = new ArrayList<>();
    handle = "";
    trace = Optional.empty();
    named = new NameMarks();
    outer = new NameMarks();
    rounds = new BitSet();
    aliases = Optional.empty();
  }

  private PathState(PathState other) {
    function = other.function;
    places = other.places.copy();
    ranges = other.ranges.copy();
    variants = other.variants.copy();
    marks = other.marks.isEmpty() ? new TreeSet<>() : new TreeSet<>(other.marks);
    pending = other.pending.isEmpty() ? new ArrayList<>() : new ArrayList<>(other.pending);
    status = other.status;
    handle = other.handle;
    trace = other.trace;
    zeroed = other.zeroed;
    hasLong = other.hasLong;
    rounds = other.rounds;
    named = other.named.copy();
    outer = other.outer.copy();
    aliases = other.aliases;
  }

  PathState copy() {
    return new PathState(this);
  }

  Lowered function() {
    return function;
  }

  /** Notes a value that may stand somewhere in this state from now on. */
  void mayHave(String name) {
    named.add(name);
  }

  /** A number whose meaning is the follower's own. */
  public int status() {
    return status;
  }

  public void status(int next) {
    status = next;
  }

  /** The value that is followed; empty before there is one. */
  public String handle() {
    return handle;
  }

  public void handle(String value) {
    keep(value);
    named(value);
  }

  private void keep(String value) {
    if (!value.equals(handle)) {
      aliases = Optional.empty();
    }
    handle = value;
  }

  /** What has happened to the handle beside its status; states that differ in it stay apart. */
  public TreeSet<String> marks() {
    return marks;
  }

  /** Clears what was known of the handle before. */
  public void begin(int newStatus, String value) {
    status = newStatus;
    handle(value);
    marks.clear();
    pending.clear();
    zeroed = false;
  }

  /** Whether this path has gone through a round of a loop since it came to its head. */
  boolean hasRound(int head) {
    return rounds.get(head);
  }

  /** Notes that control comes to the head of a loop, from a round of it or from before. */
  void round(int head, boolean again) {
    if (rounds.get(head) != again) {
      rounds = (BitSet) rounds.clone();
      rounds.set(head, again);
    }
  }

  /** Whether what the handle points to is zero where nothing was written. */
  public void zeroed(boolean value) {
    zeroed = value;
  }

  String unwritten(String key) {
    return zeroed && key.startsWith("{" + handle + "}.") ? "=0" : key;
  }

  public void later(Pending effect) {
    pending.add(effect);
  }

  public List<Pending> pending() {
    return pending;
  }

  public Optional<Trace> trace() {
    return trace;
  }

  public void step(Node node, String message) {
    trace = Optional.of(new Trace(trace, node, message, true));
  }

  // Values.

  public static String target(String value) {
    return value.startsWith("&") ? value.substring(1) : "{" + value + "}";
  }

  String limited(String text) {
    if (text.length() <= LONGEST) {
      return text;
    }
    hasLong = true;
    return LONG + Integer.toHexString(text.hashCode()) + ";";
  }

  /** The name of the place that a term denotes. */
  public String key(Term place) {
    return Naming.key(place, this);
  }

  /** The name of the value that a term has. */
  public String value(Term term) {
    return Naming.value(term, this);
  }

  /** The value that a call yields. */
  public static String result(int call) {
    return call < RESULTS.size() ? RESULTS.get(call) : "#" + call + ";";
  }

  /** The number of the call that yields a value; empty if it is no call's result as it is. */
  public static Optional<Integer> callOf(String value) {
    int end = value.length() - 1;
    if (end < 2 || value.charAt(0) != '#' || value.charAt(end) != ';') {
      return Optional.empty();
    }
    int id = 0;
    for (int i = 1; i < end; i++) {
      int digit = value.charAt(i) - '0';
      if (digit < 0 || digit > 9 || i > 7) {
        return Optional.empty();
      }
      id = 10 * id + digit;
    }
    return Optional.of(id);
  }

  public Range range(String value) {
    switch (value.isEmpty() ? ' ' : value.charAt(0)) {
      case '=' -> {
        int digit = value.length() == 2 ? value.charAt(1) - '0' : -1;
        return digit >= 0 && digit < EXACT.size()
            ? EXACT.get(digit)
            : Range.exactly(Long.parseLong(value.substring(1)));
      }
      case '&' -> {
        return Range.POSITIVE;
      }
      case 'A', 's' -> {
        if (value.startsWith("ARRAY_SIZE") || value.startsWith("sizeof")) {
          return Range.POSITIVE;
        }
      }
      default -> {
        // What is known of it tells.
      }
    }
    Range known = ranges.get(value);
    return known != null ? known : value.startsWith("(") ? Range.of(0, 1) : Range.ALL;
  }

  /** Narrows a value; false if nothing would be left. */
  public boolean restrict(String value, Range range) {
    Range before = range(value);
    Optional<Range> both = before.and(range);
    if (both.isEmpty()) {
      return false;
    }
    if (!value.startsWith("=") && !both.get().equals(before)) {
      named.add(value);
      ranges.put(value, both.get());
    }
    return true;
  }

  /** The range of a term, where that is more than its value's name tells. */
  public Range rangeOf(Term term) {
    if (term instanceof Term.Choice choice) {
      PathState yes = copy();
      PathState no = copy();
      boolean canYes = yes.assume(choice.condition(), true);
      boolean canNo = no.assume(choice.condition(), false);
      if (canYes && canNo) {
        return yes.rangeOf(choice.yes()).or(no.rangeOf(choice.no()));
      }
      return canYes ? yes.rangeOf(choice.yes()) : no.rangeOf(choice.no());
    }
    if (term instanceof Term.Other other
        && other.words().equals("-")
        && other.operands().size() == 1) {
      Range range = rangeOf(other.operands().get(0));
      return range.low() > 0 ? Range.NEGATIVE : Range.ALL;
    }
    return range(value(term));
  }

  /** Takes a condition for true or for false; false if it can't be. */
  public boolean assume(Term condition, boolean truth) {
    if (condition instanceof Term.Compare compare) {
      return Comparisons.assume(this, compare, truth);
    }
    if (condition instanceof Term.Other other && other.operands().size() == 2) {
      if (other.words().equals(truth ? "&&" : "||")) {
        return assume(other.operands().get(0), truth) && assume(other.operands().get(1), truth);
      }
    }
    if (condition instanceof Term.Choice choice) {
      Range wanted = truth ? Range.NOT_ZERO : Range.ZERO;
      boolean yes = rangeOf(choice.yes()).and(wanted).isPresent();
      boolean no = rangeOf(choice.no()).and(wanted).isPresent();
      if (yes != no) {
        return assume(choice.condition(), yes) && assume(yes ? choice.yes() : choice.no(), truth);
      }
      return yes;
    }
    String value = value(condition);
    return Bits.canBe(value, truth, ranges) && restrict(value, truth ? Range.NOT_ZERO : Range.ZERO);
  }

  // Changes.

  public void write(String key, String value) {
    if (outer.mayHave(key)) {
      boolean any =
          places
              .keySet()
              .removeIf(
                  other ->
                      other.length() > key.length()
                          && (other.charAt(key.length()) == '.'
                              || other.charAt(key.length()) == '[')
                          && other.startsWith(key));
      if (any) {
        aliases = Optional.empty();
      }
    }
    named.add(key);
    named.add(value);
    put(key, value);
  }

  /** Gives a place a value, whatever lies in it. */
  void put(String key, String value) {
    String before = places.put(key, value);
    if (before == null && (key.indexOf('.') >= 0 || key.indexOf('[') >= 0)) {
      int hash = 0;
      for (int i = 0; i < key.length(); i++) {
        char c = key.charAt(i);
        if (c == '.' || c == '[') {
          outer.add(hash);
        }
        hash = 31 * hash + c;
      }
    }
    if (value.equals(handle) || handle.equals(before)) {
      aliases = Optional.empty();
    }
  }

  /** Gives a place a value of which nothing is known but its name. */
  void unknown(String key, String name) {
    forgetAnew(name);
    write(key, name);
  }

  /** Drops what an earlier round knew of a value of this kind, if there was one on this path. */
  void forgetAnew(String name) {
    if (named.mayHave(name)) {
      forget(name);
    }
  }

  /** Drops what is known of values whose names are too long to be spelled. */
  void forgetLong() {
    if (hasLong) {
      forget(LONG);
    }
  }

  /** Notes a value in whose name that of a call's result may stand. */
  private void named(String value) {
    named.add(value);
    int from = value.indexOf('#');
    int end = value.indexOf(';', from + 1);
    if (from > 0 && end > 0) {
      named.add(value.substring(from, end + 1));
    }
  }

  /** Drops what an earlier round knew of a value that gets its name anew. */
  void forget(String name) {
    String before = handle;
    long needed = NameEnds.needed(name);
    NameEnds ends = NameEnds.own();
    if (ends.stands(name, needed, handle)) {
      keep("old" + handle.hashCode());
    }
    ranges.keySet().removeIf(value -> ends.stands(name, needed, value));
    List<Map.Entry<String, String>> concerned = new ArrayList<>();
    for (Map.Entry<String, String> place : places.entrySet()) {
      if (ends.stands(name, needed, place.getKey())
          || ends.stands(name, needed, place.getValue())) {
        concerned.add(Map.entry(place.getKey(), place.getValue()));
      }
    }
    if (concerned.isEmpty()) {
      return;
    }
    aliases = Optional.empty();
    Map<String, String> moved = new TreeMap<>();
    for (Map.Entry<String, String> place : concerned) {
      String key = place.getKey();
      String value = place.getValue();
      String kept = stands(name, value) ? renamed(value, before) : value;
      if (stands(name, key)) {
        moved(key, name, before).ifPresent(there -> moved.put(there, kept));
        places.remove(key);
      } else {
        places.put(key, kept);
      }
    }
    moved.forEach(this::put);
  }

  /** A name is rarely as long as what it is looked for in, or longer. */
  private static boolean stands(String name, String text) {
    return text.length() >= name.length() && text.contains(name);
  }

  /** What lies where a renamed value points goes on lying there. */
  private Optional<String> moved(String key, String name, String before) {
    int end = key.indexOf('}');
    if (key.startsWith("{") && end == key.lastIndexOf('}')) {
      String pointer = key.substring(1, end);
      String member = key.substring(end + 1);
      if (stands(name, pointer) && !stands(name, member)) {
        return Optional.of("{" + renamed(pointer, before) + "}" + member);
      }
    }
    return Optional.empty();
  }

  /** Whether a value is made of the handle. */
  public boolean mentions(String value) {
    return mentions(value, handle);
  }

  /** Whether a value points into what the handle points to. */
  public boolean isPart(String value) {
    return value.startsWith("&") && value.contains("{" + handle + "}") && !handle.isEmpty();
  }

  /** Whether a value is computed from the handle, as by an offset. */
  public boolean isComputed(String value) {
    return Naming.isComputed(value, handle);
  }

  /** Whether a name stands in a value as a whole. */
  public static boolean mentions(String value, String name) {
    int at = name.isEmpty() ? -1 : value.indexOf(name);
    while (at >= 0) {
      int end = at + name.length();
      if ((at == 0 || !isWord(value.charAt(at - 1)) || !isWord(name.charAt(0)))
          && (end == value.length()
              || !isWord(value.charAt(end))
              || !isWord(name.charAt(name.length() - 1)))) {
        return true;
      }
      at = value.indexOf(name, at + 1);
    }
    return false;
  }

  private static boolean isWord(char c) {
    return Character.isLetterOrDigit(c) || c == '_';
  }

  /** A value of an earlier round is not the one of a round before that. */
  private String renamed(String value, String before) {
    String name = "old" + value.hashCode();
    return name.equals(before) && !value.equals(before) ? "odd" + value.hashCode() : name;
  }

  /** Where the handle, or something made of it, is kept. */
  public SortedSet<String> aliases() {
    if (aliases.isEmpty()) {
      TreeSet<String> found = new TreeSet<>();
      if (!handle.isEmpty()) {
        for (Map.Entry<String, String> place : places.entrySet()) {
          if (place.getValue().equals(handle) && !place.getKey().startsWith("#")) {
            found.add(place.getKey());
          }
        }
      }
      aliases = Optional.of(Collections.unmodifiableSortedSet(found));
    }
    return aliases.get();
  }

  /** What a place was given. */
  public Optional<String> at(String key) {
    return Optional.ofNullable(places.get(key));
  }

  /** The places that lie in one behind a dot or a bracket, with their values. */
  public Map<String, String> placesIn(String key, char behind) {
    return outer.mayHave(key) ? placesBelow(key + behind) : new TreeMap<>();
  }

  /** The places whose names begin so, with their values. */
  public Map<String, String> placesBelow(String prefix) {
    Map<String, String> found = new TreeMap<>();
    places.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            found.put(key, value);
          }
        });
    return found;
  }

  /** What is known of values, by their names. */
  public Map<String, Range> narrowed() {
    return Collections.unmodifiableMap(ranges);
  }

  String shape() {
    if (handle.isEmpty() && marks.isEmpty() && pending.isEmpty()) {
      return status == 0 ? "" : Integer.toString(status);
    }
    StringBuilder out = new StringBuilder().append(status).append(marks);
    if (!handle.isEmpty()) {
      out.append(handle).append(aliases());
      Range range = range(handle);
      out.append(
          range.low() > 0 ? '+' : range.equals(Range.ZERO) ? '0' : range.high() < 0 ? '-' : '?');
    }
    for (Pending effect : pending) {
      out.append(effect.value()).append(effect.status());
    }
    return out.toString();
  }

  /**
   * One state for two of the same shape: what differs is forgotten.
   *
   * @param names by place the name of what it holds on one way to the block or the other, kept by
   *     the caller
   */
  PathState join(PathState other, int block, Map<String, String> names) {
    PathState joined = copy();
    if (!rounds.equals(other.rounds)) {
      joined.rounds = (BitSet) rounds.clone();
      joined.rounds.or(other.rounds);
    }
    joined.named.addAll(other.named);
    joined.outer.addAll(other.outer);
    joined.zeroed = zeroed && other.zeroed;
    joined.hasLong = hasLong || other.hasLong;
    Joining joining = new Joining(this, other, block);
    joining.ranges(joined.ranges);
    if (!places.isShared(other.places)) {
      joined.aliases = Optional.empty();
      joining.places(joined, names);
    }
    if (!variants.isShared(other.variants)) {
      joined
          .variants
          .entrySet()
          .removeIf(e -> !e.getValue().equals(other.variants.get(e.getKey())));
    }
    return joined;
  }

  boolean sameAs(PathState other) {
    return status == other.status
        && zeroed == other.zeroed
        && places.mayEqual(other.places)
        && ranges.mayEqual(other.ranges)
        && variants.mayEqual(other.variants)
        && handle.equals(other.handle)
        && places.equals(other.places)
        && ranges.equals(other.ranges)
        && marks.equals(other.marks)
        && pending.equals(other.pending)
        && rounds.equals(other.rounds)
        && variants.equals(other.variants);
  }
}
