package org.patchwright.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.patchwright.source.DirectoryTree;

/** What a work tree has that a revision has not. */
class ChangedOnDiskTest {

  private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");

  @TempDir Path work;

  @BeforeEach
  void aSettledWorkTree() throws Exception {
    git("init", "-q");
    for (String name : List.of("same.c", "other.c", "gone.c", "d/touched.c", "d/staged.c")) {
      write(name, "int one;\n");
      Files.setLastModifiedTime(work.resolve(name), FileTime.from(LONG_AGO));
    }
    Files.createSymbolicLink(work.resolve("link.c"), Path.of("same.c"));
    write(".gitignore", "*.o\n");
    git("add", ".");
    git("-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-q", "-m", "one");
  }

  private void write(String name, String text) throws IOException {
    Files.createDirectories(work.resolve(name).getParent());
    Files.writeString(work.resolve(name), text);
  }

  private void git(String... arguments) throws Exception {
    List<String> line = new ArrayList<>(List.of("git"));
    line.addAll(Arrays.asList(arguments));
    Process git =
        new ProcessBuilder(line).directory(work.toFile()).redirectErrorStream(true).start();
    String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(git.waitFor()).as(said).isZero();
  }

  private SortedSet<String> changed() throws IOException {
    try (RevisionTree before = RevisionTree.open(work, "HEAD")) {
      return Changes.changed(before, DirectoryTree.of(work));
    }
  }

  @Test
  void nothingIsChangedByTouchingIt() throws Exception {
    Files.setLastModifiedTime(work.resolve("d/touched.c"), FileTime.from(Instant.now()));

    assertThat(changed()).isEmpty();
  }

  @Test
  void changedStagedRemovedAndNewFilesCount() throws Exception {
    write("other.c", "int two;\n");
    Files.delete(work.resolve("gone.c"));
    write("d/staged.c", "int staged;\n");
    git("add", "d/staged.c");
    write("d/new.c", "int new;\n");
    write("d/new.o", "ignored\n");

    assertThat(changed()).containsExactly("d/new.c", "d/staged.c", "gone.c", "other.c");
  }

  @Test
  void aStagedChangeThatIsTakenBackOnDiskIsNone() throws Exception {
    write("other.c", "int two;\n");
    git("add", "other.c");
    write("other.c", "int one;\n");

    assertThat(changed()).isEmpty();
  }

  /** As long, and by a clock that ticks coarsely no later than the index. */
  @Test
  void aFileWrittenRightBehindTheIndexIsRead() throws Exception {
    write("other.c", "int two;\n");
    git("add", "other.c");
    FileTime then = Files.getLastModifiedTime(work.resolve("other.c"));
    write("other.c", "int six;\n");
    Files.setLastModifiedTime(work.resolve("other.c"), then);
    Files.setLastModifiedTime(work.resolve(".git/index"), then);

    assertThat(changed()).containsExactly("other.c");
  }

  @Test
  void aFileThatBecameALinkIsChanged() throws Exception {
    Files.delete(work.resolve("other.c"));
    Files.createSymbolicLink(work.resolve("other.c"), Path.of("same.c"));

    assertThat(changed()).containsExactly("other.c");
  }

  @Test
  void aLinkThatLeadsElsewhereIsChanged() throws Exception {
    Files.delete(work.resolve("link.c"));
    Files.createSymbolicLink(work.resolve("link.c"), Path.of("gone.c"));

    assertThat(changed()).containsExactly("link.c");
  }

  @Test
  void aScriptThatIsWrittenAnewIsChanged() throws Exception {
    write("run.sh", "exit 0\n");
    assertThat(work.resolve("run.sh").toFile().setExecutable(true)).isTrue();
    Files.setLastModifiedTime(work.resolve("run.sh"), FileTime.from(LONG_AGO));
    git("add", ".");
    git("-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-q", "-m", "two");
    assertThat(changed()).isEmpty();

    write("run.sh", "exit 1\n");

    assertThat(changed()).containsExactly("run.sh");
  }

  @Test
  void manyNewFilesAreFoundAsWell() throws Exception {
    for (int i = 0; i < 2_100; i++) {
      write("many/" + i + ".c", "int x;\n");
    }
    write("many/x.o", "ignored\n");

    assertThat(changed()).hasSize(2_100).doesNotContain("many/x.o");
  }
}
