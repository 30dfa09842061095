package org.patchwright.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.patchwright.command.DriversGit.BROKEN;
import static org.patchwright.command.DriversGit.CALLER;
import static org.patchwright.command.DriversGit.GOOD;
import static org.patchwright.command.DriversGit.OLD_FAULT;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bare repository in which commits move, indent and break a driver's locking. */
class OnlyWhatIsNewTest {

  private static final String HELPERS =
      """
      static void thing_end(struct xenbus_device *dev)
      {
      	xenbus_frontend_closed(dev);
      }

      void thing_closing(struct xenbus_device *dev)
      {
      	thing_end(dev);
      }
      """;

  @TempDir private Path dir;
  private DriversGit git;

  @BeforeEach
  void repository() throws IOException {
    git = new DriversGit(dir.resolve("drivers.git"));
    commit("begin", Map.of("drivers/a/one.c", OLD_FAULT + "\n" + GOOD));
  }

  private void commit(String subject, Map<String, String> changes) throws IOException {
    git.commit(subject, changes);
  }

  private Ran check(Object... more) {
    List<Object> words =
        new ArrayList<>(List.of("check", git.path(), "--rules=LockLeftHeld,DoubleLock"));
    words.addAll(List.of(more));
    return Ran.patchwright(words.toArray());
  }

  private static String spaces(String code) {
    return code.replace("\t", "  ").replace("if (t->dead)\n", "if (t->dead)\n\n");
  }

  @Test
  void shiftedRenamedAndIndentedCodeIsNotNew() throws IOException {
    commit("shift", Map.of("drivers/a/one.c", "/* one */\n\n" + OLD_FAULT + "\n" + GOOD));
    commit(
        "rename and indent",
        Map.of("drivers/a/one.c", "", "drivers/a/two.c", spaces(OLD_FAULT + GOOD)));

    Ran ran = check("--since", git.commit(0));

    assertThat(ran.out()).isEmpty();
    assertThat(ran.code()).isEqualTo(ExitCode.CLEAN);
  }

  @Test
  void functionMovedToAnotherFileIsNotNew() throws IOException {
    commit("move", Map.of("drivers/a/one.c", GOOD, "drivers/b/other.c", OLD_FAULT));

    assertThat(check("--since", "HEAD~1").out()).isEmpty();
  }

  @Test
  void seededFaultIsTheOnlyFinding() throws IOException {
    commit("break", Map.of("drivers/a/one.c", "\n\n" + BROKEN + "\n" + OLD_FAULT));

    Ran ran = check("--since", "HEAD~1", "--format", "json");

    JsonNode findings = new ObjectMapper().readTree(ran.out()).get("findings");
    assertThat(findings).hasSize(1);
    assertThat(findings.at("/0/function").asText()).isEqualTo("good");
    assertThat(ran.code()).isEqualTo(ExitCode.FINDINGS);
  }

  @Test
  void secondFaultOfTheSameKindInAFaultyFunctionIsNew() throws IOException {
    String worse =
        OLD_FAULT.replace("\tmutex_unlock", "\tif (t->busy)\n\t\treturn -EBUSY;\n\tmutex_unlock");
    commit("worse", Map.of("drivers/a/one.c", worse + GOOD));

    assertThat(check("--since", "HEAD~1").out()).contains("one.c:7:").doesNotContain("one.c:5:");
  }

  @Test
  void changeElsewhereIsFoundWhereItHurts() throws IOException {
    commit("callers", Map.of("drivers/a/call.c", CALLER, "drivers/a/help.c", HELPERS));
    Object[] rule = {"check", git.path(), "--rules=ClosingDone"};
    commit(
        "forget to finish",
        Map.of("drivers/a/help.c", HELPERS.replace("\txenbus_frontend_closed(dev);\n", "")));

    Ran ran = Ran.patchwright(rule[0], rule[1], rule[2], "--since", "HEAD~1");

    assertThat(Ran.patchwright(rule[0], rule[1], rule[2], "--rev", "HEAD~1").out()).isEmpty();
    assertThat(ran.out()).contains("drivers/a/call.c:").contains("[ClosingDone]");
    assertThat(Ran.patchwright(rule[0], rule[1], rule[2], "--range", "HEAD~2..HEAD").out())
        .contains("(\"callers\"): clean")
        .contains("(\"forget to finish\"): 1 new");
  }

  @Test
  void usersOfWhatOnlyMovedAreNotAskedAgain() throws IOException {
    commit("callers", Map.of("drivers/a/call.c", CALLER, "drivers/a/help.c", HELPERS));
    commit("move", Map.of("drivers/a/help.c", "", "drivers/a/moved.c", HELPERS));
    commit("change", Map.of("drivers/a/moved.c", HELPERS.replace("thing_end(dev);\n}", "}")));

    assertThat(check("--rev", "HEAD~1", "--since", "HEAD~2").err()).contains("1 files,");
    assertThat(check("--since", "HEAD~1").err()).contains("2 files,");
  }

  @Test
  void onlyTheTargetsOwnCommitsCountOnABranch() throws IOException {
    String fork = git.commit(0);
    commit("mend on the main line", Map.of("drivers/a/one.c", GOOD));
    String ahead = git.last();
    git.goBack(fork, Map.of("drivers/a/one.c", OLD_FAULT + "\n" + GOOD + "\nint unrelated;\n"));
    commit("on the branch", Map.of());

    Ran ran = check("--since", ahead);

    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).contains("since " + fork.substring(0, 12));
  }

  @Test
  void rangeNamesTheCommitThatBroughtAFindingIn() throws IOException {
    commit("shift", Map.of("drivers/a/one.c", "\n" + OLD_FAULT + GOOD));
    commit("break", Map.of("drivers/a/one.c", "\n" + OLD_FAULT + BROKEN));
    commit("document", Map.of("README", "words\n"));
    commit("mend", Map.of("drivers/a/one.c", GOOD));

    Ran ran = check("--range", git.commit(0) + "..HEAD");

    assertThat(ran.out().lines().filter(line -> line.contains("\"")))
        .containsExactly(
            git.commit(1).substring(0, 12) + " (\"shift\"): clean",
            git.commit(2).substring(0, 12) + " (\"break\"): 1 new",
            git.commit(3).substring(0, 12) + " (\"document\"): clean",
            git.commit(4).substring(0, 12) + " (\"mend\"): clean, 2 gone");
    assertThat(ran.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(check("--range", "HEAD~2..HEAD").code()).isEqualTo(ExitCode.CLEAN);

    JsonNode json =
        new ObjectMapper()
            .readTree(check("--range", git.commit(0) + "..", "--format", "json").out());
    assertThat(json.at("/commits/1/commit").asText()).isEqualTo(git.commit(2));
    assertThat(json.at("/commits/1/verdict").asText()).isEqualTo("findings");
    assertThat(json.at("/commits/1/findings")).hasSize(1);
    JsonNode sarif =
        new ObjectMapper()
            .readTree(check("--range", git.commit(0) + "..", "--format", "sarif").out());
    assertThat(sarif.at("/runs/1/results/0/properties/introducedBy").asText()).contains("break");
  }

  @Test
  void commitWhoseChangedFunctionIsNoCIsNotJudged() throws IOException {
    commit(
        "half an edit",
        Map.of("drivers/a/one.c", OLD_FAULT + GOOD.replace("return 0;", "return ( 0 + ;\n\t}{ (")));

    Ran ran = check("--range", "HEAD~1..HEAD");

    assertThat(ran.out()).contains("can't be judged", "drivers/a/one.c");
    assertThat(ran.code()).isEqualTo(ExitCode.CANNOT_JUDGE);
  }

  @Test
  void commitOfAShallowCloneIsNotJudged() throws IOException {
    commit("second", Map.of("drivers/a/one.c", OLD_FAULT + BROKEN));
    String lost = git.commit(0);
    Files.delete(
        git.path().resolve("objects").resolve(lost.substring(0, 2)).resolve(lost.substring(2)));

    Ran ran = check("--since", "HEAD~1");

    assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.err()).contains(lost).doesNotContain("\tat ");
  }

  @Test
  void baselineKeepsWhatIsKnownQuiet() throws IOException {
    Path file = dir.resolve("baseline.json");
    Ran written = check("--write-baseline", file);
    commit("move and break", Map.of("drivers/a/one.c", BROKEN, "drivers/b/moved.c", OLD_FAULT));

    Ran ran = check("--baseline", file);

    assertThat(written.code()).isEqualTo(ExitCode.CLEAN);
    assertThat(ran.out()).contains("drivers/a/one.c").doesNotContain("drivers/b/moved.c");
    assertThat(ran.err()).contains("1 in the baseline");
    assertThat(Files.readString(file)).doesNotContain("\"line\"");
  }

  @Test
  void twoDriversWithTheSameFunctionAreToldApart() throws IOException {
    commit("second driver", Map.of("drivers/b/two.c", OLD_FAULT));
    Path file = dir.resolve("baseline.json");
    check("--write-baseline", file);
    commit("third driver, first in order", Map.of("drivers/a/a.c", OLD_FAULT));

    Ran ran = check("--baseline", file);

    assertThat(ran.out()).contains("drivers/a/a.c:5").doesNotContain("one.c", "two.c");
  }

  @Test
  void badBaselineIsOneClearLine() throws IOException {
    Path file = Files.writeString(dir.resolve("bad.json"), "{\n \"findings\": [\n}");

    Ran ran = check("--baseline", file);

    assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.err()).contains("bad.json:3: no baseline").hasLineCount(1);
    assertThat(check("--range", "HEAD", "--since", "HEAD").err()).contains("leave out --since");
    assertThat(check("--range", "HEAD").err()).contains("write A..B");
  }
}
