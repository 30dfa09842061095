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
import java.util.Optional;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.patchwright.repository.GitRepository;
import org.patchwright.source.SourceFile;

/** The report says how old the lines are that its findings point to. */
class AgesTest {

  @TempDir Path dir;

  private List<String> ages(Object... target) throws IOException {
    Path report = dir.resolve("report");
    List<Object> words = new ArrayList<>(List.of("check"));
    words.addAll(List.of(target));
    words.addAll(List.of("--rules=LockLeftHeld", "--no-cache", "--format=html", "-o", report));
    Ran ran = Ran.patchwright(words.toArray());
    assertThat(ran.code()).as(ran.err()).isEqualTo(ExitCode.FINDINGS);
    String table =
        Jsoup.parse(report.resolve("index.html").toFile())
            .selectFirst("script[type=application/json]")
            .data();
    JsonNode root = new ObjectMapper().readTree(table);
    int column = -1;
    for (int i = 0; i < root.get("columns").size(); i++) {
      column = root.get("columns").get(i).get("name").asText().equals("Age") ? i : column;
    }
    List<String> ages = new ArrayList<>();
    for (JsonNode row : root.get("rows")) {
      JsonNode cell = row.get(column);
      ages.add(cell.isTextual() ? cell.asText() : cell.get("t").asText());
    }
    return ages;
  }

  @Test
  void linesAreAsOldAsTheCommitThatWroteThem() throws IOException {
    Path git = dir.resolve("drivers.git");
    String young = DriversGit.OLD_FAULT.replace("old_fault", "young_fault");
    try (GitRepository repository = GitRepository.create(git)) {
      String parent = "";
      List<List<SourceFile>> trees =
          List.of(
              List.of(SourceFile.of("drivers/a/one.c", DriversGit.OLD_FAULT)),
              List.of(
                  SourceFile.of("drivers/a/one.c", "/* moved */\n" + DriversGit.OLD_FAULT),
                  SourceFile.of("drivers/a/two.c", young)),
              List.of(
                  SourceFile.of(
                      "drivers/a/one.c",
                      "/* moved */\n" + DriversGit.OLD_FAULT + "\n" + DriversGit.BROKEN),
                  SourceFile.of("drivers/a/two.c", young)));
      List<String> days = List.of("2011-05-01", "2022-01-01", "2022-09-01");
      for (int i = 0; i < trees.size(); i++) {
        parent =
            repository.write(
                i == 0 ? Optional.empty() : Optional.of(parent),
                trees.get(i),
                List.of(),
                "commit\n",
                DriversGit.AUTHOR,
                Instant.parse(days.get(i) + "T00:00:00Z"));
      }
      repository.branch("main", parent);
    }

    assertThat(ages(git)).containsExactly("over 10 years", "under a month", "under a year");
    assertThat(ages(git, "--since", "main~1")).containsExactly("new");
  }

  @Test
  void whereNoRevisionIsReadNobodyKnows() throws IOException {
    Path file = dir.resolve("tree/drivers/one.c");
    Files.createDirectories(file.getParent());
    Files.writeString(file, DriversGit.OLD_FAULT);
    assertThat(ages(dir.resolve("tree"))).containsExactly("unknown");
  }
}
