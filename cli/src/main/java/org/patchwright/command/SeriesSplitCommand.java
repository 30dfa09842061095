package org.patchwright.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.patchwright.pipeline.Applying;
import org.patchwright.pipeline.Carried;
import org.patchwright.pipeline.PatchTarget;
import org.patchwright.pipeline.SeriesInput;
import org.patchwright.pipeline.Splitting;
import org.patchwright.series.Series;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Turns one patch into a series by purpose. */
@Command(
    name = "split",
    description = {
      "Turns one patch into a series by purpose: what other parts need comes first, then one patch"
          + " a driver, then clean-ups, at last debugging left-overs. All together give the same"
          + " files; each applies on those before it and leaves its files whole. Without --onto it"
          + " is made on the commit that the patch was made for.",
      "Ends with 0 if everything is placed and proved, 1 if a line is only likely (it is written,"
          + " and named), 2 if the input can't be used."
    })
final class SeriesSplitCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "SERIES",
      description = "One patch: a mail, mbox, folder, hg export, diff; - for standard input.")
  private Path input;

  @Parameters(
      index = "1",
      paramLabel = "TARGET",
      description = "A git directory, bare or not, or a folder with the files before the change.")
  private Path target;

  @Option(
      names = "--onto",
      paramLabel = "REV",
      description = "The revision of TARGET that the patch applies to.")
  private Optional<String> revision = Optional.empty();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      required = true,
      description = "The folder for the patches; made if it is not there.")
  private Path output;

  @Override
  public Integer call() throws IOException {
    SeriesFolder folder = SeriesFolder.at(output);
    Applying applying = new Applying(SeriesInput.of(input, System.in));
    try (PatchTarget opened = PatchTarget.open(target, revision, false)) {
      boolean find = revision.isEmpty() && opened.repository().isPresent();
      Carried carried = find ? applying.toItsBase(opened) : applying.to(opened);
      Series series = Splitting.of(carried);
      PrintWriter out = ShownWriter.around(spec.commandLine().getOut());
      for (Path mail : folder.write(SeriesFolder.mails(series))) {
        out.println(mail);
      }
      PrintWriter err = spec.commandLine().getErr();
      carried.notes().forEach(err::println);
      carried.reading().doubts().forEach(err::println);
      return carried.isProved() ? ExitCode.CLEAN : ExitCode.FINDINGS;
    }
  }
}
