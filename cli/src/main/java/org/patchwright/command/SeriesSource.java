package org.patchwright.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.patchwright.pipeline.PatchTarget;
import org.patchwright.pipeline.SeriesInput;
import org.patchwright.pipeline.UnusableInputException;
import org.patchwright.series.SeriesReading;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which series to read, and the tree that helps to restore it. */
final class SeriesSource {

  @Parameters(
      paramLabel = "INPUT",
      description = "Mails, mbox, folder, quilt, hg export, page, diff; - for standard input.")
  private Path input;

  @Option(
      names = "--tree",
      paramLabel = "TARGET",
      description = "Git directory or plain directory that holds the files before the change.")
  private Optional<Path> target = Optional.empty();

  @Option(names = "--rev", paramLabel = "REV", description = "Revision of TARGET. Default: HEAD.")
  private Optional<String> revision = Optional.empty();

  /**
   * Reads the series.
   *
   * @throws UnusableInputException if there is no patch in it
   */
  SeriesReading read() throws IOException {
    if (target.isEmpty() && revision.isPresent()) {
      throw new UnusableInputException("--rev needs --tree: the repository that has it");
    }
    SeriesInput series = SeriesInput.of(input, System.in);
    if (target.isEmpty()) {
      return series.read();
    }
    try (PatchTarget opened = PatchTarget.open(target.get(), revision, false)) {
      SeriesReading reading = series.read(Optional.of(opened.tree()));
      return reading.series().files().isEmpty() ? series.read() : reading;
    }
  }
}
