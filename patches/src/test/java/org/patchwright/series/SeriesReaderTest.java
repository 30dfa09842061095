package org.patchwright.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.patchwright.diff.FileDiff;
import org.patchwright.diff.FileDiff.Change;
import org.patchwright.repository.RevisionTree;

/** Every form in which patches come is read as the series that was meant. */
class SeriesReaderTest {

  private static final String DIFF =
      """
      diff --git a/drivers/a.c b/drivers/a.c
      index 1111111..2222222 100644
      --- a/drivers/a.c
      +++ b/drivers/a.c
      @@ -1,3 +1,4 @@ int head(void)
       one
      -two
      +\tzwei
      +\tdrei
       three
      """;

  @TempDir Path folder;

  @Test
  void aMailOfFormatPatch() throws IOException {
    SeriesReading reading = read(mail("[PATCH] clk: keep it on", "Why.\n\nSigned-off-by: A <a@b>"));

    Patch patch = only(reading);
    assertThat(reading.isProved()).isTrue();
    assertThat(patch.subject()).isEqualTo("clk: keep it on");
    assertThat(patch.body()).isEqualTo("Why.\n\nSigned-off-by: A <a@b>\n");
    assertThat(patch.author()).isEqualTo(new Person("A. Uthor", "a@example.org"));
    assertThat(patch.trailers()).containsExactly(new Trailer("Signed-off-by", "A <a@b>"));
    assertThat(patch.date().orElseThrow()).hasToString("2006-08-14T17:17:52+02:00");
    assertThat(patch.added()).isEqualTo(2);
    assertThat(patch.removed()).isEqualTo(1);
  }

  @Test
  void aThreadInWhateverOrder() throws IOException {
    String mbox =
        mail("Re: [PATCH v2 1/2] first", "> some quote\nLooks good.")
            + mail("[PATCH v2 2/2] second", "2")
            + mail("[PATCH 1/2] first", "old")
            + mail("[PATCH v2 1/2] first", "1")
            + mail("[PATCH v2 0/2] both", "All of it.").replace(DIFF, "");

    SeriesReading reading = read(mbox);

    assertThat(reading.series().patches())
        .extracting(Patch::subject)
        .containsExactly("first", "second");
    assertThat(reading.series().patches().get(0).body()).isEqualTo("1\n");
    assertThat(reading.series().version()).isEqualTo(2);
    assertThat(reading.series().cover().orElseThrow().subject()).isEqualTo("both");
    assertThat(reading.problems()).isEmpty();
  }

  @Test
  void aMissingPatchIsNamed() throws IOException {
    SeriesReading reading = read(mail("[PATCH 2/3] b", "") + mail("[PATCH 3/3] c", ""));

    assertThat(reading.isProved()).isFalse();
    assertThat(reading.problems().get(0).message()).isEqualTo("patch 1 of 3 is missing");
  }

  @Test
  void aReplyThatAloneHoldsThePatch() throws IOException {
    String quoted = DIFF.replaceAll("(?m)^", "> ").replaceAll("> $", "");
    String mail = mail("Re: [PATCH] it", "On Monday, A wrote:").replace(DIFF, quoted);

    assertThat(only(read(mail + "\nFine with me.\n")).added()).isEqualTo(2);
  }

  @Test
  void commentsBetweenQuotedLinesAreLeftOut() throws IOException {
    String quoted = DIFF.replaceAll("(?m)^(?!\\z)", "> ");
    String commented = quoted.replace("> +\tdrei\n", "> +\tdrei\n\nWhy drei?\n+1 from me\n\n");
    String mail = mail("Re: [PATCH] it", "A wrote:").replace(DIFF, commented);

    FileDiff file = only(read(mail)).files().get(0);

    assertThat(file.hunks().get(0).print()).contains("+\tzwei\n+\tdrei\n three\n");
    assertThat(file.added()).isEqualTo(2);
  }

  @Test
  void aMaildirAndAQuiltFolder() throws IOException {
    Path maildir = Files.createDirectories(folder.resolve("m/new")).getParent();
    Files.createDirectories(maildir.resolve("cur"));
    Files.writeString(maildir.resolve("new/2"), mail("[PATCH 2/2] b", ""));
    Files.writeString(maildir.resolve("cur/1:2,S"), mail("[PATCH 1/2] a", ""));
    Path quilt = Files.createDirectories(folder.resolve("q/patches"));
    Files.writeString(quilt.resolve("series"), "# ours\nz.patch\na.patch -p1 # last\n");
    Files.writeString(quilt.resolve("z.patch"), "From: A <a@b>\nSubject: Z\n\nfirst\n\n" + DIFF);
    Files.writeString(quilt.resolve("a.patch"), "No header at all.\n" + DIFF);

    assertThat(SeriesReader.read(maildir, Optional.empty()).series().patches())
        .extracting(Patch::subject)
        .containsExactly("a", "b");
    List<Patch> patches = SeriesReader.read(quilt.getParent(), Optional.empty()).series().patches();
    assertThat(patches).hasSize(2);
    assertThat(patches.get(0).subject()).isEqualTo("Z");
    assertThat(patches.get(1).subject()).isEqualTo("No header at all.");
  }

  @Test
  void aQuiltSeriesCanNotReachOutOfItsFolder() throws IOException {
    Path quilt = Files.createDirectories(folder.resolve("q"));
    Files.writeString(folder.resolve("secret"), DIFF);
    Files.writeString(quilt.resolve("series"), "../secret\n/etc/passwd\n");

    SeriesReading reading = SeriesReader.read(quilt, Optional.empty());

    assertThat(reading.series().files()).isEmpty();
    assertThat(reading.problems().get(0).message()).contains("../secret");
  }

  @Test
  void mercurialsDiffAndExport() throws IOException {
    String diff =
        "diff -r befab551b0e1 drivers/a.c\n"
            + "--- a/drivers/a.c\tSun Aug 13 09:44:07 2006 +0100\n"
            + "+++ b/drivers/a.c\tMon Aug 14 12:49:11 2006 +0200\n"
            + DIFF.substring(DIFF.indexOf("@@"));
    String export =
        "# HG changeset patch\n# User A <a@b>\n# Date 1155547072 -7200\n# Node ID 1\n# Parent  2\n"
            + "Keep it on\n\nWhy.\n\n";

    assertThat(only(read(diff)).files().get(0).path()).isEqualTo("drivers/a.c");
    SeriesReading both = read(export + diff + "\n" + export.replace("Keep", "Put") + diff);
    assertThat(both.series().patches())
        .extracting(Patch::subject)
        .containsExactly("Keep it on", "Put it on");
    assertThat(both.series().patches().get(0).body()).isEqualTo("Why.\n");
    assertThat(both.series().patches().get(0).date().orElseThrow())
        .hasToString("2006-08-14T11:17:52+02:00");
  }

  @Test
  void plainDiffsOfAnyStrip() throws IOException {
    String hunk = DIFF.substring(DIFF.indexOf("@@"));
    for (String names :
        List.of(
            "--- drivers/a.c\n+++ drivers/a.c\n",
            "--- a/drivers/a.c\n+++ b/drivers/a.c\n",
            "--- linux-2.6.16.orig/drivers/a.c\t2006-08-14 10:00:00.0 +0200\n"
                + "+++ linux-2.6.16/drivers/a.c\t2006-08-14 11:00:00.0 +0200\n",
            "--- ./drivers/a.c\n+++ ./drivers/a.c\n")) {
      assertThat(only(read(names + hunk)).files().get(0).path()).as(names).isEqualTo("drivers/a.c");
    }
  }

  @Test
  void mimeInAllItsForms() throws IOException {
    String body = "Größe.\n\n---\n" + DIFF;
    String head = "From: =?utf-8?q?J=C3=B6rg?= <j@b>\nSubject: [PATCH] =?utf-8?b?R3LDtsOfZQ==?=\n";
    String mime = "MIME-Version: 1.0\nContent-Type: text/plain; charset=";
    String encoded =
        head
            + mime
            + "utf-8\nContent-Transfer-Encoding: base64\n\n"
            + Base64.getMimeEncoder().encodeToString(body.getBytes(StandardCharsets.UTF_8));
    String latin = head + mime + "iso-8859-1\nContent-Transfer-Encoding: 8bit\n\n" + body;
    String parts =
        head
            + "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
            + "--b\nContent-Type: text/plain; charset=utf-8\n\nGr=C3=B6=C3=9Fe.\n"
            + "--b\nContent-Type: text/x-patch; name=a.patch\n\n"
            + DIFF
            + "\n--b--\n";
    for (byte[] bytes :
        List.of(
            encoded.getBytes(StandardCharsets.UTF_8),
            latin.getBytes(StandardCharsets.ISO_8859_1),
            parts
                .replace("utf-8\n\nGr", "utf-8\nContent-Transfer-Encoding: quoted-printable\n\nGr")
                .getBytes(StandardCharsets.UTF_8))) {
      Patch patch = only(SeriesReader.read("in", bytes, Optional.empty()));
      assertThat(patch.subject()).isEqualTo("Größe");
      assertThat(patch.body()).isEqualTo("Größe.\n");
      assertThat(patch.author().name()).isEqualTo("Jörg");
      assertThat(patch.added()).isEqualTo(2);
    }
  }

  @Test
  void archivePagesAsTextAndHtml() throws IOException {
    String text =
        "[Date Prev][Date Next][Thread Index]\n\n[Xen-devel] [PATCH] keep it on\n\n\n"
            + "  * To: list <list@xxxx>\n  * From: A. Uthor <a@xxxx>\n"
            + "  * Date: Mon, 14 Aug 2006 17:17:52 +0200\n\nWhy.\n\n"
            + DIFF
            + "_______________________________________________\nlist mailing list\n";
    String html =
        "<html><head><title>[PATCH] keep it on</title></head><body><a href=x>Prev</a>\n"
            + "<h1>[PATCH] keep it on</h1>\n<pre>\nWhy.\n\n"
            + DIFF.replace("int head", "int &lt;head&gt; &amp;")
            + "</pre><hr>Thread Index</body></html>\n";

    assertThat(only(read(text)).subject()).isEqualTo("keep it on");
    assertThat(only(read(text)).author().name()).isEqualTo("A. Uthor");
    assertThat(only(read(text)).added()).isEqualTo(2);
    Patch page = only(read(html));
    assertThat(page.subject()).isEqualTo("keep it on");
    assertThat(page.files().get(0).hunks().get(0).section()).isEqualTo("int <head> &(void)");
  }

  @Test
  void everyKindOfChange() throws IOException {
    String all =
        """
        diff --git a/old.c b/new.c
        similarity index 90%
        rename from old.c
        rename to new.c
        diff --git a/x.c b/y.c
        similarity index 100%
        copy from x.c
        copy to y.c
        diff --git a/run.sh b/run.sh
        old mode 100644
        new mode 100755
        diff --git a/made.c b/made.c
        new file mode 100644
        index 0000000..3b18e51
        --- /dev/null
        +++ b/made.c
        @@ -0,0 +1 @@
        +hello world
        \\ No newline at end of file
        diff --git a/gone.c b/gone.c
        deleted file mode 100644
        index 3b18e51..0000000
        --- a/gone.c
        +++ /dev/null
        @@ -1 +0,0 @@
        -hello world
        diff --git a/logo.gif b/logo.gif
        index 1111111..2222222 100644
        Binary files a/logo.gif and b/logo.gif differ
        """;

    List<FileDiff> files = only(read(all)).files();

    assertThat(files)
        .extracting(FileDiff::change)
        .containsExactly(
            Change.RENAMED,
            Change.COPIED,
            Change.MODIFIED,
            Change.ADDED,
            Change.DELETED,
            Change.MODIFIED);
    assertThat(files.get(3).hunks().get(0).lines().get(0).terminated()).isFalse();
    assertThat(files.get(5).binary()).isPresent();
  }

  @Test
  @Tag("shared")
  void theSeedsMailWithoutATree() throws IOException {
    SeriesReading reading = SeriesReader.read(seed(), Optional.empty());

    counts(reading);
    assertThat(reading.isProved()).isFalse();
    assertThat(reading.likely()).isPositive();
  }

  @Test
  @Tag("shared")
  @Tag("xen")
  void theSeedsMailWithItsTree() throws IOException {
    String named = System.getenv("PATCHWRIGHT_XEN_GIT");
    boolean there = named != null && !named.isEmpty() && Files.isDirectory(Path.of(named));
    if (!there) {
      System.out.println("skipped: PATCHWRIGHT_XEN_GIT names no xen repository");
    }
    assumeThat(there).as("PATCHWRIGHT_XEN_GIT names a xen repository").isTrue();
    Path git = Path.of(named);
    try (RevisionTree tree = RevisionTree.open(git, "c730da041b1e")) {
      SeriesReading reading = SeriesReader.read(seed(), Optional.of(tree));

      counts(reading);
      assertThat(reading.problems()).isEmpty();
      assertThat(reading.certain()).isEqualTo(207);
      assertThat(reading.likely()).isEqualTo(5);
      assertThat(reading.repairs().stream().filter(one -> !one.repair().isProved()))
          .hasSize(5)
          .allMatch(one -> one.repair().message().contains("//"));
    }
  }

  private static void counts(SeriesReading reading) {
    Patch patch = only(reading);
    assertThat(patch.subject()).isEqualTo("xenbus and driver issues with kexec");
    assertThat(patch.files()).hasSize(10);
    assertThat(patch.files().stream().mapToInt(file -> file.hunks().size()).sum()).isEqualTo(30);
    assertThat(patch.added()).isEqualTo(212);
    assertThat(patch.removed()).isEqualTo(26);
  }

  private static Path seed() throws IOException {
    Path shared =
        Path.of(System.getenv().getOrDefault("PATCHWRIGHT_SHARED", "../../shared")).resolve("seed");
    assumeThat(Files.isDirectory(shared)).as("no seed mail at " + shared).isTrue();
    try (Stream<Path> files = Files.list(shared)) {
      return files.filter(file -> file.toString().endsWith(".txt")).findFirst().orElseThrow();
    }
  }

  private static String mail(String subject, String body) {
    return "From 0123456789012345678901234567890123456789 Mon Sep 17 00:00:00 2001\n"
        + "From: \"A. Uthor\" <a@example.org>\nDate: Mon, 14 Aug 2006 17:17:52 +0200\nSubject: "
        + subject
        + "\n\n"
        + body
        + "\n---\n drivers/a.c | 3 ++-\n 1 file changed, 2 insertions(+), 1 deletion(-)\n\n"
        + DIFF
        + "-- \n2.39.5\n\n";
  }

  private static SeriesReading read(String text) throws IOException {
    return SeriesReader.read("in", text.getBytes(StandardCharsets.UTF_8), Optional.empty());
  }

  private static Patch only(SeriesReading reading) {
    assertThat(reading.series().patches()).as("%s", reading.problems()).hasSize(1);
    return reading.series().patches().get(0);
  }
}
