package org.patchwright.repair;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import org.patchwright.diff.HunkLine.Kind;

/**
 * Finds which physical lines of a damaged hunk make up which of its lines: the cheapest way to read
 * as many old and new lines as the hunk announces, with the tree's lines as the old ones where it
 * is known.
 */
final class HunkSearch {

  private static final int LONGEST_WRAP = 8;
  private static final int MOST_STATES = 400_000;

  /**
   * One line of the hunk.
   *
   * @param first index of its first physical line
   * @param count number of physical lines; 0 for a blank line that was lost
   * @param marked whether the first character is the line's mark
   */
  record Piece(Kind kind, int first, int count, boolean marked, boolean terminated) {}

  /**
   * @param pieces the hunk's lines in order
   * @param end index behind the last physical line used
   * @param cost 0 if nothing was damaged
   */
  record Found(List<Piece> pieces, int end, int cost) {}

  private record State(int at, int old, int now) {}

  private record Step(State state, int cost) {}

  private record Way(State from, Optional<Piece> piece, int cost) {}

  private final List<String> lines;
  private final List<String> squeezed;
  private final Optional<List<String>> tree;
  private final int oldCount;
  private final int newCount;
  private final boolean isLast;
  private final Map<State, Way> best = new HashMap<>();
  private final PriorityQueue<Step> open =
      new PriorityQueue<>((a, b) -> Integer.compare(a.cost(), b.cost()));

  /**
   * @param tree the old lines, squeezed; empty if they are not known
   * @param isLast whether text that is no diff may follow the hunk
   */
  HunkSearch(
      List<String> lines, Optional<List<String>> tree, int oldCount, int newCount, boolean isLast) {
    this.lines = lines;
    this.squeezed = lines.stream().map(HunkSearch::squeeze).toList();
    this.tree = tree;
    this.oldCount = oldCount;
    this.newCount = newCount;
    this.isLast = isLast;
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

  Optional<Found> find() {
    State start = new State(0, 0, 0);
    best.put(start, new Way(start, Optional.empty(), 0));
    open.add(new Step(start, 0));
    // A long section is wrapped too: its rest stands before the first line.
    Optional<Found> cheapest = Optional.empty();
    int states = 0;
    while (!open.isEmpty() && states++ < MOST_STATES) {
      Step step = open.poll();
      if (best.get(step.state()).cost() < step.cost()) {
        continue;
      }
      if (cheapest.isPresent() && cheapest.get().cost() <= step.cost()) {
        break;
      }
      State state = step.state();
      if (state.old() == oldCount && state.now() == newCount) {
        int total = step.cost() + leftOver(state.at());
        if (cheapest.isEmpty() || total < cheapest.get().cost()) {
          cheapest = Optional.of(found(state, total));
        }
      }
      expand(state, step.cost());
    }
    return cheapest;
  }

  private int leftOver(int at) {
    int cost = 0;
    int from = at < lines.size() && lines.get(at).startsWith("\\ ") ? at + 1 : at;
    for (int i = from; i < lines.size(); i++) {
      String line = lines.get(i);
      if (isLast && (line.isBlank() || line.equals("-- ") || line.equals("--"))) {
        break;
      }
      if (!line.isBlank()) {
        cost += isLast ? (i == at && !line.startsWith("_") ? 3 : 0) : 8;
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

  private Found found(State goal, int cost) {
    List<Piece> pieces = new ArrayList<>();
    State at = goal;
    while (true) {
      Way way = best.get(at);
      way.piece().ifPresent(pieces::add);
      if (way.from().equals(at)) {
        break;
      }
      at = way.from();
    }
    Collections.reverse(pieces);
    return new Found(pieces, goal.at(), cost);
  }

  private void reach(State from, State to, Optional<Piece> piece, int cost) {
    Way known = best.get(to);
    if (known == null || cost < known.cost()) {
      best.put(to, new Way(from, piece, cost));
      open.add(new Step(to, cost));
    }
  }

  private void expand(State state, int cost) {
    int at = state.at();
    boolean contextLeft = state.old() < oldCount && state.now() < newCount;
    if (contextLeft && tree.isPresent() && oldLine(state.old()).isEmpty()) {
      reach(
          state,
          new State(at, state.old() + 1, state.now() + 1),
          Optional.of(new Piece(Kind.CONTEXT, at, 0, false, true)),
          cost + 5);
    }
    if (at >= lines.size()) {
      return;
    }
    String line = lines.get(at);
    if (line.startsWith("\\ ")) {
      reach(state, new State(at + 1, state.old(), state.now()), Optional.empty(), cost);
      return;
    }
    if (state.old() == 0 && state.now() == 0 && at < 2) {
      reach(state, new State(at + 1, 0, 0), Optional.empty(), cost + 4);
    } else if (line.isBlank()) {
      reach(state, new State(at + 1, state.old(), state.now()), Optional.empty(), cost + 7);
    }
    if (line.startsWith("+") && state.now() < newCount) {
      added(state, cost);
    }
    if (line.startsWith("-") && state.old() < oldCount) {
      old(state, cost, Kind.REMOVED, 1, 0);
    }
    if (contextLeft) {
      if (line.startsWith(" ")) {
        old(state, cost, Kind.CONTEXT, 1, 0);
      } else if (line.isEmpty()) {
        old(state, cost, Kind.CONTEXT, 0, 1);
      } else {
        boolean mark = line.startsWith("+") || line.startsWith("-");
        old(state, cost, Kind.CONTEXT, 0, mark ? 16 : 3);
      }
    }
  }

  private String oldLine(int index) {
    return tree.map(known -> index < known.size() ? known.get(index) : "\0").orElse("");
  }

  private void added(State state, int cost) {
    int price = cost;
    for (int count = 1; count <= LONGEST_WRAP && state.at() + count <= lines.size(); count++) {
      if (count > 1) {
        price += wrap(state.at() + count - 1);
      }
      int end = state.at() + count;
      reach(
          state,
          new State(end, state.old(), state.now() + 1),
          Optional.of(new Piece(Kind.ADDED, state.at(), count, true, isTerminated(end))),
          price);
      if (end < lines.size() && lines.get(end).startsWith("\\ ")) {
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

  private void old(State state, int cost, Kind kind, int skip, int extra) {
    String wanted = oldLine(state.old());
    StringBuilder read = new StringBuilder();
    int price = cost + extra;
    for (int count = 1; count <= LONGEST_WRAP && state.at() + count <= lines.size(); count++) {
      int index = state.at() + count - 1;
      String piece = squeezed.get(index);
      if (count == 1 && kind == Kind.REMOVED) {
        piece = piece.substring(1);
      }
      price += count > 1 ? wrap(index) : 0;
      read.append(piece);
      boolean fits = tree.isEmpty() || wanted.contentEquals(read);
      if (fits) {
        int end = state.at() + count;
        int now = state.now() + (kind == Kind.CONTEXT ? 1 : 0);
        reach(
            state,
            new State(end, state.old() + 1, now),
            Optional.of(new Piece(kind, state.at(), count, skip == 1, isTerminated(end))),
            price);
      }
      if (tree.isPresent() && !wanted.startsWith(read.toString())) {
        return;
      }
      if (tree.isEmpty() && count == 3) {
        return;
      }
    }
  }
}
