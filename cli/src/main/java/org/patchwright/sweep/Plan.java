package org.patchwright.sweep;

import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.patchwright.pipeline.PathGlob;
import org.patchwright.pipeline.Target;

/**
 * What a sweep of one repository is to do: its revisions, and what each changes. A plan holds no
 * content of files, and can be sent to other machines.
 *
 * @param repository where the repository is
 * @param globs of the paths to report on, see {@link PathGlob}; all if there are none
 * @param revisions each behind those that it is compared with
 * @param changes of each revision, against its base
 */
public record Plan(
    String repository, List<String> globs, List<Revision> revisions, List<List<Change>> changes)
    implements Serializable {

  public Plan {
    globs = List.copyOf(globs);
    revisions = List.copyOf(revisions);
    changes = changes.stream().map(List::copyOf).toList();
  }

  /**
   * One revision.
   *
   * @param number its place in the plan
   * @param commit 40 hex digits
   * @param subject of its message, as it was written: anybody's text
   * @param author name and address
   * @param committed when, in seconds since 1970
   * @param base the number of the revision that it is compared with; -1 for an empty tree
   * @param parents numbers of the revisions that it was made from, as far as they are in the plan
   * @param before whether it only tells what was there before the range
   * @param branches that end here
   */
  public record Revision(
      int number,
      String commit,
      String subject,
      String author,
      long committed,
      int base,
      List<Integer> parents,
      boolean before,
      List<String> branches)
      implements Serializable {
    public Revision {
      parents = List.copyOf(parents);
      branches = List.copyOf(branches);
    }

    /** The day of the commit, in UTC. */
    public String date() {
      return Instant.ofEpochSecond(committed).toString().substring(0, 10);
    }
  }

  /**
   * A path whose content is another than in the base.
   *
   * @param blob id of what it holds; empty if it is gone
   */
  public record Change(String path, String blob) implements Serializable {

    boolean isC() {
      return path.endsWith(".c") || path.endsWith(".h");
    }
  }

  /** Whether a path is to be reported on. */
  Predicate<String> wanted() {
    Predicate<String> matches = PathGlob.any(globs);
    return path -> Target.isSource(path) && matches.test(path);
  }

  /** The folders in which there is something to report on, in some revision: the work's shares. */
  public List<String> shares() {
    Predicate<String> wanted = wanted();
    Set<String> folders = new TreeSet<>();
    for (List<Change> of : changes) {
      for (Change change : of) {
        if (wanted.test(change.path())) {
          folders.add(Listing.folder(change.path()));
        }
      }
    }
    return List.copyOf(folders);
  }

  /** How many different contents there are to report on, under their paths. */
  public int distinct() {
    Predicate<String> wanted = wanted();
    Set<Change> seen = new java.util.HashSet<>();
    for (List<Change> of : changes) {
      of.stream()
          .filter(change -> !change.blob().isEmpty() && wanted.test(change.path()))
          .forEach(seen::add);
    }
    return seen.size();
  }

  /** How many revisions change something that is reported on. */
  public int touching() {
    Predicate<String> wanted = wanted();
    return (int)
        changes.stream().filter(of -> of.stream().anyMatch(c -> wanted.test(c.path()))).count();
  }
}
