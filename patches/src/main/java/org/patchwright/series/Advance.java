package org.patchwright.series;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.patchwright.diff.FileDiff;
import org.patchwright.diff.Hunk;
import org.patchwright.diff.HunkLine;
import org.patchwright.source.OverlayTree;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;

/** The tree that the next patch of a series sees, as far as the one before fits exactly. */
final class Advance {

  private Advance() {}

  static SourceTree over(SourceTree tree, List<FileDiff> files) throws IOException {
    List<SourceFile> changed = new ArrayList<>();
    List<String> removed = new ArrayList<>();
    for (FileDiff file : files) {
      if (file.isDeleted() || file.change() == FileDiff.Change.RENAMED) {
        removed.add(file.oldPath());
      }
      if (file.isDeleted() || file.binary().isPresent()) {
        continue;
      }
      Optional<SourceFile> before = file.isNew() ? Optional.empty() : tree.read(file.oldPath());
      if (before.isPresent() || file.isNew()) {
        changed.add(after(before.map(SourceFile::text).orElse(""), file));
      }
    }
    return OverlayTree.of(changed, removed, tree);
  }

  private static SourceFile after(String before, FileDiff file) {
    List<String> lines = new ArrayList<>();
    for (int at = 0; at < before.length(); ) {
      int end = before.indexOf('\n', at) + 1;
      end = end == 0 ? before.length() : end;
      lines.add(before.substring(at, end));
      at = end;
    }
    int shift = 0;
    for (Hunk hunk : file.hunks()) {
      List<String> old = hunk.oldLines().stream().map(HunkLine::content).toList();
      int wanted = Math.max(0, hunk.oldStart() - (old.isEmpty() ? 0 : 1)) + shift;
      int place = place(lines, old, wanted);
      if (place >= 0) {
        List<String> room = lines.subList(place, place + old.size());
        room.clear();
        room.addAll(hunk.newLines().stream().map(HunkLine::content).toList());
        shift += place - wanted + hunk.newCount() - hunk.oldCount();
      }
    }
    byte[] bytes = String.join("", lines).getBytes(StandardCharsets.ISO_8859_1);
    return SourceFile.owning(file.newPath(), bytes);
  }

  private static int place(List<String> lines, List<String> old, int wanted) {
    for (int distance = 0; distance <= lines.size(); distance++) {
      for (int place : new int[] {wanted + distance, wanted - distance}) {
        if (place >= 0
            && place + old.size() <= lines.size()
            && lines.subList(place, place + old.size()).equals(old)) {
          return place;
        }
      }
    }
    return -1;
  }
}
