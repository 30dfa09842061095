package org.patchwright.repository;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.dircache.DirCacheIterator;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevSort;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.revwalk.filter.RevFilter;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.FileTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.WorkingTreeIterator;
import org.eclipse.jgit.treewalk.filter.AndTreeFilter;
import org.eclipse.jgit.treewalk.filter.PathFilterGroup;
import org.eclipse.jgit.treewalk.filter.TreeFilter;
import org.patchwright.repository.RepositoryException.Reason;
import org.patchwright.source.DirectoryTree;

/** What lies between two points of a repository's history: commits, and paths that differ. */
public final class Changes {

  /** More paths than this are not looked at one by one. */
  private static final int MOST_DOUBTFUL = 2_000;

  /** Clocks of file systems tick no more coarsely than this. */
  private static final Duration TICK = Duration.ofSeconds(2);

  /** Those that tell less than milliseconds follow the kernel's timer, a hundred times a second. */
  private static final Duration FINE_TICK = Duration.ofMillis(50);

  private Changes() {}

  /**
   * The best common ancestor of two commits.
   *
   * @return empty if their histories have none
   * @throws RepositoryException if one is no commit, or history is cut short
   */
  public static Optional<Commit> mergeBase(GitRepository repository, String one, String other)
      throws IOException {
    ObjectId first = ObjectId.fromString(repository.commit(one).id());
    ObjectId second = ObjectId.fromString(repository.commit(other).id());
    try (RevWalk walk = new RevWalk(repository.objects())) {
      walk.setRevFilter(RevFilter.MERGE_BASE);
      walk.markStart(walk.parseCommit(first));
      walk.markStart(walk.parseCommit(second));
      RevCommit base = walk.next();
      return base == null ? Optional.empty() : Optional.of(repository.commit(base.name()));
    } catch (MissingObjectException e) {
      throw repository.missing("the history of " + one, e);
    }
  }

  /**
   * The commits of {@code A..B}, {@code A..} or {@code ..B}, as git means them, parents first.
   *
   * @throws RepositoryException if it is no range, or a side names no commit
   */
  public static List<Commit> range(GitRepository repository, String range) throws IOException {
    int dots = range.indexOf("..");
    if (dots < 0 || range.startsWith("...", dots)) {
      throw new RepositoryException(
          Reason.UNKNOWN_REVISION, range + ": not a range of commits; write A..B");
    }
    String from = dots == 0 ? "HEAD" : range.substring(0, dots);
    String to = range.substring(dots + 2).isEmpty() ? "HEAD" : range.substring(dots + 2);
    List<Commit> commits = new ArrayList<>();
    try (RevWalk walk = new RevWalk(repository.objects())) {
      walk.sort(RevSort.TOPO);
      walk.sort(RevSort.REVERSE, true);
      walk.markUninteresting(walk.parseCommit(ObjectId.fromString(repository.commit(from).id())));
      walk.markStart(walk.parseCommit(ObjectId.fromString(repository.commit(to).id())));
      for (RevCommit commit : walk) {
        walk.parseBody(commit);
        commits.add(described(commit));
      }
    } catch (MissingObjectException e) {
      throw repository.missing("the history of " + to, e);
    }
    return List.copyOf(commits);
  }

  static Commit described(RevCommit commit) {
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

  /** The paths that are in one tree only, or differ in content or mode. */
  public static SortedSet<String> changed(RevisionTree before, RevisionTree after)
      throws IOException {
    SortedSet<String> paths = new TreeSet<>();
    try (TreeWalk walk = new TreeWalk(after.repository().objects())) {
      walk.addTree(before.treeId());
      walk.addTree(after.treeId());
      walk.setRecursive(true);
      walk.setFilter(TreeFilter.ANY_DIFF);
      while (walk.next()) {
        paths.add(walk.getPathString());
      }
    } catch (MissingObjectException e) {
      throw after.repository().missing(after.name(), e);
    }
    return paths;
  }

  /**
   * The paths of a work tree that differ from a revision, as they stand on disk: staged, changed,
   * removed and new ones, but for those that git ignores. What the index knows to be unchanged is
   * not read, so that a change of the mode alone may not count.
   *
   * @param files its root, where the repository's work tree begins
   */
  public static SortedSet<String> changed(RevisionTree before, DirectoryTree files)
      throws IOException {
    try (Repository repository =
        new FileRepositoryBuilder()
            .setGitDir(before.repository().location().toFile())
            .setWorkTree(files.root().toFile())
            .build()) {
      DirCache index = DirCache.read(repository);
      Set<String> doubtful = notAsIn(index, repository.getIndexFile().toPath(), files);
      if (doubtful.size() > MOST_DOUBTFUL) {
        return differing(before, repository, index, TreeFilter.ANY_DIFF);
      }
      doubtful.addAll(staged(before, repository, index));
      return doubtful.isEmpty()
          ? new TreeSet<>()
          : differing(
              before,
              repository,
              index,
              AndTreeFilter.create(
                  PathFilterGroup.createFromStrings(doubtful), TreeFilter.ANY_DIFF));
    } catch (MissingObjectException e) {
      throw before.repository().missing(before.name(), e);
    }
  }

  /**
   * The paths of which size and time of the last change don't tell that a file is as the index has
   * it, and files that it does not have. One written in the tick in which the index was may have
   * been written again.
   */
  private static Set<String> notAsIn(DirCache index, Path written, DirectoryTree files)
      throws IOException {
    Instant settled = settled(written);
    Set<String> left = new HashSet<>(files.paths());
    Set<String> doubtful = new HashSet<>();
    for (int i = 0; i < index.getEntryCount(); i++) {
      DirCacheEntry entry = index.getEntry(i);
      String path = entry.getPathString();
      Instant modified = entry.getLastModifiedInstant();
      boolean listed = left.remove(path);
      boolean same =
          entry.getFileMode() == FileMode.SYMLINK
              ? isLink(entry, files.root())
              : listed
                  && entry.getFileMode() != FileMode.GITLINK
                  && !entry.isSmudged()
                  && !entry.isUpdateNeeded()
                  && modified.isBefore(settled)
                  && files.was(path, entry.getLength(), modified);
      if (!same || entry.getStage() != DirCacheEntry.STAGE_0) {
        doubtful.add(path);
      }
    }
    doubtful.addAll(left);
    return doubtful;
  }

  /** What was written before this, the index saw as it is; all of it is open without an index. */
  private static Instant settled(Path index) throws IOException {
    if (!Files.exists(index)) {
      return Instant.MIN;
    }
    Instant written = Files.getLastModifiedTime(index).toInstant();
    boolean fine = written.getNano() % 1_000_000 != 0;
    return written.minus(fine ? FINE_TICK : TICK);
  }

  /** Whether a link leads where the index has it lead. */
  private static boolean isLink(DirCacheEntry entry, Path root) {
    try {
      Path link = root.resolve(entry.getPathString());
      byte[] target = Files.readSymbolicLink(link).toString().getBytes(StandardCharsets.UTF_8);
      return new ObjectInserter.Formatter()
          .idFor(Constants.OBJ_BLOB, target)
          .equals(entry.getObjectId());
    } catch (IOException | InvalidPathException isNoLink) {
      return false;
    }
  }

  /** The paths in which the index differs from a revision. */
  private static Set<String> staged(RevisionTree before, Repository repository, DirCache index)
      throws IOException {
    Set<String> paths = new HashSet<>();
    try (TreeWalk walk = new TreeWalk(repository)) {
      walk.addTree(before.treeId());
      walk.addTree(new DirCacheIterator(index));
      walk.setRecursive(true);
      walk.setFilter(TreeFilter.ANY_DIFF);
      while (walk.next()) {
        paths.add(walk.getPathString());
      }
    }
    return paths;
  }

  private static SortedSet<String> differing(
      RevisionTree before, Repository repository, DirCache index, TreeFilter filter)
      throws IOException {
    SortedSet<String> paths = new TreeSet<>();
    try (TreeWalk walk = new TreeWalk(repository)) {
      FileTreeIterator files = new FileTreeIterator(repository);
      walk.addTree(before.treeId());
      walk.addTree(new DirCacheIterator(index));
      walk.addTree(files);
      files.setDirCacheIterator(walk, 1);
      walk.setRecursive(true);
      walk.setFilter(filter);
      while (walk.next()) {
        boolean tracked = walk.getRawMode(0) != 0 || walk.getRawMode(1) != 0;
        WorkingTreeIterator file = walk.getTree(2, WorkingTreeIterator.class);
        boolean ignored = !tracked && file != null && file.isEntryIgnored();
        // TreeWalk.idEqual holds a link on disk for unequal to anything.
        boolean same =
            walk.getRawMode(0) == walk.getRawMode(2)
                && walk.getObjectId(0).equals(walk.getObjectId(2));
        if (!ignored && !same) {
          paths.add(walk.getPathString());
        }
      }
    }
    return paths;
  }
}
