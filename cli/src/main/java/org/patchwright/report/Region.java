package org.patchwright.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.patchwright.fact.Place;
import org.patchwright.source.SourceFile;
import org.patchwright.source.Span;

/**
 * A part of a file in lines and columns from 1; columns count code points, the end is behind the
 * last one.
 */
record Region(int startLine, int startColumn, int endLine, int endColumn) {

  static Region of(Place place, Optional<SourceFile> file) {
    if (file.isEmpty() || place.span().end() > file.get().size()) {
      return new Region(place.line(), place.column(), place.line(), place.column());
    }
    return of(place.span(), file.get());
  }

  static Region of(Span span, SourceFile file) {
    return new Region(
        file.line(span.start()),
        column(file, span.start()),
        file.line(span.end()),
        column(file, span.end()));
  }

  private static int column(SourceFile file, int offset) {
    Span before = new Span(offset - file.column(offset) + 1, offset);
    String text = file.display(before);
    return text.codePointCount(0, text.length()) + 1;
  }

  void write(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("region");
    writeFields(json);
    json.writeEndObject();
  }

  void writeFields(JsonGenerator json) throws IOException {
    json.writeNumberField("startLine", startLine);
    json.writeNumberField("startColumn", startColumn);
    json.writeNumberField("endLine", endLine);
    json.writeNumberField("endColumn", endColumn);
  }

  /** Text of one character a byte as a reader should see it. */
  static String decoded(String bytes) {
    SourceFile text = SourceFile.owning("", bytes.getBytes(StandardCharsets.ISO_8859_1));
    return text.display(text.span());
  }
}
