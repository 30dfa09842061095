package org.patchwright.srcml;

import java.io.IOException;
import org.patchwright.source.SourceFile;

/**
 * Where bytes stand, as srcML says it: lines and columns from 1, a tab going to the next multiple
 * of eight, a character of several bytes being one column.
 */
final class Positions {

  static final Positions NONE = new Positions(SourceFile.of("", new byte[0]), false);

  private static final int TAB = 8;

  private final SourceFile file;
  private final boolean wanted;
  private int knownOffset;
  private int knownLine = 1;
  private int knownColumn = 1;

  private Positions(SourceFile file, boolean wanted) {
    this.file = file;
    this.wanted = wanted;
  }

  static Positions of(SourceFile file) {
    return new Positions(file, true);
  }

  boolean isWanted() {
    return wanted;
  }

  /** Writes the attributes of an element: its first character, and its last. */
  void write(Xml xml, int start, int end) throws IOException {
    xml.raw(" pos:start=\"" + at(start) + "\" pos:end=\"" + at(last(start, end)) + "\"");
  }

  private int last(int start, int end) {
    int last = Math.max(start, end - 1);
    while (last > start && last < file.size() && (file.at(last) & 0xc0) == 0x80) {
      last--;
    }
    return last;
  }

  private String at(int offset) {
    int line = file.line(offset);
    int lineStart = file.lineCount() == 0 ? 0 : offset - (file.column(offset) - 1);
    int from = lineStart;
    int column = 1;
    if (line == knownLine && knownOffset >= lineStart && knownOffset <= offset) {
      from = knownOffset;
      column = knownColumn;
    }
    for (int i = from; i < offset; i++) {
      int c = file.at(i);
      if (c == '\t') {
        column = (column - 1) / TAB * TAB + TAB + 1;
      } else if ((c & 0xc0) != 0x80) {
        column++;
      }
    }
    knownLine = line;
    knownOffset = offset;
    knownColumn = column;
    return line + ":" + column;
  }
}
