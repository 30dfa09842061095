package org.patchwright.pipeline;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.patchwright.diff.FileDiff;
import org.patchwright.diff.FileMode;
import org.patchwright.repository.TreeEntry;
import org.patchwright.series.Patch;
import org.patchwright.series.Series;
import org.patchwright.series.SeriesReading;
import org.patchwright.source.SourceTree;
import org.patchwright.validate.Applied;
import org.patchwright.validate.AppliedFile;
import org.patchwright.validate.PatchedTree;
import org.patchwright.validate.Placement;

/**
 * A series carried out on a tree, patch by patch.
 *
 * @param reading the series as it was read
 * @param target where it went
 * @param steps one for each patch, in order
 * @param notes what a person should know besides
 */
public record Carried(
    SeriesReading reading, PatchTarget target, List<Step> steps, List<String> notes) {

  /**
   * One patch.
   *
   * @param before the tree that it saw
   */
  public record Step(Patch patch, PatchedTree before, Applied applied) {}

  public Carried {
    steps = List.copyOf(steps);
    notes = List.copyOf(notes);
  }

  /** A way to make one patch's changes in a tree. */
  public interface Way {
    Applied carry(List<FileDiff> files, SourceTree tree) throws IOException;
  }

  /** Carries a series out, each patch on what the one before left. */
  public static Carried over(SeriesReading reading, PatchTarget target, Way way, List<String> notes)
      throws IOException {
    List<Step> steps = new ArrayList<>();
    PatchedTree tree = PatchedTree.of(target.tree());
    for (Patch patch : reading.series().patches()) {
      Applied applied = way.carry(patch.files(), tree);
      steps.add(new Step(patch, tree, applied));
      tree = applied.tree();
    }
    return new Carried(reading, target, steps, notes);
  }

  /** The tree after all patches. */
  public PatchedTree tree() {
    return steps.isEmpty()
        ? PatchedTree.of(target.tree())
        : steps.get(steps.size() - 1).applied().tree();
  }

  /** Whether every hunk has a place. */
  public boolean isApplied() {
    return steps.stream().allMatch(step -> step.applied().isApplied());
  }

  /** Whether everything was read and placed beyond doubt. */
  public boolean isProved() {
    return reading.isProved() && steps.stream().allMatch(step -> step.applied().isCertain());
  }

  /** Number of hunks that have a place. */
  public long placed() {
    return placements().stream().filter(Placement.At.class::isInstance).count();
  }

  /** Number of hunks, those of files that are not there included. */
  public long hunks() {
    return reading.series().files().stream().mapToLong(file -> file.hunks().size()).sum();
  }

  /** Each hunk's place in the order of the series. */
  public List<Placement> placements() {
    return steps.stream()
        .flatMap(step -> step.applied().files().stream())
        .flatMap(file -> file.placements().stream())
        .toList();
  }

  /** The series as it applies to the target, without patches that change nothing there. */
  public Series series() throws IOException {
    List<Patch> patches = new ArrayList<>();
    for (Step step : steps) {
      List<FileDiff> files = diffs(step);
      if (!files.isEmpty()) {
        patches.add(step.patch().withFiles(files));
      }
    }
    Series carried = reading.series().withPatches(patches);
    return new Series(
        carried.cover(), patches, carried.version(), carried.prefix(), target.commit());
  }

  /** What one patch changed, as a diff between the trees before and after it. */
  public static List<FileDiff> diffs(Step step) throws IOException {
    PatchedTree before = step.before();
    PatchedTree after = step.applied().tree();
    List<FileDiff> diffs = new ArrayList<>();
    List<String> told = new ArrayList<>();
    for (AppliedFile file : step.applied().files()) {
      FileDiff diff = file.diff();
      boolean source =
          diff.change() == FileDiff.Change.RENAMED || diff.change() == FileDiff.Change.COPIED;
      String oldPath = source && file.isApplied() ? diff.oldPath() : diff.path();
      if (told.contains(diff.path())) {
        continue;
      }
      told.add(diff.path());
      between(diff, before.entry(oldPath), after.entry(diff.path())).ifPresent(diffs::add);
    }
    return diffs;
  }

  private static Optional<FileDiff> between(
      FileDiff diff, Optional<TreeEntry> before, Optional<TreeEntry> after) {
    if (before.isEmpty() && after.isEmpty()) {
      return Optional.empty();
    }
    Optional<FileMode> oldMode = before.flatMap(entry -> FileMode.of(entry.mode()));
    Optional<FileMode> newMode = after.flatMap(entry -> FileMode.of(entry.mode()));
    boolean moved =
        before.isPresent() && after.isPresent() && !before.get().path().equals(after.get().path());
    Optional<FileDiff> made =
        FileDiff.between(before.map(TreeEntry::content), after.map(TreeEntry::content));
    if (made.isEmpty()) {
      return oldMode.equals(newMode)
          ? Optional.empty()
          : Optional.of(FileDiff.modified(diff.path(), List.of()).withModes(oldMode, newMode));
    }
    FileDiff found = made.get().withModes(oldMode, newMode);
    return Optional.of(
        moved && diff.change() == FileDiff.Change.COPIED
            ? new FileDiff(
                FileDiff.Change.COPIED,
                found.oldPath(),
                found.newPath(),
                oldMode,
                newMode,
                found.oldBlob(),
                found.newBlob(),
                found.similarity(),
                found.hunks(),
                found.binary())
            : found);
  }

  /** The paths that changed, with what is there now; empty for what went. */
  public Map<String, Optional<TreeEntry>> changes() throws IOException {
    return tree().changes();
  }
}
