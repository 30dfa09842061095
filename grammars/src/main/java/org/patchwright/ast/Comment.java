package org.patchwright.ast;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.patchwright.source.SourceFile;
import org.patchwright.source.Span;

/**
 * A comment.
 *
 * @param file where it stands
 * @param span its bytes, with the marks that begin and end it
 */
public record Comment(SourceFile file, Span span) {

  /** The exact text, with its marks. */
  public String text() {
    return file.text(span);
  }

  /** The line of its first byte, from 1. */
  public int line() {
    return file.line(span.start());
  }

  /** All comments of a file outside directives, in the order of the text. */
  public static List<Comment> of(TranslationUnit unit) {
    return unit.tree().tokens().comments().stream()
        .map(span -> new Comment(unit.file(), span))
        .toList();
  }

  static List<Comment> about(Ast ast) {
    SourceFile file = ast.file();
    Deque<Comment> above = new ArrayDeque<>();
    List<Comment> behind = new ArrayList<>();
    List<Span> comments = ast.tree().tokens().comments();
    int first = ast.span().start();
    for (int i = comments.size() - 1; i >= 0; i--) {
      Span comment = comments.get(i);
      if (comment.end() <= first && isNothing(file, comment.end(), first, 1)) {
        if (!startsLine(file, comment.start())) {
          break;
        }
        above.addFirst(new Comment(file, comment));
        first = comment.start();
      }
    }
    int last = ast.span().end();
    for (Span comment : comments) {
      if (comment.start() >= last && isNothing(file, last, comment.start(), 0)) {
        behind.add(new Comment(file, comment));
        last = comment.end();
      }
    }
    List<Comment> all = new ArrayList<>(above);
    all.addAll(behind);
    return List.copyOf(all);
  }

  /** Whether only white space, marks of punctuation and so many line ends lie between. */
  private static boolean isNothing(SourceFile file, int from, int to, int lines) {
    int found = 0;
    for (int at = from; at < to; at++) {
      int c = file.at(at);
      if (c == '\n') {
        found++;
      } else if (c > ' ' && c != ';' && c != ',') {
        return false;
      }
    }
    return found <= lines;
  }

  private static boolean startsLine(SourceFile file, int offset) {
    int at = offset;
    while (at > 0 && file.at(at - 1) != '\n') {
      at--;
      if (file.at(at) > ' ') {
        return false;
      }
    }
    return true;
  }
}
