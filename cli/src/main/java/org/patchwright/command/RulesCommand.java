package org.patchwright.command;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.patchwright.pipeline.RuleChoice;
import org.patchwright.rule.Rule;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists the rules. */
@Command(
    name = "rules",
    description = "Lists the rules: name, severity, subsystem and what each finds.")
final class RulesCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private RuleOptions options;

  @Override
  public Integer call() throws Exception {
    RuleChoice choice = options.choose(Optional.empty(), List.of());
    if (!choice.errors().isEmpty()) {
      choice.errors().forEach(spec.commandLine().getErr()::println);
      return ExitCode.USAGE;
    }
    PrintWriter out = ShownWriter.around(spec.commandLine().getOut());
    int width = choice.rules().stream().mapToInt(rule -> rule.id().length()).max().orElse(0);
    for (Rule rule : choice.rules()) {
      out.printf(
          "%-" + Math.max(1, width) + "s  %-7s  %-10s  %s%n",
          rule.id(),
          rule.severity().name().toLowerCase(Locale.ROOT),
          rule.subsystem(),
          rule.summary());
    }
    return ExitCode.CLEAN;
  }
}
