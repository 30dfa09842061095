package org.patchwright.run;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.patchwright.catalog.Catalog;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;

/** Functions that all call each other: a walk for each path between them would not end. */
class CallCycleTest {

  private static final int MEMBERS = 14;

  @Test
  @Timeout(120)
  void endsWhereEveryFunctionCallsEveryOther() throws IOException {
    String members =
        IntStream.range(0, MEMBERS)
            .mapToObj(
                n ->
                    "static int step%d(struct xenbus_device *dev, int left)\n{\n".formatted(n)
                        + IntStream.range(0, MEMBERS)
                            .mapToObj(
                                to ->
                                    "\tif (left == %d)\n\t\treturn step%d(dev, left - 1);\n"
                                        .formatted(to, to))
                            .collect(Collectors.joining())
                        + "\txenbus_switch_state(dev, XenbusStateConnected);\n\treturn 0;\n}\n\n")
            .collect(Collectors.joining());
    String driver =
        members
            + """
            static void changed(struct xenbus_device *dev, enum xenbus_state state)
            {
            	switch (state) {
            	case XenbusStateClosing:
            		step0(dev, 3);
            		break;
            	default:
            		break;
            	}
            }

            static struct xenbus_driver cycle_driver = {
            	.otherend_changed = changed,
            };
            """;
    SourceFile file = SourceFile.owning("drivers/cycle.c", driver.getBytes(UTF_8));

    Report report =
        Runner.run(
            alone(file),
            List.of(file.path()),
            Catalog.rules().stream().filter(rule -> rule.id().equals("ClosingDone")).toList(),
            1);

    assertThat(report.failures()).isEmpty();
    assertThat(report.findings())
        .singleElement()
        .satisfies(
            finding -> assertThat(finding.message()).contains("leaves here without finishing"));
  }

  private static SourceTree alone(SourceFile file) {
    return new SourceTree() {
      @Override
      public String name() {
        return "cycle";
      }

      @Override
      public List<String> paths() {
        return List.of(file.path());
      }

      @Override
      public Optional<SourceFile> read(String path) {
        return path.equals(file.path()) ? Optional.of(file) : Optional.empty();
      }
    };
  }
}
