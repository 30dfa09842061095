package org.patchwright.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import org.patchwright.config.Settings;
import org.patchwright.pipeline.UnusableInputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a configuration file to start from. */
@Command(
    name = "init",
    description =
        "Writes a .patchwright.yml in which every setting is explained and none is made yet.")
final class InitCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "DIR",
      arity = "0..1",
      defaultValue = ".",
      description = "The top of the tree. Default: the current directory.")
  private Path directory;

  @Override
  public Integer call() throws Exception {
    if (!Files.isDirectory(directory)) {
      throw new NotDirectoryException(directory.toString());
    }
    Path file = directory.resolve(Settings.FILE);
    try (InputStream template = InitCommand.class.getResourceAsStream("settings.yml")) {
      if (template == null) {
        throw new IllegalStateException("the template of the settings is missing");
      }
      String text = new String(template.readAllBytes(), StandardCharsets.UTF_8);
      Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw new UnusableInputException(file + ": is already there; edit it, or remove it first", e);
    } catch (IOException e) {
      throw new UnusableInputException(
          file + ": can't be written: " + Complaint.about(e).line(), e);
    }
    spec.commandLine().getOut().println(file);
    return ExitCode.CLEAN;
  }
}
