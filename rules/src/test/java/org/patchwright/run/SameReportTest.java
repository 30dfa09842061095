package org.patchwright.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.patchwright.catalog.Catalog;
import org.patchwright.rule.Rule;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;

/**
 * All fixtures as one tree: how many threads there are, and in which order files come, is no
 * matter.
 */
class SameReportTest {

  @Test
  void threadsAndOrderChangeNothing() throws IOException {
    Map<String, SourceFile> files = new TreeMap<>();
    for (Rule rule : Catalog.rules()) {
      try (InputStream in = rule.getClass().getResourceAsStream(rule.id() + ".c")) {
        assertThat(in).isNotNull();
        String path = "drivers/fixture/" + rule.id() + ".c";
        files.put(path, SourceFile.owning(path, in.readAllBytes()));
      }
    }
    List<String> order = new ArrayList<>(files.keySet());
    String one = report(files, order, 1);
    assertThat(one).contains("LockLeftHeld", "EventChannelLeak");
    for (int draw = 0; draw < 3; draw++) {
      Collections.shuffle(order, new Random(draw));
      assertThat(report(files, order, 2)).isEqualTo(one);
      assertThat(report(files, order, 1)).isEqualTo(one);
    }
  }

  private static String report(Map<String, SourceFile> files, List<String> order, int jobs)
      throws IOException {
    List<String> listed = List.copyOf(order);
    SourceTree tree =
        new SourceTree() {
          @Override
          public String name() {
            return "fixtures";
          }

          @Override
          public List<String> paths() {
            return listed;
          }

          @Override
          public Optional<SourceFile> read(String path) {
            return Optional.ofNullable(files.get(path));
          }
        };
    List<Rule> rules = new ArrayList<>(Catalog.rules());
    Collections.shuffle(rules, new Random(order.get(0).hashCode()));
    Report report = Runner.run(tree, listed, rules, jobs);
    assertThat(report.failures()).isEmpty();
    return report.findings().stream()
            .map(
                f ->
                    f.place()
                        + " "
                        + f.rule()
                        + " "
                        + f.message()
                        + " "
                        + f.rank()
                        + " "
                        + f.path())
            .collect(Collectors.joining("\n"))
        + report.outOfBudget();
  }
}
