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

  private final ThreadLocal<byte[]> buffer = ThreadLocal.withInitial(() -> new byte[1 << 18]);
  private final Path root;
  private final Map<String, BasicFileAttributes> attributes = new ConcurrentHashMap<>();
  private volatile List<String> paths;

  private DirectoryTree(Path root) {
    this.root = root;
  }

  /**
   * @throws NotDirectoryException if {@code root} is no directory
   */
  public static DirectoryTree of(Path root) throws IOException {
    if (!Files.isDirectory(root)) {
      throw new NotDirectoryException(root.toString());
    }
    return new DirectoryTree(root);
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
      List<Listing> below = new ArrayList<>();
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
        for (Path entry : entries) {
          add(entry, prefix + entry.getFileName(), below);
        }
      } catch (DirectoryIteratorException e) {
        throw new UncheckedIOException(e.getCause());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      invokeAll(below);
    }

    private void add(Path entry, String name, List<Listing> below) throws IOException {
      BasicFileAttributes kind;
      try {
        kind = Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      } catch (NoSuchFileException goneSince) {
        // A tree may be written to while it is listed.
        return;
      }
      if (kind.isDirectory()) {
        if (!entry.endsWith(".git")) {
          below.add(new Listing(entry, name + "/", found));
        }
      } else if (kind.isRegularFile()) {
        found.add(name);
        attributes.put(name, kind);
      }
    }
  }

  @Override
  public Optional<SourceFile> read(String path) throws IOException {
    Path file = resolve(path);
    return isFile(file)
        ? Optional.of(SourceFile.owning(path, Files.readAllBytes(file)))
        : Optional.empty();
  }

  /** {@inheritDoc} As the file was when the tree was listed. */
  @Override
  public Optional<String> stamp(String path) {
    return Optional.ofNullable(attributes.get(path))
        .map(
            known ->
                known.lastModifiedTime().to(TimeUnit.NANOSECONDS)
                    + " "
                    + known.size()
                    + " "
                    + known.fileKey());
  }

  /** {@inheritDoc} One buffer a thread serves all files, and no file is asked for its size. */
  @Override
  public <T> Optional<T> look(String path, Look<T> look) throws IOException {
    byte[] bytes = buffer.get();
    int size = 0;
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
  public boolean contains(String path) {
    return isFile(resolve(path));
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
