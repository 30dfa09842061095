package org.patchwright.rebase;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.patchwright.diff.FileDiff;
import org.patchwright.repository.GitRepository;
import org.patchwright.repository.RevisionTree;
import org.patchwright.source.DirectoryTree;
import org.patchwright.source.OverlayTree;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;
import org.patchwright.validate.Applied;
import org.patchwright.validate.AppliedFile;
import org.patchwright.validate.Placement;

class RebaserTest {

  private static final String RING =
      """
      #include <linux/ring.h>

      static int map_ring(struct ring *ring, unsigned int pages)
      {
      	ring->pages = pages;
      	ring->mapped = 1;
      	return 0;
      }

      static int open_ring(struct ring *ring)
      {
      	int err;

      	err = map_ring(ring, 1);
      	if (err)
      		return err;
      	ring->open = 1;
      	return 0;
      }
      """;

  @TempDir Path folder;

  private SourceTree tree(String path, String text) throws IOException {
    return OverlayTree.of(List.of(SourceFile.of(path, text)), List.of(), DirectoryTree.of(folder));
  }

  /** Makes a change of RING in a target that went another way. */
  private Applied carried(String changed, String path, String target) throws IOException {
    FileDiff diff =
        FileDiff.between(
                Optional.of(SourceFile.of("ring.c", RING)),
                Optional.of(SourceFile.of("ring.c", changed)))
            .orElseThrow();
    SourceTree onto = tree(path, target);
    return new Rebaser(Optional.empty(), Optional.of(tree("ring.c", RING)), onto)
        .carry(List.of(diff), onto);
  }

  private Applied carried(String changed, String target) throws IOException {
    return carried(changed, "ring.c", target);
  }

  private static String after(Applied applied, String path) throws IOException {
    return applied.tree().read(path).orElseThrow().text();
  }

  @Test
  void mergesWhatChangedAround() throws IOException {
    String change = RING.replace("\t\treturn err;\n", "\t\tgoto out;\n");
    String target = RING.replace("\tring->open = 1;\n", "\tring->opened = jiffies;\n");
    Applied applied = carried(change, target);
    assertThat(after(applied, "ring.c")).isEqualTo(target.replace("return err;", "goto out;"));
    assertThat(applied.isApplied()).isTrue();
    assertThat(applied.isCertain()).isFalse();
  }

  @Test
  void mergesWordsOfOneLine() throws IOException {
    String change = RING.replace("map_ring(ring, 1);", "map_ring(ring, RING_PAGES);");
    String target = RING.replace("err = map_ring(ring, 1);", "err = xen_map_ring(ring, 1);");
    Applied applied = carried(change, target);
    assertThat(after(applied, "ring.c")).contains("\terr = xen_map_ring(ring, RING_PAGES);\n");
    assertThat(applied.isCertain()).isFalse();
    assertThat(applied.remarks().get(0)).contains("words of the same lines");
  }

  @Test
  void followsAMovedFile() throws IOException {
    String change = RING.replace("ring->open = 1;", "ring->open = true;");
    Applied applied = carried(change, "drivers/xen/ring_core.c", RING + "int more;\n");
    assertThat(after(applied, "drivers/xen/ring_core.c")).isEqualTo(change + "int more;\n");
    assertThat(applied.isCertain()).isFalse();
    assertThat(applied.remarks().get(0)).contains("another path");
  }

  @Test
  void followsAFileThatGotAnotherEnding() throws IOException {
    String change = RING.replace("ring->open = 1;", "ring->open = true;");
    Applied applied = carried(change, "ring.inc", RING + "int more;\n");
    assertThat(after(applied, "ring.inc")).isEqualTo(change + "int more;\n");
    assertThat(applied.isCertain()).isFalse();
  }

  @Test
  void callsAsTheTargetCalls() throws IOException {
    String change =
        RING.replace("\tring->open = 1;\n", "\tring->open = 1;\n\terr = map_ring(ring, 7);\n");
    String target =
        RING.replace("unsigned int pages)", "unsigned int pages, void *at, int flags)")
            .replace("map_ring(ring, 1)", "map_ring(xen, ring, 1, NULL)");
    Applied applied = carried(change, target);
    assertThat(after(applied, "ring.c")).contains("\terr = map_ring(xen, ring, 7, NULL);\n");
    assertThat(applied.isCertain()).isFalse();
  }

  @Test
  void anotherFunctionThatIsCalledOnceIsNoOtherForm() throws IOException {
    String change =
        RING.replace("\tring->open = 1;\n", "\tring->open = 1;\n\terr = map_ring(ring, 7);\n");
    String target = RING.replace("err = map_ring(ring, 1)", "err = lock_ring(ring, 1, flags)");
    assertThat(after(carried(change, target), "ring.c")).contains("\terr = map_ring(ring, 7);\n");
  }

  @Test
  void callsAsItWasWrittenWhereTheTargetDoesSoToo() throws IOException {
    String change =
        RING.replace("\tring->open = 1;\n", "\tring->open = 1;\n\terr = map_ring(ring, 7);\n");
    String target =
        RING.replace("err = map_ring(ring, 1)", "map_ring(ring, 2);\n\terr = try_map(ring, 1)");
    Applied applied = carried(change, target);
    assertThat(after(applied, "ring.c")).contains("\terr = map_ring(ring, 7);\n");
  }

  @Test
  void putsBothDeclarationsWhereBothAddOne() throws IOException {
    String change = RING.replace("\tint err;\n", "\tint err;\n\tunsigned int pages = 2;\n");
    String target = RING.replace("\tint err;\n", "\tint err;\n\tstruct page *first = NULL;\n");
    Applied applied = carried(change, target);
    assertThat(after(applied, "ring.c"))
        .contains("\tint err;\n\tstruct page *first = NULL;\n\tunsigned int pages = 2;\n");
    assertThat(applied.isCertain()).isFalse();
    assertThat(applied.remarks().get(0)).contains("something else was added at the same place");
  }

  @Test
  void speaksTheTargetsNames() throws IOException {
    String change =
        RING.replace("\tring->open = 1;\n", "\tring->open = 1;\n\tclear(ring->mapped);\n");
    String target = RING.replace("ring->mapped = 1", "ring->is_mapped = 1");
    Applied applied = carried(change, target);
    assertThat(after(applied, "ring.c")).contains("\tclear(ring->is_mapped);\n");
    assertThat(applied.isCertain()).isFalse();
  }

  @Test
  void dropsWhatIsThereAlready() throws IOException {
    String change = RING.replace("ring->open = 1;", "ring->open = true;");
    Applied applied = carried(change, "int first;\n" + change);
    assertThat(after(applied, "ring.c")).isEqualTo("int first;\n" + change);
    assertThat(applied.tree().changes()).isEmpty();
  }

  @Test
  void aConflictNamesTheLineAtWhichItIsStuck() throws IOException {
    String change =
        RING.replace("#include <linux/ring.h>\n", "#include <linux/ring.h>\n#include <a.h>\n")
            .replace("ring->open = 1;", "ring->open = true;");
    String target =
        RING.replace("err = map_ring(", "err = 1 + map_ring(").replace("open = 1;", "open = 2;");
    Applied applied = carried(change, target);
    assertThat(applied.files().get(0).placements())
        .filteredOn(Placement.Conflict.class::isInstance)
        .extracting(Placement::describe)
        .singleElement()
        .asString()
        .contains("expects \"ring->open = 1;\", found \"ring->open = 2;\"");
  }

  @Test
  void aConflictNamesTheLineThatFindsOtherLinesInItsPlace() throws IOException {
    String place = "\tring->pages = pages;\n";
    String change = RING.replace(place, place + "\tgrow(ring);\n");
    String target = RING.replace(place, place + "\tshrink(ring);\n");
    Applied applied = carried(change, target);
    assertThat(applied.files().get(0).placements())
        .extracting(Placement::describe)
        .singleElement()
        .asString()
        .contains("where the patch adds \"grow(ring);\"")
        .contains("found \"shrink(ring);\"");
  }

  @Test
  void sameWordsChangedTwiceConflict() throws IOException {
    String change =
        RING.replace("ring->open = 1;", "ring->open = true;").replace("int err;", "long err;");
    String target = RING.replace("ring->open = 1;", "ring->open = 2;");
    Applied applied = carried(change, target);
    assertThat(applied.isApplied()).isFalse();
    AppliedFile.Refused file = (AppliedFile.Refused) applied.files().get(0);
    assertThat(file.marked().orElseThrow().text())
        .contains("<<<<<<< target\n\tring->open = 2;\n|||||||")
        .contains("=======\n\tring->open = true;\n>>>>>>>");
    // The rest is carried all the same.
    assertThat(after(applied, "ring.c")).isEqualTo(target.replace("int err;", "long err;"));
  }

  @Test
  void unknownNameInAddedLinesIsADoubt() throws IOException {
    String change = RING.replace("ring->open = 1;", "ring->open = 1;\n\tring->mapped = 2;");
    String target = RING.replace("\tring->mapped = 1;\n", "");
    Applied applied = carried(change, target);
    assertThat(applied.isApplied()).isTrue();
    assertThat(applied.isCertain()).isFalse();
    assertThat(applied.remarks().get(0)).contains("does not know mapped");
  }

  @Test
  void codeThatAnotherFileHoldsIsChangedThere() throws IOException {
    String change = RING.replace("\t\treturn err;\n", "\t\tgoto out;\n");
    int open = RING.indexOf("static int open_ring");
    StringBuilder other = new StringBuilder("#include <linux/other.h>\n\n");
    for (int i = 0; i < 40; i++) {
      other.append("int filler").append(i).append(";\n");
    }
    other.append(RING.substring(open));
    FileDiff diff =
        FileDiff.between(
                Optional.of(SourceFile.of("ring.c", RING)),
                Optional.of(SourceFile.of("ring.c", change)))
            .orElseThrow();
    SourceTree onto =
        OverlayTree.of(
            List.of(
                SourceFile.of("ring.c", RING.substring(0, open)),
                SourceFile.of("open.c", other.toString())),
            List.of(),
            DirectoryTree.of(folder));
    Applied applied =
        new Rebaser(Optional.empty(), Optional.of(tree("ring.c", RING)), onto)
            .carry(List.of(diff), onto);
    assertThat(after(applied, "open.c"))
        .isEqualTo(other.toString().replace("return err;", "goto out;"));
    assertThat(after(applied, "ring.c")).isEqualTo(RING.substring(0, open));
    assertThat(applied.isApplied()).isTrue();
    assertThat(applied.isCertain()).isFalse();
  }

  @Test
  void includeThatIsThereIsNotAddedTwice() throws IOException {
    String change =
        RING.replace(
            "#include <linux/ring.h>\n", "#include <linux/ring.h>\n#include <linux/irq.h>\n");
    String target =
        RING.replace(
            "#include <linux/ring.h>\n", "#include <linux/irq.h>\n#include <linux/ring.h>\n");
    Applied applied = carried(change, target);
    assertThat(applied.isApplied()).isTrue();
    assertThat(applied.tree().changes()).isEmpty();
  }

  @Test
  void nameThatTheHeadersLackIsADoubt() throws IOException {
    String change = RING.replace("ring->open = 1;", "ring->open = RING_OPEN;");
    SourceFile ring = SourceFile.of("ring.c", RING);
    SourceTree base =
        OverlayTree.of(
            List.of(ring, SourceFile.of("include/linux/ring.h", "#define RING_OPEN 1\n")),
            List.of(),
            DirectoryTree.of(folder));
    SourceTree onto =
        OverlayTree.of(
            List.of(ring, SourceFile.of("include/linux/ring.h", "struct ring;\n")),
            List.of(),
            DirectoryTree.of(folder));
    FileDiff diff =
        FileDiff.between(Optional.of(ring), Optional.of(SourceFile.of("ring.c", change)))
            .orElseThrow();
    Applied applied =
        new Rebaser(Optional.empty(), Optional.of(base), onto).carry(List.of(diff), onto);
    assertThat(after(applied, "ring.c")).isEqualTo(change);
    assertThat(applied.isCertain()).isFalse();
    assertThat(applied.remarks().get(0)).contains("do not know RING_OPEN");
    assertThat(
            new Rebaser(Optional.empty(), Optional.of(base), base)
                .carry(List.of(diff), base)
                .isCertain())
        .isTrue();
  }

  @Test
  void anotherSpellingIsNoConflict() throws IOException {
    String change = RING.replace("map_ring(ring, 1)", "map_ring(ring, 2)");
    String target = RING.replace("map_ring(ring, 1)", "map_ring(ring, true)");
    assertThat(after(carried(change, target), "ring.c")).contains("map_ring(ring, 2)");
  }

  private static String committed(GitRepository git, Optional<String> parent, String text)
      throws IOException {
    return git.write(
        parent,
        List.of(SourceFile.of("ring.c", text)),
        List.of(),
        "ring: change\n",
        "A <a@example.org>",
        Instant.EPOCH);
  }

  /** The target kept the line of the fork, or wrote its own. */
  private Applied ontoBranch(String mine) throws IOException {
    try (GitRepository git = GitRepository.create(folder.resolve("git"))) {
      String line = "\terr = map_ring(ring, 1);\n";
      String newer = RING.replace(line, "\terr = map_all(ring, ring->pages);\n");
      String fork = committed(git, Optional.empty(), RING);
      String base = committed(git, Optional.of(fork), newer);
      String target = committed(git, Optional.of(fork), RING.replace(line, mine) + "int mine;\n");
      String change =
          newer.replace("err = map_all(ring, ring->pages);", "err = ring_setup(&ring->dev);");
      FileDiff diff =
          FileDiff.between(
                  Optional.of(SourceFile.of("ring.c", newer)),
                  Optional.of(SourceFile.of("ring.c", change)))
              .orElseThrow();
      RevisionTree onto = git.tree(target);
      return new Rebaser(Optional.of(git), Optional.of(git.tree(base)), onto)
          .carry(List.of(diff), onto);
    }
  }

  @Test
  void takesAwayWhatTheBaseHadReplaced() throws IOException {
    Applied applied = ontoBranch("\terr = map_ring(ring, 1);\n");
    assertThat(applied.changed().get(0).text())
        .contains("\terr = ring_setup(&ring->dev);\n")
        .doesNotContain("map_ring(ring, 1)")
        .contains("int mine;");
    assertThat(applied.isCertain()).isFalse();
    assertThat(applied.remarks().get(0)).contains("takes away the older lines");
  }

  @Test
  void keepsWhatTheTargetWroteItself() throws IOException {
    Applied applied = ontoBranch("\terr = map_ring(ring, 16);\n");
    assertThat(applied.isApplied()).isFalse();
    assertThat(applied.changed()).isEmpty();
  }

  @Test
  void equalBaseIsCertain() throws IOException {
    String change = RING.replace("ring->open = 1;", "ring->open = true;");
    Applied applied = carried(change, RING);
    assertThat(after(applied, "ring.c")).isEqualTo(change);
    assertThat(applied.isCertain()).isTrue();
  }

  @Test
  void rangeDiffShowsOnlyWhatChanged() {
    SourceFile before = SourceFile.of("ring.c", RING);
    FileDiff one =
        FileDiff.between(
                Optional.of(before), Optional.of(SourceFile.of("ring.c", RING + "int a;\n")))
            .orElseThrow();
    FileDiff two =
        FileDiff.between(
                Optional.of(before), Optional.of(SourceFile.of("ring.c", RING + "int b;\n")))
            .orElseThrow();
    assertThat(RangeDiff.of(List.of(one), List.of(one))).isEmpty();
    assertThat(RangeDiff.of(List.of(one), List.of(two)).orElseThrow())
        .contains("    -+int a;\n")
        .contains("    ++int b;\n");
  }

  @Test
  void addedLinesAreIndentedAsTheTargetIs() throws IOException {
    String change =
        RING.replace("\tif (err)\n", "\tif (ring->dead)\n\t\terr = -EIO;\n\tif (err)\n");
    String body = "\terr = map_ring(ring, 1);\n\tif (err)\n\t\treturn err;\n";
    String deeper =
        "\tif (ring->new) {\n" + body.replace("\t", "\t\t").replace("\t\t\t\t", "\t\t\t") + "\t}\n";
    Applied applied = carried(change, RING.replace(body, deeper));
    assertThat(after(applied, "ring.c"))
        .contains(
            "\t\terr = map_ring(ring, 1);\n\t\tif (ring->dead)\n\t\t\terr = -EIO;\n\t\tif (err)\n");
    assertThat(applied.isCertain()).isFalse();
  }

  @Test
  void whatAMemberIsCalledMayDependOnItsOwner() throws IOException {
    String members = "\tring->head.pv = 1;\n\tring->tail.pv = 2;\n\tpv->count++;\n";
    String more = "\tring->tail.pv += 3;\n\tring->tail.pv += 4;\n";
    String base = RING.replace("\tring->pages = pages;\n", members + more);
    String target = base.replace("head.pv", "head.pv_ring").replace("tail.pv", "tail.pv_end");
    target =
        target.replace(
            "\tring->head.pv_ring = 1;\n",
            "\tring->head.pv_ring = 1;\n\tring->head.pv_ring = 1;\n");
    String change = base.replace("\t\treturn err;\n", "\t\treturn ring->tail.pv;\n");
    FileDiff diff =
        FileDiff.between(
                Optional.of(SourceFile.of("ring.c", base)),
                Optional.of(SourceFile.of("ring.c", change)))
            .orElseThrow();
    SourceTree onto = tree("ring.c", target);
    Applied applied =
        new Rebaser(Optional.empty(), Optional.of(tree("ring.c", base)), onto)
            .carry(List.of(diff), onto);
    assertThat(after(applied, "ring.c")).contains("\t\treturn ring->tail.pv_end;\n");
    assertThat(applied.remarks()).anyMatch(remark -> remark.contains("in the target's names"));
  }

  @Test
  void lineThatWentBesideOneThatChangedIsNoConflict() throws IOException {
    String change =
        RING.replace(
            "\tring->pages = pages;\n\tring->mapped = 1;\n",
            "\tring->pages = pages;\n\tbarrier();\n\tring->mapped = 1;\n");
    String target =
        RING.replace("\tring->pages = pages;\n\tring->mapped = 1;\n", "\tring->mapped = true;\n");
    assertThat(after(carried(change, target), "ring.c"))
        .contains("{\n\tbarrier();\n\tring->mapped = true;\n");
  }
}
