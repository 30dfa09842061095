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
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.RecursiveAction;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A plain directory, or a git work tree, as it stands on disk. Symbolic links are not followed. */
public final class DirectoryTree implements SourceTree {

  private static final int LARGEST_BUFFER = 16 << 20;

  /** In seconds. */
  private static final int TICK = 2;

  /** No folder of the tree, though a path may name it. */
  private static final Set<String> NOT_OWN = Set.of("", ".", "..", ".git");

  /** What a kernel's files are named, and folders hardly ever. */
  private static final Pattern FILE_NAME =
      Pattern.compile("\\.(h|S|o|cmd|dtsi?|rst|txt|yaml)$|^(Makefile|Kconfig|Kbuild)$");

  private final ThreadLocal<byte[]> buffer = ThreadLocal.withInitial(() -> new byte[1 << 18]);
  private final Path root;
  private final Map<String, Folder> folders = new ConcurrentHashMap<>();

  /** Of files that were first asked for behind the listing of their folder. */
  private final Map<String, BasicFileAttributes> later = new ConcurrentHashMap<>();

  /** Folders that were found to be the tree's own, and not listed yet. */
  private final Set<String> own = ConcurrentHashMap.newKeySet();

  private final Map<String, Folder> before;
  private volatile List<String> paths;
  private volatile Optional<ForkJoinTask<?>> ahead = Optional.empty();

  private DirectoryTree(Path root, Map<String, Folder> before) {
    this.root = root;
    this.before = before;
  }

  /**
   * One folder as it was listed.
   *
   * @param modified when something in it last came or went
   * @param listed when that was asked
   * @param attributes of its files, in the order of their names
   */
  private record Folder(
      FileTime modified, Instant listed, Names names, List<BasicFileAttributes> attributes) {

    /** Whether a list is still good: clocks of file systems tick coarsely. */
    boolean isAsOf(FileTime now) {
      return modified.equals(now) && modified.toInstant().isBefore(listed.minusSeconds(TICK));
    }

    Optional<BasicFileAttributes> of(String name) {
      int at = Collections.binarySearch(names.files(), name);
      return at < 0 || attributes.isEmpty() ? Optional.empty() : Optional.of(attributes.get(at));
    }

    /** The same list; what was written to its files since is not known of it. */
    Folder again() {
      return new Folder(modified, listed, names, List.of());
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

  /** Begins to list all of the tree in other threads, for who will ask for {@link #paths} soon. */
  public void listAhead() {
    ahead = Optional.of(ForkJoinPool.commonPool().submit((ForkJoinTask<?>) new Listing("")));
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
    return below("");
  }

  /** All paths below a folder that is the tree's own. */
  private List<String> below(String prefix) throws IOException {
    if (prefix.isEmpty()) {
      // What that could not list is tried once more, for whoever asks.
      ahead.ifPresent(ForkJoinTask::quietlyJoin);
    }
    try {
      new Listing(prefix).invoke();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    List<String> found = new ArrayList<>();
    addBelow(prefix, found);
    return Collections.unmodifiableList(found);
  }

  /** Adds what was listed, in the order of whole paths: {@code a-b/c} stands before {@code a/b}. */
  private void addBelow(String prefix, List<String> found) {
    Folder folder = folders.get(prefix);
    if (folder == null) {
      return;
    }
    List<String> below = new ArrayList<>();
    for (String name : folder.names().folders()) {
      below.add(name + "/");
    }
    Collections.sort(below);
    int next = 0;
    for (String name : folder.names().files()) {
      while (next < below.size() && below.get(next).compareTo(name) < 0) {
        addBelow(prefix + below.get(next++), found);
      }
      found.add(prefix + name);
    }
    while (next < below.size()) {
      addBelow(prefix + below.get(next++), found);
    }
  }

  /** {@inheritDoc} Listed once; what is below a folder is listed without the rest. */
  @Override
  public Stream<String> pathsUnder(String folder) throws IOException {
    String prefix = folder.isEmpty() || folder.endsWith("/") ? folder : folder + "/";
    if (paths != null || prefix.isEmpty()) {
      return paths().stream().filter(path -> path.startsWith(prefix));
    }
    return isFolder(prefix) ? below(prefix).stream() : Stream.empty();
  }

  /** {@inheritDoc} Listed once; a folder named {@code .git} is left out. */
  @Override
  public Optional<Names> names(String folder) throws IOException {
    String prefix = folder.isEmpty() ? "" : folder + "/";
    return Optional.of(isFolder(prefix) ? listed(prefix).names() : Names.NONE);
  }

  /** Whether a folder, given with the slash at its end, is the tree's own: no link leads there. */
  private boolean isFolder(String prefix) throws IOException {
    if (prefix.isEmpty() || folders.containsKey(prefix) || own.contains(prefix)) {
      return true;
    }
    int slash = prefix.lastIndexOf('/', prefix.length() - 2);
    String name = prefix.substring(slash + 1, prefix.length() - 1);
    if (NOT_OWN.contains(name) || !isFolder(prefix.substring(0, slash + 1))) {
      return false;
    }
    boolean found = Files.isDirectory(resolve(prefix), LinkOption.NOFOLLOW_LINKS);
    if (found) {
      own.add(prefix);
    }
    return found;
  }

  /** {@inheritDoc} Names that folders rarely have are not looked at further. */
  @Override
  public Stream<String> namedSources(String folder) throws IOException {
    String prefix = folder.isEmpty() || folder.endsWith("/") ? folder : folder + "/";
    if (paths != null || !isFolder(prefix)) {
      return SourceTree.super.namedSources(folder);
    }
    Queue<String> found = new ConcurrentLinkedQueue<>();
    try {
      new Naming(prefix, found).invoke();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return found.stream();
  }

  /** Takes what is named like a source below a folder. */
  private final class Naming extends RecursiveAction {

    private static final long serialVersionUID = 1L;

    private final String prefix;
    private final transient Queue<String> found;

    Naming(String prefix, Queue<String> found) {
      this.prefix = prefix;
      this.found = found;
    }

    @Override
    protected void compute() {
      String[] names = resolve(prefix).toFile().list();
      List<Naming> below = new ArrayList<>();
      for (String name : names == null ? new String[0] : names) {
        if (name.endsWith(".c")) {
          found.add(prefix + name);
        } else if (!FILE_NAME.matcher(name).find() && isFolder(name)) {
          below.add(new Naming(prefix + name + "/", found));
        }
      }
      invokeAll(below);
    }

    private boolean isFolder(String name) {
      try {
        return DirectoryTree.this.isFolder(prefix + name + "/");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private Folder listed(String prefix) throws IOException {
    Folder known = folders.get(prefix);
    if (known != null) {
      return known;
    }
    Path folder = resolve(prefix);
    Instant now = Instant.now();
    try {
      FileTime modified = Files.getLastModifiedTime(folder);
      Folder earlier = before.get(prefix);
      Folder listed =
          earlier != null && earlier.isAsOf(modified)
              ? earlier.again()
              : foundIn(folder, modified, now);
      folders.put(prefix, listed);
      return listed;
    } catch (NoSuchFileException goneSince) {
      // A tree may be written to while it is listed.
      return new Folder(FileTime.fromMillis(0), now, Names.NONE, List.of());
    }
  }

  private static Folder foundIn(Path folder, FileTime modified, Instant now) throws IOException {
    Map<String, BasicFileAttributes> files = new TreeMap<>();
    List<String> below = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        BasicFileAttributes kind;
        try {
          kind = attributesOf(entry);
        } catch (NoSuchFileException goneSince) {
          continue;
        }
        if (kind.isDirectory()) {
          if (!name.equals(".git")) {
            below.add(name);
          }
        } else if (kind.isRegularFile()) {
          files.put(name, kind);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    Collections.sort(below);
    return new Folder(
        modified, now, new Names(List.copyOf(files.keySet()), below), List.copyOf(files.values()));
  }

  /** Lists one folder; the folders in it are listed by whichever thread is free. */
  private final class Listing extends RecursiveAction {

    private static final long serialVersionUID = 1L;

    private final String prefix;

    Listing(String prefix) {
      this.prefix = prefix;
    }

    @Override
    protected void compute() {
      try {
        List<Listing> below = new ArrayList<>();
        for (String name : listed(prefix).names().folders()) {
          below.add(new Listing(prefix + name + "/"));
        }
        invokeAll(below);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static BasicFileAttributes attributesOf(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public Optional<SourceFile> read(String path) throws IOException {
    return contains(path)
        ? Optional.of(SourceFile.owning(path, Files.readAllBytes(resolve(path))))
        : Optional.empty();
  }

  /** {@inheritDoc} As the file was when its folder was listed, or first asked for behind that. */
  @Override
  public Optional<String> stamp(String path) throws IOException {
    Optional<BasicFileAttributes> known = known(path);
    if (known.isEmpty() && before.isEmpty()) {
      names(path.substring(0, Math.max(0, path.lastIndexOf('/'))));
      known = known(path);
    }
    if (known.isPresent() || before.isEmpty()) {
      return known.map(DirectoryTree::stampOf);
    }
    try {
      return Optional.of(stampOf(later.computeIfAbsent(path, this::attributesNow)));
    } catch (UncheckedIOException goneSince) {
      return Optional.empty();
    }
  }

  /** What was seen of a regular file when its folder was listed. */
  private Optional<BasicFileAttributes> known(String path) {
    int name = path.lastIndexOf('/') + 1;
    Folder folder = folders.get(path.substring(0, name));
    return folder == null ? Optional.empty() : folder.of(path.substring(name));
  }

  /** The folder on disk. */
  public Path root() {
    return root;
  }

  /**
   * Whether a regular file had some size, and was last written at some moment, when its folder was
   * listed.
   */
  public boolean was(String path, long size, Instant written) {
    return known(path)
        .or(() -> Optional.ofNullable(later.get(path)))
        .filter(known -> known.size() == size)
        .filter(known -> known.lastModifiedTime().toInstant().equals(written))
        .isPresent();
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
    if (known(path).isEmpty() && !contains(path)) {
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

  /**
   * {@inheritDoc} Neither a name with {@code ..} nor a folder that is a symbolic link leads out of
   * the tree.
   */
  @Override
  public boolean contains(String path) throws IOException {
    return isFolder(path.substring(0, path.lastIndexOf('/') + 1)) && isFile(resolve(path));
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
