package org.patchwright.rebase;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.patchwright.diff.FileDiff;
import org.patchwright.diff.Hunk;
import org.patchwright.diff.HunkLine;
import org.patchwright.source.SourceFile;

/** How a patch differs from its earlier form, as a diff of the two diffs. */
public final class RangeDiff {

  private RangeDiff() {}

  /**
   * @return the differing lines with some around them; empty if both change the same lines
   */
  public static Optional<String> of(List<FileDiff> before, List<FileDiff> after) {
    SourceFile old = text(before);
    SourceFile now = text(after);
    return FileDiff.between(Optional.of(old), Optional.of(now))
        .map(
            diff ->
                diff.hunks().stream()
                    .map(RangeDiff::shown)
                    .collect(Collectors.joining("    @@\n", "    @@\n", "")));
  }

  private static String shown(Hunk hunk) {
    return hunk.lines().stream()
        .map(line -> "    " + line.kind().mark() + line.text() + "\n")
        .collect(Collectors.joining());
  }

  /** Without line numbers and blob ids, which change with every base. */
  private static SourceFile text(List<FileDiff> files) {
    StringBuilder out = new StringBuilder();
    for (FileDiff file : files) {
      out.append(" ## ").append(file.path()).append('\n');
      for (Hunk hunk : file.hunks()) {
        out.append("@@ ").append(hunk.section()).append('\n');
        for (HunkLine line : hunk.lines()) {
          out.append(line.kind().mark()).append(line.text()).append('\n');
        }
      }
    }
    return SourceFile.owning("patch", out.toString().getBytes(StandardCharsets.ISO_8859_1));
  }
}
