package org.patchwright.pipeline;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Rank;
import org.patchwright.rule.Rule;
import org.patchwright.run.Memory;
import org.patchwright.run.Report;
import org.patchwright.run.Runner;
import org.patchwright.source.ConfiguredTree;
import org.patchwright.source.KernelConfig;
import org.patchwright.source.SourceTree;
import org.patchwright.symbol.KernelTree;

/**
 * What is asked of a tree, whichever version of it.
 *
 * @param wanted the paths to report on
 * @param rules what to ask
 * @param ranked findings with the ranks that the tree's configuration gives them
 * @param minRank how sure a finding must be
 * @param jobs number of threads
 * @param config the configuration of the kernel that code is read under
 */
public record Question(
    Predicate<String> wanted,
    List<Rule> rules,
    UnaryOperator<Finding> ranked,
    Rank minRank,
    int jobs,
    KernelConfig config) {

  public Question {
    rules = List.copyOf(rules);
  }

  /** Asks about some files of a tree, as far as they are wanted. */
  public Report ask(SourceTree tree, Collection<String> paths, Memory memory, IntConsumer progress)
      throws IOException {
    return ask(KernelTree.of(ConfiguredTree.of(tree, config)), paths, memory, progress);
  }

  /** The same over a tree of which files may have been parsed before. */
  public Report ask(KernelTree tree, Collection<String> paths, Memory memory, IntConsumer progress)
      throws IOException {
    List<String> asked = paths.stream().filter(wanted).toList();
    Report report = Runner.run(tree, asked, rules, jobs, memory, progress);
    List<Finding> told =
        report.findings().stream()
            .map(ranked)
            .filter(finding -> finding.rank().compareTo(minRank) <= 0)
            .toList();
    return Reports.with(report, told);
  }
}
