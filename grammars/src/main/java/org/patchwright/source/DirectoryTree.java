package org.patchwright.source;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RecursiveAction;
import java.util.concurrent.TimeUnit;

/** A plain directory, or a git work tree, as it stands on disk. Symbolic links are not followed. */
public final class DirectoryTree implements SourceTree {

  private static final int LARGEST_BUFFER = 16 << 20;

  /** In seconds. */
  private static final int TICK = 2;

  private final ThreadLocal<byte[]> buffer = ThreadLocal.withInitial(() -> new byte[1 << 18]);
  private final Path root;
  private final Map<String, BasicFileAttributes> attributes = new ConcurrentHashMap<>();
  private final Map<String, Folder> folders = new ConcurrentHashMap<>();
  private final Map<String, Folder> before;
  private volatile List<String> paths;

  private DirectoryTree(Path root, Map<String, Folder> before) {
    this.root = root;
    this.before = before;
  }

  /**
   * One folder as it was listed.
   *
   * @param modified when something in it last came or went
   * @param listed when that was asked
   */
  private record Folder(
      FileTime modified, Instant listed, List<String> files, List<String> folders) {

    /** Whether a list is still good: clocks of file systems tick coarsely. */
    boolean isAsOf(FileTime now) {
      return modified.equals(now) && modified.toInstant().isBefore(listed.minusSeconds(TICK));
    }
  }

  /**
   * @throws NotDirectoryException if {@code root} is no directory
   */
  public static DirectoryTree of(Path root) throws IOException {
    if (!Files.isDirectory(root)) {
      throw new NotDirectoryException(root.toString());
    }
    return new DirectoryTree(root, Map.of());
  }

  /** The same directory as it stands now; folders in which nothing came or went are not listed. */
  public DirectoryTree again() {
    return new DirectoryTree(root, Map.copyOf(folders));
  }

  @Override
  public String name() {
    return root.toString();
  }

  /** {@inheritDoc} Listed once; a folder named {@code .git} is left out. */
  @Override
  public List<String> paths() throws IOException {
    List<String> known = paths;
    if (known == null) {
      known = list();
      paths = known;
    }
    return known;
  }

  private List<String> list() throws IOException {
    Queue<String> found = new ConcurrentLinkedQueue<>();
    try {
      new Listing(root, "", found).invoke();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    List<String> sorted = new ArrayList<>(found);
    Collections.sort(sorted);
    return Collections.unmodifiableList(sorted);
  }

  /** Lists one folder; the folders in it are listed by whichever thread is free. */
  private final class Listing extends RecursiveAction {

    private static final long serialVersionUID = 1L;

    private final transient Path folder;
    private final String prefix;
    private final transient Queue<String> found;

    Listing(Path folder, String prefix, Queue<String> found) {
      this.folder = folder;
      this.prefix = prefix;
      this.found = found;
    }

    @Override
    protected void compute() {
      try {
        Instant now = Instant.now();
        FileTime modified = Files.getLastModifiedTime(folder);
        Folder known = before.get(prefix);
        Folder listed = known != null && known.isAsOf(modified) ? known : listed(now, modified);
        folders.put(prefix, listed);
        listed.files().forEach(name -> found.add(prefix + name));
        List<Listing> below = new ArrayList<>();
        for (String name : listed.folders()) {
          below.add(new Listing(folder.resolve(name), prefix + name + "/", found));
        }
        invokeAll(below);
      } catch (NoSuchFileException goneSince) {
        // A tree may be written to while it is listed.
        return;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private Folder listed(Instant now, FileTime modified) throws IOException {
      List<String> files = new ArrayList<>();
      List<String> below = new ArrayList<>();
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
        for (Path entry : entries) {
          add(entry, entry.getFileName().toString(), files, below);
        }
      } catch (DirectoryIteratorException e) {
        throw e.getCause();
      }
      return new Folder(modified, now, List.copyOf(files), List.copyOf(below));
    }

    private void add(Path entry, String name, List<String> files, List<String> below)
        throws IOException {
      BasicFileAttributes kind;
      try {
        kind = attributesOf(entry);
      } catch (NoSuchFileException goneSince) {
        // A tree may be written to while it is listed.
        return;
      }
      if (kind.isDirectory()) {
        if (!name.equals(".git")) {
          below.add(name);
        }
      } else if (kind.isRegularFile()) {
        files.add(name);
        attributes.put(prefix + name, kind);
      }
    }
  }

  private static BasicFileAttributes attributesOf(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public Optional<SourceFile> read(String path) throws IOException {
    Path file = resolve(path);
    return isFile(file) && isInside(path, file)
        ? Optional.of(SourceFile.owning(path, Files.readAllBytes(file)))
        : Optional.empty();
  }

  /** {@inheritDoc} As the file was when its folder was listed, or first asked for behind that. */
  @Override
  public Optional<String> stamp(String path) throws IOException {
    BasicFileAttributes known = attributes.get(path);
    if (known != null || before.isEmpty()) {
      return Optional.ofNullable(known).map(DirectoryTree::stampOf);
    }
    try {
      return Optional.of(stampOf(attributes.computeIfAbsent(path, this::attributesNow)));
    } catch (UncheckedIOException goneSince) {
      return Optional.empty();
    }
  }

  /** The stamp of a file as it is now, whenever the tree was listed; empty if it is gone. */
  public Optional<String> stampNow(String path) {
    try {
      return Optional.of(stampOf(attributesNow(path)));
    } catch (UncheckedIOException gone) {
      return Optional.empty();
    }
  }

  private BasicFileAttributes attributesNow(String path) {
    try {
      return attributesOf(resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String stampOf(BasicFileAttributes known) {
    return known.lastModifiedTime().to(TimeUnit.NANOSECONDS)
        + " "
        + known.size()
        + " "
        + known.fileKey();
  }

  /** {@inheritDoc} One buffer a thread serves all files, and no file is asked for its size. */
  @Override
  public <T> Optional<T> look(String path, Look<T> look) throws IOException {
    byte[] bytes = buffer.get();
    int size = 0;
    if (!attributes.containsKey(path) && !contains(path)) {
      return Optional.empty();
    }
    try (InputStream in = Files.newInputStream(resolve(path), LinkOption.NOFOLLOW_LINKS)) {
      int got = in.read(bytes, 0, bytes.length);
      while (got >= 0) {
        size += got;
        if (size == bytes.length) {
          bytes = Arrays.copyOf(bytes, bytes.length * 2);
        }
        got = in.read(bytes, size, bytes.length - size);
      }
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    if (bytes.length <= LARGEST_BUFFER) {
      buffer.set(bytes);
    }
    return Optional.of(look.at(bytes, size));
  }

  @Override
  public boolean contains(String path) throws IOException {
    Path file = resolve(path);
    return isFile(file) && isInside(path, file);
  }

  /**
   * Whether a file is the tree's own: neither a name with {@code ..} nor a folder that is a
   * symbolic link leads out of it. What was listed is.
   */
  private boolean isInside(String path, Path file) throws IOException {
    return attributes.containsKey(path) || file.toRealPath().startsWith(root.toRealPath());
  }

  private static boolean isFile(Path file) {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
  }

  private Path resolve(String path) {
    try {
      return root.resolve(path);
    } catch (InvalidPathException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }
}
