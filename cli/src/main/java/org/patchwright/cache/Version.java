package org.patchwright.cache;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.patchwright.source.SourceTree;

/** What a cache has to know of the files of a tree: which of them are not what they were. */
interface Version {

  /**
   * What is not as it was.
   *
   * @param changed C files that have other bytes now, and those that are new
   * @param moved C files that are new, or gone
   * @param rooted whether kernels begin where they began, see {@link Standing#roots}
   * @param touched whether it is worth a note all the same
   */
  record Difference(Set<String> changed, Set<String> moved, boolean rooted, boolean touched) {
    static final Difference NONE = new Difference(Set.of(), Set.of(), true, false);

    public Difference {
      changed = Set.copyOf(changed);
      moved = Set.copyOf(moved);
    }
  }

  /**
   * Compares with the tree of an earlier run.
   *
   * @return empty if that can't be told
   */
  Optional<Difference> since(Snapshot old);

  /** Whether the tree has a C file of that path. */
  boolean has(String path);

  /** Looks at a file for somebody, and takes note of its content where that has to be read. */
  <T> Optional<T> look(SourceTree from, String path, SourceTree.Look<T> look) throws IOException;

  /** What tells another run of these files: of a snapshot, without tool, time and reports. */
  Snapshot noted();
}
