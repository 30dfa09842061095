package org.patchwright.run;

import java.util.List;
import org.patchwright.rule.Finding;
import org.patchwright.source.Problem;
import org.patchwright.symbol.Uses;

/**
 * What asking the rules about one file yielded.
 *
 * @param findings in the order in which they were made
 * @param failures rules that threw
 * @param outOfBudget functions whose analysis was cut short
 * @param problems why the file could not be looked at
 * @param skipped whether no rule can have a say in it
 * @param addressed whether the file speaks of this tool by name, as its directives do
 * @param functions function definitions, if it was parsed
 * @param notParsed those of them with a piece that was not understood
 * @param uses what all that rests on beside the file itself
 */
public record FileReport(
    List<Finding> findings,
    List<Report.RuleFailure> failures,
    List<String> outOfBudget,
    List<Problem> problems,
    boolean skipped,
    boolean addressed,
    int functions,
    int notParsed,
    Uses uses) {

  public FileReport {
    findings = List.copyOf(findings);
    failures = List.copyOf(failures);
    outOfBudget = List.copyOf(outOfBudget);
    problems = List.copyOf(problems);
  }

  private static final FileReport NOTHING = made(false, List.of());
  private static final FileReport ADDRESSED = made(true, List.of());

  /** Of a file in which no rule can have a say: one report for the thousands of them. */
  public static FileReport nothing(boolean addressed) {
    return addressed ? ADDRESSED : NOTHING;
  }

  static FileReport unread(Problem why) {
    return made(false, List.of(why));
  }

  private static FileReport made(boolean addressed, List<Problem> problems) {
    return new FileReport(
        List.of(), List.of(), List.of(), problems, true, addressed, 0, 0, new Uses());
  }

  static FileReport failed(String path, String message) {
    return new FileReport(
        List.of(),
        List.of(new Report.RuleFailure("", path, "", message)),
        List.of(),
        List.of(),
        false,
        false,
        0,
        0,
        new Uses());
  }
}
