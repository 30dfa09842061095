package org.patchwright.command;

import java.io.IOException;
import java.nio.file.Path;
import org.patchwright.pipeline.SeriesInput;
import picocli.CommandLine.Parameters;

/** A series and what it is for: shared by all that carries one out. */
final class SeriesArguments {

  @Parameters(
      index = "0",
      paramLabel = "SERIES",
      description =
          "Mails, mbox, folder, quilt, hg export, archive's page, diff; - for standard input.")
  private Path series;

  @Parameters(
      index = "1",
      paramLabel = "TARGET",
      description = "A git directory, bare or not, or a folder with the files before the change.")
  private Path target;

  SeriesInput read() throws IOException {
    return SeriesInput.of(series, System.in);
  }

  Path target() {
    return target;
  }
}
