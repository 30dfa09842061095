package org.patchwright.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.patchwright.diff.FileDiff;
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
    FileDiff diff = FileDiff.between(Optional.of(FILE), Optional.of(AFTER)).orElseThrow();
    SourceTree tree = tree(List.of(FILE));

    Repaired repaired = Repairer.repair("it", damage.to(diff.print()), Optional.of(tree));

    assertThat(repaired.problems()).isEmpty();
    assertThat(repaired.files()).hasSize(1);
    assertThat(repaired.files().get(0).hunks())
        .extracting("lines")
        .isEqualTo(diff.hunks().stream().map(hunk -> hunk.lines()).toList());
    // Restored exactly, but the blob id does not certify these two yet.
    if (damage != Damage.ARCHIVE && damage != Damage.WRAPPED_BLANK_EATEN) {
      assertThat(repaired.isProved()).isTrue();
    }
  }

  @Test
  void aCutTailIsNeverProved() throws IOException {
    String text = FileDiff.between(Optional.of(FILE), Optional.of(AFTER)).orElseThrow().print();
    String cut = text.substring(0, text.lastIndexOf('\n', text.length() - 30));

    Repaired repaired = Repairer.repair("it", cut, Optional.of(tree(List.of(FILE))));

    assertThat(repaired.isProved()).isFalse();
  }

  @Test
  @Tag("xen")
  @Tag("long")
  void realCommitsComeBack() throws IOException, InterruptedException {
    Path git = Path.of(System.getenv().getOrDefault("PATCHWRIGHT_XEN_GIT", "/tmp/xen.git"));
    assumeThat(Files.isDirectory(git)).as("no xen repository at " + git).isTrue();
    Map<Damage, int[]> exact = new EnumMap<>(Damage.class);
    int commits = 0;
    List<String> ids =
        run(git, "log", "--no-merges", "--skip=30000", "-400", "--format=%H", "--", "*.c")
            .lines()
            .toList();
    for (int i = 0; i < ids.size() && commits < 50; i += 7) {
      String text = run(git, "show", "--format=", "--full-index", ids.get(i));
      List<FileDiff> wanted = org.patchwright.diff.DiffText.read("git", text).files();
      if (text.length() > 60_000 || wanted.stream().anyMatch(f -> f.hunks().isEmpty())) {
        continue;
      }
      commits++;
      List<SourceFile> files = new ArrayList<>();
      for (FileDiff file : wanted) {
        if (!file.isNew()) {
          files.add(
              SourceFile.owning(
                  file.oldPath(),
                  run(git, "cat-file", "blob", ids.get(i) + "^:" + file.oldPath())
                      .getBytes(StandardCharsets.ISO_8859_1)));
        }
      }
      for (Damage damage : Damage.values()) {
        int[] counts = exact.computeIfAbsent(damage, kind -> new int[3]);
        Repaired got = Repairer.repair("it", damage.to(text), Optional.of(tree(files)));
        boolean same = got.files().size() == wanted.size();
        for (int f = 0; same && f < wanted.size(); f++) {
          same =
              got.files().get(f).path().equals(wanted.get(f).path())
                  && got.files().get(f).hunks().stream()
                      .map(h -> h.lines())
                      .toList()
                      .equals(wanted.get(f).hunks().stream().map(h -> h.lines()).toList());
        }
        counts[0] += same ? 1 : 0;
        counts[1] += got.isProved() ? 1 : 0;
        counts[2] += got.isProved() && !same ? 1 : 0;
      }
    }
    int total = commits;
    exact.forEach(
        (kind, n) ->
            System.out.printf(
                "%-20s exact %d of %d, proved %d, lost silently %d%n",
                kind, n[0], total, n[1], n[2]));
    assertThat(exact.values()).allSatisfy(counts -> assertThat(counts[2]).isZero());
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

  private static String run(Path git, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("git", "--git-dir=" + git));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    assertThat(process.waitFor()).isZero();
    return out;
  }
}
