package org.patchwright.repository;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevSort;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;

/** How a repository's log words the commits that touched a path. */
public final class Subjects {

  /** A history of a million commits should not be walked for one that touched a file. */
  private static final int LOOKED_AT = 20_000;

  private Subjects() {}

  /**
   * The subjects of the newest commits that changed a file or folder, merges left out.
   *
   * @param revision a commit to begin at
   * @param limit most subjects to give
   */
  public static List<String> of(GitRepository repository, String revision, String path, int limit)
      throws IOException {
    List<String> subjects = new ArrayList<>();
    ObjectId start = ObjectId.fromString(repository.commit(revision).id());
    Map<ObjectId, Optional<ObjectId>> known = new HashMap<>();
    try (RevWalk walk = new RevWalk(repository.objects())) {
      walk.sort(RevSort.COMMIT_TIME_DESC);
      walk.markStart(walk.parseCommit(start));
      int looked = 0;
      for (RevCommit commit : walk) {
        if (subjects.size() == limit || looked++ == LOOKED_AT) {
          break;
        }
        if (commit.getParentCount() > 1) {
          continue;
        }
        Optional<ObjectId> now = entry(walk, commit, path, known);
        Optional<ObjectId> before =
            commit.getParentCount() == 0
                ? Optional.empty()
                : entry(walk, commit.getParent(0), path, known);
        known.remove(commit.getId());
        if (!now.equals(before)) {
          walk.parseBody(commit);
          subjects.add(commit.getShortMessage());
        }
      }
    } catch (MissingObjectException e) {
      // A shallow clone ends here; what it has is the newest.
      return subjects;
    }
    return subjects;
  }

  private static Optional<ObjectId> entry(
      RevWalk walk, RevCommit commit, String path, Map<ObjectId, Optional<ObjectId>> known)
      throws IOException {
    Optional<ObjectId> found = known.get(commit.getId());
    if (found == null) {
      walk.parseHeaders(commit);
      try (TreeWalk tree = TreeWalk.forPath(walk.getObjectReader(), path, commit.getTree())) {
        found = tree == null ? Optional.empty() : Optional.of(tree.getObjectId(0));
      }
      known.put(commit.copy(), found);
    }
    return found;
  }
}
