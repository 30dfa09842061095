package org.patchwright.config;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.patchwright.report.Fingerprint;
import org.patchwright.rule.Finding;
import org.patchwright.source.SourceTree;

/**
 * A finding that was there before: by name, without its code.
 *
 * @param fingerprint see {@link Fingerprint}
 * @param rule the rule's id
 * @param path where it was; it may have moved since
 * @param function empty at file scope
 * @param subject may be empty
 * @param message as it was told, for whoever reads a baseline
 */
public record Known(
    String fingerprint, String rule, String path, String function, String subject, String message) {

  /**
   * The findings of a run as known ones, in its order.
   *
   * @param tree where the code stands
   */
  public static List<Known> of(Collection<Finding> findings, SourceTree tree) throws IOException {
    Map<Finding, String> prints = Fingerprint.of(findings, tree);
    return findings.stream()
        .map(
            finding ->
                new Known(
                    prints.get(finding),
                    finding.rule(),
                    finding.path(),
                    finding.function(),
                    finding.subject(),
                    finding.message()))
        .toList();
  }

  /**
   * What is new, and what is gone.
   *
   * @param fresh findings that match no known one
   * @param gone known ones that no finding matches
   */
  public record Difference(List<Finding> fresh, List<Known> gone) {
    public Difference {
      fresh = List.copyOf(fresh);
      gone = List.copyOf(gone);
    }
  }

  /**
   * Matches findings with known ones, one to one: first with those of the same file, then with the
   * rest, whose file was renamed or whose function moved.
   *
   * @param tree where the findings' code stands
   */
  public static Difference difference(
      Collection<Finding> findings, SourceTree tree, Collection<Known> known) throws IOException {
    Map<Finding, String> prints = Fingerprint.of(findings, tree);
    Map<Known, Boolean> matched = new IdentityHashMap<>();
    List<Finding> left = new ArrayList<>(findings);
    match(
        left,
        known,
        matched,
        k -> k.path() + "\n" + k.fingerprint(),
        f -> f.path() + "\n" + prints.get(f));
    match(left, known, matched, Known::fingerprint, prints::get);
    List<Known> gone = known.stream().filter(k -> !matched.containsKey(k)).toList();
    return new Difference(left, gone);
  }

  private static void match(
      List<Finding> left,
      Collection<Known> known,
      Map<Known, Boolean> matched,
      Function<Known, String> ofKnown,
      Function<Finding, String> ofFinding) {
    Map<String, List<Known>> waiting = new HashMap<>();
    for (Known one : known) {
      if (!matched.containsKey(one)) {
        waiting.computeIfAbsent(ofKnown.apply(one), key -> new ArrayList<>()).add(one);
      }
    }
    left.removeIf(
        finding -> {
          List<Known> same = waiting.getOrDefault(ofFinding.apply(finding), List.of());
          if (same.isEmpty()) {
            return false;
          }
          matched.put(same.remove(0), true);
          return true;
        });
  }
}
