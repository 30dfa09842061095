package org.patchwright.validate;

import java.util.List;
import org.patchwright.source.SourceFile;

/**
 * A patch carried out on a tree, as far as it could be.
 *
 * @param files each diff with its outcome, in order
 * @param changed files that came or changed
 * @param removed paths that went
 * @param tree the tree after it
 */
public record Applied(
    List<AppliedFile> files, List<SourceFile> changed, List<String> removed, PatchedTree tree) {

  public Applied {
    files = List.copyOf(files);
    changed = List.copyOf(changed);
    removed = List.copyOf(removed);
  }

  /** Whether every diff was carried out. */
  public boolean isApplied() {
    return files.stream().allMatch(AppliedFile::isApplied);
  }

  /** Whether every diff was carried out and no place is in doubt. */
  public boolean isCertain() {
    return files.stream().allMatch(AppliedFile::isCertain);
  }

  /** One line for each thing a person should know. */
  public List<String> remarks() {
    return files.stream().flatMap(file -> file.remarks().stream()).toList();
  }
}
