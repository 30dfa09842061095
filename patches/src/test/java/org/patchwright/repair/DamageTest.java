package org.patchwright.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.patchwright.diff.FileDiff;
import org.patchwright.diff.HunkLine;
import org.patchwright.repair.DamageBench.Tally;
import org.patchwright.series.SeriesReader;
import org.patchwright.series.SeriesReading;
import org.patchwright.source.OverlayTree;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;

class DamageTest {

  private static final String BEFORE =
      """
      #include <linux/clk.h>

      #define FIRST\t\t1
      #define SECOND\t\t2

      static int probe(struct device *dev)
      {
      \tstruct clk *clk = dev_get_drvdata(dev);

      \tif (!clk || IS_ERR(clk))
      \t\treturn -ENODEV;

      \tdev_err(dev, "a message that is long enough to be wrapped, %d times & more\\n", 3);
      \treturn 0;
      }
      """;
  private static final SourceFile FILE = SourceFile.of("drivers/clk/x.c", BEFORE);
  private static final SourceFile AFTER =
      SourceFile.of(
          "drivers/clk/x.c",
          BEFORE
              .replace("#define SECOND\t\t2\n", "#define SECOND\t\t2\n#define THIRD\t\t3\n")
              .replace(
                  "\treturn 0;",
                  "\tif (clk->rate < 3 && clk->parent > 0 && clk->enabled == dev->power.enabled)\n"
                      + "\t\tdev_info(dev, \"rate %d\\n\", clk->rate);\n\n\treturn 0;"));

  @ParameterizedTest
  @EnumSource(Damage.class)
  void everyKindIsUndoneAndProved(Damage damage) throws IOException {
    assumeThat(damage.kind()).isEqualTo(Damage.Kind.DETERMINED);
    FileDiff diff = FileDiff.between(Optional.of(FILE), Optional.of(AFTER)).orElseThrow();
    byte[] mail = damage.toDiff(diff.print()).getBytes(StandardCharsets.ISO_8859_1);

    SeriesReading reading = SeriesReader.read("it", mail, Optional.of(tree(List.of(FILE))));

    assertThat(reading.problems()).isEmpty();
    assertThat(reading.series().files()).hasSize(1);
    assertThat(reading.series().files().get(0).hunks())
        .extracting("lines")
        .isEqualTo(diff.hunks().stream().map(hunk -> hunk.lines()).toList());
    // Without an index line nothing says that the wide gap of the added define is a tab.
    boolean certifiable = damage != Damage.GIT_LINES_LOST && damage != Damage.NAMES_LOST;
    assertThat(!certifiable || reading.isProved()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Damage.class)
  void noKindIsEverWrongInSilence(Damage damage) throws IOException {
    FileDiff diff = FileDiff.between(Optional.of(FILE), Optional.of(AFTER)).orElseThrow();
    byte[] mail = damage.toDiff(diff.print()).getBytes(StandardCharsets.ISO_8859_1);

    SeriesReading reading = SeriesReader.read("it", mail, Optional.of(tree(List.of(FILE))));

    List<List<HunkLine>> lines =
        reading.series().files().stream()
            .flatMap(file -> file.hunks().stream())
            .map(hunk -> hunk.lines())
            .toList();
    boolean exact = lines.equals(diff.hunks().stream().map(hunk -> hunk.lines()).toList());
    assertThat(exact || !reading.isProved()).isTrue();
  }

  @Test
  void anAssignmentAtTheEndOfALineIsNoSoftBreak() throws IOException {
    SourceFile table =
        SourceFile.of("x.c", "static int masks[] =\n{\n\tFIRST,\n\tSECOND,\n\tTHIRD,\n};\n");
    SourceFile other = SourceFile.of("x.c", table.text().replace("SECOND", "SECOND | FOURTH"));
    String diff = FileDiff.between(Optional.of(table), Optional.of(other)).orElseThrow().print();

    Repaired repaired = Repairer.repair("it", diff, Optional.of(tree(List.of(table))));

    assertThat(repaired.isProved()).isTrue();
    assertThat(repaired.files().get(0).print()).isEqualTo(diff);
  }

  @Test
  void aCutTailIsProvedOnlyWhereItTookNothingButContext() throws IOException {
    FileDiff whole = FileDiff.between(Optional.of(FILE), Optional.of(AFTER)).orElseThrow();
    String text = whole.print();
    int lastAdded = text.lastIndexOf("\n+") + 2;
    for (int end = text.indexOf("---"); end < text.length() - 1; end++) {
      Repaired repaired =
          Repairer.repair("it", text.substring(0, end), Optional.of(tree(List.of(FILE))));

      boolean all = repaired.files().stream().mapToInt(FileDiff::added).sum() == whole.added();
      assertThat(repaired.isProved() && (end < lastAdded || !all))
          .as(text.substring(0, end))
          .isFalse();
    }
  }

  @Test
  @Tag("xen")
  void realCommitsComeBack() throws IOException {
    Path git = xen();
    measured(git, 3, 6, 8_000);
  }

  @Test
  @Tag("xen")
  @Tag("long")
  void manyRealCommitsComeBack() throws IOException {
    Path git = xen();
    measured(git, 7, 60, 80_000);
  }

  private static Path xen() {
    String git = System.getenv("PATCHWRIGHT_XEN_GIT");
    boolean there = git != null && Files.isDirectory(Path.of(git));
    if (!there) {
      System.out.println("skipped: PATCHWRIGHT_XEN_GIT names no xen repository");
    }
    assumeThat(there).as("PATCHWRIGHT_XEN_GIT names a xen repository").isTrue();
    return Path.of(git);
  }

  private static void measured(Path git, long seed, int commits, int longest) throws IOException {
    Map<Damage, Tally> tallies =
        DamageBench.measure(
            git,
            DamageBench.samples(git, seed, commits, longest),
            List.of(Damage.values()),
            System.out);
    DamageBench.print(tallies, System.out);
    assertThat(tallies).isNotEmpty();
    tallies.forEach(
        (kind, tally) -> assertThat(tally.silentlyWrong).as(kind + ": lost in silence").isZero());
  }

  private static SourceTree tree(List<SourceFile> files) {
    return OverlayTree.of(files, List.of(), new Nothing());
  }

  private static final class Nothing implements SourceTree {
    @Override
    public String name() {
      return "";
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
