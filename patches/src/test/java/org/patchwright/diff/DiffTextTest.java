package org.patchwright.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.patchwright.diff.FileDiff.Change;
import org.patchwright.source.SourceFile;

class DiffTextTest {

  @Provide
  Arbitrary<String> content() {
    return Arbitraries.of("a\n", "b\n", "\tx = 1;\n", "\n", "}\n", "int f(void)\n", "{\n", "-- \n")
        .list()
        .ofMaxSize(40)
        .flatMap(
            lines -> Arbitraries.of("", "last", " ").map(last -> String.join("", lines) + last));
  }

  @Property(tries = 500)
  void printedAndReadAgainIsEqual(
      @ForAll("content") String before, @ForAll("content") String after) {
    Optional<FileDiff> made =
        FileDiff.between(
            Optional.of(SourceFile.of("drivers/x y.c", before)),
            Optional.of(SourceFile.of("drivers/x y.c", after)));
    assertThat(made.isPresent()).isEqualTo(!before.equals(after));
    made.ifPresent(
        diff -> {
          DiffText again = DiffText.read("it", diff.print());
          assertThat(again.problems()).isEmpty();
          assertThat(again.files()).containsExactly(diff);
          assertThat(applied(before, diff)).isEqualTo(after);
        });
  }

  private static String applied(String before, FileDiff diff) {
    List<String> old = new ArrayList<>(before.lines().map(line -> line + "\n").toList());
    if (!before.isEmpty() && !before.endsWith("\n")) {
      old.add(old.remove(old.size() - 1).stripTrailing());
      old.set(old.size() - 1, before.substring(before.lastIndexOf('\n') + 1));
    }
    StringBuilder out = new StringBuilder();
    int at = 0;
    for (Hunk hunk : diff.hunks()) {
      int from = hunk.oldCount() == 0 ? hunk.oldStart() : hunk.oldStart() - 1;
      while (at < from) {
        out.append(old.get(at++));
      }
      for (HunkLine line : hunk.lines()) {
        if (line.kind().inOld()) {
          assertThat(old.get(at++)).isEqualTo(line.content());
        }
        if (line.kind().inNew()) {
          out.append(line.content());
        }
      }
    }
    while (at < old.size()) {
      out.append(old.get(at++));
    }
    return out.toString();
  }

  @Test
  void gitsHeadersAreRead() {
    DiffText read =
        DiffText.read(
            "it",
            """
            From here on
            diff --git a/old name.c b/new name.c
            similarity index 97%
            rename from old name.c
            rename to new name.c
            index 0123456..89abcde 100644
            --- a/old name.c\t
            +++ b/new name.c\t
            @@ -1 +1,2 @@ int f(void)
             a
            +b
            \\ No newline at end of file
            diff --git a/run.sh b/run.sh
            old mode 100644
            new mode 100755
            diff --git "a/tab\\there" "b/tab\\there"
            new file mode 100644
            index 0000000..e69de29
            diff --git a/gone.c b/gone.c
            deleted file mode 100644
            index 7898192..0000000
            --- a/gone.c
            +++ /dev/null
            @@ -1 +0,0 @@
            -a
            """);
    assertThat(read.problems()).isEmpty();
    assertThat(read.files())
        .extracting(FileDiff::change)
        .containsExactly(Change.RENAMED, Change.MODIFIED, Change.ADDED, Change.DELETED);
    assertThat(read.files().get(0).newPath()).isEqualTo("new name.c");
    assertThat(read.files().get(0).hunks().get(0).lines())
        .containsExactly(HunkLine.context("a"), new HunkLine(HunkLine.Kind.ADDED, "b", false));
    assertThat(read.files().get(1).newMode()).contains(FileMode.EXECUTABLE);
    assertThat(read.files().get(2).newPath()).isEqualTo("tab\there");
    assertThat(DiffText.read("it", DiffText.print(read.files())).files()).isEqualTo(read.files());
  }

  @Test
  void twoNamesWithoutAReasonAreARenameInDoubt() {
    DiffText read =
        DiffText.read(
            "it",
            """
            --- a/old.c
            +++ b/new.c
            @@ -1,2 +1,2 @@
             one
            -two
            +three
            """);

    assertThat(read.files())
        .singleElement()
        .satisfies(
            file -> {
              assertThat(file.change()).isEqualTo(FileDiff.Change.RENAMED);
              assertThat(file.oldPath()).isEqualTo("old.c");
              assertThat(file.newPath()).isEqualTo("new.c");
            });
    assertThat(read.problems())
        .singleElement()
        .satisfies(
            problem -> assertThat(problem.message()).contains("old.c became new.c are lost"));
  }

  @Test
  void mercurialsAndPlainHeadersAreRead() {
    DiffText read =
        DiffText.read(
            "it",
            """
            diff -r befab551b0e1 drivers/x.c
            --- a/drivers/x.c\tSun Aug 13 09:44:07 2006 +0100
            +++ b/drivers/x.c\tMon Aug 14 12:49:11 2006 +0200
            @@ -1,1 +1,1 @@
            -a
            +b
            diff -Nur linux-2.6.16.orig/fs/y.c linux-2.6.16/fs/y.c
            --- linux-2.6.16.orig/fs/y.c\t2006-01-02 03:04:05.000000000 +0100
            +++ linux-2.6.16/fs/y.c\t2006-01-02 03:05:05.000000000 +0100
            @@ -1 +1 @@
            -a
            +b
            --- z.c.orig\t2006-01-02 03:04:05.000000000 +0100
            +++ z.c\t2006-01-02 03:05:05.000000000 +0100
            @@ -1 +1 @@
            -a
            +b
            """);
    assertThat(read.problems()).isEmpty();
    assertThat(read.files())
        .extracting(file -> entry(file.oldPath(), file.newPath()))
        .containsExactly(
            entry("drivers/x.c", "drivers/x.c"), entry("fs/y.c", "fs/y.c"), entry("z.c", "z.c"));
  }

  @Test
  void binaryFilesGoRoundByBase85() {
    byte[] data = new byte[3000];
    for (int i = 0; i < data.length; i++) {
      data[i] = (byte) (i * i >> 3);
    }
    FileDiff diff =
        FileDiff.between(Optional.empty(), Optional.of(SourceFile.of("a.bin", data))).orElseThrow();
    assertThat(diff.binary()).isPresent();
    assertThat(DiffText.read("it", diff.print()).files()).containsExactly(diff);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a/../up.c", "a/a/../../up.c", "/etc/passwd", "a/.git/hooks/x", "a/x/.GIT/y"})
  void pathsOutsideTheTreeAreRefused(String path) {
    DiffText read =
        DiffText.read(
            "it",
            "--- " + path + "\n+++ " + path.replaceFirst("^a", "b") + "\n@@ -1 +1 @@\n-a\n+b\n");
    assertThat(read.files()).isEmpty();
    assertThat(read.problems())
        .singleElement()
        .extracting("message")
        .asString()
        .contains("refused");
  }

  @Test
  void absurdCountsAreRefused() {
    DiffText read = DiffText.read("it", "--- a/x\n+++ b/x\n@@ -1,999999999999 +1,4 @@\n a\n");
    assertThat(read.problems()).hasSize(1);
    read = DiffText.read("it", "--- a/x\n+++ b/x\n@@ -1,999999999 +1,999999999 @@\n a\n");
    assertThat(read.problems()).hasSize(1);
    assertThat(read.files().get(0).hunks().get(0).oldCount()).isEqualTo(1);
  }
}
