package org.patchwright.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps of a real history. */
@Tag("xen")
class SweepHistoryTest {

  private static final String DRIVERS = "linux-2.6-xen-sparse/drivers/xen/";
  private static String git = "";

  @TempDir private Path dir;

  @BeforeAll
  static void repository() {
    git = System.getenv().getOrDefault("PATCHWRIGHT_XEN_GIT", "");
    if (git.isEmpty()) {
      System.out.println("skipped: no Xen repository; set PATCHWRIGHT_XEN_GIT");
    }
    assumeTrue(!git.isEmpty());
  }

  private Process sweep(String output) throws IOException {
    return sweep(
        output,
        List.of(
            "--revs",
            "447fae9b0a1a..c730da041b1e",
            "--path",
            DRIVERS + "blkfront/**",
            "--path",
            DRIVERS + "xenbus/**"));
  }

  private Process sweep(String output, List<String> what) throws IOException {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("-Xmx1g", "-cp", System.getProperty("java.class.path")));
    words.addAll(List.of("org.patchwright.command.Patchwright", "sweep", git));
    words.addAll(what);
    words.addAll(List.of("-o", dir.resolve(output).toString()));
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().put("XDG_CACHE_HOME", dir.resolve("cache-" + output).toString());
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.redirectError(
        ProcessBuilder.Redirect.appendTo(new File(dir.toFile(), output + ".log")));
    return builder.start();
  }

  private long progress(String output) throws IOException {
    Path folder = dir.resolve(output);
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(".progress"))
          .mapToLong(file -> file.toFile().length())
          .sum();
    }
  }

  @Test
  void aSweepThatIsKilledGoesOnAndEndsWithTheSameBytes() throws Exception {
    assertThat(sweep("whole").waitFor()).isEqualTo(1);
    long all = progress("whole");
    Process killed = sweep("killed");
    while (killed.isAlive() && progress("killed") < all / 2) {
      Thread.sleep(20);
    }
    killed.destroyForcibly().waitFor();
    assertThat(dir.resolve("killed/findings.jsonl")).doesNotExist();

    assertThat(sweep("killed").waitFor()).isEqualTo(1);

    assertThat(dir.resolve("killed.log")).content().containsPattern("[1-9]\\d* recalled");
    for (String file :
        List.of("findings.jsonl", "revisions.jsonl", "findings.parquet", "events.parquet")) {
      assertThat(dir.resolve("killed").resolve(file))
          .hasSameBinaryContentAs(dir.resolve("whole").resolve(file));
    }
    assertThat(dir.resolve("killed/index.html"))
        .hasSameBinaryContentAs(dir.resolve("whole/index.html"));
  }

  /** Read by hand in the commits: what each brought in, and which one mended it. */
  @Test
  @Tag("long")
  void theLivesOfFaultsAreToldFromTheFirstCommitToTheLast() throws Exception {
    assertThat(
            sweep(
                    "lives",
                    List.of(
                        "--revs",
                        "a81ff16925^..8fa54c848f",
                        "--path",
                        DRIVERS + "blkfront/**",
                        "--rules",
                        "ClosingDone,SleepInAtomic,TransactionLeftOpen,NullNotChecked,"
                            + "EventChannelLeak"))
                .waitFor())
        .isZero();
    List<String> lives = new ArrayList<>();
    for (String line : Files.readAllLines(dir.resolve("lives/findings.jsonl"))) {
      JsonNode finding = new ObjectMapper().readTree(line);
      lives.add(
          finding.get("rule").asText()
              + " "
              + finding.get("function").asText()
              + " "
              + finding.at("/broughtInBy/0/commit").asText().substring(0, 8)
              + " "
              + finding.at("/mendedBy/0/commit").asText().substring(0, 8));
    }
    assertThat(lives)
        .contains(
            "ClosingDone blkfront_closing be252f5f f6656783",
            "SleepInAtomic blkfront_closing be252f5f 523d642f",
            "SleepInAtomic blkif_free be252f5f 523d642f",
            "TransactionLeftOpen talk_to_backend bdd477ad f61d64c6",
            "NullNotChecked xlbd_get_major_info 8c3c00a5 b1f64c5b",
            "EventChannelLeak blkif_free 279198e8 d4e4e3ab");
  }
}
