package org.patchwright.repository;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;

/**
 * The files of one git revision, read from the object database. Symbolic links and submodules are
 * no files.
 */
public final class RevisionTree implements SourceTree, Entries {

  private final GitRepository repository;
  private final String revision;
  private final Optional<String> commit;
  private final ObjectId tree;
  private final boolean owned;
  private volatile Listing listing;

  private record Listing(List<String> paths, Map<String, Entry> entries) {}

  private record Entry(ObjectId blob, boolean executable) {}

  RevisionTree(
      GitRepository repository,
      String revision,
      Optional<String> commit,
      ObjectId tree,
      boolean owned) {
    this.repository = repository;
    this.revision = revision;
    this.commit = commit;
    this.tree = tree;
    this.owned = owned;
  }

  /**
   * The tree of a revision; closing it closes its repository.
   *
   * @param path a git directory, or any path in a work tree
   * @param revision see {@link GitRepository#tree}
   * @throws RepositoryException if there is no repository or no such revision; its message is one
   *     line for the user
   */
  public static RevisionTree open(Path path, String revision) throws IOException {
    GitRepository repository = GitRepository.open(path);
    try {
      RevisionTree named = repository.tree(revision);
      return new RevisionTree(repository, revision, named.commit, named.tree, true);
    } catch (IOException | RuntimeException e) {
      repository.close();
      throw e;
    }
  }

  /** See {@link GitRepository#gitDirectory}. */
  public static Optional<Path> gitDirectory(Path path) {
    return GitRepository.gitDirectory(path);
  }

  /** See {@link GitRepository#isGitDirectory}. */
  public static boolean isGitDirectory(Path path) {
    return GitRepository.isGitDirectory(path);
  }

  public GitRepository repository() {
    return repository;
  }

  /** The id of the tree, 40 hex digits: equal for revisions with the same files. */
  public String id() {
    return tree.name();
  }

  ObjectId treeId() {
    return tree;
  }

  /** The commit's id; empty where the revision names a tree or a folder. */
  public Optional<String> commit() {
    return commit;
  }

  @Override
  public String name() {
    return repository.location() + " at " + revision;
  }

  @Override
  public List<String> paths() throws IOException {
    return listing().paths();
  }

  @Override
  public Optional<Names> names(String folder) throws IOException {
    List<String> files = new ArrayList<>();
    List<String> folders = new ArrayList<>();
    try (TreeWalk walk = new TreeWalk(repository.objects())) {
      if (folder.isEmpty()) {
        walk.addTree(tree);
      } else {
        if (!isPath(folder)) {
          return Optional.of(Names.NONE);
        }
        try (TreeWalk above = TreeWalk.forPath(repository.objects(), folder, tree)) {
          if (above == null || !above.isSubtree()) {
            return Optional.of(Names.NONE);
          }
          walk.addTree(above.getObjectId(0));
        }
      }
      while (walk.next()) {
        if (walk.isSubtree()) {
          folders.add(walk.getNameString());
        } else if (file(walk).isPresent()) {
          files.add(walk.getNameString());
        }
      }
    } catch (MissingObjectException e) {
      throw repository.missing(name(), e);
    }
    // Git sorts a folder as if its name ended in a slash.
    Collections.sort(folders);
    return Optional.of(new Names(files, folders));
  }

  @Override
  public Stream<String> pathsUnder(String folder) throws IOException {
    if (listing != null || folder.isEmpty()) {
      return SourceTree.super.pathsUnder(folder);
    }
    String prefix = folder.endsWith("/") ? folder.substring(0, folder.length() - 1) : folder;
    if (!isPath(prefix)) {
      return Stream.empty();
    }
    List<String> paths = new ArrayList<>();
    try (TreeWalk above = TreeWalk.forPath(repository.objects(), prefix, tree)) {
      if (above == null || !above.isSubtree()) {
        return Stream.empty();
      }
      try (TreeWalk walk = new TreeWalk(repository.objects())) {
        walk.addTree(above.getObjectId(0));
        walk.setRecursive(true);
        while (walk.next()) {
          if (file(walk).isPresent()) {
            paths.add(prefix + "/" + walk.getPathString());
          }
        }
      }
    } catch (MissingObjectException e) {
      throw repository.missing(name(), e);
    }
    return paths.stream();
  }

  @Override
  public Optional<SourceFile> read(String path) throws IOException {
    Optional<Entry> entry = regular(path);
    if (entry.isEmpty()) {
      return Optional.empty();
    }
    try {
      // Nobody else has the loader, and a file is never written to: no copy is needed.
      byte[] content =
          repository
              .objects()
              .open(entry.get().blob(), Constants.OBJ_BLOB)
              .getCachedBytes(Integer.MAX_VALUE);
      return Optional.of(SourceFile.owning(path, content));
    } catch (MissingObjectException e) {
      throw repository.missing(path, e);
    }
  }

  @Override
  public boolean contains(String path) throws IOException {
    return regular(path).isPresent();
  }

  @Override
  public Optional<String> contentId(String path) throws IOException {
    return regular(path).map(entry -> entry.blob().name());
  }

  /** Whether the tree has the file, and as executable. */
  public boolean isExecutable(String path) throws IOException {
    return regular(path).map(Entry::executable).orElse(false);
  }

  @Override
  public Optional<TreeEntry> entry(String path) throws IOException {
    if (!isPath(path)) {
      return Optional.empty();
    }
    try (TreeWalk walk = TreeWalk.forPath(repository.objects(), path, tree)) {
      if (walk == null || walk.isSubtree()) {
        return Optional.empty();
      }
      String mode = walk.getFileMode(0).toString();
      ObjectId id = walk.getObjectId(0);
      byte[] content =
          mode.equals(TreeEntry.SUBMODULE)
              ? ("Subproject commit " + id.name() + "\n").getBytes(StandardCharsets.US_ASCII)
              : repository.objects().open(id, Constants.OBJ_BLOB).getBytes(Integer.MAX_VALUE);
      return Optional.of(new TreeEntry(mode, SourceFile.owning(path, content)));
    } catch (MissingObjectException e) {
      throw repository.missing(path, e);
    }
  }

  @Override
  public boolean isFolder(String path) throws IOException {
    if (!isPath(path)) {
      return false;
    }
    try (TreeWalk walk = TreeWalk.forPath(repository.objects(), path, tree)) {
      return walk != null && walk.isSubtree();
    } catch (MissingObjectException e) {
      throw repository.missing(path, e);
    }
  }

  private static boolean isPath(String path) {
    return !path.isEmpty()
        && !path.startsWith("/")
        && !path.endsWith("/")
        && !path.contains("//")
        && path.indexOf('\0') < 0;
  }

  private Optional<Entry> regular(String path) throws IOException {
    Listing known = listing;
    if (known != null) {
      return Optional.ofNullable(known.entries().get(path));
    }
    if (!isPath(path)) {
      return Optional.empty();
    }
    try (TreeWalk walk = TreeWalk.forPath(repository.objects(), path, tree)) {
      return walk == null ? Optional.empty() : file(walk);
    } catch (MissingObjectException e) {
      throw repository.missing(path, e);
    }
  }

  private static Optional<Entry> file(TreeWalk walk) {
    FileMode mode = walk.getFileMode(0);
    return FileMode.REGULAR_FILE.equals(mode) || FileMode.EXECUTABLE_FILE.equals(mode)
        ? Optional.of(new Entry(walk.getObjectId(0), FileMode.EXECUTABLE_FILE.equals(mode)))
        : Optional.empty();
  }

  /**
   * The same tree, listed by what it differs in from another: a tree of many files is not walked
   * again.
   *
   * @param before the other tree
   * @param changed see {@link Changes#changed(RevisionTree, RevisionTree)}
   */
  public RevisionTree listedAfter(RevisionTree before, Collection<String> changed)
      throws IOException {
    Listing old = before.listing();
    Map<String, Entry> entries = new HashMap<>(old.entries());
    boolean moved = false;
    for (String path : changed) {
      Optional<Entry> now = regular(path);
      moved |= now.isPresent() != old.entries().containsKey(path);
      now.ifPresentOrElse(entry -> entries.put(path, entry), () -> entries.remove(path));
    }
    RevisionTree same = new RevisionTree(repository, revision, commit, tree, owned);
    same.listing = moved ? list() : new Listing(old.paths(), entries);
    return same;
  }

  private Listing listing() throws IOException {
    Listing known = listing;
    if (known == null) {
      known = list();
      listing = known;
    }
    return known;
  }

  // Git sorts a folder as if its name ended in a slash, so a recursive walk is in order of bytes.
  private Listing list() throws IOException {
    List<String> paths = new ArrayList<>();
    Map<String, Entry> entries = new HashMap<>();
    try (TreeWalk walk = new TreeWalk(repository.objects())) {
      walk.addTree(tree);
      walk.setRecursive(true);
      while (walk.next()) {
        Optional<Entry> entry = file(walk);
        if (entry.isPresent()) {
          String path = walk.getPathString();
          paths.add(path);
          entries.put(path, entry.get());
        }
      }
    } catch (MissingObjectException e) {
      throw repository.missing(name(), e);
    }
    return new Listing(Collections.unmodifiableList(paths), entries);
  }

  @Override
  public void close() {
    if (owned) {
      repository.close();
    }
  }
}
