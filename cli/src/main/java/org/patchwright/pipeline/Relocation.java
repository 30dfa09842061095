package org.patchwright.pipeline;

import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.patchwright.diff.DiffPaths;
import org.patchwright.diff.FileDiff;
import org.patchwright.series.Patch;
import org.patchwright.series.Series;
import org.patchwright.source.SourceTree;

/**
 * A series whose paths count from another folder than the tree's top, with its paths made to fit.
 *
 * @param note what was done, if anything was
 */
record Relocation(Series series, Optional<String> note) {

  private static final int MOST_STRIP = 4;

  /** The series as it is, unless the tree has none of its files but has all at one other place. */
  static Relocation of(Series series, SourceTree tree) throws IOException {
    Set<String> wanted = preImages(series);
    if (wanted.isEmpty() || held(wanted, tree, UnaryOperator.identity()) > 0) {
      return new Relocation(series, Optional.empty());
    }
    for (int strip = 1; strip <= MOST_STRIP; strip++) {
      int names = strip;
      UnaryOperator<String> rename = path -> DiffPaths.strip(path, names);
      if (held(wanted, tree, rename) == wanted.size()) {
        return moved(series, rename, "paths taken without their first " + names + " names");
      }
    }
    String one = wanted.iterator().next();
    Set<String> folders = new LinkedHashSet<>();
    for (String path : tree.paths()) {
      if (path.endsWith("/" + one)) {
        folders.add(path.substring(0, path.length() - one.length()));
      }
    }
    folders.removeIf(folder -> !all(wanted, tree, folder));
    if (folders.size() == 1) {
      String folder = folders.iterator().next();
      return moved(series, path -> folder + path, "paths taken below " + folder);
    }
    return new Relocation(series, Optional.empty());
  }

  private static boolean all(Set<String> wanted, SourceTree tree, String folder) {
    try {
      return held(wanted, tree, path -> folder + path) == wanted.size();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Set<String> preImages(Series series) {
    Set<String> wanted = new LinkedHashSet<>();
    Set<String> made = new HashSet<>();
    for (FileDiff file : series.files()) {
      if (!file.isNew() && !made.contains(file.oldPath())) {
        wanted.add(file.oldPath());
      }
      made.add(file.newPath());
    }
    return wanted;
  }

  private static int held(Set<String> wanted, SourceTree tree, UnaryOperator<String> rename)
      throws IOException {
    int held = 0;
    for (String path : wanted) {
      String there = rename.apply(path);
      held += DiffPaths.isSafe(there) && tree.contains(there) ? 1 : 0;
    }
    return held;
  }

  private static Relocation moved(Series series, UnaryOperator<String> rename, String note) {
    List<Patch> patches =
        series.patches().stream()
            .map(
                patch ->
                    patch.withFiles(
                        patch.files().stream().map(file -> file.withPaths(rename)).toList()))
            .toList();
    return new Relocation(series.withPatches(patches), Optional.of(note));
  }
}
