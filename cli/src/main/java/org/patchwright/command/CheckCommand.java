package org.patchwright.command;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.patchwright.pipeline.Reports;
import org.patchwright.pipeline.RuleChoice;
import org.patchwright.pipeline.Target;
import org.patchwright.report.Format;
import org.patchwright.report.Scene;
import org.patchwright.rule.Rank;
import org.patchwright.run.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Asks the rules about a tree and prints what they found. */
@Command(
    name = "check",
    description = {
      "Finds broken promises in a driver tree. Findings go to standard output, a summary to"
          + " standard error. Ends with 1 if there are findings."
    })
final class CheckCommand implements Callable<Integer> {

  /** From which rank on findings make the run end with 1. */
  enum FailOn {
    CERTAIN,
    LIKELY,
    STYLE,
    NEVER;

    boolean failsFor(Rank rank) {
      return this != NEVER && rank.ordinal() <= ordinal();
    }
  }

  @Spec private CommandSpec spec;

  @ParentCommand private Patchwright parent;

  @Mixin private TargetOptions options;

  @Option(
      names = "--format",
      description = "How to write findings: ${COMPLETION-CANDIDATES}. Default: text.")
  private Format format = Format.TEXT;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Write findings to this file instead of standard output.")
  private Optional<Path> output = Optional.empty();

  @Option(
      names = "--fail-on",
      paramLabel = "RANK",
      description =
          "End with 1 only for findings at least this sure: ${COMPLETION-CANDIDATES}. Default:"
              + " style, so for any that is told.")
  private FailOn failOn = FailOn.STYLE;

  @Override
  public Integer call() throws Exception {
    PrintWriter err = spec.commandLine().getErr();
    RuleChoice rules = options.rules();
    if (!rules.errors().isEmpty()) {
      rules.errors().forEach(err::println);
      return ExitCode.USAGE;
    }
    try (Target target = options.open()) {
      Report all = options.run(target, rules);
      Report report =
          Reports.keep(all, finding -> finding.rank().compareTo(options.minRank()) <= 0);
      Scene scene = scene(target, rules, parent.coloured() && output.isEmpty());
      if (output.isPresent()) {
        OutputFile.write(output.get(), out -> format.write(report, scene, out));
      } else {
        PrintWriter out = spec.commandLine().getOut();
        format.write(report, scene, out);
        out.flush();
      }
      Troubles.tell(report, target, err);
      err.println(summary(report));
      boolean failing = report.findings().stream().anyMatch(f -> failOn.failsFor(f.rank()));
      return Troubles.exitCode(report, failing ? ExitCode.FINDINGS : ExitCode.CLEAN);
    }
  }

  static Scene scene(Target target, RuleChoice rules, boolean coloured) {
    String base = target.location().normalize().toUri().toString();
    return new Scene(
        Patchwright.versionLine().replace("patchwright ", ""),
        target.tree(),
        target::shown,
        base.endsWith("/") ? base : base.substring(0, base.lastIndexOf('/') + 1),
        target.revision(),
        rules.rules(),
        coloured);
  }

  private static String summary(Report report) {
    Report.Statistics statistics = report.statistics();
    return String.format(
        Locale.ROOT,
        "%d files, %d functions, %d not parsed, %d findings, %.1f s",
        statistics.files(),
        statistics.functions(),
        statistics.functionsNotParsed(),
        report.findings().size(),
        statistics.seconds());
  }
}
