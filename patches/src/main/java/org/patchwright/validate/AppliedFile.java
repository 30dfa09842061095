package org.patchwright.validate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.patchwright.diff.FileDiff;
import org.patchwright.source.SourceFile;

/** What one file's diff did to a tree. */
public sealed interface AppliedFile {

  FileDiff diff();

  /** Each hunk's place, in order; none where the file has no hunks or is not there. */
  List<Placement> placements();

  /** Everything is placed, and no place is in doubt. */
  boolean isCertain();

  /** Whether the diff was carried out. */
  default boolean isApplied() {
    return this instanceof Done;
  }

  /** One line for each thing a person should know, each with its path. */
  List<String> remarks();

  /**
   * The diff was carried out.
   *
   * @param after the file after it; empty where it went
   */
  record Done(FileDiff diff, List<Placement> placements, Optional<SourceFile> after)
      implements AppliedFile {

    public Done {
      placements = List.copyOf(placements);
    }

    @Override
    public boolean isCertain() {
      return placements.stream().allMatch(Placement::isCertain);
    }

    @Override
    public List<String> remarks() {
      return AppliedFile.told(diff, placements);
    }
  }

  /**
   * The diff was not carried out, or only in part.
   *
   * @param reason what is in its way
   * @param rest the file with those hunks that have a place; empty if none has
   * @param marked the file with each conflict between the usual markers, where there are conflicts
   */
  record Refused(
      FileDiff diff,
      List<Placement> placements,
      String reason,
      Optional<SourceFile> rest,
      Optional<SourceFile> marked)
      implements AppliedFile {

    /** Not carried out at all. */
    public Refused(FileDiff diff, String reason) {
      this(diff, List.of(), reason, Optional.empty(), Optional.empty());
    }

    public Refused {
      placements = List.copyOf(placements);
    }

    @Override
    public boolean isCertain() {
      return false;
    }

    @Override
    public List<String> remarks() {
      return placements.isEmpty()
          ? List.of(diff.path() + ": " + reason)
          : AppliedFile.told(diff, placements);
    }
  }

  private static List<String> told(FileDiff diff, List<Placement> placements) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < placements.size(); i++) {
      Placement placement = placements.get(i);
      boolean asStated =
          placement instanceof Placement.At at && at.manner() == Manner.EXACT && at.isCertain();
      if (!asStated) {
        all.add(
            String.format(
                "%s: hunk %d of %d: %s",
                diff.path(), i + 1, placements.size(), placement.describe()));
      }
    }
    return List.copyOf(all);
  }
}
