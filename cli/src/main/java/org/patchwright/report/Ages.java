package org.patchwright.report;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.patchwright.repository.GitRepository;
import org.patchwright.repository.Origins;
import org.patchwright.rule.Finding;

/**
 * How old the lines are that findings point to, as blame tells.
 *
 * @param told by finding, in words that a list of choices can hold
 * @param leftOut files with findings that were not looked at
 */
public record Ages(Map<Finding, String> told, int leftOut) {

  /** Blame takes seconds for a file with a long history. */
  private static final int MOST_FILES = 300;

  private static final long DAYS_OF_A_YEAR = 365;

  /** Nobody looked. */
  public static final Ages NONE = new Ages(Map.of(), 0);

  public Ages {
    told = Map.copyOf(told);
  }

  /**
   * Looks up the origin of each finding's line.
   *
   * @param revision in which they were found; ages are counted back from its date
   */
  public static Ages of(GitRepository repository, String revision, Collection<Finding> findings)
      throws IOException {
    Map<String, Set<Integer>> lines = new TreeMap<>();
    for (Finding finding : findings) {
      lines.computeIfAbsent(finding.path(), path -> new TreeSet<>()).add(finding.place().line());
    }
    var now = repository.commit(revision).committed();
    Map<String, Map<Integer, String>> known = new HashMap<>();
    int looked = 0;
    for (Map.Entry<String, Set<Integer>> file : lines.entrySet()) {
      if (looked++ == MOST_FILES) {
        break;
      }
      Map<Integer, String> ages = new HashMap<>();
      Origins.of(repository, revision, file.getKey(), file.getValue())
          .forEach(
              (line, origin) ->
                  ages.put(line, words(Duration.between(origin.commit().committed(), now))));
      known.put(file.getKey(), ages);
    }
    Map<Finding, String> told = new HashMap<>();
    for (Finding finding : findings) {
      String age = known.getOrDefault(finding.path(), Map.of()).get(finding.place().line());
      if (age != null) {
        told.put(finding, age);
      }
    }
    return new Ages(told, Math.max(0, lines.size() - MOST_FILES));
  }

  private static String words(Duration age) {
    long days = age.toDays();
    if (days < 31) {
      return "under a month";
    }
    if (days < DAYS_OF_A_YEAR) {
      return "under a year";
    }
    if (days < 3 * DAYS_OF_A_YEAR) {
      return "1 to 3 years";
    }
    return days < 10 * DAYS_OF_A_YEAR ? "3 to 10 years" : "over 10 years";
  }
}
