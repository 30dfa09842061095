package org.patchwright.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.patchwright.catalog.DroppedReleases.Dropped;

/** What a fix is worth: whether it puts a dropped release of a real driver back where it was. */
@Tag("kernel")
class DroppedReleasesTest {

  private static final List<String> FOLDERS =
      List.of("drivers/mmc", "drivers/i2c", "drivers/net/ethernet", "drivers/usb", "drivers/block");

  private static final double ASKED = 0.6;

  private static Path source() {
    String named = System.getenv("PATCHWRIGHT_KERNEL_SOURCE");
    Path root = Path.of(named == null ? "/usr/src/linux-source-6.1" : named);
    assumeTrue(Files.isDirectory(root.resolve("drivers/mmc")), "no kernel source in " + root);
    return root;
  }

  @Test
  @Tag("long")
  void mostGoBackToTheirPlace() throws IOException {
    long seed = Long.getLong("seed", 20_061);
    int count = Integer.getInteger("count", 240);
    DroppedReleases.Tally tally =
        DroppedReleases.of(
            source(),
            FOLDERS,
            Set.of(Dropped.UNLOCK, Dropped.UNREGISTER),
            seed,
            count,
            System.out::println);
    System.out.println(tally);
    assertThat(tally.found()).isPositive();
    assertThat((double) tally.restored() / tally.found()).isGreaterThanOrEqualTo(ASKED);
  }
}
