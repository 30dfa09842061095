package org.patchwright.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Findings that comments and the configuration file allow, and settings as a whole. */
class SuppressionTest {

  @TempDir private Path dir;
  private Path driver;

  @BeforeEach
  void tree() throws IOException {
    driver = Files.createDirectories(dir.resolve("drivers/a")).resolve("one.c");
  }

  private static String fault(String name, String above, String before, String behind) {
    return "%sstatic int %s(struct thing *t)\n{\n\tmutex_lock(&t->lock);\n\tif (t->dead)\n%s"
            .formatted(above, name, before)
        + "\t\treturn -EIO;%s\n\tmutex_unlock(&t->lock);\n\treturn 0;\n}\n".formatted(behind);
  }

  private Ran check(Object... more) {
    List<Object> words = new ArrayList<>(List.of("check", dir, "--rules=LockLeftHeld"));
    words.addAll(List.of(more));
    return Ran.patchwright(words.toArray());
  }

  @Test
  void commentAllowsStatementOrFunction() throws IOException {
    Files.writeString(
        driver,
        fault("above", "", "\t\t/* patchwright: allow(LockLeftHeld) the caller unlocks */\n", "")
            + fault("behind", "", "", " /* patchwright: allow(LockLeftHeld) so be it */")
            + fault(
                "whole",
                "/*\n * patchwright: allow(locklefthold,LockLeftHeld) two\n" + " * lines\n */\n",
                "",
                "")
            + fault("told", "", "", ""));

    Ran ran = check("--format", "json");

    JsonNode json = new ObjectMapper().readTree(ran.out());
    assertThat(json.at("/findings")).hasSize(1);
    assertThat(json.at("/findings/0/function").asText()).isEqualTo("told");
    assertThat(json.at("/suppressed").findValuesAsText("reason"))
        .containsExactlyInAnyOrder("the caller unlocks", "so be it", "two lines");
    assertThat(ran.err()).contains("no rule is named 'locklefthold'", "3 allowed");
  }

  @Test
  void commentWithoutReasonOrUseIsReported() throws IOException {
    Files.writeString(
        driver,
        fault("bare", "", "\t\t/* patchwright: allow(LockLeftHeld) */\n", "")
            + "/* patchwright: allow(LockLeftHeld) nothing here */\nint quiet;\n"
            + "// patchwright: be nice\nint other;\n");

    Ran ran = check();

    assertThat(ran.out()).contains("one.c:6:");
    assertThat(ran.err())
        .contains("one.c:5: allow(LockLeftHeld) has no reason")
        .contains("one.c:10: LockLeftHeld finds nothing here: this suppression is unused")
        .contains("one.c:12: not understood");
  }

  @Test
  void wordsInStringsAllowNothing() throws IOException {
    Files.writeString(
        driver,
        fault("f", "", "", "") + "char *s = \"/* patchwright: allow(LockLeftHeld) no */\";\n");

    assertThat(check().code()).isEqualTo(ExitCode.FINDINGS);
  }

  @Test
  void settingsAllowWithOwnerAndReason() throws IOException {
    Files.writeString(driver, fault("f", "", "", "") + fault("g", "", "", ""));
    Files.writeString(
        dir.resolve(".patchwright.yml"),
        """
        suppressions:
          - rule: LockLeftHeld
            path: drivers/a/**
            function: f
            owner: Jo <jo@example.org>
            reason: unlocked by the bus
          - rule: LockLeftHeld
            path: drivers/gone/**
            owner: Jo <jo@example.org>
            reason: removed long ago
        """);

    Ran ran = check("--format", "sarif");

    JsonNode results = new ObjectMapper().readTree(ran.out()).at("/runs/0/results");
    assertThat(results).hasSize(2);
    assertThat(results.at("/0/suppressions/0/kind").asText()).isEqualTo("external");
    assertThat(results.at("/0/suppressions/0/justification").asText())
        .isEqualTo("unlocked by the bus");
    assertThat(results.at("/1/suppressions").isMissingNode()).isTrue();
    assertThat(ran.err()).contains(".patchwright.yml:7: LockLeftHeld finds nothing here");
  }

  @Test
  void settingsChoosePathsRulesAndRanks() throws IOException {
    Files.writeString(driver, fault("f", "", "", ""));
    Path other = Files.createDirectories(dir.resolve("drivers/b")).resolve("two.c");
    Files.writeString(other, fault("g", "", "", ""));
    Path settings = dir.resolve(".patchwright.yml");

    Files.writeString(settings, "exclude: [drivers/b]\nfail-on: never\n");
    Ran excluded = Ran.patchwright("check", dir);
    assertThat(excluded.out()).contains("drivers/a/one.c").doesNotContain("two.c");
    assertThat(excluded.code()).isEqualTo(ExitCode.CLEAN);
    assertThat(Ran.patchwright("check", dir, "--fail-on=certain").code())
        .isEqualTo(ExitCode.FINDINGS);

    Files.writeString(settings, "kernel-root: drivers/b/\n");
    assertThat(check().out()).contains("two.c").doesNotContain("one.c");

    Files.writeString(settings, "ranks: {LockLeftHeld: style}\n");
    assertThat(check().out()).isEmpty();
    assertThat(check("--min-rank", "style").out()).contains("one.c", "two.c");

    Files.writeString(settings, "ranks: {LockLeftHeld: off}\n");
    assertThat(Ran.patchwright("check", dir).out()).doesNotContain("LockLeftHeld");
  }

  @Test
  void errorsInSettingsHaveTheirPlaces() throws IOException {
    Files.writeString(driver, "int x;\n");
    Files.writeString(
        dir.resolve(".patchwright.yml"),
        """
        pahts: [a]
        min-rank: sure
        rules: [NoSuchRule]
        suppressions:
          - rule: LockLeftHeld
            path: x.c
        """);

    Ran ran = check();

    assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.err())
        .contains(".patchwright.yml:1:1: unknown key 'pahts'")
        .contains(".patchwright.yml:2:11: 'sure' is no rank")
        .contains(".patchwright.yml:3:8: no rule is named 'NoSuchRule'")
        .contains(".patchwright.yml:5:5: a suppression needs a 'owner'")
        .contains(".patchwright.yml:5:5: a suppression needs a 'reason'");

    Files.writeString(dir.resolve(".patchwright.yml"), "paths: [a\nrules: b\n");
    assertThat(check().err()).contains(".patchwright.yml:2:").contains("no YAML");
  }

  @Test
  void initWritesSettingsThatAreReadAndChangeNothing() throws IOException {
    Files.writeString(driver, fault("f", "", "", ""));
    Ran before = Ran.patchwright("check", dir);

    assertThat(Ran.patchwright("init", dir).code()).isZero();

    assertThat(Ran.patchwright("check", dir).out()).isEqualTo(before.out());
    Ran again = Ran.patchwright("init", dir);
    assertThat(again.code()).isEqualTo(ExitCode.USAGE);
    assertThat(again.err()).contains("already there");
  }

  @Test
  void pathsAndMessagesAreSafeOnATerminal() throws IOException {
    Path odd = driver.resolveSibling("e\u001b[31m\u202evil.c");
    Files.writeString(odd, fault("f", "", "", ""));

    Ran ran = check();

    assertThat(ran.out()).contains("e\\x1b[31m\\u202evil.c").doesNotContain("\u001b", "\u202e");
  }
}
