package org.patchwright.fix;

import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.patchwright.repository.Commit;
import org.patchwright.repository.GitRepository;
import org.patchwright.repository.Origins;
import org.patchwright.repository.Origins.Origin;
import org.patchwright.repository.RevisionTree;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Note;
import org.patchwright.rule.Rank;
import org.patchwright.rule.Rule;
import org.patchwright.run.Runner;

/**
 * The commit that brought a fault in: it wrote a line of the finding's path, the rule finds the
 * fault in its tree, and not in its parent's.
 */
final class Introduction {

  /** Writers of the lines beyond the newest few hardly ever brought the fault in. */
  private static final int ASKED = 4;

  private Introduction() {}

  /**
   * @param commit the commit in which the finding was made
   * @return empty if blame shows no such commit
   */
  static Optional<Commit> of(
      GitRepository repository, String commit, Finding finding, List<Rule> rules)
      throws IOException {
    Set<Integer> lines = new TreeSet<>();
    lines.add(finding.place().line());
    for (Note step : finding.steps()) {
      if (step.place().path().equals(finding.path())) {
        lines.add(step.place().line());
      }
    }
    Map<String, Origin> byCommit = new LinkedHashMap<>();
    Origins.of(repository, commit, finding.path(), lines)
        .values()
        .forEach(origin -> byCommit.putIfAbsent(origin.commit().id(), origin));
    List<Rule> asked =
        rules.stream().filter(rule -> rule.id().equals(finding.rule())).limit(1).toList();
    List<Origin> newestFirst =
        byCommit.values().stream()
            .sorted(
                Comparator.comparing((Origin origin) -> origin.commit().committed())
                    .reversed()
                    .thenComparing(origin -> origin.commit().id()))
            .limit(ASKED)
            .toList();
    for (Origin origin : newestFirst) {
      // The first commit imports what was written before.
      if (!origin.commit().parents().isEmpty()
          && isIn(repository, origin.commit().id(), origin.path(), finding, asked)
          && !isIn(repository, origin.commit().parents().get(0), origin.path(), finding, asked)) {
        return Optional.of(origin.commit());
      }
    }
    return Optional.empty();
  }

  private static boolean isIn(
      GitRepository repository, String commit, String path, Finding finding, List<Rule> rules)
      throws IOException {
    RevisionTree tree = repository.tree(commit);
    return tree.contains(path)
        && Runner.run(tree, List.of(path), rules, 1).findings().stream()
            .filter(other -> other.rank().compareTo(Rank.LIKELY) <= 0)
            .anyMatch(
                other ->
                    other.function().equals(finding.function())
                        && other.subject().equals(finding.subject()));
  }
}
