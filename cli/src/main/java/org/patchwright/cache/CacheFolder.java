package org.patchwright.cache;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The user's folder of snapshots. A snapshot is one file, written beside its place and moved there,
 * so that runs at the same time, and runs that are killed, leave whole ones only.
 */
public final class CacheFolder {

  /** In bytes; the least recently used snapshots go first. */
  private static final long LARGEST = 256L << 20;

  private static final String SNAPSHOT = ".results";
  private static final String UNFINISHED = ".part";

  private final Path folder;

  private CacheFolder(Path folder) {
    this.folder = folder;
  }

  /** The folder that the environment names: below {@code XDG_CACHE_HOME}, else {@code ~/.cache}. */
  public static CacheFolder of(Map<String, String> environment, String home) {
    String named = environment.getOrDefault("XDG_CACHE_HOME", "");
    // The specification of XDG says that a relative path is to be ignored.
    Path base = named.startsWith("/") ? Path.of(named) : Path.of(home, ".cache");
    return new CacheFolder(base.resolve("patchwright"));
  }

  public Path path() {
    return folder;
  }

  /** How many snapshots there are, and how many bytes they take. */
  public record Size(int snapshots, long bytes) {}

  public Size size() throws IOException {
    List<Path> files = files();
    long bytes = 0;
    for (Path file : files) {
      bytes += sizeOf(file);
    }
    int snapshots = (int) files.stream().filter(file -> !isUnfinished(file)).count();
    return new Size(snapshots, bytes);
  }

  /** Removes every snapshot; other files in the folder stay. */
  public void clear() throws IOException {
    for (Path file : files()) {
      Files.deleteIfExists(file);
    }
  }

  private List<Path> files() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(file -> file.toString().endsWith(SNAPSHOT) || isUnfinished(file)).toList();
    }
  }

  private static boolean isUnfinished(Path file) {
    return file.toString().endsWith(UNFINISHED);
  }

  /** The bytes of a snapshot: of that very variant, else of the one last used of its name. */
  Optional<byte[]> read(String name, String variant) throws IOException {
    Path exact = folder.resolve(name + "-" + variant + SNAPSHOT);
    List<Path> candidates = new ArrayList<>();
    if (Files.isRegularFile(exact)) {
      candidates.add(exact);
    } else {
      files().stream()
          .filter(file -> file.getFileName().toString().startsWith(name + "-"))
          .filter(file -> !isUnfinished(file))
          .max(Comparator.comparing(CacheFolder::lastUsed))
          .ifPresent(candidates::add);
    }
    for (Path file : candidates) {
      try {
        return Optional.of(Files.readAllBytes(file));
      } catch (NoSuchFileException goneSince) {
        // Another run made room.
        continue;
      }
    }
    return Optional.empty();
  }

  /** Marks a snapshot as used just now, for those that are removed first. */
  void touch(String name, String variant) {
    Path file = folder.resolve(name + "-" + variant + SNAPSHOT);
    if (Files.isWritable(file)) {
      try {
        Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
      } catch (IOException onlyAnHint) {
        return;
      }
    }
  }

  /** Why something could not be written, without the path where that is told apart. */
  static String reason(IOException e) {
    return e instanceof FileSystemException file && file.getReason() != null
        ? file.getReason()
        : e.getMessage();
  }

  void write(String name, String variant, byte[] bytes) throws IOException {
    Files.createDirectories(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path unfinished = Files.createTempFile(folder, name, UNFINISHED);
    try {
      Files.write(unfinished, bytes);
      Files.move(
          unfinished,
          folder.resolve(name + "-" + variant + SNAPSHOT),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(unfinished);
    }
    makeRoom(LARGEST);
  }

  /** Removes what killed runs left, and the least recently used snapshots beyond a size. */
  void makeRoom(long most) throws IOException {
    Instant old = Instant.now().minusSeconds(3600);
    List<Path> files = new ArrayList<>(files());
    files.sort(Comparator.comparing(CacheFolder::lastUsed).reversed());
    long bytes = 0;
    for (Path file : files) {
      bytes += sizeOf(file);
      boolean abandoned = isUnfinished(file) && lastUsed(file).toInstant().isBefore(old);
      if (abandoned || (bytes > most && !isUnfinished(file))) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static FileTime lastUsed(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException goneSince) {
      return FileTime.fromMillis(0);
    }
  }

  private static long sizeOf(Path file) throws IOException {
    try {
      return Files.size(file);
    } catch (NoSuchFileException goneSince) {
      return 0;
    }
  }
}
