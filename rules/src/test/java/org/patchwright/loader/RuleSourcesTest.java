package org.patchwright.loader;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Kind kind;                                | the rule API has org.patchwright.syntax.Kind",
        "Object o = Kind.CALL;                     | the rule API has org.patchwright.syntax.Kind",
        "org.patchwright.ast.Literals l;           | the rule API has"
            + " org.patchwright.symbol.Literals",
        "Object o = Severity.STYLE;                | there are ERROR, WARNING, NOTE",
        "Object o = Finding.at(f.node(), \"\").sure(); | about, at, edits",
        "Object o = f.callees();                   | there are calls, function, incidents",
      })
  void anUnknownNameIsAnsweredByThoseThatAreThere(String body, String meant) throws IOException {
    Files.writeString(
        folder.resolve("Guess.java"),
        """
        import java.util.stream.Stream;
        import org.patchwright.fact.FunctionFacts;
        import org.patchwright.rule.*;
        @Check(summary = "x")
        public final class Guess implements Rule {
          @Override public Stream<Finding> check(FunctionFacts f) {
            %s
            return Stream.empty();
          }
        }
        """
            .formatted(body));
    assertThat(RuleSources.load(folder, RuleSources.Trust.GUARDED).errors())
        .singleElement()
        .asString()
        .contains(meant);
  }

  @Test
  void aFolderWithoutRulesSaysSo() throws IOException {
    assertThat(RuleSources.load(folder, RuleSources.Trust.GUARDED).errors())
        .singleElement()
        .asString()
        .contains("no *.java");
  }
}
