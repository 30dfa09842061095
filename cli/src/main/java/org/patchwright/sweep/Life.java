package org.patchwright.sweep;

import java.util.List;
import org.patchwright.rule.Finding;

/**
 * One finding through all revisions that were swept.
 *
 * @param id names it within this sweep, and in later ones of the same history
 * @param fingerprint as it was first seen, see {@link org.patchwright.report.Fingerprint}
 * @param latest as it was in the last revision that has it
 * @param events what happened to it, in the order of revisions
 * @param branches that have it at their ends
 * @param revisions how many of the revisions that were swept have it
 */
public record Life(
    String id,
    String fingerprint,
    Finding latest,
    List<Event> events,
    List<String> branches,
    int revisions) {

  public Life {
    events = List.copyOf(events);
    branches = List.copyOf(branches);
  }

  /** What may happen to a finding. */
  public enum Kind {
    /** It is in the first revision that was looked at, and may be older. */
    THERE_BEFORE,
    /** No parent of the commit has it. */
    BROUGHT_IN,
    /** It was gone, or is on another line of history, and this commit has it anew. */
    CAME_BACK,
    /** It stays, in another file. */
    MOVED,
    /** It stays, and the code that it points to was changed. */
    REWRITTEN,
    /** Every parent of the commit has it. */
    MENDED,
    /** It went with its file. */
    REMOVED
  }

  /**
   * Something that a commit did to it.
   *
   * @param path where the finding is then, or was last
   */
  public record Event(Kind kind, Plan.Revision revision, String path) {}

  /** The events of some kinds. */
  public List<Event> events(Kind... kinds) {
    List<Kind> wanted = List.of(kinds);
    return events.stream().filter(event -> wanted.contains(event.kind())).toList();
  }

  /** Whether no line of history that was swept ends with it. */
  public boolean isOver() {
    return branches.isEmpty();
  }
}
