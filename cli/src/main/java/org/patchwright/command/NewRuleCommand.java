package org.patchwright.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import org.patchwright.loader.RuleSources;
import org.patchwright.pipeline.UnusableInputException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a rule to start from. */
@Command(
    name = "new-rule",
    description = {
      "Writes a rule to start from and a C fixture that it passes: NAME.java and NAME.c. Put your"
          + " calls in place of clk_prepare_enable and clk_disable_unprepare, then run test-rule."
    })
final class NewRuleCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "NAME", description = "The rule's name, a Java class: RegionLeftMapped.")
  private String name;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description = "The folder, made if it is not there. Default: ${DEFAULT-VALUE}.",
      defaultValue = RuleSources.FOLDER)
  private Path folder;

  @Override
  public Integer call() throws IOException {
    if (!name.matches("[A-Z][A-Za-z0-9]*")) {
      throw new UnusableInputException(
          name + ": a rule's name begins with a capital and has letters and digits only");
    }
    Path rule = folder.resolve(name + ".java");
    Path fixture = folder.resolve(name + ".c");
    for (Path file : new Path[] {rule, fixture}) {
      if (Files.exists(file)) {
        throw new UnusableInputException(file + ": is already there");
      }
    }
    Files.createDirectories(folder);
    write(rule, "rule-template.java.txt");
    write(fixture, "rule-template.c.txt");
    return ExitCode.CLEAN;
  }

  private void write(Path file, String template) throws IOException {
    try (InputStream in = NewRuleCommand.class.getResourceAsStream(template)) {
      if (in == null) {
        throw new IllegalStateException(template + " is missing from the build");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("NAME", name);
      Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
    }
    spec.commandLine().getOut().println(file);
  }
}
