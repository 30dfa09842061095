package org.patchwright.repository;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.errors.AmbiguousObjectException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.RepositoryNotFoundException;
import org.eclipse.jgit.errors.RevisionSyntaxException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevTree;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;

/**
 * The files of one git revision, read from the object database: bare repositories will do, and
 * nothing is checked out.
 */
public final class RevisionTree implements SourceTree {

  private final Repository repository;
  private final String name;
  private final Map<String, ObjectId> blobs;

  private RevisionTree(Repository repository, String name, Map<String, ObjectId> blobs) {
    this.repository = repository;
    this.name = name;
    this.blobs = blobs;
  }

  /**
   * The git directory that a path belongs to: itself, its {@code .git}, or that of a folder above.
   */
  public static Optional<Path> gitDirectory(Path path) {
    Path start = path.toAbsolutePath().normalize();
    if (isGitDirectory(start)) {
      return Optional.of(start);
    }
    FileRepositoryBuilder builder = new FileRepositoryBuilder().findGitDir(start.toFile());
    return Optional.ofNullable(builder.getGitDir()).map(File::toPath);
  }

  /** Whether a folder is itself a git directory, as a bare repository is. */
  public static boolean isGitDirectory(Path path) {
    return Files.isRegularFile(path.resolve(Constants.HEAD))
        && Files.isDirectory(path.resolve(Constants.OBJECTS))
        && Files.isDirectory(path.resolve("refs"));
  }

  /**
   * Opens a revision.
   *
   * @param gitDirectory see {@link #gitDirectory}
   * @param revision in any syntax of git-rev-parse that JGit knows
   * @throws IOException if there is no such repository or revision; the message says which
   */
  public static RevisionTree open(Path gitDirectory, String revision) throws IOException {
    Repository repository;
    try {
      repository =
          new FileRepositoryBuilder().setGitDir(gitDirectory.toFile()).setMustExist(true).build();
    } catch (RepositoryNotFoundException e) {
      throw new IOException(gitDirectory + ": not a git repository", e);
    }
    try {
      ObjectId tree = resolve(repository, gitDirectory, revision);
      return new RevisionTree(repository, gitDirectory + " at " + revision, list(repository, tree));
    } catch (IOException | RuntimeException e) {
      repository.close();
      throw e;
    }
  }

  private static ObjectId resolve(Repository repository, Path where, String revision)
      throws IOException {
    ObjectId id;
    try {
      id = repository.resolve(revision);
    } catch (AmbiguousObjectException e) {
      throw new IOException(
          where + ": revision '" + revision + "' is ambiguous; give more of its digits", e);
    } catch (RevisionSyntaxException e) {
      throw new IOException(where + ": '" + revision + "' is no revision git would accept", e);
    } catch (IncorrectObjectTypeException e) {
      throw new IOException(where + ": '" + revision + "' names no revision", e);
    }
    if (id == null) {
      boolean empty = repository.resolve(Constants.HEAD) == null;
      throw new IOException(
          empty && repository.getRefDatabase().getRefs().stream().noneMatch(r -> !r.isSymbolic())
              ? where + ": the repository has no commits yet"
              : where + ": unknown revision '" + revision + "'");
    }
    try (RevWalk walk = new RevWalk(repository)) {
      RevTree tree = walk.parseTree(id);
      return tree.getId();
    } catch (IncorrectObjectTypeException e) {
      throw new IOException(where + ": '" + revision + "' names no commit or tree", e);
    } catch (MissingObjectException e) {
      throw new IOException(where + ": unknown revision '" + revision + "'", e);
    }
  }

  private static Map<String, ObjectId> list(Repository repository, ObjectId tree)
      throws IOException {
    Map<String, ObjectId> blobs = new LinkedHashMap<>();
    try (TreeWalk walk = new TreeWalk(repository)) {
      walk.addTree(tree);
      walk.setRecursive(true);
      while (walk.next()) {
        FileMode mode = walk.getFileMode(0);
        if (mode.equals(FileMode.REGULAR_FILE) || mode.equals(FileMode.EXECUTABLE_FILE)) {
          blobs.put(walk.getPathString(), walk.getObjectId(0));
        }
      }
    }
    return blobs;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<String> paths() {
    return new ArrayList<>(blobs.keySet());
  }

  @Override
  public Optional<SourceFile> read(String path) throws IOException {
    ObjectId blob = blobs.get(path);
    if (blob == null) {
      return Optional.empty();
    }
    try (ObjectReader reader = repository.newObjectReader()) {
      ObjectLoader loader = reader.open(blob, Constants.OBJ_BLOB);
      return Optional.of(SourceFile.owning(path, loader.getCachedBytes(Integer.MAX_VALUE)));
    } catch (MissingObjectException e) {
      throw new IOException(path + ": the repository lacks blob " + blob.name(), e);
    }
  }

  @Override
  public boolean contains(String path) {
    return blobs.containsKey(path);
  }

  @Override
  public Optional<String> contentId(String path) {
    return Optional.ofNullable(blobs.get(path)).map(ObjectId::name);
  }

  @Override
  public void close() {
    repository.close();
  }
}
