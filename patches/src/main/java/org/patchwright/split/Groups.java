package org.patchwright.split;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Numbers that are put together step by step. */
final class Groups {

  private final int[] leader;

  Groups(int count) {
    leader = new int[count];
    for (int i = 0; i < count; i++) {
      leader[i] = i;
    }
  }

  /** The smallest number of a group. */
  int of(int number) {
    int at = number;
    while (leader[at] != at) {
      leader[at] = leader[leader[at]];
      at = leader[at];
    }
    return at;
  }

  void join(int one, int other) {
    int a = of(one);
    int b = of(other);
    leader[Math.max(a, b)] = Math.min(a, b);
  }

  void join(List<Integer> numbers) {
    for (int i = 1; i < numbers.size(); i++) {
      join(numbers.get(0), numbers.get(i));
    }
  }

  /** The groups by their smallest numbers, each in order. */
  Map<Integer, List<Integer>> all() {
    Map<Integer, List<Integer>> all = new TreeMap<>();
    for (int i = 0; i < leader.length; i++) {
      all.computeIfAbsent(of(i), any -> new ArrayList<>()).add(i);
    }
    return all;
  }
}
