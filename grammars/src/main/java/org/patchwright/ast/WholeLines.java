package org.patchwright.ast;

import org.patchwright.source.SourceFile;
import org.patchwright.source.Span;
import org.patchwright.syntax.Node;

/** The lines that a node has for itself. */
final class WholeLines {

  private WholeLines() {}

  /**
   * What goes with a node: its lines, if nothing else stands on them, and one of the blank lines
   * that it stood between; else the node alone and the blanks before it.
   */
  static Span of(Node node) {
    SourceFile file = node.file();
    int start = node.span().start();
    while (start > 0 && isBlank(file.at(start - 1))) {
      start--;
    }
    int end = StatementPlaces.endOfLine(node);
    int behind = end;
    while (behind < file.size() && (isBlank(file.at(behind)) || file.at(behind) == '\r')) {
      behind++;
    }
    boolean begins = start == 0 || file.at(start - 1) == '\n';
    boolean ends = behind == file.size() || file.at(behind) == '\n';
    if (!begins || !ends) {
      return new Span(begins ? node.span().start() : start, node.span().end());
    }
    int next = Math.min(behind + 1, file.size());
    if (blankLineBefore(file, start) && blankLineAt(file, next)) {
      while (file.at(next) != '\n') {
        next++;
      }
      next++;
    }
    return new Span(start, next);
  }

  private static boolean isBlank(int c) {
    return c == ' ' || c == '\t';
  }

  private static boolean blankLineBefore(SourceFile file, int lineStart) {
    int at = lineStart - 2;
    while (at >= 0 && (isBlank(file.at(at)) || file.at(at) == '\r')) {
      at--;
    }
    return lineStart >= 2 && (at < 0 || file.at(at) == '\n');
  }

  private static boolean blankLineAt(SourceFile file, int lineStart) {
    int at = lineStart;
    while (at < file.size() && (isBlank(file.at(at)) || file.at(at) == '\r')) {
      at++;
    }
    return at < file.size() && file.at(at) == '\n';
  }
}
