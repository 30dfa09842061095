package org.patchwright.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.patchwright.source.SourceFile;
import org.patchwright.syntax.SyntaxTree;

/**
 * Parses every C file of some folders, one after the other and none kept, and prints how much heap
 * and other memory the virtual machine needed at its peak.
 */
public final class Memory {

  private Memory() {}

  /**
   * @param arguments folders below the kernel source tree, joined by commas; {@code drivers} if
   *     there is none
   */
  public static void main(String[] arguments) throws InterruptedException {
    List<Path> paths = Corpus.paths(arguments.length > 0 ? arguments[0] : "drivers");
    Thread thread = new Thread(null, () -> parse(paths), "parser", 16L << 20);
    thread.start();
    thread.join();
  }

  private static void parse(List<Path> paths) {
    long bytes = 0;
    long nodes = 0;
    for (Path path : paths) {
      SourceFile file = Corpus.read(path);
      nodes += SyntaxTree.parse(file).nodeCount();
      bytes += file.size();
    }
    long peak = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      System.out.printf(
          Locale.ROOT, "%-36s %8.1f MB%n", pool.getName(), pool.getPeakUsage().getUsed() / 1e6);
      peak += pool.getPeakUsage().getUsed();
    }
    System.out.printf(
        Locale.ROOT,
        "%d files, %.1f MB, %d nodes; peak of all pools %.1f MB%n",
        paths.size(),
        bytes / 1e6,
        nodes,
        peak / 1e6);
  }
}
