package org.patchwright.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.patchwright.run.SeededBugs.Group;
import org.patchwright.run.SeededBugs.Seed;

@Tag("kernel")
class SeededBugsTest {

  private static final List<String> FOLDERS =
      List.of(
          "drivers/xen",
          "drivers/net/xen-netback",
          "drivers/net/xen-netfront.c",
          "drivers/block/xen-blkback",
          "drivers/block/xen-blkfront.c",
          "drivers/gpu/drm/xen",
          "drivers/pci/xen-pcifront.c",
          "drivers/usb/host/xen-hcd.c",
          "drivers/scsi/xen-scsifront.c",
          "drivers/char/tpm/xen-tpmfront.c",
          "drivers/video/fbdev/xen-fbfront.c",
          "drivers/input/misc/xen-kbdfront.c",
          "drivers/tty/hvc/hvc_xen.c",
          "sound/xen",
          "net/9p/trans_xen.c",
          "include/xen");

  private static Path root;
  private static SeededBugs bugs;

  @BeforeAll
  static void tree() throws IOException {
    String named = System.getenv("PATCHWRIGHT_KERNEL_SOURCE");
    root = Path.of(named == null ? "/usr/src/linux-source-6.1" : named);
    assumeTrue(Files.isDirectory(root.resolve("drivers/xen")), "no kernel source in " + root);
    bugs = new SeededBugs(root, FOLDERS);
  }

  @ParameterizedTest
  @CsvSource({"LOCKS, 12, 11", "EARLY_RETURNS, 12, 11", "TRANSACTIONS, 6, 5", "INTERRUPTS, 6, 5"})
  void aSampleOfBreaksIsSeen(Group group, int count, int atLeast) throws IOException {
    List<Seed> seeds = bugs.sample(group, count, 20060901);
    assertThat(seeds).hasSize(count);
    List<Seed> missed = missed(bugs, seeds);
    assertThat(count - missed.size()).as("missed: %s", missed).isGreaterThanOrEqualTo(atLeast);
  }

  /** Breaks in the files below {@code PATCHWRIGHT_SEED_FOLDERS}, which a colon separates. */
  @ParameterizedTest
  @CsvSource({"MEMORY", "REFERENCES"})
  @Tag("long")
  void mostOfASampleOfDriversIsSeen(Group group) throws IOException {
    String folders = System.getenv().getOrDefault("PATCHWRIGHT_SEED_FOLDERS", "");
    SeededBugs there = folders.isEmpty() ? bugs : new SeededBugs(root, List.of(folders.split(":")));
    List<Seed> seeds = there.sample(group, 60, 20060901);
    List<Seed> missed = missed(there, seeds);
    missed.forEach(seed -> System.out.println("missed " + seed));
    System.out.println(group + ": " + (seeds.size() - missed.size()) + " of " + seeds.size());
    assertThat(missed).hasSizeLessThan(seeds.size());
  }

  /**
   * Every break there is; what is not seen is printed. Some groups by their names in a variable.
   */
  @ParameterizedTest
  @EnumSource(Group.class)
  @Tag("long")
  void nearlyEveryBreakIsSeen(Group group) throws IOException {
    String some = System.getenv().getOrDefault("PATCHWRIGHT_SEED_GROUPS", "");
    assumeTrue(some.isEmpty() || List.of(some.split(",")).contains(group.name()), "not asked for");
    List<Seed> seeds = bugs.seeds(group);
    List<Seed> missed = missed(bugs, seeds);
    missed.forEach(seed -> System.out.println("missed " + seed));
    System.out.println(group + ": " + (seeds.size() - missed.size()) + " of " + seeds.size());
    assertThat(missed).hasSizeLessThan(seeds.size());
  }

  /** However many threads there are, and in whatever order the files come. */
  @Test
  @Tag("long")
  void theXenDriversGiveOneReport() throws IOException {
    List<String> scope = List.of("drivers/xen", "drivers/net/xen-", "drivers/block/xen-");
    String one = bugs.report(scope, 1, 0);
    assertThat(one).contains("GrantRefLeak", "EventChannelLeak");
    assertThat(bugs.report(scope, 2, 1)).isEqualTo(one);
    assertThat(bugs.report(scope, 2, 2)).isEqualTo(one);
  }

  @Test
  void aFileThatIsNotBrokenTellsNothingNew() throws IOException {
    Seed seed = bugs.sample(Group.LOCKS, 1, 1).get(0);
    Seed whole =
        new Seed(
            seed.group(),
            seed.path(),
            seed.line(),
            seed.function(),
            org.patchwright.source.SourceFile.owning(
                seed.path(), Files.readAllBytes(root.resolve(seed.path()))));
    assertThat(bugs.isSeen(whole)).isFalse();
  }

  private static List<Seed> missed(SeededBugs bugs, List<Seed> seeds) throws IOException {
    List<Seed> missed = new ArrayList<>();
    for (Seed seed : seeds) {
      if (!bugs.isSeen(seed)) {
        missed.add(seed);
      }
    }
    return missed;
  }
}
