package org.patchwright.rebase;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.jgit.diff.Edit;

/**
 * Identifiers that bear another name in the target.
 *
 * @param renamed from the name in the base to that in the target
 */
record Names(Map<String, String> renamed) {

  Names {
    renamed = Map.copyOf(renamed);
  }

  /** So often one name must have taken another's place that stood beside it before. */
  private static final int SEEN = 2;

  static final Names NONE = new Names(Map.of());

  /**
   * Names that lines of the base and of the target, equal but for them, exchange without exception.
   * A name that is still in use in the target is not renamed.
   */
  static Names between(List<String> base, List<String> target, List<Edit> edits) {
    Map<String, Map<String, Integer>> votes = new TreeMap<>();
    for (Edit edit : edits) {
      if (edit.getLengthA() == edit.getLengthB()) {
        for (int i = 0; i < edit.getLengthA(); i++) {
          vote(
              Texts.words(List.of(base.get(edit.getBeginA() + i))),
              Texts.words(List.of(target.get(edit.getBeginB() + i))),
              votes);
        }
      }
    }
    if (votes.isEmpty()) {
      return NONE;
    }
    Set<String> inBase = new HashSet<>(Texts.words(base));
    Set<String> inTarget = new HashSet<>(Texts.words(target));
    Map<String, String> renamed = new HashMap<>();
    votes.forEach(
        (name, others) -> {
          if (others.size() == 1 && !inTarget.contains(name)) {
            String other = others.keySet().iterator().next();
            if (!inBase.contains(other) || others.get(other) >= SEEN) {
              renamed.put(name, other);
            }
          }
        });
    return new Names(renamed);
  }

  private static void vote(
      List<String> before, List<String> after, Map<String, Map<String, Integer>> votes) {
    if (before.size() != after.size()) {
      return;
    }
    List<Integer> differing = new ArrayList<>();
    for (int i = 0; i < before.size(); i++) {
      if (!before.get(i).equals(after.get(i))) {
        if (!Texts.isIdentifier(before.get(i)) || !Texts.isIdentifier(after.get(i))) {
          return;
        }
        differing.add(i);
      }
    }
    if (differing.size() * 3 > before.size()) {
      return;
    }
    for (int i : differing) {
      votes
          .computeIfAbsent(before.get(i), name -> new TreeMap<>())
          .merge(after.get(i), 1, Integer::sum);
    }
  }

  boolean isEmpty() {
    return renamed.isEmpty();
  }

  /** The lines with the target's names. */
  List<String> in(List<String> lines) {
    if (renamed.isEmpty()) {
      return lines;
    }
    List<String> all = new ArrayList<>();
    for (String line : lines) {
      StringBuilder out = new StringBuilder();
      for (String word : Texts.words(List.of(line))) {
        out.append(renamed.getOrDefault(word, word));
      }
      all.add(out.toString());
    }
    return all;
  }
}
