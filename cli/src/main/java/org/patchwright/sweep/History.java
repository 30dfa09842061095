package org.patchwright.sweep;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.patchwright.rule.Finding;

/**
 * What a sweep of one repository found.
 *
 * @param lives of all findings, in the order of their places
 * @param atEnds the findings of the revisions at which branches end, by number
 * @param counts how many findings of each rule each revision has, by number
 */
public record History(
    Plan plan,
    List<Life> lives,
    Map<Integer, List<Finding>> atEnds,
    Map<Integer, Map<String, Integer>> counts) {

  public History {
    lives = List.copyOf(lives);
    atEnds = Collections.unmodifiableMap(new TreeMap<>(atEnds));
    counts = Collections.unmodifiableMap(new TreeMap<>(counts));
  }

  /** The branches, or other ends, in the order of the plan. */
  public List<String> branches() {
    List<String> names = new ArrayList<>();
    plan.revisions().forEach(revision -> names.addAll(revision.branches()));
    return names;
  }

  /** How many files of a revision were to be reported on. */
  public int files(int revision) {
    Predicate<String> wanted = plan.wanted();
    List<Integer> way = new ArrayList<>();
    for (int at = revision; at >= 0; at = plan.revisions().get(at).base()) {
      way.add(0, at);
    }
    Set<String> there = new HashSet<>();
    for (int at : way) {
      for (Plan.Change change : plan.changes().get(at)) {
        if (change.blob().isEmpty()) {
          there.remove(change.path());
        } else if (wanted.test(change.path())) {
          there.add(change.path());
        }
      }
    }
    return there.size();
  }
}
