package org.patchwright.command;

import java.io.PrintWriter;
import org.patchwright.pipeline.Target;
import org.patchwright.run.Report;
import org.patchwright.source.Problem;

/** What went wrong inside a run that went on all the same. */
final class Troubles {

  private Troubles() {}

  static void tell(Report report, Target target, PrintWriter err) {
    for (Problem problem : report.problems()) {
      err.println(target.shown(problem.path()) + ": " + problem.message());
    }
    for (Report.RuleFailure failure : report.failures()) {
      err.println(
          target.shown(failure.path())
              + ": "
              + (failure.function().isEmpty() ? "" : failure.function() + ": ")
              + (failure.rule().isEmpty() ? "analysis" : "rule " + failure.rule())
              + " failed: "
              + failure.message());
    }
    if (!report.outOfBudget().isEmpty()) {
      err.println(
          report.outOfBudget().size()
              + " functions were too large to follow every path of, for example "
              + report.outOfBudget().get(0));
    }
  }

  /** A failure of the tool outweighs findings; findings outweigh files that can't be read. */
  static int exitCode(Report report, int otherwise) {
    if (!report.failures().isEmpty()) {
      return ExitCode.FAILED;
    }
    return otherwise == ExitCode.CLEAN && !report.problems().isEmpty() ? ExitCode.USAGE : otherwise;
  }
}
