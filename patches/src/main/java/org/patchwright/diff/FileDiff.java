package org.patchwright.diff;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import org.patchwright.source.SourceFile;

/**
 * What a patch does to one file. Paths are relative to the tree, without the {@code a/} and {@code
 * b/} of the text.
 *
 * @param change what happens to the path
 * @param oldPath the path before; that of the new file where the file is new
 * @param newPath the path after; that of the old file where the file goes
 * @param oldMode as far as the diff says
 * @param newMode as far as the diff says
 * @param oldBlob id, perhaps shortened, of the pre-image in the {@code index} line
 * @param newBlob id, perhaps shortened, of the post-image
 * @param similarity per cent, for renames and copies
 * @param hunks in the order of the file
 * @param binary where the content is not text
 */
public record FileDiff(
    Change change,
    String oldPath,
    String newPath,
    Optional<FileMode> oldMode,
    Optional<FileMode> newMode,
    Optional<String> oldBlob,
    Optional<String> newBlob,
    OptionalInt similarity,
    List<Hunk> hunks,
    Optional<BinaryPatch> binary) {

  /** What happens to a path. */
  public enum Change {
    MODIFIED,
    ADDED,
    DELETED,
    RENAMED,
    COPIED
  }

  public FileDiff {
    Objects.requireNonNull(change);
    Objects.requireNonNull(oldPath);
    Objects.requireNonNull(newPath);
    hunks = List.copyOf(hunks);
  }

  /** A change of a file's text alone. */
  public static FileDiff modified(String path, List<Hunk> hunks) {
    return new FileDiff(
        Change.MODIFIED,
        path,
        path,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        OptionalInt.empty(),
        hunks,
        Optional.empty());
  }

  /**
   * The change from one version of a file to another, with three lines of context, the heads of
   * functions and full blob ids. Different paths make a rename.
   *
   * @param before empty for a new file
   * @param after empty for a deleted file
   * @return empty where nothing changes
   * @throws IllegalArgumentException if there is neither
   */
  public static Optional<FileDiff> between(
      Optional<SourceFile> before, Optional<SourceFile> after) {
    return DiffMaker.between(before, after, DiffMaker.CONTEXT);
  }

  /** The path by which the post-image is known, or the pre-image where the file goes. */
  public String path() {
    return change == Change.DELETED ? oldPath : newPath;
  }

  public boolean isNew() {
    return change == Change.ADDED;
  }

  public boolean isDeleted() {
    return change == Change.DELETED;
  }

  /** Number of added lines. */
  public int added() {
    return hunks.stream().mapToInt(Hunk::added).sum();
  }

  /** Number of removed lines. */
  public int removed() {
    return hunks.stream().mapToInt(Hunk::removed).sum();
  }

  /** The same change with other hunks. */
  public FileDiff withHunks(List<Hunk> others) {
    return new FileDiff(
        change, oldPath, newPath, oldMode, newMode, oldBlob, newBlob, similarity, others, binary);
  }

  /** The same change of other paths. */
  public FileDiff withPaths(UnaryOperator<String> rename) {
    return new FileDiff(
        change,
        rename.apply(oldPath),
        rename.apply(newPath),
        oldMode,
        newMode,
        oldBlob,
        newBlob,
        similarity,
        hunks,
        binary);
  }

  /** The same change with these blob ids in its {@code index} line. */
  public FileDiff withBlobs(Optional<String> before, Optional<String> after) {
    return new FileDiff(
        change, oldPath, newPath, oldMode, newMode, before, after, similarity, hunks, binary);
  }

  /** The same change with these modes. */
  public FileDiff withModes(Optional<FileMode> before, Optional<FileMode> after) {
    return new FileDiff(
        change, oldPath, newPath, before, after, oldBlob, newBlob, similarity, hunks, binary);
  }

  /** The diff in git's form, one character a byte. */
  public String print() {
    return DiffPrinter.print(this);
  }
}
