package org.patchwright.command;

import java.io.PrintWriter;
import org.patchwright.pipeline.Target;
import org.patchwright.run.Report;
import org.patchwright.source.Problem;

/** What went wrong inside a run that went on all the same. */
final class Troubles {

  private Troubles() {}

  static void tell(Report report, Target target, PrintWriter err) {
    tell(report, target, err, false);
  }

  /**
   * @param overruns whether to name every function that was cut short, not just their number
   */
  static void tell(Report report, Target target, PrintWriter err, boolean overruns) {
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
      int count = report.outOfBudget().size();
      err.println(
          (count == 1 ? "1 function was" : count + " functions were")
              + " too large to follow every path of"
              + (overruns ? ":" : "; --list-overruns names " + (count == 1 ? "it" : "them")));
      if (overruns) {
        report.outOfBudget().forEach(where -> err.println("  " + target.shown(where)));
      }
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
