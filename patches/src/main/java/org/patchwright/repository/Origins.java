package org.patchwright.repository;

import java.io.IOException;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.jgit.blame.BlameGenerator;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.ObjectId;

/** Which commits wrote the lines of a file, as {@code git blame} tells. */
public final class Origins {

  private Origins() {}

  /**
   * One line's origin.
   *
   * @param commit that last changed it
   * @param path of the file in that commit
   */
  public record Origin(Commit commit, String path) {}

  /**
   * The origins of some lines, which takes no longer than the oldest of them needs.
   *
   * @param revision a commit
   * @param lines numbers from 1
   * @return by line; lines that the file does not have are left out
   */
  public static Map<Integer, Origin> of(
      GitRepository repository, String revision, String path, Set<Integer> lines)
      throws IOException {
    Map<Integer, Origin> origins = new TreeMap<>();
    Set<Integer> wanted = new HashSet<>(lines);
    Commit start = repository.commit(revision);
    try (BlameGenerator blame = new BlameGenerator(repository.objects(), path)) {
      blame.setFollowFileRenames(true);
      blame.push(null, ObjectId.fromString(start.id()));
      while (!wanted.isEmpty() && blame.next()) {
        for (int line = blame.getResultStart() + 1; line <= blame.getResultEnd(); line++) {
          if (wanted.remove(line)) {
            Commit commit = repository.commit(blame.getSourceCommit().name());
            origins.put(line, new Origin(commit, blame.getSourcePath()));
          }
        }
      }
    } catch (MissingObjectException e) {
      // A shallow clone ends here; what is known by now is true.
      return origins;
    }
    return origins;
  }
}
