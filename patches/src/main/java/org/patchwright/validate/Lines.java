package org.patchwright.validate;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.patchwright.diff.Hunk;
import org.patchwright.diff.HunkLine;
import org.patchwright.source.SourceFile;

/** Lines with their line feeds, so that a last line without one differs from one with it. */
final class Lines {

  private Lines() {}

  static List<String> of(SourceFile file) {
    String text = file.text();
    List<String> lines = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int end = text.indexOf('\n', at);
      end = end < 0 ? text.length() : end + 1;
      lines.add(text.substring(at, end));
      at = end;
    }
    return lines;
  }

  static SourceFile file(String path, List<String> lines) {
    return SourceFile.owning(path, String.join("", lines).getBytes(StandardCharsets.ISO_8859_1));
  }

  static List<String> old(Hunk hunk) {
    return hunk.oldLines().stream().map(HunkLine::content).toList();
  }

  static List<String> now(Hunk hunk) {
    return hunk.newLines().stream().map(HunkLine::content).toList();
  }

  /** The line with each run of blanks as one, none at its end: what a reader sees of it. */
  static String seen(String line) {
    return line.strip().replaceAll("\\s+", " ");
  }
}
