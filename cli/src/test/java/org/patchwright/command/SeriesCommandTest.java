package org.patchwright.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.patchwright.command.Ran.patchwright;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SeriesCommandTest {

  private static final String BEFORE = "int a;\n\tint b;\n\tint c;\n";
  private static final String MAIL =
      """
      From: A. Uthor <a@example.org>
      Date: Mon, 14 Aug 2006 17:17:52 +0200
      Subject: [PATCH] x: add d

      Why.

      ---
      diff -r 1 x.c
      --- a/x.c
      +++ b/x.c
      @@ -1,3 +1,4 @@
       int a;
      TABint b;
       TABint c;
      +TABint d;
      """;

  @TempDir Path folder;
  private Path tree;
  private Path whole;
  private Path open;

  @BeforeEach
  void inputs() throws IOException {
    tree = Files.createDirectory(folder.resolve("tree"));
    Files.writeString(tree.resolve("x.c"), BEFORE);
    whole = folder.resolve("whole");
    Files.writeString(whole, MAIL.replace("\nTAB", "\n TAB").replace("TAB", "\t"));
    open = folder.resolve("open");
    String gap = MAIL.replace("\nTAB", "\n TAB").replace("TABint d;", "TABint     d;    // d");
    Files.writeString(open, gap.replace("TAB", "       "));
  }

  @Test
  void showsWhatASeriesChanges() {
    Ran ran = patchwright("series", "show", whole, "--tree", tree, "--diff");

    assertThat(ran.err()).isEmpty();
    assertThat(ran.code()).isZero();
    assertThat(ran.out())
        .contains("1. x: add d")
        .contains("by A. Uthor <a@example.org>")
        .contains("1 files, 1 hunks, +1 -0; added lines: 1 certain, 0 likely")
        .endsWith("+\tint d;\n");
  }

  @Test
  void saysWhatIsOnlyLikelyAndEndsWithOne() {
    Ran ran = patchwright("series", "show", open, "--tree", tree);
    Ran strict = patchwright("series", "show", open, "--tree", tree, "--strict", "--diff");

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out()).contains("(tree)").contains("(likely)");
    assertThat(strict.code()).isEqualTo(1);
    assertThat(strict.out()).doesNotContain("+++");
    assertThat(strict.complaint()).contains("refused");
  }

  @Test
  void printsJson() throws IOException {
    Ran ran = patchwright("series", "show", whole, "--tree", tree, "--format", "json");

    JsonNode json = new ObjectMapper().readTree(ran.out());
    assertThat(json.get("proved").asBoolean()).isTrue();
    assertThat(json.get("added").asInt()).isEqualTo(1);
    assertThat(json.at("/patches/0/files/0/path").asText()).isEqualTo("x.c");
  }

  @ParameterizedTest
  @CsvSource({"mails, 0001-x-add-d.patch", "mbox, series.mbox", "quilt, series", "hg, series.hg"})
  void whatIsWrittenReadsTheSame(String form, String file) {
    Path out = folder.resolve("out");

    Ran ran = patchwright("series", "write", whole, "--as", form, "-o", out);

    assertThat(ran.err()).isEmpty();
    assertThat(ran.out()).contains(file);
    assertThat(patchwright("series", "show", out, "--diff").out())
        .isEqualTo(patchwright("series", "show", whole, "--diff").out());
    assertThat(patchwright("series", "write", whole, "--as", form, "-o", out).code())
        .isEqualTo(form.equals("mails") ? 0 : 2);
  }

  @Test
  void strictWritesNothingThatIsOnlyLikely() {
    Path out = folder.resolve("out");

    Ran ran = patchwright("series", "write", open, "--tree", tree, "-o", out, "--strict");

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err()).contains("nothing was written");
    assertThat(out).isEmptyDirectory();
  }

  @Test
  void unusableInputIsToldInOneLine() throws IOException {
    Path text = Files.writeString(folder.resolve("text"), "no patch here\n");

    assertThat(patchwright("series", "show", text).complaint()).contains("there is no diff in it");
    assertThat(patchwright("series", "show", text).code()).isEqualTo(2);
    assertThat(patchwright("series", "show", folder.resolve("none")).complaint()).contains("none");
    assertThat(patchwright("series", "show", whole, "--rev", "HEAD").complaint())
        .contains("--rev needs --tree");
  }
}
