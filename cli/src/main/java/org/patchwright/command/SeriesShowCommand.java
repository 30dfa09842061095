package org.patchwright.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.patchwright.report.SeriesReport;
import org.patchwright.series.SeriesReading;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints what a series changes, and every repair that reading it took. */
@Command(
    name = "show",
    description = {
      "Reads mails, an mbox, a Maildir, a quilt folder, an hg export, an archive page or a bare"
          + " diff, and prints what it changes and what had to be repaired.",
      "Ends with 0 if everything is proved, 1 if something is only likely or missing, 2 if there is"
          + " no patch in it."
    })
final class SeriesShowCommand implements Callable<Integer> {

  /** How to print. */
  enum Format {
    TEXT,
    JSON
  }

  @Spec private CommandSpec spec;

  @Mixin private SeriesSource source;

  @Option(names = "--diff", description = "Print the restored diff too.")
  private boolean diff;

  @Option(names = "--strict", description = "Print no diff unless everything is proved.")
  private boolean strict;

  @Option(
      names = "--format",
      description = "How to print: ${COMPLETION-CANDIDATES}. Default: text.")
  private Format format = Format.TEXT;

  @Override
  public Integer call() throws IOException {
    SeriesReading reading = source.read();
    boolean proved = reading.isProved();
    PrintWriter out = ShownWriter.around(spec.commandLine().getOut());
    SeriesReport report = new SeriesReport(reading);
    if (format == Format.JSON) {
      report.json(out);
    } else {
      report.text(out);
      if (diff && (proved || !strict)) {
        out.flush();
        // For git apply: as it is, byte by byte.
        report.diff(spec.commandLine().getOut());
      }
    }
    if (strict && !proved) {
      spec.commandLine().getErr().println("patchwright: refused: not everything is proved");
    }
    return proved ? ExitCode.CLEAN : ExitCode.FINDINGS;
  }
}
