package org.patchwright.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What can be done with a series by itself. */
@Command(
    name = "series",
    description =
        "Reads patch series as mail and archives left them, and writes them in other forms.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      SeriesShowCommand.class,
      SeriesWriteCommand.class,
      SeriesImportCommand.class,
      SeriesSplitCommand.class
    })
final class SeriesCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name a command: show, write, import, split");
  }
}
