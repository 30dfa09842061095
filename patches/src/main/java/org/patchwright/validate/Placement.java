package org.patchwright.validate;

import java.util.Objects;
import java.util.Optional;
import org.patchwright.diff.Hunk;
import org.patchwright.repository.Commit;

/** What became of one hunk. */
public sealed interface Placement {

  Hunk hunk();

  /** One line for the user, without path and hunk number. */
  String describe();

  /** Whether the place is beyond doubt. */
  boolean isCertain();

  /**
   * The hunk has a place.
   *
   * @param line line of the file, from 1, at which the hunk's first line stands
   * @param why what leaves room for doubt; empty if nothing does
   */
  record At(Hunk hunk, Manner manner, int line, Optional<String> why) implements Placement {

    public At {
      Objects.requireNonNull(hunk);
      Objects.requireNonNull(manner);
    }

    @Override
    public boolean isCertain() {
      return why.isEmpty();
    }

    /** Lines from where the diff says to where it went. */
    public int offset() {
      return line - (hunk.oldCount() == 0 ? hunk.oldStart() + 1 : hunk.oldStart());
    }

    @Override
    public String describe() {
      String place = manner == Manner.OFFSET ? " of " + offset() + " lines" : "";
      return "line "
          + line
          + ": "
          + manner.words()
          + place
          + why.map(doubt -> ", likely: " + doubt).orElse("");
    }
  }

  /**
   * The hunk has no place.
   *
   * @param line where it comes closest, from 1; 0 if nothing in the file is like it
   * @param reason in a few words
   * @param expected the first line that the hunk wants and the file lacks
   * @param found the file's line there; empty behind its end
   * @param changedBy the commit that took the expected line away, where history tells
   */
  record Conflict(
      Hunk hunk,
      int line,
      String reason,
      String expected,
      Optional<String> found,
      Optional<Commit> changedBy)
      implements Placement {

    @Override
    public boolean isCertain() {
      return false;
    }

    /** The same conflict with the commit that caused it. */
    public Conflict causedBy(Optional<Commit> commit) {
      return new Conflict(hunk, line, reason, expected, found, commit);
    }

    @Override
    public String describe() {
      return "line "
          + line
          + ": "
          + reason
          + ": expects \""
          + expected.strip()
          + "\", found "
          + found.map(text -> "\"" + text.strip() + "\"").orElse("the end of the file")
          + changedBy.map(commit -> "; changed by " + commit.describe()).orElse("");
    }
  }
}
