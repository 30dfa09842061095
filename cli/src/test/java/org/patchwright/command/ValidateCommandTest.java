package org.patchwright.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.patchwright.command.Ran.patchwright;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.patchwright.diff.FileDiff;
import org.patchwright.series.Mails;
import org.patchwright.series.Patch;
import org.patchwright.series.Person;
import org.patchwright.series.Series;
import org.patchwright.source.SourceFile;

class ValidateCommandTest {

  private static final String PATH = "drivers/ring.c";
  private static final String FIRST =
      """
      #include <linux/spinlock.h>

      static DEFINE_SPINLOCK(ring_lock);

      int open_ring(struct ring *ring)
      {
      	spin_lock(&ring_lock);
      	if (ring->open) {
      		spin_unlock(&ring_lock);
      		return -EBUSY;
      	}
      	ring->open = 1;
      	spin_unlock(&ring_lock);
      	return 0;
      }
      """;
  private static final String FAULTY =
      FIRST.replace(
          "\tring->open = 1;\n", "\tif (ring->dead)\n\t\treturn -EIO;\n\tring->open = 1;\n");
  private static final String LATER = FAULTY.replace("ring->open = 1;", "ring->open = true;");
  private static final String MENDED =
      LATER.replace(
          "\tif (ring->dead)\n\t\treturn -EIO;\n",
          "\tif (ring->dead) {\n\t\tspin_unlock(&ring_lock);\n\t\treturn -EIO;\n\t}\n");

  @TempDir Path folder;

  private static Patch patch(String subject, String body, String before, String after) {
    FileDiff diff =
        FileDiff.between(
                Optional.of(SourceFile.of(PATH, before)), Optional.of(SourceFile.of(PATH, after)))
            .orElseThrow();
    return Patch.of(
        subject,
        body,
        Person.of("A. Author <a@example.org>"),
        OffsetDateTime.of(2020, 1, 2, 3, 4, 5, 0, ZoneOffset.UTC),
        List.of(diff));
  }

  private Path target() throws Exception {
    Path target = folder.resolve("tree");
    Files.createDirectories(target.resolve("drivers"));
    Files.writeString(target.resolve(PATH), FIRST);
    return target;
  }

  private static Series series() {
    String signed = "Because.\n\nSigned-off-by: A. Author <a@example.org>\n";
    return Series.of(
        List.of(
            patch("Refuse dead rings", signed, FIRST, FAULTY),
            patch("Say true", signed, FAULTY, LATER),
            patch("Unlock dead rings", signed, LATER, MENDED)),
        Optional.empty());
  }

  @Test
  void faultThatALaterPatchMendsIsTold() throws Exception {
    Path mails = folder.resolve("mails");
    Mails.write(series(), mails);
    Ran ran = patchwright("validate", mails, target(), "--rules", "LockLeftHeld");
    assertThat(ran.code()).as(ran.out() + ran.err()).isEqualTo(ExitCode.FINDINGS);
    assertThat(ran.out())
        .containsPattern("introduces drivers/ring.c:13: .*LockLeftHeld.; mended by patch 3")
        .contains("2. Say true\n   nothing to say\n")
        .containsPattern("3. Unlock dead rings\n   mends +drivers/ring.c");
  }

  @Test
  void everyFormOfTheSeriesGetsTheSameVerdict() throws Exception {
    Path target = target();
    Path mails = folder.resolve("mails");
    Mails.write(series(), mails);
    Path mbox = folder.resolve("series.mbox");
    Files.write(mbox, Mails.mbox(series(), "series.mbox").bytes());
    List<String> verdicts = new ArrayList<>();
    for (Path form : List.of(mails, mbox)) {
      verdicts.add(
          patchwright("validate", form, target, "--rules", "LockLeftHeld", "--format", "json")
              .out());
    }
    assertThat(verdicts.get(0)).contains("\"mendedByPatch\" : 3");
    assertThat(verdicts.get(1)).isEqualTo(verdicts.get(0));
  }

  @Test
  void quiltDescriptionsNeedNoHeaders() throws Exception {
    Path quilt = Files.createDirectories(folder.resolve("patches"));
    StringBuilder names = new StringBuilder();
    int number = 0;
    for (Patch patch : series().patches()) {
      String name = ++number + ".patch";
      names.append(name).append('\n');
      String text = "ring: " + patch.subject() + "\n\n" + patch.body() + "---\n\n";
      Files.writeString(quilt.resolve(name), text + patch.files().get(0).print());
    }
    Files.writeString(quilt.resolve("series"), names);
    Ran ran = patchwright("validate", quilt, target(), "--rules", "none");
    assertThat(ran.code()).as(ran.out() + ran.err()).isEqualTo(ExitCode.CLEAN);
    assertThat(ran.out()).contains("1. ring: Refuse dead rings\n").contains("2. ring: Say true\n");
  }

  @Test
  void sarifHasARunForEachPatch() throws Exception {
    Path mails = folder.resolve("mails");
    Mails.write(series(), mails);
    Ran ran =
        patchwright("validate", mails, target(), "--rules", "LockLeftHeld", "--format", "sarif");
    JsonNode runs = new ObjectMapper().readTree(ran.out()).get("runs");
    assertThat(runs).hasSize(3);
    JsonNode result = runs.get(0).get("results").get(0);
    assertThat(result.get("baselineState").asText()).isEqualTo("new");
    assertThat(result.get("properties").get("mendedByPatch").asInt()).isEqualTo(3);
    assertThat(runs.get(1).get("results")).isEmpty();
    assertThat(runs.get(2).get("results").get(0).get("baselineState").asText()).isEqualTo("absent");
  }

  @Test
  void pageNamesThePatchesAndEscapes() throws Exception {
    Path mails = folder.resolve("mails");
    Mails.write(series(), mails);
    Ran ran =
        patchwright("validate", mails, target(), "--rules", "LockLeftHeld", "--format", "html");
    assertThat(ran.out())
        .contains("<h2>1. Refuse dead rings</h2>")
        .contains("<span class=\"tone-good\">+\t\tspin_unlock(&amp;ring_lock);\n</span>")
        .contains("<h3>Brings in</h3><details><summary>drivers/ring.c:13");
  }

  @Test
  void nothingToSayIsZero() throws Exception {
    Path mails = folder.resolve("mails");
    Series series = series();
    Mails.write(series.withPatches(List.of(series.patches().get(2))), mails);
    Path target = target();
    Files.writeString(target.resolve(PATH), LATER);
    Ran ran = patchwright("validate", mails, target, "--rules", "LockLeftHeld");
    assertThat(ran.code()).as(ran.out() + ran.err()).isEqualTo(ExitCode.CLEAN);
    assertThat(ran.out()).contains("mends");
  }

  @Test
  void replyQuotesTheLineThatItSpeaksOf() throws Exception {
    Path mails = folder.resolve("mails");
    Series one =
        Series.of(
            List.of(patch("Refuse dead rings", "Because.\n", FIRST, FAULTY)), Optional.empty());
    Mails.write(one, mails);
    Ran ran = patchwright("validate", mails, target(), "--rules", "LockLeftHeld", "--reply");
    assertThat(ran.out())
        .startsWith("To: A. Author <a@example.org>\nSubject: Re: [PATCH] Refuse dead rings\n")
        .contains("> Because.\n\nThere is no Signed-off-by.\n")
        .containsPattern("> \\+\t\treturn -EIO;\n\n.*lock.*still held.*\\.\n\n>  \tring->open");
  }

  @Test
  void fileThatNoLongerParsesIsNamed() throws Exception {
    Path diff = folder.resolve("broken.diff");
    FileDiff broken =
        FileDiff.between(
                Optional.of(SourceFile.of(PATH, FIRST)),
                Optional.of(SourceFile.of(PATH, FIRST.replace("if (ring->open) {", "if (ring {"))))
            .orElseThrow();
    Files.write(diff, broken.print().getBytes(StandardCharsets.UTF_8));
    Ran ran = patchwright("validate", diff, target(), "--rules", "none");
    assertThat(ran.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(ran.out()).contains("no longer parses as C [syntax]");
  }

  @Test
  void siblingsLeftBehindAreNamed() throws Exception {
    assertThat(halfConverted("closed(dev)").out())
        .contains("switch_state gives way to closed in drivers/a.c, drivers/b.c")
        .contains("but not in drivers/c.c, drivers/d.c, registered alike by register_end");
  }

  @Test
  void messageInPlaceOfWorkIsNoConversion() throws Exception {
    assertThat(halfConverted("DPRINTK(dev)").out()).doesNotContain("gives way");
  }

  /** Four siblings, the same call of two of them replaced. */
  private Ran halfConverted(String with) throws Exception {
    Path target = target();
    Files.createDirectories(target.resolve("drivers"));
    StringBuilder diff = new StringBuilder();
    for (String name : List.of("a", "b", "c", "d")) {
      String path = "drivers/" + name + ".c";
      String before =
          "void closing(struct dev *dev)\n{\n\tswitch_state(dev, CLOSED);\n}\n\n"
              + "int init(void)\n{\n\treturn register_end(&"
              + name
              + ");\n}\n";
      Files.writeString(target.resolve(path), before);
      if (name.compareTo("c") < 0) {
        diff.append(
            FileDiff.between(
                    Optional.of(SourceFile.of(path, before)),
                    Optional.of(
                        SourceFile.of(path, before.replace("switch_state(dev, CLOSED)", with))))
                .orElseThrow()
                .print());
      }
    }
    Path file = folder.resolve("half.diff");
    Files.writeString(file, diff);
    return patchwright("validate", file, target, "--rules", "none");
  }

  @Test
  void unknownRuleIsUnusable() throws Exception {
    Path mails = folder.resolve("mails");
    Mails.write(series(), mails);
    Ran ran = patchwright("validate", mails, target(), "--rules", "NoSuchRule");
    assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.complaint()).contains("NoSuchRule");
  }

  private static void script(Path target, String says) throws Exception {
    Files.createDirectories(target.resolve("scripts"));
    Files.writeString(
        target.resolve("scripts/checkpatch.pl"),
        "while (<STDIN>) { $last = $_ if /^\\+.*return/ }\n" + says);
  }

  private static void perlIsThere() {
    boolean there =
        List.of(System.getenv().getOrDefault("PATH", "").split(java.io.File.pathSeparator)).stream()
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "perl")));
    assumeTrue(there, "no perl on the path");
  }

  @Test
  void checkpatchOfTheTargetIsAskedOnRequest() throws Exception {
    perlIsThere();
    Path mails = folder.resolve("mails");
    Mails.write(series(), mails);
    Path target = target();
    script(
        target,
        "print \"drivers/ring.c:13: WARNING:TOO_SOON: early $last\";"
            + "print \"-:9: WARNING:COMMIT_LOG: wordy\\n-:1: ERROR:MISSING_SIGN_OFF: none\\n\";"
            + "exit 1;");
    Ran ran = patchwright("validate", mails, target, "--rules", "none", "--checkpatch");
    assertThat(ran.code()).as(ran.out() + ran.err()).isEqualTo(ExitCode.FINDINGS);
    assertThat(ran.out())
        .contains("drivers/ring.c:13: early +\t\treturn -EIO; (TOO_SOON) [checkpatch]\n")
        .contains("   wordy (COMMIT_LOG) [checkpatch]\n")
        .doesNotContain("MISSING_SIGN_OFF");
  }

  @Test
  void scriptsOfTheTargetAreNotRunUnasked() throws Exception {
    Path mails = folder.resolve("mails");
    Mails.write(series(), mails);
    Path target = target();
    Path mark = folder.resolve("ran");
    script(target, "open(F, '>', '" + mark + "');");
    Ran ran = patchwright("validate", mails, target, "--rules", "none");
    assertThat(ran.code()).as(ran.out() + ran.err()).isEqualTo(ExitCode.CLEAN);
    assertThat(mark).doesNotExist();
  }

  @Test
  void scriptThatThePatchBringsIsNeverRun() throws Exception {
    Path target = target();
    Path diff = folder.resolve("script.diff");
    SourceFile brought =
        SourceFile.of("scripts/checkpatch.pl", "print \"-:1: ERROR:X: mine\\n\";\n");
    Files.writeString(
        diff, FileDiff.between(Optional.empty(), Optional.of(brought)).orElseThrow().print());
    Ran ran = patchwright("validate", diff, target, "--rules", "none", "--checkpatch");
    assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.complaint()).contains("no scripts/checkpatch.pl in it");
  }

  @Test
  void whatStaysInATouchedFunctionIsTold() throws Exception {
    Path mails = folder.resolve("mails");
    Series series = series();
    Mails.write(series.withPatches(List.of(series.patches().get(1))), mails);
    Path target = target();
    Files.writeString(target.resolve(PATH), FAULTY);
    Ran ran = patchwright("validate", mails, target, "--rules", "LockLeftHeld");
    assertThat(ran.code()).as(ran.out() + ran.err()).isEqualTo(ExitCode.CLEAN);
    assertThat(ran.out()).containsPattern("leaves +drivers/ring.c:13: .*LockLeftHeld");
  }
}
