package org.patchwright.pipeline;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.patchwright.cache.FileWords;
import org.patchwright.cache.Standing;
import org.patchwright.run.FileReport;
import org.patchwright.run.Memory;
import org.patchwright.source.SourceTree;
import org.patchwright.source.WordHashes;
import org.patchwright.symbol.KernelTree;

/** What files yielded in one version of a tree, carried to the next as far as it stands there. */
final class CarriedOver implements Memory {

  private final Map<String, FileReport> reports = new ConcurrentHashMap<>();

  static boolean isC(String path) {
    return path.endsWith(".c") || path.endsWith(".h");
  }

  void clear() {
    reports.clear();
  }

  /**
   * Goes on to another version.
   *
   * @param changed the paths that differ
   */
  void go(KernelTree before, KernelTree after, Collection<String> changed) throws IOException {
    Set<String> other = new HashSet<>();
    Set<String> moved = new HashSet<>();
    for (String path : changed) {
      boolean now = after.source().contains(path);
      if (now != before.source().contains(path)) {
        moved.add(path);
      }
      if (now && isC(path)) {
        other.add(path);
      }
    }
    boolean sameRoots =
        moved.isEmpty()
            || Standing.roots(before.source().paths())
                .equals(Standing.roots(after.source().paths()));
    if (!sameRoots) {
      clear();
      return;
    }
    Map<String, int[]> words = new HashMap<>();
    for (String path : other) {
      after.source().look(path, WordHashes::of).ifPresent(found -> words.put(path, found));
    }
    Standing standing = Standing.after(other, moved, FileWords.of(words), () -> after);
    reports.entrySet().removeIf(one -> !standing.holds(one.getKey(), one.getValue()));
  }

  @Override
  public Optional<FileReport> recall(String path) {
    return Optional.ofNullable(reports.get(path));
  }

  @Override
  public <T> Optional<T> look(SourceTree tree, String path, SourceTree.Look<T> look)
      throws IOException {
    return tree.look(path, look);
  }

  @Override
  public void keep(String path, FileReport report) {
    if (report.failures().isEmpty() && report.problems().isEmpty()) {
      reports.put(path, report);
    }
  }
}
