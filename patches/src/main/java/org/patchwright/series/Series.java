package org.patchwright.series;

import java.util.List;
import java.util.Optional;
import org.patchwright.diff.FileDiff;

/**
 * Patches in the order in which they apply.
 *
 * @param cover the cover letter, if there is one
 * @param patches in order
 * @param version 1 for a first posting
 * @param prefix the first word in the subjects' brackets, usually {@code PATCH}
 * @param baseCommit the commit that the series says it applies to: 40 hex digits
 */
public record Series(
    Optional<CoverLetter> cover,
    List<Patch> patches,
    int version,
    String prefix,
    Optional<String> baseCommit) {

  public Series {
    patches = List.copyOf(patches);
    if (version < 1) {
      throw new IllegalArgumentException("versions count from 1: " + version);
    }
  }

  /** A first version without a cover letter. */
  public static Series of(List<Patch> patches, Optional<String> baseCommit) {
    return new Series(Optional.empty(), patches, 1, "PATCH", baseCommit);
  }

  /** The same series with other patches. */
  public Series withPatches(List<Patch> others) {
    return new Series(cover, others, version, prefix, baseCommit);
  }

  /** The same series on another base. */
  public Series onBase(String commit) {
    return new Series(cover, patches, version, prefix, Optional.of(commit));
  }

  /** The same series with this cover letter. */
  public Series withCover(CoverLetter letter) {
    return new Series(Optional.of(letter), patches, version, prefix, baseCommit);
  }

  /** The changes of all patches, one after the other. */
  public List<FileDiff> files() {
    return patches.stream().flatMap(patch -> patch.files().stream()).toList();
  }
}
