package org.patchwright.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.patchwright.pipeline.Carried;
import org.patchwright.pipeline.PatchTarget;
import org.patchwright.pipeline.Rebasing;
import org.patchwright.pipeline.SeriesInput;
import org.patchwright.rebase.RangeDiff;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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

  @Mixin private CarryOptions options;

  @Option(
      names = "--onto",
      paramLabel = "REV",
      description = "The revision of TARGET to carry the series to. Default: HEAD.")
  private Optional<String> revision = Optional.empty();

  @Option(
      names = "--range-diff",
      description = "Show how each patch differs from what it was, as a diff of the diffs.")
  private boolean rangeDiff;

  @Override
  public Integer call() throws IOException {
    SeriesInput input = options.read();
    try (PatchTarget opened = options.open(revision)) {
      Carried carried = Rebasing.of(input, opened);
      return options.told(
          carried,
          out -> {
            if (rangeDiff) {
              differences(carried, out);
            }
          });
    }
  }

  private static void differences(Carried carried, PrintWriter out) throws IOException {
    int number = 0;
    for (Carried.Step step : carried.steps()) {
      Optional<String> differs = RangeDiff.of(step.patch().files(), Carried.diffs(step));
      out.printf("%d: %s %s%n", ++number, differs.isEmpty() ? "=" : "!", step.patch().subject());
      differs.ifPresent(out::print);
    }
  }
}
