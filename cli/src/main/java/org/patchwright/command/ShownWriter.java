package org.patchwright.command;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import org.patchwright.report.Shown;

/**
 * Spells out what a terminal would obey, whoever wrote it: messages quote paths, sources and mails
 * of strangers.
 */
final class ShownWriter extends FilterWriter {

  private ShownWriter(Writer to) {
    super(to);
  }

  static PrintWriter around(PrintWriter to) {
    return new PrintWriter(new ShownWriter(to));
  }

  @Override
  public void write(int c) throws IOException {
    write(Character.toString(c), 0, 1);
  }

  @Override
  public void write(char[] text, int from, int length) throws IOException {
    write(new String(text, from, length), 0, length);
  }

  @Override
  public void write(String text, int from, int length) throws IOException {
    StringBuilder safe = new StringBuilder(length);
    int start = from;
    for (int at = from; at <= from + length; at++) {
      char c = at < from + length ? text.charAt(at) : '\n';
      if (c == '\n' || c == '\t' || c == '\r') {
        safe.append(Shown.of(text.substring(start, at)));
        if (at < from + length) {
          safe.append(c);
        }
        start = at + 1;
      }
    }
    out.write(safe.toString());
  }
}
