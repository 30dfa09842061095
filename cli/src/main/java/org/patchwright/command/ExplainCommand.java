package org.patchwright.command;

import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.patchwright.catalog.Catalog;
import org.patchwright.pipeline.RuleChoice;
import org.patchwright.rule.Rule;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells what a rule is about. */
@Command(
    name = "explain",
    description = "Tells what a rule finds, why it matters, and what the cure is.")
final class ExplainCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "RULE", description = "The rule's name, as it stands in brackets.")
  private String id;

  @Mixin private RuleOptions options;

  @Override
  public Integer call() throws Exception {
    RuleChoice choice = options.choose(Optional.empty(), List.of(id));
    if (!choice.errors().isEmpty()) {
      choice.errors().forEach(spec.commandLine().getErr()::println);
      return ExitCode.USAGE;
    }
    PrintWriter out = ShownWriter.around(spec.commandLine().getOut());
    for (Rule rule : choice.rules()) {
      Optional<String> page = Catalog.page(rule);
      out.println(page.map(String::strip).orElse(rule.id() + ": " + rule.summary()));
    }
    return ExitCode.CLEAN;
  }
}
