package org.patchwright.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Fix;
import org.patchwright.rule.Rule;
import org.patchwright.run.Report;
import org.patchwright.run.Runner;
import org.patchwright.source.Edits;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;
import org.patchwright.syntax.SyntaxTree;

class CatalogTest {

  static Stream<Rule> rules() {
    return Catalog.rules().stream();
  }

  @Test
  void theCatalogHoldsItsRulesInOrder() {
    assertThat(Catalog.rules()).extracting(Rule::id).contains("ClosingDone").isSorted();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void everyRuleHasItsPage(Rule rule) {
    assertThat(Catalog.page(rule)).get().asString().startsWith("# " + rule.id());
  }

  @ParameterizedTest
  @MethodSource("rules")
  void everyRuleFindsWhatItsFixtureExpects(Rule rule) throws IOException {
    SourceFile file;
    try (InputStream in = rule.getClass().getResourceAsStream(rule.id() + ".c")) {
      assertThat(in).as("fixture of %s", rule.id()).isNotNull();
      file = SourceFile.owning("drivers/fixture/" + rule.id() + ".c", in.readAllBytes());
    }
    assumeTrue(
        SyntaxTree.parse(file).functions().findAny().isPresent(), "the parser reads no function");
    Report report = Runner.run(treeOf(file), List.of(file.path()), List.of(rule), 1);
    assertThat(report.failures()).isEmpty();
    assertThat(report.outOfBudget()).isEmpty();
    List<String> expected = new ArrayList<>();
    List<String> found = new ArrayList<>();
    for (int line = 1; line <= file.lineCount(); line++) {
      String text = file.text(file.lineSpan(line));
      int at = text.indexOf("// expect: ");
      if (at >= 0) {
        expected.add(line + ": " + text.substring(at + 11).trim());
      }
    }
    for (Finding finding : report.findings()) {
      String text = file.text(file.lineSpan(finding.place().line()));
      int at = text.indexOf("// expect: ");
      String words = at >= 0 ? text.substring(at + 11).trim() : "";
      boolean said = at >= 0 && finding.message().contains(words);
      found.add(finding.place().line() + ": " + (said ? words : finding.message()));
    }
    assertThat(found).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void theFixesGiveTheFixedFile(Rule rule) throws IOException {
    SourceFile file = clean(fixture(rule, ".c").orElseThrow());
    Optional<SourceFile> fixed = fixture(rule, ".fixed.c");
    SourceFile mended = file;
    for (int round = 0; round < 50; round++) {
      Optional<Fix> fix =
          run(mended, rule).findings().stream().flatMap(f -> f.fix().stream()).findFirst();
      if (fix.isEmpty()) {
        break;
      }
      assertThat(fix.get().title()).matches("[A-Z][a-z]+ .*");
      assertThat(fix.get().why()).isNotBlank();
      assertThat(fixed).as("%s proposes edits and has no .fixed.c", rule.id()).isPresent();
      mended = Edits.apply(mended, fix.get().edits());
      assertThat(SyntaxTree.parse(mended).problems()).isEmpty();
    }
    if (fixed.isPresent()) {
      assertThat(mended.text()).isEqualTo(clean(fixed.get()).text());
      assertThat(run(mended, rule).findings())
          .extracting(finding -> finding.place().line())
          .isEqualTo(expectedLines(fixed.get()));
    }
  }

  private static Report run(SourceFile file, Rule rule) throws IOException {
    return Runner.run(treeOf(file), List.of(file.path()), List.of(rule), 1);
  }

  private static Optional<SourceFile> fixture(Rule rule, String ending) throws IOException {
    try (InputStream in = rule.getClass().getResourceAsStream(rule.id() + ending)) {
      return in == null
          ? Optional.empty()
          : Optional.of(
              SourceFile.owning("drivers/fixture/" + rule.id() + ".c", in.readAllBytes()));
    }
  }

  private static SourceFile clean(SourceFile file) {
    return SourceFile.of(
        file.path(), file.text().replaceAll("(?m)\\s*// (expect|misses): .*$", ""));
  }

  private static List<Integer> expectedLines(SourceFile file) {
    List<Integer> lines = new ArrayList<>();
    for (int line = 1; line <= file.lineCount(); line++) {
      if (file.text(file.lineSpan(line)).contains("// expect: ")) {
        lines.add(line);
      }
    }
    return lines;
  }

  private static SourceTree treeOf(SourceFile file) {
    return new SourceTree() {
      @Override
      public String name() {
        return "fixture";
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
