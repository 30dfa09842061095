package org.patchwright.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.patchwright.pipeline.Carried;
import org.patchwright.pipeline.PatchTarget;
import org.patchwright.pipeline.Rebasing;
import org.patchwright.pipeline.SeriesInput;
import org.patchwright.rebase.RangeDiff;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Carries a series to another revision and says how each hunk came there. */
@Command(
    name = "rebase",
    description = {
      "Carries a series to another revision: by three-way merge with the files that it was made"
          + " for, word by word where lines changed, into files that moved, and in the names that"
          + " the revision uses. What is there already is dropped.",
      "Ends with 0 if everything is placed and proved, 1 if something conflicts or is only likely"
          + " (it is written, and named), 2 if the input can't be used."
    })
final class RebaseCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "SERIES",
      description = "Mails, mbox, folder, quilt, hg export, diff; - for standard input.")
  private Path series;

  @Parameters(
      index = "1",
      paramLabel = "TARGET",
      description = "A git directory, bare or not, or a folder of files.")
  private Path target;

  @Option(
      names = "--onto",
      paramLabel = "REV",
      description = "The revision of TARGET to carry the series to. Default: HEAD.")
  private Optional<String> revision = Optional.empty();

  @ArgGroup(multiplicity = "1")
  private CarriedOutput output;

  @Option(names = "--strict", description = "Write nothing unless everything is proved.")
  private boolean strict;

  @Option(
      names = "--range-diff",
      description = "Show how each patch differs from what it was, as a diff of the diffs.")
  private boolean rangeDiff;

  @Option(
      names = "--format",
      description = "How to report: ${COMPLETION-CANDIDATES}. Default: text.")
  private CarriedFormat format = CarriedFormat.TEXT;

  @Override
  public Integer call() throws IOException {
    output.check(target);
    SeriesInput input = SeriesInput.of(series, System.in);
    try (PatchTarget opened = PatchTarget.open(target, revision, output.isInPlace())) {
      Carried carried = Rebasing.of(input, opened);
      boolean proved = carried.isProved();
      List<String> written = proved || !strict ? output.write(carried) : List.of();
      PrintWriter out = ShownWriter.around(spec.commandLine().getOut());
      format.write(carried, written, out);
      if (rangeDiff) {
        int number = 0;
        for (Carried.Step step : carried.steps()) {
          Optional<String> differs = RangeDiff.of(step.patch().files(), Carried.diffs(step));
          out.printf(
              "%d: %s %s%n", ++number, differs.isEmpty() ? "=" : "!", step.patch().subject());
          differs.ifPresent(out::print);
        }
        out.flush();
      }
      if (strict && !proved) {
        spec.commandLine().getErr().println("not everything is proved: nothing was written");
      }
      return proved ? ExitCode.CLEAN : ExitCode.FINDINGS;
    }
  }
}
