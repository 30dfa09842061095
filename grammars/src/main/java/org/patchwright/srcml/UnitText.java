package org.patchwright.srcml;

import java.io.IOException;
import java.util.Optional;
import org.patchwright.source.SourceFile;
import org.patchwright.source.Span;
import org.patchwright.token.Directive;

/**
 * Writes what is inside a unit: each token with the tags around it, and between tokens white space,
 * comments, directives and words that are not marked up, so that all text is the file's.
 */
final class UnitText {

  private final SourceFile file;
  private final Code code;
  private final Xml xml;
  private final Markup markup;
  private final Positions positions;
  private final int shift;
  private int offset;
  private int next;
  private int comment;
  private int directive;
  private boolean open;

  private UnitText(Code code, Markup markup, Xml xml, Positions positions, int shift) {
    this.file = code.file();
    this.code = code;
    this.markup = markup;
    this.xml = xml;
    this.positions = positions;
    this.shift = shift;
  }

  /**
   * @param positions where each element gets its position from; empty for none
   */
  static void write(SourceFile file, Xml xml, Optional<Positions> positions) throws IOException {
    Code code = Code.of(file);
    UnitText text = new UnitText(code, Markup.of(code), xml, positions.orElse(Positions.NONE), 0);
    int at = 0;
    while (at < code.size()) {
      at = text.markup.statements().statement(at, code.size());
      text.write();
    }
    text.between(file.size());
  }

  /** The condition of a directive, as one expression. */
  private void condition(Span body) throws IOException {
    Code condition = Code.of(SourceFile.of(file.path(), slice(body)));
    UnitText text =
        new UnitText(
            condition, Markup.ofCondition(condition), xml, positions, shift + body.start());
    if (condition.size() > 0) {
      text.markup.expressions().expression(0, condition.size());
      text.write();
    }
    text.between(condition.file().size());
    offset = body.end();
  }

  private byte[] slice(Span span) {
    byte[] bytes = new byte[span.length()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) file.at(span.start() + i);
    }
    return bytes;
  }

  private void write() throws IOException {
    Events events = markup.events();
    int[] ends = positions.isWanted() ? ends(events) : new int[0];
    for (int i = 0; i < events.size(); i++) {
      switch (events.kind(i)) {
        case Events.TOKEN -> token();
        case Events.OPEN -> {
          between(code.start(next));
          start(events.element(i), i, ends);
        }
        case Events.OPEN_EARLY -> start(events.element(i), i, ends);
        case Events.CLOSE_LATE -> {
          between(code.start(next));
          end(events.element(i));
        }
        default -> end(events.element(i));
      }
    }
    events.clear();
  }

  /** For each event that opens an element the offset behind the element's last token. */
  private int[] ends(Events events) {
    int[] ends = new int[events.size()];
    int[] stack = new int[events.size()];
    int depth = 0;
    int token = next;
    for (int i = 0; i < ends.length; i++) {
      switch (events.kind(i)) {
        case Events.TOKEN -> token++;
        case Events.OPEN, Events.OPEN_EARLY -> stack[depth++] = i;
        default -> ends[stack[--depth]] = token == 0 ? 0 : code.end(token - 1);
      }
    }
    return ends;
  }

  private void start(Element element, int event, int[] ends) throws IOException {
    content();
    xml.raw(element.start());
    if (positions.isWanted()) {
      positions.write(xml, shift + offset, shift + Math.max(ends[event], offset));
    }
    open = true;
  }

  /** An element whose bytes are known. */
  private void start(Element element, Span span) throws IOException {
    content();
    xml.raw(element.start());
    if (positions.isWanted()) {
      positions.write(xml, shift + span.start(), shift + span.end());
    }
    open = true;
  }

  private void end(Element element) throws IOException {
    if (open) {
      xml.raw("/>");
      open = false;
    } else {
      xml.raw(element.end());
    }
  }

  /** Something follows the start tag that was written last. */
  private void content() throws IOException {
    if (open) {
      xml.raw(">");
      open = false;
    }
  }

  private void token() throws IOException {
    between(code.start(next));
    text(code.end(next));
    next++;
  }

  private void text(int end) throws IOException {
    if (end > offset) {
      content();
    }
    while (offset < end) {
      xml.source(file.at(offset++));
    }
  }

  /** What stands before the next token: its comments and directives are elements. */
  private void between(int end) throws IOException {
    if (end == offset || end == offset + 1 && file.at(offset) == ' ') {
      // Most tokens have no more before them.
      text(end);
      return;
    }
    while (offset < end) {
      while (comment < code.comments().size() && code.comments().get(comment).start() < offset) {
        comment++;
      }
      while (directive < code.directives().size()
          && code.directives().get(directive).span().start() < offset) {
        directive++;
      }
      int nextComment =
          comment < code.comments().size() ? code.comments().get(comment).start() : end;
      int nextDirective =
          directive < code.directives().size()
              ? code.directives().get(directive).span().start()
              : end;
      int stop = Math.min(end, Math.min(nextComment, nextDirective));
      plain(stop);
      if (stop < end && stop == nextComment) {
        comment(code.comments().get(comment++));
      } else if (stop < end) {
        directive(code.directives().get(directive++));
      }
    }
  }

  /** Text outside tokens; a comment that nothing closes runs to its end. */
  private void plain(int stop) throws IOException {
    int unclosed = stop == file.size() ? file.text().indexOf("/*", offset) : -1;
    if (unclosed >= 0 && isUnclosed(unclosed)) {
      text(unclosed);
      comment(new Span(unclosed, stop));
    } else {
      text(stop);
    }
  }

  private boolean isUnclosed(int at) {
    return file.text().indexOf("*/", at + 2) < 0;
  }

  private void comment(Span span) throws IOException {
    Element element = element(span);
    start(element, span);
    text(span.end());
    end(element);
  }

  private Element element(Span span) {
    String text = file.text();
    boolean line = text.startsWith("//", span.start());
    int third = span.start() + 2;
    int mark = third < span.end() ? text.charAt(third) : 0;
    boolean emptyBlock = text.startsWith("/**/", span.start());
    boolean doxygen = !emptyBlock && (mark == '!' || mark == (line ? '/' : '*'));
    if (line) {
      return doxygen ? Element.COMMENT_LINE_DOXYGEN : Element.COMMENT_LINE;
    }
    return doxygen ? Element.COMMENT_BLOCK_DOXYGEN : Element.COMMENT_BLOCK;
  }

  /* ---- directives ---- */

  private void directive(Directive directive) throws IOException {
    int from = directive.span().start();
    int nameStart = from + 1;
    while (nameStart < directive.span().end() && isBlank(file.at(nameStart))) {
      nameStart++;
    }
    int nameEnd = nameStart;
    while (nameEnd < directive.span().end() && isLetter(file.at(nameEnd))) {
      nameEnd++;
    }
    Element element = element(directive.kind());
    Span body = directive.body();
    if (element == Element.CPP_EMPTY) {
      start(element, directive.span());
      text(directive.span().end());
      end(element);
      return;
    }
    boolean bare = body.isEmpty();
    start(element, new Span(from, bare ? nameEnd : body.end()));
    text(nameStart);
    start(Element.CPP_DIRECTIVE, new Span(nameStart, nameEnd));
    text(nameEnd);
    end(Element.CPP_DIRECTIVE);
    if (!bare) {
      gap(body.start(), directive.span());
      body(element, body);
    }
    end(element);
    gap(directive.span().end(), directive.span());
  }

  private static boolean isBlank(int c) {
    return c == ' ' || c == '\t' || c == '\f' || c == '\u000b';
  }

  private static boolean isLetter(int c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
  }

  private static boolean isWord(int c) {
    return isLetter(c) || c >= '0' && c <= '9' || c == '$' || c >= 0x80;
  }

  private static Element element(Directive.Kind kind) {
    return switch (kind) {
      case IF -> Element.CPP_IF;
      case IFDEF -> Element.CPP_IFDEF;
      case IFNDEF -> Element.CPP_IFNDEF;
      case ELIF -> Element.CPP_ELIF;
      case ELSE -> Element.CPP_ELSE;
      case ENDIF -> Element.CPP_ENDIF;
      case DEFINE -> Element.CPP_DEFINE;
      case UNDEF -> Element.CPP_UNDEF;
      case INCLUDE -> Element.CPP_INCLUDE;
      case ERROR -> Element.CPP_ERROR;
      case WARNING -> Element.CPP_WARNING;
      case PRAGMA -> Element.CPP_PRAGMA;
      case LINE -> Element.CPP_LINE;
      case OTHER -> Element.CPP_EMPTY;
    };
  }

  /** White space and comments inside a directive. */
  private void gap(int stop, Span directive) throws IOException {
    while (offset < stop) {
      int at = offset;
      while (at < stop && !beginsComment(at, stop)) {
        at++;
      }
      text(at);
      if (at < stop) {
        int close = file.at(at + 1) == '/' ? -1 : file.text().indexOf("*/", at + 2);
        int end = close < 0 ? directive.end() : Math.min(close + 2, directive.end());
        comment(new Span(at, Math.max(at, Math.min(end, stop))));
      }
    }
  }

  private boolean beginsComment(int at, int stop) {
    return file.at(at) == '/'
        && at + 1 < stop
        && (file.at(at + 1) == '/' || file.at(at + 1) == '*');
  }

  private void body(Element element, Span body) throws IOException {
    switch (element) {
      case CPP_IF, CPP_ELIF -> condition(body);
      case CPP_IFDEF, CPP_IFNDEF, CPP_UNDEF -> {
        word(Element.NAME, body.end());
        gap(body.end(), body);
      }
      case CPP_INCLUDE -> all(Element.CPP_FILE, body.end());
      case CPP_ERROR, CPP_WARNING -> all(Element.CPP_LITERAL, body.end());
      case CPP_DEFINE -> define(body);
      case CPP_PRAGMA -> words(body);
      case CPP_LINE -> line(body);
      default -> gap(body.end(), body);
    }
  }

  private void all(Element element, int end) throws IOException {
    start(element, new Span(offset, end));
    text(end);
    end(element);
  }

  private int wordEnd(int limit) {
    int at = offset;
    while (at < limit && isWord(file.at(at))) {
      at++;
    }
    return at;
  }

  private void word(Element element, int limit) throws IOException {
    int end = wordEnd(limit);
    if (end > offset) {
      all(element, end);
    }
  }

  private void words(Span body) throws IOException {
    while (offset < body.end()) {
      int c = file.at(offset);
      int close = c == '"' ? file.text().indexOf('"', offset + 1) : -1;
      if (close > 0 && close < body.end()) {
        all(Element.CPP_LITERAL, close + 1);
      } else if (isLetter(c)) {
        word(Element.NAME, body.end());
      } else {
        text(offset + 1);
      }
    }
  }

  private void line(Span body) throws IOException {
    word(Element.CPP_NUMBER, body.end());
    while (offset < body.end() && file.at(offset) != '"') {
      text(offset + 1);
    }
    if (offset < body.end()) {
      all(Element.CPP_FILE, body.end());
    }
  }

  private void define(Span body) throws IOException {
    int nameEnd = wordEnd(body.end());
    int close = nameEnd;
    boolean takes = nameEnd < body.end() && file.at(nameEnd) == '(';
    if (takes) {
      int found = file.text().indexOf(')', nameEnd);
      close = found < 0 || found >= body.end() ? nameEnd : found + 1;
    }
    if (nameEnd > offset) {
      start(Element.CPP_MACRO, new Span(offset, close));
      word(Element.NAME, body.end());
      if (close > nameEnd) {
        parameters(close);
      }
      end(Element.CPP_MACRO);
    }
    int value = offset;
    while (value < body.end() && (file.at(value) <= ' ' || isContinued(value, body.end()))) {
      value++;
    }
    if (value < body.end()) {
      text(value);
      all(Element.CPP_VALUE, body.end());
    }
  }

  private boolean isContinued(int at, int end) {
    return file.at(at) == '\\'
        && at + 1 < end
        && (file.at(at + 1) == '\n' || file.at(at + 1) == '\r');
  }

  private void parameters(int close) throws IOException {
    start(Element.PARAMETER_LIST, new Span(offset, close));
    text(offset + 1);
    while (offset < close - 1) {
      int c = file.at(offset);
      int end = c == '.' ? Math.min(offset + 3, close - 1) : wordEnd(close - 1);
      if (end > offset && (isWord(c) || c == '.')) {
        Span span = new Span(offset, end);
        start(Element.PARAMETER, span);
        start(Element.TYPE, span);
        all(c == '.' ? Element.MODIFIER : Element.NAME, end);
        end(Element.TYPE);
        end(Element.PARAMETER);
      } else {
        text(offset + 1);
      }
    }
    text(close);
    end(Element.PARAMETER_LIST);
  }
}
