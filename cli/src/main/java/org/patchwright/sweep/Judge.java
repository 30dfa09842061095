package org.patchwright.sweep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.patchwright.config.Settings;
import org.patchwright.pipeline.Configuration;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Rule;
import org.patchwright.run.Answers;
import org.patchwright.run.FileReport;
import org.patchwright.run.Report;
import org.patchwright.run.Runner;
import org.patchwright.source.SourceTree;
import org.patchwright.symbol.KernelTree;

/** The rules of a sweep. May be used from several threads at once. */
public final class Judge {

  private final Runner.Asking asking;
  private final Configuration comments;

  /**
   * @param asked the rules to ask
   * @param known all rules there are: comments in the sources may name any of them
   */
  public Judge(List<Rule> asked, List<Rule> known) {
    this.asking = new Runner.Asking(asked);
    this.comments = new Configuration(Settings.NONE, known);
  }

  FileReport about(KernelTree tree, String path, Answers answers) {
    return asking.about(tree, path, answers);
  }

  /** The findings of one file in order, each once, less those that its comments allow. */
  List<Finding> told(FileReport report, String path, SourceTree tree) throws IOException {
    List<Finding> sorted = new ArrayList<>(report.findings());
    sorted.sort(Finding.ORDER);
    Set<List<Object>> seen = new HashSet<>();
    sorted.removeIf(f -> !seen.add(List.of(f.rule(), f.place(), f.message())));
    if (!report.addressed()) {
      return List.copyOf(sorted);
    }
    Report one =
        new Report(
            sorted,
            new Report.Statistics(1, 0, report.functions(), report.notParsed(), 0),
            List.of(),
            List.of(),
            List.of(),
            List.of(path));
    return comments.allow(one, tree, p -> p).outcome().told();
  }
}
