package org.patchwright.repository;

import java.io.File;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheIterator;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.ObjectId;
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
import org.eclipse.jgit.treewalk.filter.TreeFilter;
import org.patchwright.repository.RepositoryException.Reason;

/** What lies between two points of a repository's history: commits, and paths that differ. */
public final class Changes {

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
   * not read.
   *
   * @param workTree its root
   */
  public static SortedSet<String> changed(RevisionTree before, File workTree) throws IOException {
    SortedSet<String> paths = new TreeSet<>();
    try (Repository repository =
            new FileRepositoryBuilder()
                .setGitDir(before.repository().location().toFile())
                .setWorkTree(workTree)
                .build();
        TreeWalk walk = new TreeWalk(repository)) {
      FileTreeIterator files = new FileTreeIterator(repository);
      walk.addTree(before.treeId());
      walk.addTree(new DirCacheIterator(DirCache.read(repository)));
      walk.addTree(files);
      files.setDirCacheIterator(walk, 1);
      walk.setRecursive(true);
      walk.setFilter(TreeFilter.ANY_DIFF);
      while (walk.next()) {
        boolean tracked = walk.getRawMode(0) != 0 || walk.getRawMode(1) != 0;
        WorkingTreeIterator file = walk.getTree(2, WorkingTreeIterator.class);
        boolean ignored = !tracked && file != null && file.isEntryIgnored();
        if (!ignored && (walk.getRawMode(0) != walk.getRawMode(2) || !walk.idEqual(0, 2))) {
          paths.add(walk.getPathString());
        }
      }
    } catch (MissingObjectException e) {
      throw before.repository().missing(before.name(), e);
    }
    return paths;
  }
}
