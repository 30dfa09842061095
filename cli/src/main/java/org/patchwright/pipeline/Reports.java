package org.patchwright.pipeline;

import java.util.List;
import java.util.function.Predicate;
import org.patchwright.rule.Finding;
import org.patchwright.run.Report;

/** Parts of reports. */
public final class Reports {

  private Reports() {}

  /** The same report with only those findings that are wanted. */
  public static Report keep(Report report, Predicate<Finding> wanted) {
    return with(report, report.findings().stream().filter(wanted).toList());
  }

  /** The same report with other findings. */
  public static Report with(Report report, List<Finding> findings) {
    return new Report(
        findings,
        report.statistics(),
        report.failures(),
        report.outOfBudget(),
        report.problems(),
        report.addressed());
  }
}
