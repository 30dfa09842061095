package org.patchwright.repository;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.patchwright.source.DirectoryTree;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;

/**
 * A plain folder as a tree whose files can be replaced. No path leads out of it: names that climb
 * are refused, and so are symbolic links on the way to a file.
 */
public final class Folder implements SourceTree, Entries {

  private final Path root;
  private final DirectoryTree files;

  private Folder(Path root, DirectoryTree files) {
    this.root = root;
    this.files = files;
  }

  /**
   * @throws java.nio.file.NotDirectoryException if {@code root} is no directory
   */
  public static Folder of(Path root) throws IOException {
    return new Folder(root, DirectoryTree.of(root));
  }

  @Override
  public String name() {
    return files.name();
  }

  @Override
  public List<String> paths() throws IOException {
    return files.paths();
  }

  @Override
  public Optional<SourceFile> read(String path) throws IOException {
    return entry(path).filter(TreeEntry::isFile).map(TreeEntry::content);
  }

  @Override
  public Optional<TreeEntry> entry(String path) throws IOException {
    Optional<Path> place = place(path);
    if (place.isEmpty()) {
      return Optional.empty();
    }
    Path file = place.get();
    if (Files.isSymbolicLink(file)) {
      byte[] target = Files.readSymbolicLink(file).toString().getBytes(StandardCharsets.ISO_8859_1);
      return Optional.of(new TreeEntry(TreeEntry.SYMLINK, SourceFile.owning(path, target)));
    }
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    String mode = Files.isExecutable(file) ? TreeEntry.EXECUTABLE : TreeEntry.REGULAR;
    return Optional.of(new TreeEntry(mode, SourceFile.owning(path, Files.readAllBytes(file))));
  }

  @Override
  public boolean isFolder(String path) throws IOException {
    return place(path)
        .map(file -> Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
        .orElse(false);
  }

  /** Where a path is on disk; empty if its names, or links on the way, could lead elsewhere. */
  private Optional<Path> place(String path) {
    if (path.isEmpty() || path.indexOf('\0') >= 0 || path.indexOf('\\') >= 0) {
      return Optional.empty();
    }
    Path at = root;
    String[] names = path.split("/", -1);
    for (int i = 0; i < names.length; i++) {
      if (names[i].isEmpty() || names[i].equals(".") || names[i].equals("..")) {
        return Optional.empty();
      }
      at = at.resolve(names[i]);
      if (i < names.length - 1 && Files.isSymbolicLink(at)) {
        return Optional.empty();
      }
    }
    return Optional.of(at);
  }

  /**
   * Puts an entry in its place, in whole or not at all.
   *
   * @throws FileSystemException if the path leads out of the folder, or is a folder itself
   */
  public void write(TreeEntry entry) throws IOException {
    Path file = safe(entry.path());
    Files.createDirectories(file.getParent());
    Path part = Files.createTempFile(file.getParent(), ".patchwright", ".part");
    try {
      if (entry.mode().equals(TreeEntry.SYMLINK)) {
        Files.delete(part);
        Files.createSymbolicLink(part, Path.of(entry.content().text()));
      } else {
        Files.write(part, entry.content().bytes());
        Files.setPosixFilePermissions(part, permissions(file, entry));
      }
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private static Set<PosixFilePermission> permissions(Path file, TreeEntry entry)
      throws IOException {
    Set<PosixFilePermission> permissions =
        Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
            ? Files.getPosixFilePermissions(file)
            : new java.util.HashSet<>(
                Set.of(
                    PosixFilePermission.OWNER_READ,
                    PosixFilePermission.OWNER_WRITE,
                    PosixFilePermission.GROUP_READ,
                    PosixFilePermission.OTHERS_READ));
    Set<PosixFilePermission> run =
        Set.of(
            PosixFilePermission.OWNER_EXECUTE,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_EXECUTE);
    if (!entry.mode().equals(TreeEntry.EXECUTABLE)) {
      permissions.removeAll(run);
    } else if (!permissions.contains(PosixFilePermission.OWNER_EXECUTE)) {
      permissions.addAll(run);
    }
    return permissions;
  }

  /** Takes a file away, and the folders that are empty without it. */
  public void delete(String path) throws IOException {
    Path file = safe(path);
    Files.deleteIfExists(file);
    for (Path up = file.getParent(); !up.equals(root); up = up.getParent()) {
      try (var left = Files.newDirectoryStream(up)) {
        if (left.iterator().hasNext()) {
          return;
        }
      }
      Files.delete(up);
    }
  }

  private Path safe(String path) throws IOException {
    Path file =
        place(path)
            .orElseThrow(
                () -> new FileSystemException(path, null, "leads out of " + root + ": refused"));
    if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileSystemException(file.toString(), null, "is a folder, not a file");
    }
    return file;
  }
}
