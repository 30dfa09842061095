package org.patchwright.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.patchwright.repository.GitRepository;
import org.patchwright.source.SourceFile;

/** A bare repository in which commits move, indent and break a driver's locking. */
class OnlyWhatIsNewTest {

  private static final String OLD_FAULT =
      """
      static int old_fault(struct thing *t)
      {
      	mutex_lock(&t->lock);
      	if (t->dead)
      		return -EIO;
      	mutex_unlock(&t->lock);
      	return 0;
      }
      """;

  private static final String GOOD =
      """
      static int good(struct thing *t)
      {
      	mutex_lock(&t->lock);
      	if (t->dead) {
      		mutex_unlock(&t->lock);
      		return -EIO;
      	}
      	mutex_unlock(&t->lock);
      	return 0;
      }
      """;

  private static final String BROKEN = GOOD.replaceFirst("\t\tmutex_unlock.*\n", "");

  /** Its closing is done by a function of another file. */
  private static final String CALLER =
      """
      static void backend_changed(struct xenbus_device *dev, enum xenbus_state state)
      {
      	switch (state) {
      	case XenbusStateClosing:
      		thing_closing(dev);
      		break;
      	default:
      		break;
      	}
      }

      static struct xenbus_driver thing = {
      	.otherend_changed = backend_changed,
      };

      int register_thing(void)
      {
      	return xenbus_register_frontend(&thing);
      }
      """;

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
  private Path git;
  private final List<String> commits = new ArrayList<>();
  private final Map<String, String> tree = new TreeMap<>();

  @BeforeEach
  void repository() throws IOException {
    git = dir.resolve("drivers.git");
    commit("begin", Map.of("drivers/a/one.c", OLD_FAULT + "\n" + GOOD));
  }

  /** Writes a commit of the tree with these files in it; an empty text removes a file. */
  private void commit(String subject, Map<String, String> changes) throws IOException {
    TreeSet<String> removed = new TreeSet<>();
    changes.forEach(
        (path, text) -> {
          if (text.isEmpty()) {
            tree.remove(path);
            removed.add(path);
          } else {
            tree.put(path, text);
          }
        });
    List<SourceFile> files =
        tree.entrySet().stream().map(e -> SourceFile.of(e.getKey(), e.getValue())).toList();
    try (GitRepository repository =
        commits.isEmpty() ? GitRepository.create(git) : GitRepository.open(git)) {
      Optional<String> parent =
          commits.isEmpty() ? Optional.empty() : Optional.of(commits.get(commits.size() - 1));
      String id =
          repository.write(
              parent,
              files,
              removed,
              subject + "\n",
              "A U Thor <author@example.org>",
              Instant.ofEpochSecond(1_700_000_000L + commits.size()));
      repository.branch("main", id);
      commits.add(id);
    }
  }

  private Ran check(Object... more) {
    List<Object> words = new ArrayList<>(List.of("check", git, "--rules=LockLeftHeld,DoubleLock"));
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

    Ran ran = check("--since", commits.get(0));

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
    Object[] rule = {"check", git, "--rules=ClosingDone"};
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
  void onlyTheTargetsOwnCommitsCountOnABranch() throws IOException {
    String fork = commits.get(0);
    commit("mend on the main line", Map.of("drivers/a/one.c", GOOD));
    String ahead = commits.get(commits.size() - 1);
    commits.add(fork);
    tree.put("drivers/a/one.c", OLD_FAULT + "\n" + GOOD + "\nint unrelated;\n");
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

    Ran ran = check("--range", commits.get(0) + "..HEAD");

    assertThat(ran.out().lines().filter(line -> line.contains("\"")))
        .containsExactly(
            commits.get(1).substring(0, 12) + " (\"shift\"): clean",
            commits.get(2).substring(0, 12) + " (\"break\"): 1 new",
            commits.get(3).substring(0, 12) + " (\"document\"): clean",
            commits.get(4).substring(0, 12) + " (\"mend\"): clean, 2 gone");
    assertThat(ran.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(check("--range", "HEAD~2..HEAD").code()).isEqualTo(ExitCode.CLEAN);

    JsonNode json =
        new ObjectMapper()
            .readTree(check("--range", commits.get(0) + "..", "--format", "json").out());
    assertThat(json.at("/commits/1/commit").asText()).isEqualTo(commits.get(2));
    assertThat(json.at("/commits/1/verdict").asText()).isEqualTo("findings");
    assertThat(json.at("/commits/1/findings")).hasSize(1);
    JsonNode sarif =
        new ObjectMapper()
            .readTree(check("--range", commits.get(0) + "..", "--format", "sarif").out());
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
    String lost = commits.get(0);
    Files.delete(git.resolve("objects").resolve(lost.substring(0, 2)).resolve(lost.substring(2)));

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
