package org.patchwright.pipeline;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.patchwright.diff.FileDiff;
import org.patchwright.diff.Hunk;
import org.patchwright.diff.HunkLine;
import org.patchwright.rule.Finding;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;
import org.patchwright.syntax.Node;
import org.patchwright.syntax.SyntaxTree;

/** What of a file a patch changes. */
final class Touched {

  private Touched() {}

  /** Whether a patch changes the function that a finding in the tree behind it is about. */
  static boolean by(List<FileDiff> diffs, Finding finding, SourceTree after) throws IOException {
    for (FileDiff diff : diffs) {
      Optional<SourceFile> file =
          diff.path().equals(finding.path()) ? after.read(diff.path()) : Optional.empty();
      if (file.isPresent()) {
        int line = finding.place().line();
        return SyntaxTree.parse(file.get())
            .functions()
            .anyMatch(function -> holds(function, line) && isChanged(function, diff));
      }
    }
    return false;
  }

  private static boolean holds(Node function, int line) {
    return line >= function.line() && line < end(function);
  }

  private static int end(Node function) {
    return function.line() + (int) function.text().lines().count();
  }

  private static boolean isChanged(Node function, FileDiff diff) {
    for (Hunk hunk : diff.hunks()) {
      int number = hunk.newStart();
      for (HunkLine line : hunk.lines()) {
        if (line.kind() != HunkLine.Kind.CONTEXT && holds(function, number)) {
          return true;
        }
        number += line.kind().inNew() ? 1 : 0;
      }
    }
    return false;
  }
}
