package org.patchwright.repair;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/** Enumerates choices of one option each in the order of their sum of costs, each once. */
final class Cheapest {

  private static final int MOST_OPEN = 150_000;

  /**
   * What differs from everybody's first option.
   *
   * @param option from 1
   */
  record Deviation(int variable, int option) {}

  private record Choice(Deviation[] deviations, int last, int cost) {}

  private final List<List<Integer>> costs;
  private final List<Integer> order = new ArrayList<>();
  private final PriorityQueue<Choice> open =
      new PriorityQueue<>(Comparator.comparingInt(Choice::cost));

  /**
   * @param costs of each choice's options: the first is 0, none is less than the one before
   */
  Cheapest(List<List<Integer>> costs) {
    this.costs = costs;
    for (int i = 0; i < costs.size(); i++) {
      if (costs.get(i).size() > 1) {
        order.add(i);
      }
    }
    order.sort(Comparator.comparingInt(i -> costs.get(i).get(1)));
    open.add(new Choice(new Deviation[0], -1, 0));
  }

  /** The next choice; empty if there are no more. */
  Optional<List<Deviation>> next() {
    Choice choice = open.poll();
    if (choice == null) {
      return Optional.empty();
    }
    int last = choice.last();
    Deviation[] now = choice.deviations();
    if (last >= 0) {
      Deviation deviation = now[now.length - 1];
      List<Integer> own = costs.get(deviation.variable());
      Deviation[] before = Arrays.copyOf(now, now.length - 1);
      int rest = choice.cost() - own.get(deviation.option());
      if (deviation.option() + 1 < own.size()) {
        add(before, rest, deviation.variable(), deviation.option() + 1, last);
      }
      if (deviation.option() == 1 && last + 1 < order.size()) {
        // Instead of this choice the next one deviates.
        add(before, rest, order.get(last + 1), 1, last + 1);
      }
    }
    if (last + 1 < order.size()) {
      add(now, choice.cost(), order.get(last + 1), 1, last + 1);
    }
    return Optional.of(List.of(now));
  }

  private void add(Deviation[] before, int cost, int variable, int option, int last) {
    if (open.size() < MOST_OPEN) {
      Deviation[] all = Arrays.copyOf(before, before.length + 1);
      all[before.length] = new Deviation(variable, option);
      open.add(new Choice(all, last, cost + costs.get(variable).get(option)));
    }
  }
}
