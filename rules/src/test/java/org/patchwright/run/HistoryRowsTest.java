package org.patchwright.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Faults that were mended once are told before the fix, and no longer behind it. */
@Tag("xen")
@Tag("shared")
class HistoryRowsTest {

  /** Another table by {@code PATCHWRIGHT_HISTORY}; some families by {@code R7,R9}. */
  private static Path table() {
    String shared = System.getenv().getOrDefault("PATCHWRIGHT_SHARED", "../../shared");
    return Path.of(
        System.getenv().getOrDefault("PATCHWRIGHT_HISTORY", shared + "/history-open.tsv"));
  }

  @Test
  void mostRowsAreSeenBeforeTheirFixAndNotBehindIt() throws IOException {
    String git = System.getenv().getOrDefault("PATCHWRIGHT_XEN_GIT", "");
    boolean there = !git.isEmpty() && Files.isDirectory(Path.of(git)) && Files.exists(table());
    if (!there) {
      System.out.println("skipped: no xen repository, or no table " + table());
    }
    assumeTrue(there, "PATCHWRIGHT_XEN_GIT names a xen repository, and there is a table");
    String families = System.getenv().getOrDefault("PATCHWRIGHT_HISTORY_FAMILIES", "");
    HistoryRows history = new HistoryRows(Path.of(git));
    List<HistoryRows.Outcome> outcomes = new ArrayList<>();
    for (HistoryRows.Row row : HistoryRows.read(table())) {
      if (families.isEmpty() || List.of(families.split(",")).contains(row.family())) {
        HistoryRows.Outcome outcome = history.of(row);
        System.out.println(outcome);
        outcomes.add(outcome);
      }
    }
    long seen = outcomes.stream().filter(HistoryRows.Outcome::isSeen).count();
    System.out.println(seen + " of " + outcomes.size() + " seen");
    assertThat(seen).isGreaterThanOrEqualTo(Math.round(outcomes.size() * 0.60));
  }
}
