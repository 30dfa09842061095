package org.patchwright.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.patchwright.pipeline.Target;
import org.patchwright.report.Format;
import org.patchwright.report.Part;
import org.patchwright.report.Remarks;
import org.patchwright.repository.GitRepository;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Rule;
import org.patchwright.run.Report;
import org.patchwright.sweep.History;
import org.patchwright.sweep.JsonLines;
import org.patchwright.sweep.ParquetTables;
import org.patchwright.sweep.Plan;
import org.patchwright.sweep.SweepPage;

/** Writes the outcome of a sweep into its folder. */
final class SweepOutput {

  private SweepOutput() {}

  static void write(List<History> histories, Path folder, List<Rule> rules) throws IOException {
    OutputFile.write(folder.resolve("findings.jsonl"), out -> JsonLines.findings(histories, out));
    OutputFile.write(folder.resolve("revisions.jsonl"), out -> JsonLines.revisions(histories, out));
    OutputFile.writeBytes(
        folder.resolve("findings.parquet"), out -> ParquetTables.findings(histories, out));
    OutputFile.writeBytes(
        folder.resolve("events.parquet"), out -> ParquetTables.events(histories, out));
    Path sarif = Files.createDirectories(folder.resolve("sarif"));
    Set<String> names = new HashSet<>();
    for (History history : histories) {
      branches(history, sarif, names, rules);
    }
    OutputFile.write(folder.resolve("index.html"), out -> SweepPage.write(histories, out));
  }

  private static void branches(History history, Path folder, Set<String> names, List<Rule> rules)
      throws IOException {
    Plan plan = history.plan();
    Path location = Path.of(plan.repository());
    try (GitRepository repository = GitRepository.open(location)) {
      for (Map.Entry<Integer, List<Finding>> end : history.atEnds().entrySet()) {
        Plan.Revision revision = plan.revisions().get(end.getKey());
        Target target =
            new Target(
                repository.tree(revision.commit()),
                List.of(),
                location,
                Optional.of(revision.commit()));
        Report report =
            new Report(
                end.getValue(),
                new Report.Statistics(history.files(end.getKey()), 0, 0, 0, 0),
                List.of(),
                List.of(),
                List.of(),
                List.of());
        Part part = new Part(report, CheckCommand.scene(target, rules, false, Remarks.NONE));
        for (String branch : revision.branches()) {
          OutputFile.write(
              folder.resolve(fileName(branch, names) + ".sarif"),
              out -> Format.SARIF.write(List.of(part), out));
        }
      }
    }
  }

  /** A name that leads nowhere else and is not taken, whatever the branch is called. */
  private static String fileName(String branch, Set<String> taken) {
    String name = branch.replaceAll("[^A-Za-z0-9._-]", "_").replaceFirst("^[.-]+", "_");
    String free = name.isEmpty() ? "_" : name.substring(0, Math.min(150, name.length()));
    for (int n = 2; !taken.add(free.toLowerCase(Locale.ROOT)); n++) {
      free = name + "-" + n;
    }
    return free;
  }
}
