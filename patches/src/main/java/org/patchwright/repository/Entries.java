package org.patchwright.repository;

import java.io.IOException;
import java.util.Optional;
import org.patchwright.source.SourceTree;

/** The entries of a tree with their modes, symbolic links and submodules among them. */
public interface Entries {

  /**
   * What stands under a path.
   *
   * @return empty if nothing does, or a folder
   */
  Optional<TreeEntry> entry(String path) throws IOException;

  /** Whether the path is a folder. */
  boolean isFolder(String path) throws IOException;

  /** The entries of a tree; all plain files, where it knows no modes. */
  static Entries of(SourceTree tree) {
    if (tree instanceof Entries entries) {
      return entries;
    }
    return new Entries() {
      @Override
      public Optional<TreeEntry> entry(String path) throws IOException {
        return tree.read(path).map(TreeEntry::regular);
      }

      @Override
      public boolean isFolder(String path) throws IOException {
        return tree.pathsUnder(path).findAny().isPresent();
      }
    };
  }
}
