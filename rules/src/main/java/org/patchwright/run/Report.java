package org.patchwright.run;

import java.util.List;
import org.patchwright.rule.Finding;
import org.patchwright.source.Problem;

/**
 * What a run found, and what it could not look at.
 *
 * @param findings in {@link Finding#ORDER}
 * @param statistics figures of the run
 * @param failures rules that threw; each lost one function's (or file's) findings
 * @param outOfBudget functions whose analysis was cut short, as {@code path: function: rule}
 * @param problems files that could not be read, or were too large to be
 * @param addressed files that speak of this tool by name, as comments do that allow a finding
 */
public record Report(
    List<Finding> findings,
    Statistics statistics,
    List<RuleFailure> failures,
    List<String> outOfBudget,
    List<Problem> problems,
    List<String> addressed) {

  public Report {
    findings = List.copyOf(findings);
    failures = List.copyOf(failures);
    outOfBudget = List.copyOf(outOfBudget);
    problems = List.copyOf(problems);
    addressed = List.copyOf(addressed);
  }

  /**
   * @param files files that were asked for
   * @param skippedFiles those of them in which no rule can have a say
   * @param functions function definitions in the files that were parsed
   * @param functionsNotParsed those of them with a piece that was not understood
   * @param seconds elapsed
   */
  public record Statistics(
      int files, int skippedFiles, int functions, int functionsNotParsed, double seconds) {}

  /**
   * A rule that threw.
   *
   * @param rule empty if the file could not be analysed for any rule
   * @param function empty if it was asked about a file or a table
   * @param message what was thrown, one line
   */
  public record RuleFailure(String rule, String path, String function, String message) {}
}
