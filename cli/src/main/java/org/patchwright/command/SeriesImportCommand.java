package org.patchwright.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.patchwright.diff.FileDiff;
import org.patchwright.pipeline.Applying;
import org.patchwright.pipeline.Carried;
import org.patchwright.pipeline.PatchTarget;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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

  @Mixin private CarryOptions options;

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

  @Override
  public Integer call() throws IOException {
    Applying applying = new Applying(options.read());
    try (PatchTarget opened = options.open(Optional.ofNullable(base.revision))) {
      Carried carried = base.carried(applying, opened);
      return options.told(
          carried,
          out -> {
            if (options.asText()) {
              sum(carried, out);
            }
          });
    }
  }

  private static void sum(Carried carried, PrintWriter out) {
    List<FileDiff> files = carried.reading().series().files();
    out.printf(
        "%d files, %d hunks, +%d -%d%n",
        files.stream().map(FileDiff::path).distinct().count(),
        carried.hunks(),
        files.stream().mapToInt(FileDiff::added).sum(),
        files.stream().mapToInt(FileDiff::removed).sum());
  }
}
