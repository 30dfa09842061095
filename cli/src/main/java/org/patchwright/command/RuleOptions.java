package org.patchwright.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.patchwright.loader.RuleSource;
import org.patchwright.loader.RuleSources;
import org.patchwright.pipeline.RuleChoice;
import org.patchwright.pipeline.UnusableInputException;
import org.patchwright.source.SourceTree;
import picocli.CommandLine.Option;

/** Rules of the user's own and of the tree: shared by the commands that ask rules. */
final class RuleOptions {

  @Option(
      names = "--rule-dir",
      paramLabel = "DIR",
      description =
          "Compile the *.java rules in this folder and ask them too, as those in the tree's"
              + " .patchwright/rules.")
  private Optional<Path> ruleDirectory = Optional.empty();

  @Option(
      names = "--trust-rules",
      description =
          "Let rules from outside do whatever you may do. Without it they are refused if they use"
              + " more than the rule API and plain values, and have a budget of time and memory.")
  private boolean trusted;

  /** The texts of rules from outside: those of the folder, and those that a tree brings along. */
  List<RuleSource> sources(Optional<SourceTree> tree) throws IOException {
    List<RuleSource> sources = new ArrayList<>();
    if (ruleDirectory.isPresent()) {
      if (!Files.exists(ruleDirectory.get())) {
        throw new UnusableInputException(ruleDirectory.get() + ": no such folder of rules");
      }
      sources.addAll(RuleSources.below(ruleDirectory.get()));
      if (sources.isEmpty()) {
        throw new UnusableInputException(ruleDirectory.get() + ": holds no *.java file");
      }
    }
    if (tree.isPresent()) {
      sources.addAll(RuleSources.in(tree.get()));
    }
    return sources;
  }

  RuleChoice choose(List<RuleSource> sources, List<String> ids) throws IOException {
    RuleSources.Trust trust = trusted ? RuleSources.Trust.TRUSTED : RuleSources.Trust.GUARDED;
    return RuleChoice.of(sources, trust, ids);
  }

  RuleChoice choose(Optional<SourceTree> tree, List<String> ids) throws IOException {
    return choose(sources(tree), ids);
  }
}
