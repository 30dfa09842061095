package org.patchwright.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A rule of the test's own, which finds every file and replaces its first byte, drives these. */
class CheckCommandTest {

  private static final String RULE =
      """
      package sample;

      import java.util.List;
      import java.util.stream.Stream;
      import org.patchwright.fact.Place;
      import org.patchwright.fact.TreeFacts;
      import org.patchwright.rule.*;
      import org.patchwright.source.*;

      @Check(summary = "file begins with x", severity = Severity.ERROR)
      public final class BeginsWithX implements Rule {
        @Override
        public Stream<Finding> check(TreeFacts facts) {
          SourceFile file = facts.unit().tree().file();
          if (file.size() == 0 || file.at(0) != 'x') {
            return Stream.empty();
          }
          Place place = Place.of(file, new Span(0, 1));
          return Stream.of(
              Finding.at(place, "begins with x, 100%: not \\u00e9")
                  .about("", "x")
                  .step(new Note(place, "here"))
                  .fixedBy(Fix.of("begin with y", "Because.",
                      List.of(new Edit(file.path(), new Span(0, 1), "y")))));
        }
      }
      """;

  @TempDir private Path dir;
  private Path rules;
  private Path tree;

  @BeforeEach
  void tree() throws IOException {
    rules = Files.createDirectories(dir.resolve("rules"));
    Files.writeString(rules.resolve("BeginsWithX.java"), RULE);
    tree = Files.createDirectories(dir.resolve("tree"));
    Files.createDirectories(tree.resolve("drivers/a b"));
    Files.writeString(tree.resolve("drivers/a b/x.c"), "x;\n");
    Files.writeString(tree.resolve("drivers/other.c"), "int y;\n");
  }

  private Ran check(Object... more) {
    Object[] words = new Object[more.length + 5];
    words[0] = "check";
    words[1] = tree;
    words[2] = "--rule-dir";
    words[3] = rules;
    words[4] = "--rules=BeginsWithX";
    System.arraycopy(more, 0, words, 5, more.length);
    return Ran.patchwright(words);
  }

  @Test
  void everyFunctionThatWasCutShortIsNamed() throws IOException {
    StringBuilder large = new StringBuilder();
    for (String name : List.of("first", "second")) {
      large.append("static void ").append(name).append("(struct port *p)\n{\n");
      for (int i = 0; i < 8; i++) {
        large.append("\tif (p->has_").append(i).append(")\n\t\tmutex_lock(&p->lock_");
        large.append(i).append(");\n");
      }
      large.append("}\n");
    }
    Files.writeString(tree.resolve("drivers/large.c"), large);
    Object[] words = {"check", tree, "--rules=LockLeftHeld", "--no-cache"};
    Ran counted = Ran.patchwright(words);
    assertThat(counted.err()).contains("2 functions were too large").doesNotContain("first");

    Ran named = Ran.patchwright(with(words, "--list-overruns"));
    assertThat(named.err())
        .contains("drivers/large.c:1 first", "drivers/large.c:20 second")
        .doesNotContain("--list-overruns");

    JsonNode json =
        new ObjectMapper().readTree(Ran.patchwright(with(words, "--format=json")).out());
    assertThat(json.at("/overruns").size()).isEqualTo(2);
    assertThat(json.at("/overruns/0").asText()).isEqualTo("drivers/large.c:1 first");

    JsonNode sarif =
        new ObjectMapper().readTree(Ran.patchwright(with(words, "--format=sarif")).out());
    assertThat(sarif.at("/runs/0/invocations/0/toolExecutionNotifications").size()).isEqualTo(2);
  }

  private static Object[] with(Object[] words, Object last) {
    Object[] more = java.util.Arrays.copyOf(words, words.length + 1);
    more[words.length] = last;
    return more;
  }

  @Test
  void textIsLikeACompilers() {
    Ran ran = check();

    assertThat(ran.out())
        .isEqualTo(
            """
            drivers/a b/x.c:1:1: error: begins with x, 100%: not \u00e9 [BeginsWithX]
            drivers/a b/x.c:1:1: note: here
            """);
    assertThat(ran.err()).contains("2 files", "1 findings");
    assertThat(ran.code()).isEqualTo(ExitCode.FINDINGS);
  }

  @Test
  void failOnNeverOnlyReports() {
    assertThat(check("--fail-on", "never").code()).isZero();
    assertThat(check("--fail-on", "certain").code()).isEqualTo(ExitCode.FINDINGS);
  }

  @Test
  void sarifHasPathFixAndFingerprint() throws IOException {
    Path file = dir.resolve("out.sarif");
    Ran ran = check("--format", "sarif", "-o", file);

    assertThat(ran.out()).isEmpty();
    assertThat(ran.code()).isEqualTo(ExitCode.FINDINGS);
    JsonNode run = new ObjectMapper().readTree(file.toFile()).at("/runs/0");
    JsonNode result = run.at("/results/0");
    assertThat(run.at("/results")).hasSize(1);
    assertThat(result.get("ruleId").asText()).isEqualTo("BeginsWithX");
    assertThat(run.at("/tool/driver/rules/0/id").asText()).isEqualTo("BeginsWithX");
    assertThat(result.at("/locations/0/physicalLocation/artifactLocation/uri").asText())
        .isEqualTo("drivers/a%20b/x.c");
    assertThat(result.at("/locations/0/physicalLocation/region/startLine").asInt()).isEqualTo(1);
    assertThat(result.at("/codeFlows/0/threadFlows/0/locations")).hasSize(2);
    assertThat(result.at("/fixes/0/artifactChanges/0/replacements/0/insertedContent/text").asText())
        .isEqualTo("y");
    assertThat(result.at("/partialFingerprints/patchwright~1v2").asText()).hasSize(32);
  }

  @Test
  void otherFormatsEscape() throws IOException {
    assertThat(check("--format", "github").out())
        .startsWith("::error file=drivers/a b/x.c,line=1,col=1,title=BeginsWithX::")
        .contains("100%25: not");
    assertThat(check("--format", "checkstyle").out())
        .contains("<file name=\"drivers/a b/x.c\">", "severity=\"error\"");
    assertThat(new ObjectMapper().readTree(check("--format", "json").out()).at("/findings"))
        .hasSize(1);
  }

  @Test
  void fixWritesAPatchAndLeavesNothing() throws IOException {
    Path patches = dir.resolve("patches");
    Ran ran =
        Ran.patchwright(
            "fix",
            tree,
            "--rule-dir",
            rules,
            "--rules=BeginsWithX",
            "--author=A U Thor <a@example.org>",
            "-o",
            patches);

    assertThat(ran.err()).contains("1 patches, 0 findings left");
    assertThat(ran.code()).isZero();
    String mail = Files.readString(patches.resolve(ran.out().strip()));
    assertThat(mail)
        .contains("From: A U Thor <a@example.org>", "begin with y", "-x;\n+y;\n", "Because.");
  }

  @Test
  void errorsOfRulesHaveTheirPlace() throws IOException {
    Files.writeString(rules.resolve("Broken.java"), "public class Broken { int x = ; }\n");

    Ran ran = check();

    assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.err()).contains("Broken.java:1:").doesNotContain("\tat ");
  }

  @Test
  void configurationChoosesAmongPaths() throws IOException {
    Files.writeString(
        tree.resolve("drivers/lock.c"),
        """
        static int f(struct s *s)
        {
        \tint err;

        \tmutex_lock(&s->lock);
        \terr = reset(s);
        \tif (err) {
        #ifdef CONFIG_A
        \t\tmutex_unlock(&s->lock);
        #endif
        \t\treturn err;
        \t}
        \tmutex_unlock(&s->lock);
        \treturn 0;
        }
        """);
    String rule = "--rules=LockLeftHeld";

    assertThat(Ran.patchwright("check", tree, rule).code()).isEqualTo(1);
    assertThat(Ran.patchwright("check", tree, rule, "-D", "CONFIG_A").code()).isZero();
    assertThat(Ran.patchwright("check", tree, rule, "-D", "CONFIG_A=n").code()).isEqualTo(1);
  }
}
