package org.patchwright.tutorial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.patchwright.ast.Rewritten;
import org.patchwright.source.SourceFile;

/** The examples of docs/tree-and-srcml.md do what it says, and stand there word for word. */
class TutorialTest {

  private static final String DRIVER =
      """
      struct blinker {
      	struct clk *clk;
      	int state;	/* on or off */
      };

      static int blinker_probe(struct device *dev)
      {
      	struct blinker start = { .state = 0 };
      	struct clk *clk = devm_clk_get(dev, NULL);

      	if (IS_ERR(clk))
      		return PTR_ERR(clk);
      	while (start.state < 3) {
      		if (blink(&start, clk))
      			return -EIO;
      		start.state++;
      	}
      	return 0;
      }
      """;

  private static final SourceFile FILE = SourceFile.of("blinker.c", DRIVER);

  @Test
  void findsAllCallers() {
    assertThat(Callers.of(FILE, "blink"))
        .containsExactly("blinker.c:14: blinker_probe: blink(&start, clk)");
  }

  @Test
  void renamesAMember() {
    Rewritten renamed = RenamedMember.in(FILE, "blinker", "state", "phase");

    assertThat(renamed.result().orElseThrow().text())
        .isEqualTo(DRIVER.replace("int state;", "int phase;").replace(".state", ".phase"));
  }

  @Test
  void releasesBeforeEachEarlyReturn() {
    Rewritten released = ReleasedEarly.in(FILE, "blinker_probe", "led_put(dev);");

    assertThat(released.result().orElseThrow().text())
        .isEqualTo(
            DRIVER
                .replace(
                    "\tif (IS_ERR(clk))\n\t\treturn PTR_ERR(clk);\n",
                    "\tif (IS_ERR(clk)) {\n\t\tled_put(dev);\n\t\treturn PTR_ERR(clk);\n\t}\n")
                .replace(
                    "\t\tif (blink(&start, clk))\n\t\t\treturn -EIO;\n",
                    "\t\tif (blink(&start, clk)) {\n\t\t\tled_put(dev);\n"
                        + "\t\t\treturn -EIO;\n\t\t}\n"));
  }

  @Test
  void findsByXPath() throws IOException {
    assertThat(FoundByXPath.in(FILE)).containsExactly("blinker.c:15: return -EIO;");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Callers", "RenamedMember", "ReleasedEarly", "FoundByXPath"})
  void standsInTheDocumentation(String example) throws IOException {
    String code =
        Files.readString(Path.of("src/test/java/org/patchwright/tutorial/" + example + ".java"));
    String text = Files.readString(Path.of("../docs/tree-and-srcml.md"));

    assertThat(text).contains(code.substring(code.indexOf("  static ")));
  }
}
