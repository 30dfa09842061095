package org.patchwright.loader;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.patchwright.rule.Rule;

class RuleSourcesTest {

  @TempDir Path folder;

  @Test
  void aRuleIsCompiledAndMade() throws IOException {
    Files.writeString(
        folder.resolve("NamedX.java"),
        """
        package stranger;
        import java.util.stream.Stream;
        import org.patchwright.fact.FunctionFacts;
        import org.patchwright.rule.*;
        @Check(summary = "a function is called x", triggers = "x")
        public final class NamedX implements Rule {
          @Override public Stream<Finding> check(FunctionFacts f) {
            return f.name().equals("x") ? Stream.of(Finding.at(f.node(), "x")) : Stream.empty();
          }
        }
        """);
    RuleSources.Loaded loaded = RuleSources.load(folder, RuleSources.Trust.GUARDED);
    assertThat(loaded.errors()).isEmpty();
    assertThat(loaded.rules()).extracting(Rule::id).containsExactly("NamedX");
    assertThat(loaded.rules()).extracting(Rule::subsystem).containsExactly("stranger");
    assertThat(loaded.rules().get(0).triggers()).containsExactly("x");
  }

  @Test
  void anErrorShowsFileLineAndCaret() throws IOException {
    Files.writeString(
        folder.resolve("Broken.java"),
        """
        import org.patchwright.rule.*;
        @Check(summary = "x")
        public final class Broken implements Rule {
          int n = "text";
        }
        """);
    RuleSources.Loaded loaded = RuleSources.load(folder, RuleSources.Trust.GUARDED);
    assertThat(loaded.rules()).isEmpty();
    assertThat(loaded.errors()).hasSize(1);
    assertThat(loaded.errors().get(0).lines())
        .satisfiesExactly(
            first -> assertThat(first).contains("Broken.java:4:11: error: Type mismatch"),
            line -> assertThat(line).isEqualTo("  int n = \"text\";"),
            caret -> assertThat(caret).isEqualTo("          ^~~~~~"));
  }

  @Test
  void aFolderWithoutRulesSaysSo() throws IOException {
    assertThat(RuleSources.load(folder, RuleSources.Trust.GUARDED).errors())
        .singleElement()
        .asString()
        .contains("no *.java");
  }
}
