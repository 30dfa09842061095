package org.patchwright.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.patchwright.pipeline.Applying;
import org.patchwright.pipeline.Carried;
import org.patchwright.pipeline.Checkpatch;
import org.patchwright.pipeline.PatchTarget;
import org.patchwright.pipeline.RuleChoice;
import org.patchwright.pipeline.SeriesVerdict;
import org.patchwright.pipeline.UnusableInputException;
import org.patchwright.rule.Rank;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Judges a series patch by patch. */
@Command(
    name = "validate",
    description = {
      "Judges a series patch by patch: how each applies, which findings it mends and brings in,"
          + " whether its files still parse, and what it leaves behind.",
      "Ends with 0 if everything is placed and proved and there is nothing to say, 1 if not, 2 if"
          + " the input can't be used."
    })
final class ValidateCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private SeriesArguments arguments;

  @ArgGroup private ApplyCommand.Onto onto = new ApplyCommand.Onto();

  @Option(
      names = "--rules",
      paramLabel = "ID",
      split = ",",
      description = "Ask only these rules; none for no rule. Default: all.")
  private List<String> ids = List.of();

  @Option(
      names = "--min-rank",
      paramLabel = "RANK",
      description =
          "How sure a finding must be to be told: ${COMPLETION-CANDIDATES}. Default: likely.")
  private Rank minRank = Rank.LIKELY;

  @Option(
      names = {"-j", "--jobs"},
      paramLabel = "N",
      description = "How many threads to use. Default: one for each processor.")
  private int jobs = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--reply",
      description = "Write the verdict as review mails, the patch's lines quoted.")
  private boolean reply;

  @Option(
      names = "--checkpatch",
      description = {
        "Add what the target's own scripts/checkpatch.pl says of each patch.",
        "This runs a program that the target holds: not for a target that you do not trust."
      })
  private boolean checkpatch;

  @Option(
      names = "--format",
      description = "How to report: ${COMPLETION-CANDIDATES}. Default: text.")
  private VerdictFormat format = VerdictFormat.TEXT;

  @Override
  public Integer call() throws IOException {
    RuleChoice rules =
        ids.equals(List.of("none"))
            ? new RuleChoice(List.of(), List.of())
            : RuleChoice.shipped(ids);
    Applying applying = new Applying(arguments.read());
    try (PatchTarget opened = PatchTarget.open(arguments.target(), onto.revision(), false)) {
      Carried carried = onto.carried(applying, opened);
      SeriesVerdict verdict = verdict(carried, rules);
      PrintWriter out = ShownWriter.around(spec.commandLine().getOut());
      if (reply) {
        VerdictMails.write(verdict, out);
      } else {
        format.write(verdict, out);
      }
      out.flush();
      return verdict.isClean() ? ExitCode.CLEAN : ExitCode.FINDINGS;
    }
  }

  private SeriesVerdict verdict(Carried carried, RuleChoice rules) throws IOException {
    if (!checkpatch) {
      return SeriesVerdict.of(carried, rules.rules(), minRank, Math.max(1, jobs), Optional.empty());
    }
    Optional<Checkpatch> script = Checkpatch.of(carried.target().tree());
    if (script.isEmpty()) {
      throw new UnusableInputException(arguments.target() + ": no " + Checkpatch.SCRIPT + " in it");
    }
    try (Checkpatch opened = script.get()) {
      return SeriesVerdict.of(
          carried, rules.rules(), minRank, Math.max(1, jobs), Optional.of(opened));
    }
  }
}
