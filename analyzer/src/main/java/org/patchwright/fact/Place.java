package org.patchwright.fact;

import org.patchwright.source.SourceFile;
import org.patchwright.source.Span;
import org.patchwright.syntax.Node;

/**
 * Somewhere in a file, as a reader finds it.
 *
 * @param path the file
 * @param span the bytes meant
 * @param line of the first byte, from 1
 * @param column of the first byte, from 1, in bytes
 */
public record Place(String path, Span span, int line, int column) implements Comparable<Place> {

  public static Place of(Node node) {
    return of(node.file(), node.span());
  }

  public static Place of(SourceFile file, Span span) {
    return new Place(file.path(), span, file.line(span.start()), file.column(span.start()));
  }

  /** By path, then by position. */
  @Override
  public int compareTo(Place other) {
    int byPath = path.compareTo(other.path);
    return byPath != 0 ? byPath : span.compareTo(other.span);
  }
}
