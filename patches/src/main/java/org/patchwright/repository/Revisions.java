package org.patchwright.repository;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevSort;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.AndTreeFilter;
import org.eclipse.jgit.treewalk.filter.PathFilterGroup;
import org.eclipse.jgit.treewalk.filter.TreeFilter;
import org.patchwright.repository.RepositoryException.Reason;

/** Many revisions of a repository: which there are, and how their trees differ. */
public final class Revisions {

  private Revisions() {}

  /**
   * Some commits, parents before children.
   *
   * @param commits the commits of a range, and the ones it begins at
   * @param before ids of those that the range begins at: they are not part of it
   * @param cutShort whether the history ends early, in a shallow clone or at a missing object
   */
  public record Line(List<Commit> commits, Set<String> before, boolean cutShort) {
    public Line {
      commits = List.copyOf(commits);
      before = Set.copyOf(before);
    }
  }

  /**
   * The commits of a range.
   *
   * @param range {@code A..B}, or {@code B} for all that it reaches
   * @param firstParent whether only first parents are followed
   * @throws RepositoryException if there is no such range
   */
  public static Line of(GitRepository repository, String range, boolean firstParent)
      throws IOException {
    int dots = range.indexOf("..");
    if (dots >= 0 && range.startsWith("...", dots)) {
      throw new RepositoryException(
          Reason.UNKNOWN_REVISION, range + ": not a range of commits; write A..B");
    }
    String to = dots < 0 ? range : range.substring(dots + 2);
    ObjectId last = commitId(repository, to.isEmpty() ? "HEAD" : to);
    Optional<ObjectId> first =
        dots < 0
            ? Optional.empty()
            : Optional.of(commitId(repository, dots == 0 ? "HEAD" : range.substring(0, dots)));
    List<RevCommit> commits = new ArrayList<>();
    boolean cutShort = !repository.objects().getObjectDatabase().getShallowCommits().isEmpty();
    try (RevWalk walk = new RevWalk(repository.objects())) {
      walk.sort(RevSort.TOPO);
      walk.sort(RevSort.REVERSE, true);
      walk.setFirstParent(firstParent);
      if (first.isPresent()) {
        walk.markUninteresting(walk.parseCommit(first.get()));
      }
      walk.markStart(walk.parseCommit(last));
      // Its iterator would hide what is wrong.
      for (RevCommit commit = walk.next(); commit != null; commit = walk.next()) {
        walk.parseBody(commit);
        commits.add(commit);
      }
      return line(walk, commits, firstParent, first.isPresent(), cutShort);
    } catch (MissingObjectException e) {
      if (first.isPresent()) {
        throw repository.missing("the history of " + range, e);
      }
      return readable(repository, last, firstParent);
    } catch (IOException damaged) {
      if (first.isPresent()) {
        throw damaged;
      }
      return readable(repository, last, firstParent);
    }
  }

  private static ObjectId commitId(GitRepository repository, String revision) throws IOException {
    return ObjectId.fromString(repository.commit(revision).id());
  }

  /** As much of the history as is there: its commits one behind the other by first parents. */
  private static Line readable(GitRepository repository, ObjectId last, boolean firstParent)
      throws IOException {
    List<RevCommit> commits = new ArrayList<>();
    try (RevWalk walk = new RevWalk(repository.objects())) {
      ObjectId next = last;
      while (next != null) {
        try {
          RevCommit commit = walk.parseCommit(next);
          walk.parseBody(commit);
          commits.add(0, commit);
          next = commit.getParentCount() == 0 ? null : commit.getParent(0);
        } catch (IOException endOfWhatCanBeRead) {
          next = null;
        }
      }
      return line(walk, commits, firstParent, false, true);
    }
  }

  private static Line line(
      RevWalk walk, List<RevCommit> commits, boolean firstParent, boolean bounded, boolean cutShort)
      throws IOException {
    Set<ObjectId> inside = new HashSet<>();
    commits.forEach(commit -> inside.add(commit.copy()));
    Map<String, Commit> before = new LinkedHashMap<>();
    if (bounded) {
      for (RevCommit commit : commits) {
        int followed = firstParent ? Math.min(1, commit.getParentCount()) : commit.getParentCount();
        for (int i = 0; i < followed; i++) {
          RevCommit parent = commit.getParent(i);
          if (!inside.contains(parent)) {
            walk.parseBody(parent);
            before.put(parent.name(), Changes.described(parent));
          }
        }
      }
    }
    List<Commit> all = new ArrayList<>(before.values());
    commits.forEach(commit -> all.add(Changes.described(commit)));
    return new Line(all, before.keySet(), cutShort);
  }

  /**
   * A branch as it is now.
   *
   * @param name without {@code refs/heads/}, or with the remote's name before it
   */
  public record Branch(String name, String commit) {}

  /** The branches, local and remote, whose name is wanted; numbers in names count as numbers. */
  public static List<Branch> branches(GitRepository repository, Predicate<String> wanted)
      throws IOException {
    List<Branch> found = new ArrayList<>();
    for (String prefix : List.of(Constants.R_HEADS, Constants.R_REMOTES)) {
      for (Ref ref : repository.objects().getRefDatabase().getRefsByPrefix(prefix)) {
        String name = ref.getName().substring(prefix.length());
        if (!ref.isSymbolic() && ref.getObjectId() != null && wanted.test(name)) {
          found.add(new Branch(name, ref.getObjectId().name()));
        }
      }
    }
    found.sort(Comparator.comparing(Branch::name, Revisions::byNumbers));
    return found;
  }

  /** {@code stable-4.9} before {@code stable-4.10}. */
  static int byNumbers(String one, String other) {
    String[] left = one.split("(?<=\\d)(?=\\D)|(?<=\\D)(?=\\d)");
    String[] right = other.split("(?<=\\d)(?=\\D)|(?<=\\D)(?=\\d)");
    for (int i = 0; i < Math.min(left.length, right.length); i++) {
      boolean numbers =
          Character.isDigit(left[i].charAt(0)) && Character.isDigit(right[i].charAt(0));
      int order =
          numbers
              ? new java.math.BigInteger(left[i]).compareTo(new java.math.BigInteger(right[i]))
              : left[i].compareTo(right[i]);
      if (order != 0) {
        return order;
      }
    }
    int byLength = Integer.compare(left.length, right.length);
    return byLength != 0 ? byLength : one.compareTo(other);
  }

  /**
   * What stands under a path now that stood otherwise before.
   *
   * @param blob id of a file's content; empty if there is no such file any more
   * @param submodule whether another repository stands there now
   */
  public record Difference(String path, String blob, boolean submodule) {}

  /**
   * How the trees of two commits differ, in order of their paths.
   *
   * @param before a commit's id; none for an empty tree
   * @param folders top folders to look into; all if there are none
   */
  public static List<Difference> differences(
      GitRepository repository, Optional<String> before, String after, Collection<String> folders)
      throws IOException {
    List<Difference> found = new ArrayList<>();
    try (RevWalk commits = new RevWalk(repository.objects());
        TreeWalk walk = new TreeWalk(repository.objects())) {
      if (before.isPresent()) {
        walk.addTree(commits.parseCommit(ObjectId.fromString(before.get())).getTree());
      } else {
        walk.addTree(new EmptyTreeIterator());
      }
      walk.addTree(commits.parseCommit(ObjectId.fromString(after)).getTree());
      walk.setRecursive(true);
      walk.setFilter(
          folders.isEmpty()
              ? TreeFilter.ANY_DIFF
              : AndTreeFilter.create(
                  PathFilterGroup.createFromStrings(folders), TreeFilter.ANY_DIFF));
      while (walk.next()) {
        boolean was = isFile(walk.getFileMode(0));
        boolean is = isFile(walk.getFileMode(1));
        boolean submodule = FileMode.GITLINK.equals(walk.getFileMode(1));
        boolean sameBytes = was && is && walk.idEqual(0, 1);
        if ((was || is || submodule) && !sameBytes) {
          found.add(
              new Difference(
                  walk.getPathString(), is ? walk.getObjectId(1).name() : "", submodule));
        }
      }
    } catch (MissingObjectException e) {
      throw repository.missing("the tree of " + after, e);
    }
    return found;
  }

  private static boolean isFile(FileMode mode) {
    return FileMode.REGULAR_FILE.equals(mode) || FileMode.EXECUTABLE_FILE.equals(mode);
  }

  /** The names at the top of a commit's tree. */
  public static Set<String> top(GitRepository repository, String commit) throws IOException {
    Set<String> names = new HashSet<>();
    try (RevWalk commits = new RevWalk(repository.objects());
        TreeWalk walk = new TreeWalk(repository.objects())) {
      walk.addTree(commits.parseCommit(ObjectId.fromString(commit)).getTree());
      while (walk.next()) {
        names.add(walk.getNameString());
      }
    } catch (MissingObjectException e) {
      throw repository.missing("the tree of " + commit, e);
    }
    return names;
  }
}
