package org.patchwright.syntax;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Files of the kernel's source package, for tests tagged {@code kernel}. */
final class KernelSources {

  private KernelSources() {}

  /** The unpacked package; the test is skipped, with the reason, where it is missing. */
  static Path root() {
    String named = System.getenv("PATCHWRIGHT_KERNEL_SOURCE");
    Path root = Path.of(named != null ? named : "/usr/src/linux-source-6.1");
    Assumptions.assumeTrue(
        Files.isDirectory(root.resolve("drivers")),
        () -> "no kernel sources at " + root + "; set PATCHWRIGHT_KERNEL_SOURCE");
    return root;
  }

  /** A sample of the C files below some folders, the same for the same seed. */
  static List<Path> sample(int count, long seed, String... folders) throws IOException {
    Path root = root();
    List<Path> found = new ArrayList<>();
    for (String folder : folders) {
      try (Stream<Path> files = Files.walk(root.resolve(folder))) {
        files.filter(file -> file.toString().endsWith(".c")).sorted().forEach(found::add);
      }
    }
    Collections.shuffle(found, new Random(seed));
    return found.subList(0, Math.min(count, found.size()));
  }
}
