package org.patchwright.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.patchwright.diff.DiffText;
import org.patchwright.diff.FileDiff;
import org.patchwright.source.SourceFile;

/** What this package writes, {@code git am} turns into the very same tree. */
class GitAmTest {

  private static final Person AUTHOR = new Person("Jörg O'Neill, Jr", "jo@example.org");
  private static final OffsetDateTime DATE = OffsetDateTime.parse("2006-08-14T17:17:52+02:00");

  @TempDir Path folder;

  @BeforeEach
  void repository() throws IOException, InterruptedException {
    assumeThat(Files.isExecutable(Path.of("/usr/bin/git"))).as("git is installed").isTrue();
    git("init", "-q", ".");
    git("config", "user.name", "C");
    git("config", "user.email", "c@example.org");
    git("config", "core.autocrlf", "false");
    write("drivers/a.c", "int a;\n\tint b; \n" + "x\n".repeat(30) + "end");
    write("dos.txt", "one\r\ntwo\r\nthree\r\n");
    write("latin.c", "/* caf\u00e9 */\nint x;\n");
    write("gone.c", "int gone;\n");
    write("old name.c", "int moved;\n" + "y\n".repeat(20));
    write("data.bin", "\0\1\2binary\0");
    write("run.sh", "#!/bin/sh\n");
    git("add", "-A");
    git("commit", "-q", "-m", "base");
  }

  @Test
  void everyKindOfChangeComesThrough() throws IOException, InterruptedException {
    write(
        "drivers/a.c", "int a2;\n\tint b;\t\n" + "x\n".repeat(14) + "From me\n" + "x\n".repeat(16));
    write("dos.txt", "one\r\nTWO\r\nthree\r\n");
    write("latin.c", "/* caf\u00e9s */\nint x;\n" + "long".repeat(400) + "\n");
    Files.delete(folder.resolve("gone.c"));
    Files.move(folder.resolve("old name.c"), folder.resolve("new name.c"));
    write("data.bin", "\0\1\2other binary\0\377");
    assertThat(folder.resolve("run.sh").toFile().setExecutable(true)).isTrue();
    write("empty", "");
    write("-- ", "dashes\n-- \n");
    git("add", "-A");
    String wanted = git("write-tree").strip();
    String text = git("diff", "--cached", "-M", "--full-index", "--binary", "HEAD");
    git("reset", "-q", "--hard");
    Patch patch =
        Patch.of(
            "Change é: " + "everything that there is ".repeat(6) + "at once",
            "Why: because.\n\n"
                + "From the start it was so, naïve.\n\n"
                + "Signed-off-by: J <j@example.org>\n",
            AUTHOR,
            DATE,
            DiffText.read("git", text).files());
    Path mail =
        Mails.write(Series.of(List.of(patch), Optional.of("1".repeat(40))), folder.resolve("out"))
            .get(0);

    git("am", "-q", mail.toString());

    assertThat(git("diff", "--stat", wanted, "HEAD")).isEmpty();
    assertThat(git("rev-parse", "HEAD^{tree}").strip()).isEqualTo(wanted);
    assertThat(git("log", "-1", "--format=%an|%ae|%aI"))
        .isEqualTo(utf8("Jörg O'Neill, Jr|jo@example.org|2006-08-14T17:17:52+02:00\n"));
    assertThat(git("log", "-1", "--format=%s")).isEqualTo(utf8(patch.subject() + "\n"));
    assertThat(git("log", "-1", "--format=%b").strip()).isEqualTo(utf8(patch.body().strip()));
  }

  @Test
  void aSeriesOfMadeDiffsComesThroughAsMbox() throws IOException, InterruptedException {
    SourceFile first = file("drivers/a.c");
    SourceFile second =
        SourceFile.of("drivers/a.c", first.text().replace("int a;", "int c;\nint d;"));
    SourceFile third = SourceFile.of("drivers/a.c", second.text() + "\nmore\n");
    List<Patch> patches =
        List.of(
            Patch.of("One", "", AUTHOR, DATE, diff(first, second)),
            Patch.of("Two", "---\nlooks like a cut\n", AUTHOR, DATE, diff(second, third)));
    Series series =
        Series.of(patches, Optional.empty())
            .withCover(
                new CoverLetter("Both", "Hello\n", AUTHOR, Optional.of(DATE), Optional.empty()));
    Path mbox = folder.resolve("out.mbox");
    Files.write(mbox, Mails.mbox(series.withPatches(patches), "x").bytes());
    // git am takes a cover letter for a broken patch; people leave it out, and so does this test.
    Files.write(mbox, Mails.mbox(Series.of(patches, Optional.empty()), "x").bytes());

    git("am", "-q", mbox.toString());

    assertThat(file("drivers/a.c")).isEqualTo(third);
    assertThat(Mails.write(series))
        .extracting(SourceFile::path)
        .containsExactly("0000-cover-letter.patch", "0001-One.patch", "0002-Two.patch");
  }

  @Test
  void diffstatIsGits() throws IOException, InterruptedException {
    write("drivers/a.c", "x\n".repeat(300));
    write("drivers/" + "deep/".repeat(14) + "file.c", "z\n".repeat(20));
    Files.createDirectories(folder.resolve("sub"));
    Files.move(folder.resolve("old name.c"), folder.resolve("sub/old name.c"));
    Files.delete(folder.resolve("gone.c"));
    git("add", "-A");
    List<FileDiff> files =
        DiffText.read("git", git("diff", "--cached", "-M", "--full-index", "HEAD")).files();
    assertThat(Diffstat.of(files))
        .isEqualTo(git("diff", "--cached", "-M", "--stat=72", "--summary", "HEAD"));
  }

  private static List<FileDiff> diff(SourceFile before, SourceFile after) {
    return List.of(FileDiff.between(Optional.of(before), Optional.of(after)).orElseThrow());
  }

  private SourceFile file(String path) throws IOException {
    return SourceFile.of(path, Files.readAllBytes(folder.resolve(path)));
  }

  private void write(String path, String latin1) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, latin1.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String utf8(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  private String git(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("git", "-c", "commit.gpgsign=false"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    assertThat(process.waitFor()).as(() -> String.join(" ", command) + "\n" + out).isZero();
    return out;
  }
}
