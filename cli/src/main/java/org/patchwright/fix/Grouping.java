package org.patchwright.fix;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.patchwright.rule.Fix;

/**
 * Steps put together that belong to one patch, in the order of a series: what prepares others goes
 * first, then by group. Steps that touch the same file keep their order, and so do a step and those
 * that need it.
 */
final class Grouping {

  private record Group(String key, List<Step> steps) {

    Step whole() {
      Step all = steps.get(0);
      for (Step step : steps.subList(1, steps.size())) {
        all = all.and(step);
      }
      return all;
    }

    boolean needs(Group other) {
      for (Step step : steps) {
        for (Step earlier : other.steps) {
          if (needs(step, earlier)) {
            return true;
          }
        }
      }
      return false;
    }

    private static boolean needs(Step step, Step earlier) {
      return !Collections.disjoint(step.after().keySet(), earlier.after().keySet())
          || step.fixes().stream().anyMatch(fix -> needs(fix, earlier.fixes()));
    }

    private static boolean needs(Fix fix, List<Fix> earlier) {
      return fix.prerequisites().stream()
          .anyMatch(before -> earlier.contains(before) || needs(before, earlier));
    }
  }

  private Grouping() {}

  /**
   * @param steps in an order in which they apply
   * @param key which steps belong together, and which go first
   */
  static List<Step> of(List<Step> steps, Function<Step, String> key) {
    List<Group> groups = new ArrayList<>();
    for (Step step : steps) {
      Group own = new Group(step.prepares() ? "" : "1" + key.apply(step), List.of(step));
      int at = step.prepares() ? -1 : joins(groups, own);
      if (at < 0) {
        groups.add(own);
      } else {
        List<Step> together = new ArrayList<>(groups.get(at).steps());
        together.add(step);
        groups.set(at, new Group(own.key(), together));
      }
    }
    return ordered(groups).stream().map(Group::whole).toList();
  }

  /** The last group of the same key, if the step can go before all groups behind that. */
  private static int joins(List<Group> groups, Group own) {
    for (int at = groups.size() - 1; at >= 0; at--) {
      Group group = groups.get(at);
      if (group.key().equals(own.key())) {
        return at;
      }
      if (own.needs(group)) {
        return -1;
      }
    }
    return -1;
  }

  private static List<Group> ordered(List<Group> groups) {
    List<Group> ordered = new ArrayList<>();
    Set<Integer> done = new HashSet<>();
    while (ordered.size() < groups.size()) {
      int next = -1;
      for (int i = 0; i < groups.size(); i++) {
        if (!done.contains(i)
            && isFree(groups, done, i)
            && (next < 0 || groups.get(i).key().compareTo(groups.get(next).key()) < 0)) {
          next = i;
        }
      }
      done.add(next);
      ordered.add(groups.get(next));
    }
    return ordered;
  }

  private static boolean isFree(List<Group> groups, Set<Integer> done, int index) {
    for (int earlier = 0; earlier < index; earlier++) {
      if (!done.contains(earlier) && groups.get(index).needs(groups.get(earlier))) {
        return false;
      }
    }
    return true;
  }
}
