package org.patchwright.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.patchwright.command.DriversGit.BROKEN;
import static org.patchwright.command.DriversGit.CALLER;
import static org.patchwright.command.DriversGit.GOOD;
import static org.patchwright.command.DriversGit.OLD_FAULT;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Util;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.patchwright.repository.GitRepository;

/** Repositories in which faults come, move and go. */
class SweepCommandTest {

  private static final String HELPER =
      """
      void thing_closing(struct xenbus_device *dev)
      {
      	xenbus_frontend_closed(dev);
      }
      """;

  @TempDir Path dir;
  private DriversGit git;

  @BeforeEach
  void repository() {
    git = new DriversGit(dir.resolve("drivers.git"));
  }

  private String commit(String subject, String path, String text) throws IOException {
    return git.commit(subject, Map.of(path, text));
  }

  private Ran sweep(String output, Object... more) {
    List<Object> words =
        new ArrayList<>(
            List.of(
                "sweep",
                git.path(),
                "--rules=LockLeftHeld,ClosingDone",
                "-o",
                dir.resolve(output)));
    words.addAll(Arrays.asList(more));
    return Ran.patchwright(words.toArray());
  }

  private List<JsonNode> lines(String output, String file) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(dir.resolve(output).resolve(file))) {
      lines.add(new ObjectMapper().readTree(line));
    }
    return lines;
  }

  private static List<String> told(JsonNode finding) {
    List<String> events = new ArrayList<>();
    finding
        .get("events")
        .forEach(
            event -> events.add(event.get("what").asText() + " " + event.get("subject").asText()));
    return events;
  }

  private void fourCommits() throws IOException {
    commit("begin", "drivers/a/one.c", OLD_FAULT + "\n" + GOOD);
    commit("break", "drivers/a/one.c", OLD_FAULT + "\n" + BROKEN);
    git.commit(
        "rename",
        Map.of(
            "drivers/a/one.c", "", "drivers/b/two.c", "/* new */\n" + OLD_FAULT + "\n" + BROKEN));
    commit("mend", "drivers/b/two.c", OLD_FAULT + "\n" + GOOD);
  }

  @Test
  void lifeOfAFindingIsTold() throws IOException {
    fourCommits();

    Ran ran = sweep("out", "--revs", "HEAD");

    List<JsonNode> findings = lines("out", "findings.jsonl");
    assertThat(findings).hasSize(2);
    JsonNode old = findings.get(0);
    assertThat(old.get("function").asText()).isEqualTo("old_fault");
    assertThat(told(old)).containsExactly("brought in begin", "moved rename");
    assertThat(old.at("/stillIn/0").asText()).isEqualTo("HEAD");
    assertThat(old.get("revisions").asInt()).isEqualTo(4);
    JsonNode mended = findings.get(1);
    assertThat(told(mended)).containsExactly("brought in break", "moved rename", "mended mend");
    assertThat(mended.at("/broughtInBy/0/commit").asText()).isEqualTo(git.commit(1));
    assertThat(mended.at("/mendedBy/0/commit").asText()).isEqualTo(git.commit(3));
    assertThat(mended.at("/mendedBy/0/date").asText()).isEqualTo("2023-11-17");
    assertThat(mended.get("stillIn")).isEmpty();
    assertThat(ran.code()).isEqualTo(ExitCode.FINDINGS);
  }

  @Test
  void whatWasThereBeforeTheRangeWasNotBroughtInByIt() throws IOException {
    fourCommits();

    sweep("out", "--revs", "HEAD~2..HEAD", "--path", "drivers/**");

    List<JsonNode> findings = lines("out", "findings.jsonl");
    assertThat(findings).allMatch(finding -> finding.get("broughtInBy").isEmpty());
    assertThat(findings).allMatch(finding -> finding.get("olderThanSwept").asBoolean());
  }

  @Test
  void eachRevisionHasWhatCheckFinds() throws IOException {
    fourCommits();
    commit("callers", "drivers/a/call.c", CALLER);
    commit("helper", "drivers/a/help.c", HELPER);
    commit("forget", "drivers/a/help.c", HELPER.replace("\txenbus_frontend_closed(dev);\n", ""));
    commit("again", "drivers/a/help.c", HELPER);

    Ran ran = sweep("out", "--revs", "HEAD");

    for (JsonNode revision : lines("out", "revisions.jsonl")) {
      int swept = 0;
      for (JsonNode count : revision.get("findings")) {
        swept += count.asInt();
      }
      Ran check =
          Ran.patchwright(
              "check",
              git.path(),
              "--rev",
              revision.get("commit").asText(),
              "--rules=LockLeftHeld,ClosingDone",
              "--no-cache");
      assertThat(check.err())
          .as(revision.get("subject").asText())
          .contains(", " + swept + " findings");
    }
    assertThat(ran.err()).contains("anew in other company");
    JsonNode closing =
        lines("out", "findings.jsonl").stream()
            .filter(finding -> finding.get("rule").asText().equals("ClosingDone"))
            .findFirst()
            .orElseThrow();
    assertThat(told(closing))
        .containsExactly("brought in callers", "mended helper", "came back forget", "mended again");
  }

  @Test
  void branchesAreComparedAndEachHasItsSarif() throws IOException {
    git.commit(
        "stable-1.9", "A <a@example.org>", "nine", Map.of("drivers/a/one.c", OLD_FAULT + BROKEN));
    git.commit(
        "stable-1.10", "A <a@example.org>", "ten", Map.of("drivers/a/one.c", OLD_FAULT + GOOD));
    git.commit("other/x", "A <a@example.org>", "other", Map.of("drivers/a/one.c", GOOD));

    Ran ran = sweep("out", "--branches", "stable-*");

    List<JsonNode> findings = lines("out", "findings.jsonl");
    assertThat(findings).hasSize(2);
    assertThat(findings.get(0).get("stillIn").toString())
        .isEqualTo("[\"stable-1.9\",\"stable-1.10\"]");
    assertThat(findings.get(1).get("stillIn").toString()).isEqualTo("[\"stable-1.9\"]");
    JsonNode sarif =
        new ObjectMapper().readTree(dir.resolve("out/sarif/stable-1.9.sarif").toFile());
    assertThat(sarif.at("/runs/0/results")).hasSize(2);
    assertThat(dir.resolve("out/sarif/stable-1.10.sarif")).exists();
    Document page = Jsoup.parse(dir.resolve("out/index.html").toFile());
    assertThat(page.select(".pw-matrix thead th").eachText())
        .containsExactly("Finding", "1.9", "1.10");
    assertThat(page.select(".pw-matrix tbody tr:first-child td.tone-bad")).hasSize(2);
    assertThat(page.select(".pw-matrix tbody tr:nth-child(2) td.tone-bad")).hasSize(1);
    assertThat(ran.code()).isEqualTo(ExitCode.FINDINGS);
  }

  @Test
  void stoppedSweepGoesOnAndEndsWithTheSameBytes() throws IOException {
    fourCommits();
    sweep("whole", "--revs", "HEAD");
    sweep("part", "--revs", "HEAD");
    Path journal;
    try (Stream<Path> files = Files.list(dir.resolve("part"))) {
      journal =
          files.filter(f -> f.getFileName().toString().startsWith(".progress")).findFirst().get();
    }
    // What a kill in the middle of a record leaves.
    byte[] bytes = Files.readAllBytes(journal);
    Files.write(journal, Arrays.copyOf(bytes, bytes.length * 2 / 3));
    Files.delete(dir.resolve("part/findings.jsonl"));

    Ran ran = sweep("part", "--revs", "HEAD");

    assertThat(ran.err())
        .containsPattern(" [1-9]\\d* judged")
        .containsPattern("[1-9]\\d* recalled");
    for (String file :
        List.of(
            "findings.jsonl",
            "revisions.jsonl",
            "findings.parquet",
            "events.parquet",
            "sarif/HEAD.sarif",
            "index.html")) {
      assertThat(dir.resolve("part").resolve(file))
          .hasSameBinaryContentAs(dir.resolve("whole").resolve(file));
    }
  }

  @Test
  void anyNumberOfThreadsGivesTheSameBytes() throws IOException {
    fourCommits();
    sweep("one", "--revs", "HEAD", "-j1", "--no-cache");
    sweep("four", "--revs", "HEAD", "-j4", "--no-cache");

    assertThat(dir.resolve("four/findings.jsonl"))
        .hasSameBinaryContentAs(dir.resolve("one/findings.jsonl"));
  }

  @Test
  void parquetHoldsAsManyRows() throws IOException {
    fourCommits();
    sweep("out", "--revs", "HEAD");

    assertThat(rows("out/findings.parquet")).isEqualTo(2);
    assertThat(rows("out/events.parquet")).isEqualTo(5);
  }

  private long rows(String file) throws IOException {
    // The footer stands before its length and the magic number.
    byte[] bytes = Files.readAllBytes(dir.resolve(file));
    assertThat(new String(bytes, bytes.length - 4, 4, StandardCharsets.US_ASCII)).isEqualTo("PAR1");
    int length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(bytes.length - 8);
    int start = bytes.length - 8 - length;
    FileMetaData footer = Util.readFileMetaData(new ByteArrayInputStream(bytes, start, length));
    // Several would be listed in an order that differs from one process to the next.
    assertThat(footer.getRow_groups().get(0).getColumns())
        .allMatch(column -> column.getMeta_data().getEncodings().size() == 1);
    return footer.getNum_rows();
  }

  @Test
  void whatAnybodyWroteBecomesNoMarkup() throws IOException {
    String evil = "</script><img src=x onerror=alert(1)>\u202e\"'";
    git.commit(
        "main",
        "<b>Evil</b> <e@example.org>",
        evil,
        Map.of("drivers/a/<img src=x onerror=alert(1)>.c", OLD_FAULT));

    sweep("out", "--revs", "HEAD");

    String text = Files.readString(dir.resolve("out/index.html"));
    assertThat(text).doesNotContain("<img").doesNotContain("\u202e");
    Document page = Jsoup.parse(text);
    assertThat(page.select("img, b")).isEmpty();
    assertThat(page.select("details").text()).contains("onerror=alert(1)");
    assertThat(lines("out", "findings.jsonl").get(0).at("/events/0/subject").asText())
        .startsWith("</script>");
  }

  @Test
  void missingObjectsAreNamedAndTheRestIsSwept() throws IOException {
    commit("begin", "drivers/a/one.c", OLD_FAULT);
    commit("lost", "drivers/a/lost.c", "int lost;\n" + GOOD);
    String lost;
    try (GitRepository repository = GitRepository.open(git.path())) {
      lost = repository.tree("HEAD").contentId("drivers/a/lost.c").orElseThrow();
    }
    Files.delete(
        git.path().resolve("objects").resolve(lost.substring(0, 2)).resolve(lost.substring(2)));

    Ran ran = sweep("out", "--revs", "HEAD");

    assertThat(ran.err()).contains("drivers/a/lost.c at ").contains("object " + lost);
    assertThat(ran.err()).doesNotContain("\tat ");
    assertThat(lines("out", "findings.jsonl")).hasSize(1);
  }

  @Test
  void missingTreesAreSkippedByName() throws IOException {
    commit("begin", "drivers/a/one.c", OLD_FAULT);
    commit("broken", "drivers/a/one.c", OLD_FAULT + GOOD);
    String lost;
    try (GitRepository repository = GitRepository.open(git.path())) {
      lost = repository.tree("HEAD").id();
    }
    commit("end", "drivers/a/one.c", OLD_FAULT + BROKEN);
    Files.delete(
        git.path().resolve("objects").resolve(lost.substring(0, 2)).resolve(lost.substring(2)));

    Ran ran = sweep("out", "--revs", "HEAD");

    assertThat(ran.err()).contains(git.commit(1).substring(0, 12) + ": skipped: ");
    assertThat(lines("out", "revisions.jsonl")).hasSize(2);
    assertThat(lines("out", "findings.jsonl")).hasSize(2);
  }

  @Test
  void badInputGetsOneLine() throws IOException {
    fourCommits();

    assertThat(sweep("out").complaint()).contains("--branches GLOB or --revs RANGE");
    assertThat(sweep("out", "--revs", "no-such").complaint()).contains("unknown revision no-such");
    assertThat(sweep("out", "--branches", "x*").complaint()).contains("no branch matches");
    assertThat(sweep("out", "--revs", "HEAD..HEAD").complaint()).contains("no commits");
    assertThat(sweep("out", "--branches", "*", "--every", "2").complaint()).contains("--revs");
    assertThat(sweep("out", "--revs", "HEAD", "--master", "spark://x:1").complaint())
        .contains("--engine spark");
    assertThat(sweep("out", "--revs", "HEAD", "--engine", "spark").complaint())
        .contains("SPARK_HOME");
    assertThat(Ran.patchwright("sweep", dir, "--revs", "HEAD", "-o", dir.resolve("o")).complaint())
        .contains("not a git repository");
  }
}
