package org.patchwright.split;

import java.util.Optional;
import org.patchwright.diff.FileDiff;
import org.patchwright.source.SourceFile;

/**
 * A file that a patch changes.
 *
 * @param diff from one version to the other
 * @param before empty where the file is new
 * @param after empty where it goes
 */
public record Changed(FileDiff diff, Optional<SourceFile> before, Optional<SourceFile> after) {

  /** Whether it can only change all at once: what is new, goes, moves, or is no text. */
  boolean isWhole() {
    return diff.change() != FileDiff.Change.MODIFIED
        || diff.binary().isPresent()
        || diff.hunks().isEmpty()
        || !diff.oldMode().equals(diff.newMode());
  }
}
