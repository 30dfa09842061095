package org.patchwright.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.patchwright.pipeline.UnusableInputException;
import org.patchwright.series.HgExport;
import org.patchwright.series.Mails;
import org.patchwright.series.QuiltFolder;
import org.patchwright.series.Series;
import org.patchwright.series.SeriesReading;
import org.patchwright.source.SourceFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes a series, restored, in another form. */
@Command(
    name = "write",
    description = {
      "Reads a series as show does, and writes it as mails for git am, an mbox, a quilt folder or"
          + " an hg export.",
      "Ends with 0 if everything is proved, 1 if something is only likely or missing (it is"
          + " written, and named), 2 if there is no patch in it."
    })
final class SeriesWriteCommand implements Callable<Integer> {

  /** What to write. */
  enum Form {
    MAILS,
    MBOX,
    QUILT,
    HG;

    List<SourceFile> write(Series series) {
      return switch (this) {
        case MAILS -> Mails.write(series);
        case MBOX -> List.of(Mails.mbox(series, "series.mbox"));
        case QUILT -> QuiltFolder.write(series);
        case HG -> List.of(HgExport.write(series, "series.hg"));
      };
    }
  }

  @Spec private CommandSpec spec;

  @Mixin private SeriesSource source;

  @Option(
      names = "--as",
      paramLabel = "FORM",
      description = "What to write: ${COMPLETION-CANDIDATES}. Default: mails.")
  private Form form = Form.MAILS;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      required = true,
      description = "Folder to write to; it is made if it is not there.")
  private Path folder;

  @Option(names = "--strict", description = "Write nothing unless everything is proved.")
  private boolean strict;

  @Override
  public Integer call() throws IOException {
    SeriesFolder output = SeriesFolder.at(folder);
    SeriesReading reading = source.read();
    boolean proved = reading.isProved();
    reading.doubts().forEach(this::err);
    if (strict && !proved) {
      err("patchwright: refused: not everything is proved; nothing was written");
      return ExitCode.FINDINGS;
    }
    List<SourceFile> files = form.write(reading.series());
    for (SourceFile file : files) {
      if (form != Form.MAILS && Files.exists(folder.resolve(file.path()))) {
        throw new UnusableInputException(
            folder.resolve(file.path()) + ": is there already; name another folder for -o");
      }
    }
    PrintWriter out = ShownWriter.around(spec.commandLine().getOut());
    output.write(files).forEach(out::println);
    return proved ? ExitCode.CLEAN : ExitCode.FINDINGS;
  }

  private void err(String line) {
    spec.commandLine().getErr().println(line);
  }
}
