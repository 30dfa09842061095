package org.patchwright.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.patchwright.diff.FileDiff;
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

/** Brings a mail back into the form in which git takes it, on the commit that it was made for. */
@Command(
    name = "import",
    description = {
      "Reads a series as a mail, a thread or an archive's page left it, undoes what they did to it,"
          + " finds the commit that it was made for, and writes it as mails that git am applies"
          + " there; they name that commit.",
      "Ends with 0 if everything is placed and proved, 1 if something conflicts or is only likely"
          + " (it is written, and named), 2 if the input can't be used."
    })
final class SeriesImportCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "MAIL",
      description = "Mails, mbox, folder, quilt, hg export, page, diff; - for standard input.")
  private Path mail;

  @Parameters(
      index = "1",
      paramLabel = "TARGET",
      description = "A git directory, bare or not, or a folder with the files before the change.")
  private Path target;

  @ArgGroup private Base base = new Base();

  /** What it was made for. */
  static final class Base {
    @Option(
        names = "--find-base",
        description = "Look for the commit that the series was made for; done by itself.")
    private boolean find;

    @Option(
        names = "--onto",
        paramLabel = "REV",
        description = "The revision of TARGET that the series was made for.")
    private String revision;

    Carried carried(Applying applying, PatchTarget opened) throws IOException {
      return find || revision == null && opened.repository().isPresent()
          ? applying.toItsBase(opened)
          : applying.to(opened);
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
    Applying applying = new Applying(SeriesInput.of(mail, System.in));
    Optional<String> revision = Optional.ofNullable(base.revision);
    try (PatchTarget opened = PatchTarget.open(target, revision, output.isInPlace())) {
      Carried carried = base.carried(applying, opened);
      boolean proved = carried.isProved();
      List<String> written = proved || !strict ? output.write(carried) : List.of();
      PrintWriter out = ShownWriter.around(spec.commandLine().getOut());
      format.write(carried, written, out);
      if (format == CarriedFormat.TEXT) {
        List<FileDiff> files = carried.reading().series().files();
        out.printf(
            "%d files, %d hunks, +%d -%d%n",
            files.stream().map(FileDiff::path).distinct().count(),
            carried.hunks(),
            files.stream().mapToInt(FileDiff::added).sum(),
            files.stream().mapToInt(FileDiff::removed).sum());
        out.flush();
      }
      if (strict && !proved) {
        spec.commandLine().getErr().println("not everything is proved: nothing was written");
      }
      return proved ? ExitCode.CLEAN : ExitCode.FINDINGS;
    }
  }
}
