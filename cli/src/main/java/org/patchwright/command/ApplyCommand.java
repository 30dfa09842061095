package org.patchwright.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.patchwright.pipeline.Applying;
import org.patchwright.pipeline.Carried;
import org.patchwright.pipeline.PatchTarget;
import org.patchwright.pipeline.SeriesInput;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Applies a series in memory and writes what comes of it. */
@Command(
    name = "apply",
    description = {
      "Applies a series to a revision or a folder, without a checkout, and says how each hunk found"
          + " its place. Without --onto or --find-base a git directory's HEAD is tried first, then"
          + " the commit that the series was made for.",
      "Ends with 0 if everything is placed and proved, 1 if something conflicts or is only likely"
          + " (it is written, and named), 2 if the input can't be used."
    })
final class ApplyCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "SERIES",
      description = "Mails, mbox, folder, quilt, hg export, diff; - for standard input.")
  private Path series;

  @Parameters(
      index = "1",
      paramLabel = "TARGET",
      description = "A git directory, bare or not, or a folder with the files before the change.")
  private Path target;

  @ArgGroup private Onto onto = new Onto();

  /** Which revision to apply to. */
  static final class Onto {
    @Option(
        names = "--onto",
        paramLabel = "REV",
        description = "The revision of TARGET to apply to.")
    private String revision;

    @Option(
        names = "--find-base",
        description = "Look for the commit that the series was made for.")
    private boolean findBase;

    Optional<String> revision() {
      return Optional.ofNullable(revision);
    }

    /** Applies there; without a word from the user to HEAD, or else to the series' own base. */
    Carried carried(Applying applying, PatchTarget opened) throws IOException {
      if (findBase) {
        return applying.toItsBase(opened);
      }
      Carried there = applying.to(opened);
      boolean free = revision == null && opened.repository().isPresent();
      return !free || there.isApplied() ? there : applying.toItsBaseOr(there);
    }
  }

  @ArgGroup(multiplicity = "1")
  private CarriedOutput output;

  @Option(names = "--strict", description = "Write nothing unless everything is proved.")
  private boolean strict;

  @Option(
      names = "--format",
      description = "How to report: ${COMPLETION-CANDIDATES}. Default: text.")
  private CarriedFormat format = CarriedFormat.TEXT;

  @Override
  public Integer call() throws IOException {
    output.check(target);
    Applying applying = new Applying(SeriesInput.of(series, System.in));
    try (PatchTarget opened = PatchTarget.open(target, onto.revision(), output.isInPlace())) {
      Carried carried = onto.carried(applying, opened);
      boolean proved = carried.isProved();
      List<String> written = proved || !strict ? output.write(carried) : List.of();
      PrintWriter out = ShownWriter.around(spec.commandLine().getOut());
      format.write(carried, written, out);
      if (strict && !proved) {
        spec.commandLine().getErr().println("not everything is proved: nothing was written");
      }
      return proved ? ExitCode.CLEAN : ExitCode.FINDINGS;
    }
  }
}
