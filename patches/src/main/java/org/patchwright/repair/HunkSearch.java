package org.patchwright.repair;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.Set;
import org.patchwright.diff.HunkLine.Kind;

/**
 * Finds which physical lines of a damaged hunk make up which of its lines: the cheapest ways to
 * read as many old and new lines as the hunk announces, with the tree's lines as the old ones where
 * it is known.
 */
final class HunkSearch {

  private static final int LONGEST_WRAP = 8;
  private static final int MOST_STEPS = 400_000;
  private static final int FREE = Integer.MAX_VALUE / 2;
  // Readings that cost this much more than the best are not worth a thought.
  private static final int SLACK = 16;
  private static final int USUAL_CONTEXT = 3;

  /**
   * One line of the hunk.
   *
   * @param first index of its first physical line
   * @param count number of physical lines; 0 for a blank line that was lost
   * @param marked whether the first character is the line's mark
   * @param alike whether the tree's line is only like it
   */
  record Piece(
      Kind kind, int first, int count, boolean marked, boolean terminated, boolean alike) {}

  /**
   * @param pieces the hunk's lines in order
   * @param end index behind the last physical line used
   * @param cost 0 if nothing was damaged
   */
  record Found(List<Piece> pieces, int end, int cost) {

    /** Whether two ways give the same lines. */
    boolean same(Found other) {
      return key().equals(other.key());
    }

    Found dearer(int by) {
      return new Found(pieces, end, cost + by);
    }

    String key() {
      StringBuilder out = new StringBuilder();
      for (Piece piece : pieces) {
        if (piece.kind() == Kind.ADDED) {
          out.append('+').append(piece.first()).append(':').append(piece.count());
        } else {
          out.append(piece.kind().mark());
        }
      }
      return out.toString();
    }
  }

  /** How to look. */
  enum Mode {
    /** Old lines are the tree's, but for white space. */
    EXACT,
    /** Some old lines are only like the tree's. */
    ALIKE,
    /** The hunk's counts are wrong: all its lines count. */
    UNCOUNTED
  }

  private record State(int at, int old, int now) {}

  private record Label(State state, int cost, Optional<Label> from, Optional<Piece> piece) {}

  private final List<String> lines;
  private final List<String> squeezed;
  private final Optional<List<String>> tree;
  private final int oldCount;
  private final int newCount;
  private final boolean isLast;
  private final Mode mode;
  private final Budget budget;
  private final Map<State, Integer> popped = new HashMap<>();
  private final Map<State, Integer> best = new HashMap<>();
  private final PriorityQueue<Label> open =
      new PriorityQueue<>((a, b) -> Integer.compare(a.cost(), b.cost()));
  private int most = 1;

  /**
   * @param tree the old lines, squeezed; empty if they are not known
   * @param isLast whether text that is no diff may follow the hunk
   */
  HunkSearch(Layout.RawHunk hunk, Optional<List<String>> tree, Mode mode, Budget budget) {
    this.lines = hunk.lines();
    this.squeezed = hunk.squeezed();
    this.tree = tree;
    this.oldCount = mode == Mode.UNCOUNTED ? FREE : hunk.oldCount();
    this.newCount = mode == Mode.UNCOUNTED ? FREE : hunk.newCount();
    this.isLast = hunk.isLast();
    this.mode = mode;
    this.budget = budget;
  }

  /** A line without anything that mail may change: all white space. */
  static String squeeze(String line) {
    StringBuilder out = new StringBuilder(line.length());
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c > ' ' && c != '\u00a0') {
        out.append(c);
      }
    }
    return out.toString();
  }

  /** The cheapest way. */
  Optional<Found> find() {
    return find(1).stream().findFirst();
  }

  /** The cheapest ways that give different lines, the cheapest first. */
  List<Found> find(int count) {
    most = count;
    popped.clear();
    best.clear();
    open.clear();
    push(new Label(new State(0, 0, 0), 0, Optional.empty(), Optional.empty()));
    List<Found> all = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    OptionalInt limit = OptionalInt.empty();
    int steps = 0;
    while (!open.isEmpty() && steps++ < MOST_STEPS && budget.step()) {
      Label label = open.poll();
      if (limit.isPresent() && label.cost() > limit.getAsInt() || !take(label.state())) {
        continue;
      }
      State state = label.state();
      OptionalInt rest = rest(state);
      if (rest.isPresent()) {
        Found found = found(label, label.cost() + rest.getAsInt());
        found = found.dearer(unusual(found));
        if (keys.add(found.key())) {
          all.add(found);
        }
        int slack = most == 1 ? -1 : SLACK;
        limit = OptionalInt.of(Math.min(limit.orElse(Integer.MAX_VALUE), found.cost() + slack));
        if (all.size() >= 4 * most) {
          break;
        }
      }
      expand(label);
    }
    all.sort((a, b) -> Integer.compare(a.cost(), b.cost()));
    return all.size() > most ? all.subList(0, most) : all;
  }

  private boolean take(State state) {
    int times = popped.merge(state, 1, Integer::sum);
    return times <= most;
  }

  private void push(Label label) {
    if (most == 1) {
      Integer known = best.get(label.state());
      if (known != null && known <= label.cost()) {
        return;
      }
      best.put(label.state(), label.cost());
    }
    open.add(label);
  }

  /** What is left behind a complete hunk costs; empty if the hunk is not complete. */
  private OptionalInt rest(State state) {
    if (mode == Mode.UNCOUNTED) {
      boolean end = state.at() >= lines.size() || isSignature(lines.get(state.at()));
      return end && state.old() > 0 ? OptionalInt.of(0) : OptionalInt.empty();
    }
    return state.old() == oldCount && state.now() == newCount
        ? OptionalInt.of(leftOver(state.at()))
        : OptionalInt.empty();
  }

  private static boolean isSignature(String line) {
    return line.equals("-- ") || line.equals("--") || line.startsWith("____");
  }

  private int leftOver(int at) {
    int cost = 0;
    int from = at < lines.size() && lines.get(at).startsWith("\\ ") ? at + 1 : at;
    for (int i = from; i < lines.size(); i++) {
      String line = lines.get(i);
      if (isLast && (line.isBlank() || isSignature(line))) {
        break;
      }
      if (!line.isBlank()) {
        cost += isLast ? (i == at ? 3 : 0) : 8;
        if (line.startsWith("+") || line.startsWith("-")) {
          cost += 8;
        }
      }
      if (isLast && !line.matches("(?s)[+ -].*")) {
        break;
      }
    }
    return cost;
  }

  /** Diffs show three lines of context at either end, if the file has them. */
  private int unusual(Found found) {
    if (found.cost() == 0 || tree.isEmpty()) {
      return 0;
    }
    int head = 0;
    while (head < found.pieces().size() && found.pieces().get(head).kind() == Kind.CONTEXT) {
      head++;
    }
    int tail = 0;
    int last = found.pieces().size() - 1;
    while (tail < last && found.pieces().get(last - tail).kind() == Kind.CONTEXT) {
      tail++;
    }
    return Math.min(8, 4 * Math.abs(head - USUAL_CONTEXT))
        + Math.min(8, 4 * Math.abs(tail - USUAL_CONTEXT));
  }

  private static Found found(Label goal, int cost) {
    List<Piece> pieces = new ArrayList<>();
    Optional<Label> at = Optional.of(goal);
    while (at.isPresent()) {
      at.get().piece().ifPresent(pieces::add);
      at = at.get().from();
    }
    Collections.reverse(pieces);
    return new Found(pieces, goal.state().at(), cost);
  }

  private void reach(Label from, State to, Optional<Piece> piece, int cost) {
    push(new Label(to, cost, Optional.of(from), piece));
  }

  private void expand(Label label) {
    State state = label.state();
    int cost = label.cost();
    int at = state.at();
    boolean contextLeft = state.old() < oldCount && state.now() < newCount;
    boolean known = tree.isPresent() && state.old() < tree.get().size();
    if (contextLeft && known && tree.get().get(state.old()).isEmpty()) {
      // Inside a run of added lines a blank context line is rarer than at its ends.
      boolean inside =
          at > 0
              && at < lines.size()
              && lines.get(at).startsWith("+")
              && lines.get(at - 1).startsWith("+");
      reach(
          label,
          new State(at, state.old() + 1, state.now() + 1),
          Optional.of(new Piece(Kind.CONTEXT, at, 0, false, true, false)),
          cost + (inside ? 8 : 5));
    }
    if (at >= lines.size()) {
      return;
    }
    String line = lines.get(at);
    if (line.startsWith("\\ ")) {
      reach(label, new State(at + 1, state.old(), state.now()), Optional.empty(), cost);
      return;
    }
    if (state.old() == 0 && state.now() == 0 && at < 2) {
      // A long section is wrapped too: its rest stands before the first line.
      reach(label, new State(at + 1, 0, 0), Optional.empty(), cost + 4);
    } else if (line.isBlank()) {
      reach(label, new State(at + 1, state.old(), state.now()), Optional.empty(), cost + 7);
    }
    if (line.startsWith("+") && state.now() < newCount) {
      added(label);
    }
    if (line.startsWith("-") && state.old() < oldCount) {
      old(label, Kind.REMOVED, 1, 0);
    }
    if (contextLeft) {
      if (line.startsWith(" ")) {
        old(label, Kind.CONTEXT, 1, 0);
      } else if (line.isEmpty()) {
        old(label, Kind.CONTEXT, 0, 1);
      } else if (mode != Mode.UNCOUNTED || tree.isPresent()) {
        boolean mark = line.startsWith("+") || line.startsWith("-");
        old(label, Kind.CONTEXT, 0, mark ? 16 : 3);
      }
    }
  }

  private void added(Label label) {
    State state = label.state();
    int price = label.cost();
    // Without counts nothing tells a wrapped line from two.
    int longest = mode == Mode.UNCOUNTED ? 1 : LONGEST_WRAP;
    for (int count = 1; count <= longest && state.at() + count <= lines.size(); count++) {
      if (count > 1) {
        price += wrap(state.at() + count - 1);
      }
      int end = state.at() + count;
      boolean terminated = isTerminated(end);
      reach(
          label,
          new State(end, state.old(), state.now() + 1),
          Optional.of(new Piece(Kind.ADDED, state.at(), count, true, terminated, false)),
          price);
      if (!terminated) {
        return;
      }
    }
  }

  private boolean isTerminated(int end) {
    return end >= lines.size() || !lines.get(end).startsWith("\\ ");
  }

  /** What it costs to take a physical line for the rest of the one before. */
  private int wrap(int index) {
    String line = lines.get(index);
    if (line.isBlank()) {
      return 9;
    }
    int cost = 4;
    if (line.startsWith("+") || line.startsWith("-")) {
      cost += 9;
    } else if (line.startsWith(" ") || line.startsWith("\t")) {
      cost += 4;
    }
    String before = lines.get(index - 1);
    // Whoever wraps does so because the next word would not fit.
    int word = line.indexOf(' ') < 0 ? line.length() : line.indexOf(' ');
    return before.length() + word < 60 ? cost + 5 : cost;
  }

  private void old(Label label, Kind kind, int skip, int extra) {
    State state = label.state();
    boolean known = tree.isPresent();
    if (known && state.old() >= tree.get().size()) {
      return;
    }
    String wanted = known ? tree.get().get(state.old()) : "";
    StringBuilder read = new StringBuilder();
    int price = label.cost() + extra;
    for (int count = 1; count <= LONGEST_WRAP && state.at() + count <= lines.size(); count++) {
      int index = state.at() + count - 1;
      String piece = squeezed.get(index);
      if (count == 1 && kind == Kind.REMOVED) {
        piece = piece.substring(1);
      }
      price += count > 1 ? wrap(index) : 0;
      read.append(piece);
      boolean fits = !known || wanted.contentEquals(read);
      boolean alike = !fits && mode == Mode.ALIKE && count <= 2 && alike(wanted, read.toString());
      if (fits || alike) {
        int end = state.at() + count;
        int now = state.now() + (kind == Kind.CONTEXT ? 1 : 0);
        reach(
            label,
            new State(end, state.old() + 1, now),
            Optional.of(new Piece(kind, state.at(), count, skip == 1, isTerminated(end), alike)),
            price + (alike ? 10 : 0));
      }
      if (known && !wanted.startsWith(read.toString()) && mode != Mode.ALIKE) {
        return;
      }
      if (!known && (count == 3 || mode == Mode.UNCOUNTED)) {
        return;
      }
    }
  }

  /** Whether two lines share more than half of what they hold, at their ends. */
  private static boolean alike(String one, String other) {
    int shorter = Math.min(one.length(), other.length());
    int head = 0;
    while (head < shorter && one.charAt(head) == other.charAt(head)) {
      head++;
    }
    int tail = 0;
    while (tail < shorter - head
        && one.charAt(one.length() - 1 - tail) == other.charAt(other.length() - 1 - tail)) {
      tail++;
    }
    return head + tail >= 3 && 2 * (head + tail) >= Math.max(one.length(), other.length());
  }
}
