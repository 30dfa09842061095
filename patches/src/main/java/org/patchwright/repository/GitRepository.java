package org.patchwright.repository;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEditor;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.errors.AmbiguousObjectException;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.RepositoryNotFoundException;
import org.eclipse.jgit.errors.RevisionSyntaxException;
import org.eclipse.jgit.lib.AbbreviatedObjectId;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.RepositoryCache.FileKey;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevTree;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.filter.AndTreeFilter;
import org.eclipse.jgit.treewalk.filter.PathFilter;
import org.eclipse.jgit.treewalk.filter.TreeFilter;
import org.eclipse.jgit.util.FS;
import org.patchwright.repository.RepositoryException.Reason;
import org.patchwright.source.SourceFile;

/**
 * A git repository, bare or not, whose objects are read and written without a checkout. May be used
 * from several threads at once.
 */
public final class GitRepository implements AutoCloseable {

  private final Repository repository;
  private final Path location;

  private GitRepository(Repository repository, Path location) {
    this.repository = repository;
    this.location = location;
  }

  /**
   * The git directory that a path belongs to: the path itself where it is one, or that of the work
   * tree around it. A {@code .git} file of a linked work tree or a submodule is followed.
   */
  public static Optional<Path> gitDirectory(Path path) {
    File start = path.toAbsolutePath().normalize().toFile();
    FileRepositoryBuilder builder = new FileRepositoryBuilder();
    builder.findGitDir(start.isDirectory() ? start : start.getParentFile());
    return Optional.ofNullable(builder.getGitDir()).map(File::toPath);
  }

  /** Whether the path itself is a git directory, such as a bare repository or a {@code .git}. */
  public static boolean isGitDirectory(Path path) {
    Path head = path.resolve("HEAD");
    // Most paths are none, and to ask JGit is to load much of it.
    return Files.exists(head, LinkOption.NOFOLLOW_LINKS)
        && (FileKey.isGitRepository(path.toFile(), FS.DETECTED)
            || (Files.isRegularFile(path.resolve("commondir")) && Files.isRegularFile(head)));
  }

  /**
   * Opens the repository at a path, or around it.
   *
   * @throws RepositoryException if there is none
   */
  public static GitRepository open(Path path) throws IOException {
    Path directory =
        isGitDirectory(path)
            ? path
            : gitDirectory(path)
                .orElseThrow(
                    () ->
                        new RepositoryException(
                            Reason.NOT_A_REPOSITORY,
                            path + ": not a git repository, nor inside one"));
    try {
      return new GitRepository(
          new FileRepositoryBuilder().setGitDir(directory.toFile()).setMustExist(true).build(),
          directory);
    } catch (RepositoryNotFoundException e) {
      throw new RepositoryException(
          Reason.NOT_A_REPOSITORY, path + ": not a git repository, nor inside one", e);
    } catch (IllegalArgumentException e) {
      throw new RepositoryException(
          Reason.UNREADABLE, path + ": repository can't be read: " + e.getMessage(), e);
    }
  }

  /** Makes an empty bare repository; its branch is {@code main}. */
  public static GitRepository create(Path directory) throws IOException {
    Repository made = new FileRepositoryBuilder().setGitDir(directory.toFile()).setBare().build();
    made.create(true);
    made.updateRef(Constants.HEAD).link(Constants.R_HEADS + "main");
    return new GitRepository(made, directory);
  }

  /** Where the git directory is. */
  public Path location() {
    return location;
  }

  Repository objects() {
    return repository;
  }

  /**
   * The tree of a revision, in any notation: a branch, tag, id or its beginning, {@code HEAD~3},
   * {@code v2^{tree}}, {@code REV:folder}.
   *
   * @throws RepositoryException if it names no commit or tree
   */
  public RevisionTree tree(String revision) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      RevObject named = peeled(walk, revision);
      RevTree tree = named instanceof RevCommit commit ? commit.getTree() : (RevTree) named;
      Optional<String> commit =
          named instanceof RevCommit ? Optional.of(named.name()) : Optional.empty();
      return new RevisionTree(this, revision, commit, tree.getId(), false);
    }
  }

  /**
   * The commit that a revision names.
   *
   * @throws RepositoryException if it names none
   */
  public Commit commit(String revision) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      if (peeled(walk, revision) instanceof RevCommit commit) {
        walk.parseBody(commit);
        return described(commit);
      }
      throw new RepositoryException(
          Reason.UNKNOWN_REVISION, location + ": revision " + revision + " is no commit");
    }
  }

  private RevObject peeled(RevWalk walk, String revision) throws IOException {
    ObjectId id = resolve(revision);
    try {
      RevObject object = walk.peel(walk.parseAny(id));
      if (object instanceof RevCommit || object instanceof RevTree) {
        walk.parseHeaders(object);
        return object;
      }
      throw new RepositoryException(
          Reason.UNKNOWN_REVISION,
          location + ": revision " + revision + " names a file, no commit or folder");
    } catch (MissingObjectException e) {
      throw missing(revision, e);
    }
  }

  private ObjectId resolve(String revision) throws IOException {
    Optional<ObjectId> id;
    try {
      id = Optional.ofNullable(repository.resolve(revision));
    } catch (RevisionSyntaxException e) {
      throw new RepositoryException(
          Reason.UNKNOWN_REVISION, location + ": malformed revision " + revision, e);
    } catch (AmbiguousObjectException e) {
      throw new RepositoryException(
          Reason.UNKNOWN_REVISION,
          location + ": revision " + revision + " is ambiguous; give more digits",
          e);
    } catch (IncorrectObjectTypeException e) {
      id = Optional.empty();
    } catch (MissingObjectException e) {
      throw missing(revision, e);
    }
    if (id.isPresent()) {
      return id.get();
    }
    boolean empty =
        repository.getRefDatabase().getRefs().stream().noneMatch(ref -> ref.getObjectId() != null);
    throw empty
        ? new RepositoryException(Reason.NO_COMMITS, location + ": repository has no commits")
        : new RepositoryException(
            Reason.UNKNOWN_REVISION, location + ": unknown revision " + revision);
  }

  RepositoryException missing(String what, MissingObjectException cause) {
    return new RepositoryException(
        Reason.MISSING_OBJECT,
        location
            + ": object "
            + cause.getObjectId().name()
            + " of "
            + what
            + " is missing; a shallow or partial clone must fetch it first",
        cause);
  }

  /**
   * The blob of an id, or of its first digits, under a path.
   *
   * @return empty if there is no such blob, or several
   */
  public Optional<SourceFile> blob(String id, String path) throws IOException {
    if (!AbbreviatedObjectId.isId(id)) {
      return Optional.empty();
    }
    try (ObjectReader reader = repository.newObjectReader()) {
      List<ObjectId> blobs = new ArrayList<>();
      for (ObjectId candidate : reader.resolve(AbbreviatedObjectId.fromString(id))) {
        // A whole id resolves to itself, be it there or not.
        if (reader.has(candidate) && reader.open(candidate).getType() == Constants.OBJ_BLOB) {
          blobs.add(candidate);
        }
      }
      return blobs.size() == 1
          ? Optional.of(
              SourceFile.owning(path, reader.open(blobs.get(0)).getBytes(Integer.MAX_VALUE)))
          : Optional.empty();
    }
  }

  /**
   * The content of a blob.
   *
   * @param id all 40 digits
   * @return empty if the object is not here
   * @throws RepositoryException if it is here and damaged
   */
  public Optional<byte[]> content(String id) throws IOException {
    try (ObjectReader reader = repository.newObjectReader()) {
      return Optional.of(
          reader.open(ObjectId.fromString(id), Constants.OBJ_BLOB).getBytes(Integer.MAX_VALUE));
    } catch (MissingObjectException e) {
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      throw new RepositoryException(
          Reason.UNREADABLE, "object " + id + " is damaged: " + e.getMessage(), e);
    }
  }

  /**
   * The commits that changed one path, newest first, as far as they can be reached from a revision.
   *
   * @param limit most commits to give
   */
  public List<Commit> history(String revision, String path, int limit) throws IOException {
    List<Commit> found = new ArrayList<>();
    try (RevWalk walk = new RevWalk(repository)) {
      if (!(peeled(walk, revision) instanceof RevCommit start)) {
        return List.of();
      }
      walk.setTreeFilter(AndTreeFilter.create(PathFilter.create(path), TreeFilter.ANY_DIFF));
      walk.markStart(start);
      for (RevCommit commit : walk) {
        if (found.size() == limit) {
          break;
        }
        walk.parseBody(commit);
        found.add(described(commit));
      }
    } catch (MissingObjectException e) {
      throw missing("the history of " + path, e);
    }
    return List.copyOf(found);
  }

  private static Commit described(RevCommit commit) {
    PersonIdent author = commit.getAuthorIdent();
    List<String> parents = new ArrayList<>();
    for (RevCommit parent : commit.getParents()) {
      parents.add(parent.name());
    }
    return new Commit(
        commit.name(),
        parents,
        commit.getShortMessage(),
        commit.getFullMessage(),
        author.getName() + " <" + author.getEmailAddress() + ">",
        Instant.ofEpochSecond(commit.getCommitTime()));
  }

  /**
   * Writes a commit of a changed tree, without a checkout and without moving any branch.
   *
   * @param parent the commit to build on; empty for a first one
   * @param changed files that come or change; a file keeps its mode
   * @param removed paths that go
   * @param message of the commit
   * @param author name and address, as {@code Name <address>}
   * @param date of author and committer, in UTC
   * @return the new commit's id
   * @throws IllegalArgumentException if a path can't be in a git tree, such as {@code ../x}
   */
  public String write(
      Optional<String> parent,
      Collection<SourceFile> changed,
      Collection<String> removed,
      String message,
      String author,
      Instant date)
      throws IOException {
    try (ObjectInserter inserter = repository.newObjectInserter();
        RevWalk walk = new RevWalk(repository)) {
      DirCache index = DirCache.newInCore();
      CommitBuilder commit = new CommitBuilder();
      if (parent.isPresent()) {
        RevCommit onto = walk.parseCommit(resolve(parent.get()));
        DirCacheBuilder builder = index.builder();
        builder.addTree(new byte[0], DirCacheEntry.STAGE_0, walk.getObjectReader(), onto.getTree());
        builder.finish();
        commit.setParentId(onto);
      }
      edit(index, changed, removed, inserter);
      commit.setTreeId(index.writeTree(inserter));
      PersonIdent person = person(author, date);
      commit.setAuthor(person);
      commit.setCommitter(person);
      commit.setMessage(message);
      ObjectId id = inserter.insert(commit);
      inserter.flush();
      return id.name();
    }
  }

  private static void edit(
      DirCache index,
      Collection<SourceFile> changed,
      Collection<String> removed,
      ObjectInserter inserter)
      throws IOException {
    DirCacheEditor editor = index.editor();
    for (SourceFile file : changed) {
      ObjectId blob = inserter.insert(Constants.OBJ_BLOB, file.bytes());
      requireTreePath(file.path());
      editor.add(
          new DirCacheEditor.PathEdit(file.path()) {
            @Override
            public void apply(DirCacheEntry entry) {
              if (entry.getRawMode() == 0) {
                entry.setFileMode(FileMode.REGULAR_FILE);
              }
              entry.setObjectId(blob);
            }
          });
    }
    for (String path : new TreeSet<>(removed)) {
      editor.add(new DirCacheEditor.DeletePath(path));
    }
    editor.finish();
  }

  private static void requireTreePath(String path) {
    try {
      ObjectChecker checker = new ObjectChecker();
      checker.checkPath(path);
    } catch (CorruptObjectException e) {
      throw new IllegalArgumentException(path + ": no path of a git tree", e);
    }
  }

  private static PersonIdent person(String author, Instant date) {
    int bracket = author.indexOf('<');
    String name = bracket < 0 ? author : author.substring(0, bracket);
    String address = bracket < 0 ? "" : author.substring(bracket + 1).replace(">", "");
    return new PersonIdent(name.strip(), address.strip(), date, ZoneOffset.UTC);
  }

  /** Lets a branch point to a commit, whatever it pointed to. */
  public void branch(String name, String commit) throws IOException {
    RefUpdate update = repository.updateRef(Constants.R_HEADS + name);
    update.setNewObjectId(resolve(commit));
    RefUpdate.Result result = update.forceUpdate();
    switch (result) {
      case NEW, FORCED, FAST_FORWARD, NO_CHANGE -> {}
      default ->
          throw new RepositoryException(
              Reason.UNREADABLE, location + ": branch " + name + " can't be set: " + result);
    }
  }

  @Override
  public void close() {
    repository.close();
  }
}
