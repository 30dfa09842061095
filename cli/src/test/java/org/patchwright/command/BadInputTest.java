package org.patchwright.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.patchwright.repository.GitRepository;
import org.patchwright.source.SourceFile;

/** What a user gets told is one line, with the documented exit code. */
class BadInputTest {

  private static final String CODE = "int one(void)\n{\n\treturn 1;\n}\n";

  @TempDir private Path dir;

  private Path repository() throws IOException {
    Path git = dir.resolve("some.git");
    try (GitRepository repository = GitRepository.create(git)) {
      String commit =
          repository.write(
              Optional.empty(),
              List.of(SourceFile.of("drivers/a.c", CODE)),
              List.of(),
              "A\n",
              "A U Thor <a@example.org>",
              Instant.EPOCH);
      repository.branch("main", commit);
    }
    return git;
  }

  private static void unusable(Ran ran, String... words) {
    assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.complaint()).contains(words);
    assertThat(ran.out()).isEmpty();
  }

  @Test
  void missingPath() {
    unusable(
        Ran.patchwright("check", dir.resolve("missing")), "missing", "no such file or directory");
  }

  @Test
  void noRepositoryForARevision() throws IOException {
    Files.writeString(dir.resolve("a.c"), CODE);

    unusable(Ran.patchwright("check", dir, "--rev", "HEAD"), dir.toString(), "git repository");
  }

  @Test
  void unknownRevision() throws IOException {
    unusable(Ran.patchwright("check", repository(), "--rev", "v9.9"), "v9.9", "some.git");
  }

  @Test
  void emptyRepository() throws IOException {
    Path git = dir.resolve("empty.git");
    GitRepository.create(git).close();

    unusable(Ran.patchwright("check", git), "empty.git");
    unusable(Ran.patchwright("check", git, "--rev", "HEAD"), "empty.git");
  }

  @Test
  void aGoodRevisionIsNoBadInput() throws IOException {
    Ran ran = Ran.patchwright("check", repository(), "--rev", "main");

    assertThat(ran.code()).isZero();
    assertThat(ran.err()).startsWith("1 files");
  }

  @Test
  void pathThatMatchesNothing() throws IOException {
    unusable(Ran.patchwright("check", repository(), "--rev", "main", "--path", "net/**"), "net/**");
  }

  @Test
  void unknownRule() throws IOException {
    unusable(Ran.patchwright("check", repository(), "--rules", "Nonsense"), "Nonsense", "rules");
  }

  @Test
  void binaryFileNamedC() throws IOException {
    byte[] bytes = new byte[4096];
    Path file = Files.write(dir.resolve("image.c"), bytes);

    unusable(Ran.patchwright("check", file), "image.c", "binary");
  }

  @Test
  void unwritableOutput() throws IOException {
    Path occupied = Files.writeString(dir.resolve("file"), "");
    Path git = repository();

    unusable(Ran.patchwright("fix", git, "-o", occupied), "file", "not a directory");
    unusable(Ran.patchwright("fix", git, "-o", occupied.resolve("below")), "below", "-o");
    unusable(
        Ran.patchwright("check", git, "--format", "sarif", "-o", dir.resolve("no/such/out.sarif")),
        "out.sarif");
  }

  @Test
  @Timeout(value = 120)
  void oneLineOfFiftyMegabytes() throws IOException {
    byte[] line = new byte[50 << 20];
    byte[] word = "a+".getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < line.length; i++) {
      line[i] = word[i & 1];
    }
    Path file = Files.write(dir.resolve("long.c"), line);

    Ran ran = Ran.patchwright("check", file);

    assertThat(ran.err().lines()).hasSize(1);
    assertThat(ran.err()).doesNotContain("\tat ");
    assertThat(ran.code()).isIn(ExitCode.CLEAN, ExitCode.USAGE);
  }

  @Test
  @Timeout(value = 120)
  void deeplyNestedBraces() throws IOException {
    byte[] braces = new byte[200_000];
    Arrays.fill(braces, 0, 100_000, (byte) '{');
    Arrays.fill(braces, 100_000, 200_000, (byte) '}');
    Path file = dir.resolve("deep.c");
    Files.writeString(
        file, "int f(void)\n" + new String(braces, StandardCharsets.US_ASCII) + "\n" + CODE);

    Ran counted = Ran.patchwright("parse", "--stats", file);
    assertThat(counted.code()).isIn(ExitCode.CLEAN, ExitCode.FAILED);
    assertThat(counted.err()).doesNotContain("\tat ");
    assertThat(counted.err().lines().count()).isLessThanOrEqualTo(1);

    Ran checked = Ran.patchwright("check", file);
    assertThat(checked.err()).doesNotContain("\tat ");
    assertThat(checked.code()).isIn(ExitCode.CLEAN, ExitCode.FAILED);
  }

  @Test
  @Timeout(value = 60)
  void interruptedRunSaysSo() throws IOException, InterruptedException {
    // A pipe that nobody writes to keeps the run waiting.
    Path pipe = dir.resolve("pipe.c");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Process run =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "org.patchwright.command.Patchwright",
                "parse",
                "--stats",
                pipe.toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    Thread.sleep(3000);
    assertThat(run.isAlive()).isTrue();
    new ProcessBuilder("kill", "-INT", Long.toString(run.pid())).start().waitFor();

    assertThat(run.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(run.exitValue()).isEqualTo(ExitCode.INTERRUPTED);
    try (InputStream err = run.getErrorStream()) {
      assertThat(new String(err.readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo("patchwright: interrupted; nothing more was written\n");
    }
  }
}
