package org.patchwright.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.patchwright.report.Remarks.Suppressed;
import org.patchwright.rule.Finding;

/**
 * Somebody's word that findings of a rule are to be left alone in some place.
 *
 * @param rule the rule's id
 * @param inSource whether a comment says so, or else the configuration file
 * @param owner who answers for it; empty for a comment
 * @param reason why
 * @param where the file and line that says so, for messages
 * @param covers whether a finding, of any rule, stands in that place
 */
public record Suppression(
    String rule,
    boolean inSource,
    String owner,
    String reason,
    String where,
    Predicate<Finding> covers) {

  /**
   * What suppressions leave.
   *
   * @param told findings that none covers
   * @param suppressed the others
   * @param unused suppressions that covered nothing
   */
  public record Outcome(List<Finding> told, List<Suppressed> suppressed, List<Suppression> unused) {
    public Outcome {
      told = List.copyOf(told);
      suppressed = List.copyOf(suppressed);
      unused = List.copyOf(unused);
    }
  }

  private boolean matches(Finding finding) {
    return rule.equals(finding.rule()) && covers.test(finding);
  }

  /** Parts findings into those to tell and those that are allowed. */
  public static Outcome apply(List<Finding> findings, List<Suppression> suppressions) {
    List<Finding> told = new ArrayList<>();
    List<Suppressed> suppressed = new ArrayList<>();
    Set<Suppression> used = new HashSet<>();
    for (Finding finding : findings) {
      List<Suppression> matching =
          suppressions.stream().filter(suppression -> suppression.matches(finding)).toList();
      used.addAll(matching);
      if (matching.isEmpty()) {
        told.add(finding);
      } else {
        Suppression first = matching.get(0);
        suppressed.add(new Suppressed(finding, first.inSource, first.owner, first.reason));
      }
    }
    List<Suppression> unused =
        suppressions.stream().filter(suppression -> !used.contains(suppression)).toList();
    return new Outcome(told, suppressed, unused);
  }
}
