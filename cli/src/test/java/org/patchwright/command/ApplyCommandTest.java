package org.patchwright.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.patchwright.command.Ran.patchwright;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApplyCommandTest {

  private static final String RING =
      """
      static int open_ring(struct ring *ring)
      {
      	int err;

      	err = map_ring(ring);
      	if (err)
      		return err;
      	ring->open = 1;
      	return 0;
      }
      """;

  @TempDir Path folder;
  private Path work;

  @BeforeEach
  void repository() throws Exception {
    work = Files.createDirectory(folder.resolve("w"));
    git("init", "-q", "-b", "main");
    git("config", "user.name", "A. Maintainer");
    git("config", "user.email", "a@example.org");
    write("ring.c", RING);
    write("old.c", "int old;\n");
    write("doc/long.txt", "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\n");
    write("run.sh", "#!/bin/sh\n");
    Files.write(work.resolve("logo.bin"), new byte[] {0, 1, 2, 3, 0, 5});
    commit("Begin");
  }

  private String git(String... arguments) throws Exception {
    List<String> line = new ArrayList<>(List.of("git"));
    line.addAll(List.of(arguments));
    Process git =
        new ProcessBuilder(line).directory(work.toFile()).redirectErrorStream(true).start();
    String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(git.waitFor()).as(said).isZero();
    return said.strip();
  }

  private void write(String path, String text) throws IOException {
    Path file = work.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private void commit(String subject) throws Exception {
    git("add", "-A");
    git("commit", "-q", "-m", subject);
  }

  /** A change of every sort, as git mails it. */
  private Path everySort() throws Exception {
    write("ring.c", RING.replace("\tring->open = 1;\n", "\tring->open = 1;\n\twake_up(ring);\n"));
    Files.delete(work.resolve("old.c"));
    git("mv", "doc/long.txt", "doc/moved.txt");
    write("doc/moved.txt", "one\ntwo\nthree\nfour\nfive\nsix\nseven\n8\n");
    git("update-index", "--chmod=+x", "run.sh");
    assertThat(work.resolve("run.sh").toFile().setExecutable(true)).isTrue();
    Files.createSymbolicLink(work.resolve("link.c"), Path.of("ring.c"));
    Files.write(work.resolve("logo.bin"), new byte[] {0, 1, 2, 9, 0, 5, 7});
    commit("Change every sort of thing");
    git("format-patch", "-q", "-1", "-o", "../mail");
    return folder.resolve("mail");
  }

  @Test
  void writesTheFilesThatGitWouldCommit() throws Exception {
    Path mail = everySort();
    Path out = folder.resolve("out");
    Ran ran = patchwright("apply", mail, work, "--onto", "main~1", "--write", out);
    assertThat(ran.err()).isEmpty();
    assertThat(ran.code()).as(ran.out()).isEqualTo(ExitCode.CLEAN);
    for (String path : List.of("ring.c", "doc/moved.txt", "run.sh", "logo.bin")) {
      assertThat(out.resolve(path)).hasSameBinaryContentAs(work.resolve(path));
    }
    assertThat(out.resolve("run.sh").toFile().canExecute()).isTrue();
    assertThat(Files.readSymbolicLink(out.resolve("link.c"))).isEqualTo(Path.of("ring.c"));
    assertThat(out.resolve(".deleted")).hasContent("doc/long.txt\nold.c\n");
    assertThat(out.resolve(".conflicts")).doesNotExist();
  }

  @Test
  void mailsBringGitToTheSameTree() throws Exception {
    Path mail = everySort();
    Path out = folder.resolve("out");
    Ran ran = patchwright("apply", mail, work.resolve(".git"), "--onto", "main~1", "-o", out);
    assertThat(ran.code()).as(ran.out() + ran.err()).isEqualTo(ExitCode.CLEAN);
    String wanted = git("rev-parse", "main^{tree}");
    git("checkout", "-q", "main~1");
    try (Stream<Path> mails = Files.list(out)) {
      git("am", "-q", mails.findFirst().orElseThrow().toString());
    }
    assertThat(git("rev-parse", "HEAD^{tree}")).isEqualTo(wanted);
  }

  @Test
  void editsAPlainFolderInPlace() throws Exception {
    Path mail = everySort();
    git("checkout", "-q", "main~1");
    Path plain = folder.resolve("plain");
    Files.createDirectory(plain);
    git("archive", "--format=tar", "-o", "../a.tar", "HEAD");
    Process tar = new ProcessBuilder("tar", "-xf", "../a.tar").directory(plain.toFile()).start();
    assertThat(tar.waitFor()).isZero();
    Ran ran = patchwright("apply", mail, plain, "--in-place");
    assertThat(ran.code()).as(ran.out() + ran.err()).isEqualTo(ExitCode.CLEAN);
    assertThat(plain.resolve("old.c")).doesNotExist();
    assertThat(plain.resolve("doc/moved.txt")).content().endsWith("8\n");
    assertThat(plain.resolve("run.sh").toFile().canExecute()).isTrue();
    Ran again = patchwright("apply", mail, plain, "--in-place", "--strict");
    assertThat(again.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(again.out())
        .contains("ring.c: applied")
        .contains("old.c: not applied: no such file");
  }

  @Test
  void findsTheBaseByItself() throws Exception {
    Path mail = everySort();
    write("ring.c", RING.replace("err", "error"));
    commit("Rename a variable");
    Path out = folder.resolve("out");
    Ran ran = patchwright("apply", mail, work, "--find-base", "--write", out);
    assertThat(ran.code()).as(ran.out() + ran.err()).isEqualTo(ExitCode.CLEAN);
    assertThat(ran.out()).contains("base found: ").contains("(\"Begin\")");
    Ran untold = patchwright("apply", mail, work, "--write", folder.resolve("untold"));
    assertThat(untold.out()).contains("base found: ").contains("(\"Begin\")");
  }

  @Test
  void readsStandardInput() throws Exception {
    Path mail = everySort();
    InputStream before = System.in;
    try (Stream<Path> mails = Files.list(mail)) {
      byte[] bytes = Files.readAllBytes(mails.findFirst().orElseThrow());
      System.setIn(new ByteArrayInputStream(bytes));
      Path out = folder.resolve("out");
      Ran ran =
          patchwright("apply", "-", work, "--onto", "main~1", "--write", out, "--format", "json");
      assertThat(ran.code()).isEqualTo(ExitCode.CLEAN);
      assertThat(ran.out()).contains("\"proved\" : true").contains("\"manner\" : \"exactly\"");
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void conflictIsNamedAndTheRestIsWritten() throws Exception {
    Path mail = everySort();
    git("checkout", "-q", "main~1");
    write("ring.c", RING.replace("ring->open = 1;", "ring_opened(ring);"));
    commit("Wrap the flag");
    Path out = folder.resolve("out");
    Ran strict = patchwright("apply", mail, work, "--onto", "HEAD", "--write", out, "--strict");
    assertThat(strict.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(strict.err()).contains("nothing was written");
    assertThat(out).isEmptyDirectory();
    Ran ran = patchwright("apply", mail, work, "--onto", "HEAD", "--write", out);
    assertThat(ran.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(ran.out())
        .contains("ring.c: not applied")
        .contains("expects \"ring->open = 1;\", found \"ring_opened(ring);\"")
        .contains("(\"Wrap the flag\")");
    assertThat(out.resolve("doc/moved.txt")).exists();
    assertThat(out.resolve("ring.c")).doesNotExist();
    assertThat(out.resolve(".conflicts/ring.c"))
        .content()
        .contains("<<<<<<< target\n")
        .contains("\tring_opened(ring);\n")
        .contains("=======\n")
        .contains("\twake_up(ring);\n")
        .contains(">>>>>>> patch\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../outside.c",
        "/tmp/patchwright-outside.c",
        "a/../../outside.c",
        ".git/hooks/pre-commit",
        "a/.GIT/config",
        "way/outside.c"
      })
  void nothingIsWrittenOutside(String path) throws Exception {
    Path plain = Files.createDirectory(folder.resolve("plain"));
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Files.createSymbolicLink(plain.resolve("way"), elsewhere);
    Path diff = folder.resolve("evil.diff");
    Files.writeString(diff, "--- /dev/null\n+++ b/" + path + "\n@@ -0,0 +1 @@\n+int outside;\n");
    Ran ran = patchwright("apply", diff, plain, "--in-place");
    // A leading slash is taken for a stranger's prefix: that file stays inside.
    assertThat(ran.code())
        .as(ran.out() + ran.err())
        .isIn(
            path.startsWith("/")
                ? List.of(ExitCode.CLEAN)
                : List.of(ExitCode.FINDINGS, ExitCode.USAGE));
    assertThat(Path.of("/tmp/patchwright-outside.c")).doesNotExist();
    assertThat(elsewhere).isEmptyDirectory();
    try (Stream<Path> all = Files.walk(folder)) {
      assertThat(all.filter(file -> file.endsWith("outside.c"))).isEmpty();
    }
    assertThat(plain.resolve(".git")).doesNotExist();
  }

  @Test
  void linkMadeByThePatchIsNoWayOut() throws Exception {
    Path plain = Files.createDirectory(folder.resolve("plain"));
    Path diff = folder.resolve("evil.diff");
    Files.writeString(
        diff,
        """
        diff --git a/way b/way
        new file mode 120000
        --- /dev/null
        +++ b/way
        @@ -0,0 +1 @@
        +..
        \\ No newline at end of file
        diff --git a/way/outside.c b/way/outside.c
        new file mode 100644
        --- /dev/null
        +++ b/way/outside.c
        @@ -0,0 +1 @@
        +int outside;
        """);
    Ran ran = patchwright("apply", diff, plain, "--in-place");
    assertThat(ran.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(ran.out()).contains("way is a symbolic link, no folder");
    assertThat(folder.resolve("outside.c")).doesNotExist();
    assertThat(Files.exists(plain.resolve("way"), LinkOption.NOFOLLOW_LINKS)).isTrue();
  }

  @Test
  void linkInTheOutputIsNoWayOut() throws Exception {
    Path mail = everySort();
    Path out = Files.createDirectory(folder.resolve("out"));
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Files.createSymbolicLink(out.resolve("doc"), elsewhere);
    Ran ran = patchwright("apply", mail, work, "--onto", "main~1", "--write", out);
    assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.complaint()).contains("leads out of");
    assertThat(elsewhere).isEmptyDirectory();
  }

  @Test
  void unusableInputIsOneLineAndTwo() throws Exception {
    Path mail = everySort();
    Path out = folder.resolve("out");
    Path words = folder.resolve("words.txt");
    Files.writeString(words, "no patch in here\n");
    List<List<Object>> lines =
        List.of(
            List.of(words, work, "--write", out),
            List.of(folder.resolve("absent"), work, "--write", out),
            List.of(mail, folder.resolve("absent"), "--write", out),
            List.of(mail, work.resolve("ring.c"), "--write", out),
            List.of(mail, work, "--onto", "nowhere", "--write", out),
            List.of(mail, work, "--onto", "main", "--find-base", "--write", out),
            List.of(mail, work),
            List.of(mail, work, "--in-place", "--write", out),
            List.of(mail, work, "--write", words),
            List.of(mail, work.resolve(".git"), "--in-place"));
    for (List<Object> line : lines) {
      List<Object> all = new ArrayList<>(List.of("apply"));
      all.addAll(line);
      Ran ran = patchwright(all.toArray());
      assertThat(ran.code()).as(all + ran.out()).isEqualTo(ExitCode.USAGE);
      assertThat(ran.complaint()).isNotBlank();
    }
  }
}
