package org.patchwright.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code new-rule}, {@code test-rule}, and what {@code check} does with rules from outside. */
class RuleCommandsTest {

  private static final String GREEDY =
      """
      package local;

      import java.util.stream.Stream;
      import org.patchwright.fact.FunctionFacts;
      import org.patchwright.rule.*;

      @Check(summary = "never ends")
      public final class NAME implements Rule {
        @Override
        public Stream<Finding> check(FunctionFacts function) {
          BODY
          return Stream.empty();
        }
      }
      """;

  @TempDir Path dir;
  private Path rules;

  @BeforeEach
  void folder() {
    rules = dir.resolve("rules");
  }

  private Ran newRule(String name) {
    return Ran.patchwright("new-rule", name, "-o", rules);
  }

  private Ran testRule() {
    return Ran.patchwright("test-rule", rules);
  }

  private void replace(String file, String from, String to) throws IOException {
    Path path = rules.resolve(file);
    String text = Files.readString(path);
    assertThat(text).contains(from);
    Files.writeString(path, text.replace(from, to));
  }

  @Test
  void aNewRulePassesItsTest() {
    Ran made = newRule("RegionLeftMapped");
    assertThat(made.code()).isZero();
    assertThat(made.out().lines()).hasSize(2);
    Ran tested = testRule();
    assertThat(tested.code()).isZero();
    assertThat(tested.out())
        .isEqualToNormalizingNewlines("RegionLeftMapped: 1 expected, 0 admitted gaps, all well\n");
    assertThat(tested.err()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"lower", "Two Words", "../Up", "A.B", "Ä", "A-B", "1A", "Rule$X"})
  void aNameThatIsNoClassIsRefused(String name) {
    Ran ran = newRule(name);
    assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.complaint()).contains("begins with a capital");
    assertThat(rules).doesNotExist();
  }

  @Test
  void whatIsThereIsNotOverwritten() throws IOException {
    newRule("Mine");
    Files.writeString(rules.resolve("Mine.c"), "mine\n");
    Files.delete(rules.resolve("Mine.java"));
    Ran ran = newRule("Mine");
    assertThat(ran.complaint()).contains("Mine.c: is already there");
    assertThat(rules.resolve("Mine.java")).doesNotExist();
    assertThat(rules.resolve("Mine.c")).hasContent("mine");
  }

  @Test
  void aFolderThatIsAFileIsOneLine() throws IOException {
    Files.writeString(rules, "");
    assertThat(newRule("Mine").code()).isEqualTo(ExitCode.USAGE);
    assertThat(newRule("Mine").complaint()).contains("rules");
  }

  @Test
  void wrongExpectationsAreNamedByLine() throws IOException {
    newRule("Mine");
    replace("Mine.c", "// expect: clk is still on", "// expect: something else");
    Ran ran = testRule();
    assertThat(ran.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(ran.out())
        .contains("Mine.c:11: expected \"something else\", found \"clk is still on\"")
        .contains("1 wrong");
  }

  @Test
  void aLineOnWhichNothingIsFoundSaysSo() throws IOException {
    newRule("Mine");
    replace("Mine.c", "clk_disable_unprepare(clk);", "clk_disable_unprepare(clk);\t// expect: odd");
    assertThat(testRule().out()).contains("expected \"odd\", found nothing on this line");
  }

  @Test
  void aClosedGapMustBeSaid() throws IOException {
    newRule("Mine");
    replace("Mine.c", "// expect:", "// misses:");
    Ran ran = testRule();
    assertThat(ran.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(ran.out()).contains("Mine.c:11: found what it is said to miss");
  }

  @Test
  void aRuleWithoutAFixtureIsNoTestedRule() throws IOException {
    newRule("Mine");
    Files.delete(rules.resolve("Mine.c"));
    Ran ran = testRule();
    assertThat(ran.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(ran.out()).contains("Mine: has no Mine.c to test it on");
  }

  @Test
  void faultsOfTheRuleAreShownWithTheirPlace() throws IOException {
    newRule("Mine");
    replace("Mine.java", "track.origin()", "track.nowhere()");
    Ran ran = testRule();
    assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.err()).contains("Mine.java:49:29: error:").contains("nowhere").contains("^");
    assertThat(ran.err()).doesNotContain("\tat ");
  }

  @Test
  void theGateNamesTheLine() throws IOException {
    newRule("Mine");
    replace(
        "Mine.java", "    return function.under", "    System.exit(7);\n    return function.under");
    for (Ran ran : new Ran[] {testRule(), check()}) {
      assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
      assertThat(ran.err()).contains("Mine.java:37:5: error: a rule may not use java.lang.System");
    }
  }

  @Test
  void noRulesAreOneLine() throws IOException {
    assertThat(Ran.patchwright("test-rule", rules).code()).isEqualTo(ExitCode.USAGE);
    assertThat(Ran.patchwright("test-rule", rules).complaint()).contains("no such file");
    Files.createDirectories(rules);
    assertThat(testRule().err()).contains("holds no *.java file").hasLineCount(1);
  }

  private Ran check() throws IOException {
    Path tree = Files.createDirectories(dir.resolve("tree/drivers"));
    Files.writeString(tree.resolve("one.c"), DriversGit.OLD_FAULT);
    Files.writeString(tree.resolve("two.c"), DriversGit.OLD_FAULT);
    return Ran.patchwright(
        "check",
        dir.resolve("tree"),
        "--rule-dir",
        rules,
        "--rules=LockLeftHeld,Greedy,Large,Mine",
        "--no-cache");
  }

  @Test
  void aGreedyRuleIsOneLineAndTheOthersAreAsked() throws IOException {
    newRule("Mine");
    Files.writeString(
        rules.resolve("Greedy.java"),
        GREEDY.replace("NAME", "Greedy").replace("BODY", "while (function != null) {}"));
    Files.writeString(
        rules.resolve("Large.java"),
        GREEDY
            .replace("NAME", "Large")
            .replace(
                "BODY",
                "java.util.List<Object> all = new java.util.ArrayList<>();"
                    + " while (all.size() < 1000000) all.add(new long[100000]);"));
    Ran ran = check();
    assertThat(ran.code()).as(ran.err()).isEqualTo(ExitCode.FAILED);
    assertThat(ran.out().lines().filter(line -> line.contains("[LockLeftHeld]"))).hasSize(2);
    assertThat(ran.err().lines().filter(line -> line.contains("Greedy"))).hasSize(1);
    assertThat(ran.err().lines().filter(line -> line.contains("Large"))).hasSize(1);
    assertThat(ran.err().lines().filter(line -> line.endsWith("; it is not asked again")))
        .hasSize(2);
    assertThat(ran.err()).doesNotContain("\tat ");
  }

  @Test
  void rulesOfATreeAreAskedAndGated() throws IOException {
    Path tree = Files.createDirectories(dir.resolve("tree"));
    rules = tree.resolve(".patchwright/rules");
    newRule("Mine");
    Path driver = Files.createDirectories(tree.resolve("drivers")).resolve("clk.c");
    Files.copy(rules.resolve("Mine.c"), driver);
    Ran ran = Ran.patchwright("check", tree, "--no-cache");
    assertThat(ran.out()).contains("drivers/clk.c:11:3: warning: clk is still on [Mine]");
    assertThat(ran.code()).isEqualTo(ExitCode.FINDINGS);
    replace(
        "Mine.java", "    return function.under", "    new Thread();\n    return function.under");
    Ran refused = Ran.patchwright("check", tree, "--no-cache");
    assertThat(refused.code()).isEqualTo(ExitCode.USAGE);
    assertThat(refused.err())
        .contains("Mine.java:37:5: error: a rule may not use java.lang.Thread");
    assertThat(refused.out()).isEmpty();
  }
}
