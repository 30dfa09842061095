package org.patchwright.source;

/**
 * One replacement in one file.
 *
 * @param path the file
 * @param span what goes; empty for an insertion
 * @param replacement what comes in its place, one character a byte (see {@link SourceFile#text()})
 */
public record Edit(String path, Span span, String replacement) {

  public static Edit insert(String path, int offset, String text) {
    return new Edit(path, Span.at(offset), text);
  }
}
