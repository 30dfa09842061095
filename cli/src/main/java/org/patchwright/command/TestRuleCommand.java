package org.patchwright.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.patchwright.loader.RuleSources;
import org.patchwright.pipeline.Fixture;
import org.patchwright.report.Shown;
import org.patchwright.rule.Rule;
import org.patchwright.source.SourceFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Holds rules against their C fixtures. */
@Command(
    name = "test-rule",
    description = {
      "Asks each rule of a folder about the C file beside it that has its name, and compares: a"
          + " line with // expect: words must have a finding that says so, one with // misses:"
          + " words admits a gap, every other line must be quiet. Ends with 1 if it is not so."
    })
final class TestRuleCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "DIR", description = "The folder of rules.")
  private Path folder;

  @Option(
      names = "--trust-rules",
      description = "Let the rules do whatever you may do, without the gate and its budget.")
  private boolean trusted;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = ShownWriter.around(spec.commandLine().getOut());
    RuleSources.Trust trust = trusted ? RuleSources.Trust.TRUSTED : RuleSources.Trust.GUARDED;
    RuleSources.Loaded loaded = RuleSources.load(folder, trust);
    if (!loaded.errors().isEmpty()) {
      loaded.errors().forEach(spec.commandLine().getErr()::println);
      return ExitCode.USAGE;
    }
    int code = ExitCode.CLEAN;
    for (Rule rule : loaded.rules()) {
      List<Path> fixtures;
      try (Stream<Path> files = Files.walk(folder)) {
        fixtures = files.filter(file -> file.endsWith(rule.id() + ".c")).sorted().toList();
      }
      if (fixtures.isEmpty()) {
        out.println(rule.id() + ": has no " + rule.id() + ".c to test it on");
        code = ExitCode.FINDINGS;
      }
      for (Path file : fixtures) {
        SourceFile source =
            SourceFile.of("drivers/fixture/" + file.getFileName(), Files.readAllBytes(file));
        Fixture.Outcome outcome = Fixture.of(rule, source);
        outcome.faults().forEach(fault -> out.println(Shown.of(file + ":" + fault)));
        out.printf(
            "%s: %d expected, %d admitted gaps, %s%n",
            rule.id(),
            outcome.expected(),
            outcome.missed(),
            outcome.faults().isEmpty() ? "all well" : outcome.faults().size() + " wrong");
        code = outcome.faults().isEmpty() ? code : ExitCode.FINDINGS;
      }
    }
    return code;
  }
}
