package org.patchwright.sweep;

import java.util.List;
import java.util.Optional;

/**
 * Which revisions to sweep.
 *
 * @param branches glob of branches whose tips are swept
 * @param range of commits, as {@code A..B}, or {@code B} for all that it reaches
 * @param firstParent whether only first parents are followed
 * @param every take one of so many commits
 * @param globs of the paths to report on
 */
public record Request(
    Optional<String> branches,
    Optional<String> range,
    boolean firstParent,
    int every,
    List<String> globs) {

  public Request {
    globs = List.copyOf(globs);
  }
}
