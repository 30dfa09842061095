package org.patchwright.ast;

import java.util.ArrayList;
import java.util.List;
import org.patchwright.source.Edit;
import org.patchwright.source.SourceFile;
import org.patchwright.source.Span;
import org.patchwright.syntax.Node;

/** Braces around statements that get one tab more. */
final class Wrapping {

  private Wrapping() {}

  static List<Edit> edits(Node first, Node last, String head) {
    SourceFile file = first.file();
    String path = file.path();
    String indent = StatementPlaces.indent(first);
    String lineEnd = StatementPlaces.lineEnd(first);
    String open = head.isEmpty() ? "{" : head + " {";
    List<Edit> edits = new ArrayList<>();
    edits.add(Edit.insert(path, first.span().start(), open + lineEnd + indent + "\t"));
    int end = StatementPlaces.endOfLine(last);
    for (int line = first.line() + 1; line <= file.line(Math.max(end - 1, 0)); line++) {
      Span span = file.lineSpan(line);
      int at = span.start();
      boolean empty = file.text(span).isBlank();
      if (!empty && at < end && file.at(at) != '#' && !isQuoted(first, at)) {
        edits.add(Edit.insert(path, at, "\t"));
      }
    }
    edits.add(Edit.insert(path, end, lineEnd + indent + "}"));
    return edits;
  }

  /** Whether a line begins inside a word: a string or a directive that goes on. */
  private static boolean isQuoted(Node near, int lineStart) {
    int token = near.tree().tokens().firstFrom(lineStart) - 1;
    boolean inside = token >= 0 && near.tree().tokens().end(token) > lineStart;
    return inside
        || near.tree().tokens().directives().stream()
            .anyMatch(directive -> directive.span().contains(lineStart));
  }
}
