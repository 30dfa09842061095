package org.patchwright.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.patchwright.source.SourceFile;

/**
 * The C files of some folders of a kernel source tree, in memory and in a fixed order, so that what
 * is measured is no disk.
 */
final class Corpus {

  private final List<SourceFile> files;
  private final long bytes;

  private Corpus(List<SourceFile> files) {
    this.files = List.copyOf(files);
    this.bytes = files.stream().mapToLong(SourceFile::size).sum();
  }

  /**
   * Reads a corpus from the tree that the environment variable {@code PATCHWRIGHT_KERNEL_SOURCE}
   * names, by default {@code /usr/src/linux-source-6.1}.
   *
   * @param folders folders below it, joined by commas
   */
  static Corpus read(String folders) {
    List<SourceFile> files = new ArrayList<>();
    for (Path path : paths(folders)) {
      files.add(read(path));
    }
    return new Corpus(files);
  }

  static SourceFile read(Path path) {
    try {
      return SourceFile.owning(path.toString(), Files.readAllBytes(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The C files below some folders of the tree, in the order of their names. */
  static List<Path> paths(String folders) {
    String named = System.getenv("PATCHWRIGHT_KERNEL_SOURCE");
    Path root = Path.of(named != null ? named : "/usr/src/linux-source-6.1");
    List<Path> paths = new ArrayList<>();
    for (String folder : folders.split(",", -1)) {
      try (Stream<Path> below = Files.walk(root.resolve(folder))) {
        below
            .filter(path -> path.toString().endsWith(".c") && Files.isRegularFile(path))
            .sorted()
            .forEach(paths::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return paths;
  }

  List<SourceFile> files() {
    return files;
  }

  long bytes() {
    return bytes;
  }
}
