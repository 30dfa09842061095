package org.patchwright.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.patchwright.diff.DiffPaths;
import org.patchwright.diff.FileDiff;
import org.patchwright.source.OverlayTree;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;

/** Whatever a mail holds: bounded time and memory, no path out of the tree, a clear word. */
class HostileMailTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final SourceFile FILE =
      SourceFile.of("a.c", "int one;\n\n\tint two;\n\tint three;\nint four;\n".repeat(40));
  private static final SourceTree TREE = OverlayTree.of(List.of(FILE), List.of(), new EmptyTree());
  private static final String MAIL =
      """
      From: A <a@example.org>
      Date: Mon, 14 Aug 2006 17:17:52 +0200
      Subject: [PATCH 1/2] it
      MIME-Version: 1.0
      Content-Type: multipart/mixed; boundary="b"

      --b
      Content-Type: text/plain; charset=utf-8

      Why.
      ---
       a.c | 3 ++-
       1 file changed, 2 insertions(+), 1 deletion(-)

      --b
      Content-Type: text/x-patch

      diff --git a/a.c b/a.c
      index 1111111..2222222 100644
      --- a/a.c
      +++ b/a.c
      @@ -1,5 +1,6 @@ int head(void)
       int one;

      -\tint two;
      +\tint zwei;
      +\tint drei;
       \tint three;
       int four;
      @@ -11,3 +12,2 @@
       int one;
      -
       \tint two;
      --b--
      """;

  @Test
  void aThousandMutatedMails() throws IOException {
    mutated(1_000, 1);
  }

  @Test
  @Tag("long")
  void aHundredThousandMutatedMails() throws IOException {
    mutated(100_000, 2);
  }

  private static void mutated(int count, long seed) throws IOException {
    Random random = new Random(seed);
    long slowest = 0;
    for (int i = 0; i < count; i++) {
      byte[] mail = mutated(random).getBytes(StandardCharsets.ISO_8859_1);
      long start = System.nanoTime();
      SeriesReading reading =
          SeriesReader.read(
              "in", mail, random.nextBoolean() ? Optional.of(TREE) : Optional.empty());
      slowest = Math.max(slowest, System.nanoTime() - start);
      usable(reading);
    }
    assertThat(Duration.ofNanos(slowest)).isLessThan(PATIENCE);
  }

  private static void usable(SeriesReading reading) {
    for (FileDiff file : reading.series().files()) {
      assertThat(DiffPaths.isSafe(file.oldPath()) && DiffPaths.isSafe(file.newPath())).isTrue();
    }
    assertThat(reading.problems())
        .allSatisfy(problem -> assertThat(problem.message()).doesNotContain("\n").isNotBlank());
    assertThat(reading.isProved() && reading.series().files().isEmpty()).isFalse();
  }

  private static String mutated(Random random) {
    List<String> lines = new ArrayList<>(List.of(MAIL.split("\n", -1)));
    for (int i = 0; i <= random.nextInt(6); i++) {
      int at = random.nextInt(lines.size());
      String line = lines.get(at);
      int column = random.nextInt(line.length() + 1);
      switch (random.nextInt(9)) {
        case 0 -> lines.remove(at);
        case 1 -> lines.add(at, lines.get(random.nextInt(lines.size())));
        case 2 ->
            lines.set(
                at,
                line.substring(0, column) + (char) random.nextInt(256) + line.substring(column));
        case 3 -> lines.set(at, line.replaceAll("\\d", "9999"));
        case 4 -> lines.set(at, line.substring(column));
        case 5 -> {
          String gone = lines.remove(random.nextInt(lines.size()));
          lines.add(Math.min(at, lines.size()), line + gone);
        }
        case 6 -> lines.set(at, (random.nextBoolean() ? "> " : "\t") + line);
        case 7 -> lines.subList(at, Math.min(lines.size(), at + random.nextInt(9))).clear();
        default -> lines.set(at, line.replace("a.c", "../../.git/hooks/a"));
      }
      if (lines.isEmpty()) {
        lines.add("");
      }
    }
    return String.join("\n", lines);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../a.c",
        "x/../../a.c",
        ".git/hooks/post-checkout",
        "x/.GIT/config",
        "C:/a.c",
        "x/./a.c",
        "x//a.c",
        "git~1/config"
      })
  void pathsThatLeaveTheTreeAreRefused(String path) throws IOException {
    String hunk = "@@ -0,0 +1 @@\n+evil\n";
    for (String diff :
        List.of(
            "--- /dev/null\n+++ b/" + path + "\n" + hunk,
            "diff --git a/"
                + path
                + " b/"
                + path
                + "\nnew file mode 100755\n--- /dev/null\n+++ b/"
                + path
                + "\n"
                + hunk,
            "diff --git a/a.c b/a.c\nrename from a.c\nrename to " + path + "\n",
            "diff -r 123456789012 " + path + "\n--- /dev/null\n+++ b/" + path + "\n" + hunk)) {
      SeriesReading reading = read(diff);

      usable(reading);
      assertThat(reading.isProved()).as(diff).isFalse();
      assertThat(reading.problems()).as(diff).isNotEmpty();
    }
  }

  @Test
  void anAbsolutePathStaysInTheTreeOrIsRefused() throws IOException {
    usable(read("--- /etc/passwd\n+++ /etc/passwd\n@@ -0,0 +1 @@\n+evil\n"));
    usable(read("--- /dev/null\n+++ b//etc/passwd\n@@ -0,0 +1 @@\n+evil\n"));
    assertThat(read("--- /etc/passwd\n+++ /etc/passwd\n@@ -0,0 +1 @@\n+evil\n").isProved())
        .isFalse();
  }

  @Test
  void hugeCountsAndNumbers() throws IOException {
    for (String head :
        List.of(
            "@@ -1,999999999 +1,999999999 @@",
            "@@ -999999999,5 +999999999,6 @@",
            "@@ -99999999999999999999,1 +1 @@",
            "@@ -1,5 +1,2147483647 @@",
            "@@ -0,5 +0,6 @@")) {
      SeriesReading reading = read(MAIL.replaceFirst("@@ -1,5 \\+1,6 @@", head));

      usable(reading);
      assertThat(reading.isProved()).as(head).isFalse();
    }
  }

  @Test
  void bombs() throws IOException {
    String binary = "diff --git a/x b/x\nindex 1111111..2222222 100644\nGIT binary patch\n";
    usable(read(binary + "literal 9999999999\nzcmeAS@N?(olHy`uVBq!ia0vp^\n\n"));
    usable(read(binary + "literal 67108864\nzcmeAS@N?(olHy`uVBq!ia0vp^\n\n"));
    StringBuilder nested = new StringBuilder("From: a@b\nMIME-Version: 1.0\n");
    for (int i = 0; i < 3_000; i++) {
      nested.append("Content-Type: multipart/mixed; boundary=b").append(i);
      nested.append("\n\n--b").append(i).append('\n');
    }
    usable(read(nested + "\n" + MAIL));
    usable(read("Subject: x\nFrom: a@b\n" + "X-Much: y\n".repeat(100_000) + "\n" + MAIL));
    usable(
        read(MAIL.replace("--b\nContent-Type: text/x-patch", "--b\n\nx\n".repeat(20_000) + "--b")));
    usable(read("From: a@b\nSubject: =?utf-8?q?" + "=41".repeat(500_000) + "?=\n\n" + MAIL));
    String base64 = Base64.getMimeEncoder().encodeToString(new byte[8 << 20]);
    usable(read("From: a@b\nSubject: x\n\n" + base64));
    usable(read("<!--".repeat(200_000) + "<html>"));
    usable(read("<html><body>" + "<div>".repeat(20_000) + MAIL));
    usable(read(">".repeat(1 << 20) + "@@ -1 +1 @@\n"));
    usable(read(MAIL.replace("int zwei", "int zwei" + " x".repeat(1 << 20))));
    usable(read("diff --git a/a.c b/a.c\n--- a/a.c\n+++ b/a.c\n" + "@@ -1 +1 @@\n".repeat(20_000)));
  }

  @Test
  void aHunkOfNothingButWraps() throws IOException {
    String lines = "+x\ny\n z\n\n".repeat(2_000);
    usable(read("--- a/a.c\n+++ b/a.c\n@@ -1,1900 +1,2900 @@\n" + lines));
  }

  @Test
  void headersThatContradict() throws IOException {
    String both =
        "diff --git a/a.c b/b.c\nnew file mode 100644\ndeleted file mode 100644\nrename from c.c\n"
            + "rename to d.c\nindex 1111111..2222222\n--- a/e.c\n+++ b/f.c\n@@ -1 +1 @@\n-a\n+b\n";
    String types =
        "From: a@b\n"
            + "From: c@d\n"
            + "Subject: x\n"
            + "Content-Type: text/plain\n"
            + "Content-Type: multipart/mixed\n"
            + "Content-Transfer-Encoding: base64\n"
            + "Content-Transfer-Encoding: 8bit\n\n";

    usable(read(both));
    assertThat(read(both).isProved()).isFalse();
    usable(read(types + MAIL));
  }

  private static SeriesReading read(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return assertTimeoutPreemptively(
        PATIENCE,
        () -> {
          SeriesReader.read("in", bytes, Optional.empty());
          return SeriesReader.read("in", bytes, Optional.of(TREE));
        },
        () -> text.substring(0, Math.min(100, text.length())));
  }

  private static final class EmptyTree implements SourceTree {
    @Override
    public String name() {
      return "nothing";
    }

    @Override
    public List<String> paths() {
      return List.of();
    }

    @Override
    public Optional<SourceFile> read(String path) {
      return Optional.empty();
    }
  }
}
