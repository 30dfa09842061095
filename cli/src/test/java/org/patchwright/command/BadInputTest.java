package org.patchwright.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.patchwright.repository.GitRepository;
import org.patchwright.source.SourceFile;

/** What a user gets told is one line, with the documented exit code. */
class BadInputTest {

  private static final String CODE = "int one(void)\n{\n\treturn 1;\n}\n";

  private static final String LEAVES_LOCKED =
      """
      static int leaves_locked(struct it *it)
      {
      	mutex_lock(&it->lock);
      	if (it->gone)
      		return -ENODEV;
      	mutex_unlock(&it->lock);
      	return 0;
      }

      """;

  private static final String SLEEPS =
      """
      package sample;

      import java.util.stream.Stream;
      import org.patchwright.fact.FunctionFacts;
      import org.patchwright.rule.*;

      @Check(summary = "sleeps", severity = Severity.ERROR)
      public final class Sleeps implements Rule {
        @Override
        public Stream<Finding> check(FunctionFacts facts) {
          java.util.concurrent.locks.LockSupport.parkNanos(60_000_000_000L);
          return Stream.empty();
        }
      }
      """;

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
  void oneLineOfFiftyMegabytesIsNamed() throws IOException {
    byte[] line = new byte[50 << 20];
    byte[] word = "a+".getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < line.length; i++) {
      line[i] = word[i & 1];
    }
    byte[] start = "mutex_unlock(".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(start, 0, line, 0, start.length);
    Path file = Files.write(dir.resolve("long.c"), line);

    Ran ran = Ran.patchwright("check", file);

    assertThat(ran.err().lines()).hasSize(2);
    assertThat(ran.err()).startsWith("long.c: has more than 4 MB, not looked at\n");
    assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void binaryFileInATreeIsNamed() throws IOException {
    Files.write(dir.resolve("image.c"), new byte[4096]);
    Files.writeString(dir.resolve("a.c"), CODE);

    Ran ran = Ran.patchwright("check", dir);

    assertThat(ran.err()).startsWith("image.c: binary file, not looked at\n2 files");
    assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
  }

  /** What is deep, long or wide, and what a rule finds in the function before it. */
  private static Stream<Arguments> excesses() {
    return Stream.of(
        Arguments.of("braces", "{".repeat(100_000) + "}".repeat(100_000)),
        Arguments.of("open braces", "{".repeat(100_000)),
        Arguments.of("parentheses", "{ a = " + "(".repeat(100_000) + ")".repeat(100_000) + "; }"),
        Arguments.of("operators", "{ return !" + "!".repeat(100_000) + "a; }"),
        Arguments.of("a long sum", "{ return a" + "+a".repeat(8_000) + "; }"),
        Arguments.of("choices", "{ return " + "a?a:".repeat(30_000) + "a; }"),
        Arguments.of("else if", "{ " + "if (a) a++; else ".repeat(100_000) + "a--; }"),
        Arguments.of("many ways", "{ " + "if (a++) g();\n".repeat(20_000) + " }"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("excesses")
  @Timeout(value = 120)
  void excessIsBorneOrNamed(String name, String body) throws IOException {
    Path file = dir.resolve("deep.c");
    Files.writeString(file, LEAVES_LOCKED + "int f(int a)\n" + body + "\n" + CODE);

    Ran counted = Ran.patchwright("parse", "--stats", file);
    assertThat(counted.code()).isIn(ExitCode.CLEAN, ExitCode.FAILED);
    assertThat(counted.err()).doesNotContain("\tat ");
    assertThat(counted.err().lines().count()).isLessThanOrEqualTo(1);

    Ran checked = Ran.patchwright("check", file);
    assertThat(checked.err()).doesNotContain("\tat ").doesNotContain("internal failure");
    if (checked.code() == ExitCode.FAILED) {
      assertThat(checked.err()).startsWith("deep.c: analysis failed: nested too deeply");
    } else {
      assertThat(checked.code()).isIn(ExitCode.CLEAN, ExitCode.FINDINGS);
    }
  }

  @Test
  void excessCostsNoOtherFileItsFindings() throws IOException {
    Files.writeString(dir.resolve("good.c"), LEAVES_LOCKED);
    Files.writeString(
        dir.resolve("deep.c"),
        LEAVES_LOCKED + "int f(int a)\n{ " + "if (a) a++; else ".repeat(100_000) + "a--; }\n");

    Ran ran = Ran.patchwright("check", dir);

    assertThat(ran.out()).contains("good.c:").contains("[LockLeftHeld]");
  }

  @Test
  void patchesOfAnotherAreNotMixedWith() throws IOException {
    Path occupied = Files.createDirectories(dir.resolve("patches"));
    Files.writeString(occupied.resolve("0001-by-hand.patch"), "Subject: mine\n");

    unusable(Ran.patchwright("fix", repository(), "-o", occupied), "0001-by-hand.patch", "-o");
    assertThat(occupied.resolve("0001-by-hand.patch")).exists();
  }

  @ParameterizedTest
  @CsvSource({"INT,130,parse", "TERM,143,parse", "INT,130,fix", "TERM,143,fix"})
  @Timeout(value = 60)
  void interruptedRunSaysSo(String signal, int code, String command)
      throws IOException, InterruptedException {
    // A pipe that nobody writes to keeps the run waiting, and so does a rule that sleeps.
    Path pipe = dir.resolve("pipe.c");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Path rules = Files.createDirectories(dir.resolve("rules"));
    Files.writeString(rules.resolve("Sleeps.java"), SLEEPS);
    Path tree = Files.createDirectories(dir.resolve("tree"));
    Files.writeString(tree.resolve("a.c"), LEAVES_LOCKED);
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("-cp", System.getProperty("java.class.path")));
    words.addAll(List.of("org.patchwright.command.Patchwright", command));
    Path output = dir.resolve("out");
    words.addAll(
        command.equals("fix")
            ? List.of(
                tree.toString(),
                "--trust-rules",
                "--rule-dir",
                rules.toString(),
                "-o",
                output.toString())
            : List.of("--stats", pipe.toString()));
    Process run = new ProcessBuilder(words).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    Thread.sleep(2500);
    while (command.equals("fix") && run.isAlive() && !Files.exists(output)) {
      Thread.sleep(100);
    }
    assertThat(run.isAlive()).isTrue();
    new ProcessBuilder("kill", "-" + signal, Long.toString(run.pid())).start().waitFor();

    assertThat(run.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(run.exitValue()).isEqualTo(code);
    try (InputStream err = run.getErrorStream()) {
      assertThat(new String(err.readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo("patchwright: interrupted; nothing more was written\n");
    }
    if (command.equals("fix")) {
      assertThat(output).isEmptyDirectory();
    }
  }
}
