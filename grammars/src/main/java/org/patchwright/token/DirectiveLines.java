package org.patchwright.token;

import java.util.ArrayList;
import java.util.List;
import org.patchwright.source.SourceFile;
import org.patchwright.source.Span;

/**
 * Finds where directives end, and all directives of a file without its tokens: most of a header is
 * of no interest to those that include it.
 */
final class DirectiveLines {

  private final SourceFile file;

  DirectiveLines(SourceFile file) {
    this.file = file;
  }

  /**
   * The directives of a file, as {@link Tokens#directives()} has them, but for the number of the
   * next token, which is 0.
   */
  List<Directive> all() {
    List<Directive> found = new ArrayList<>();
    int size = file.size();
    int at = 0;
    while (at < size) {
      int c = file.at(at);
      if (c == '#' || c == '%' && next(at) == ':') {
        Directive directive = read(at, 0);
        found.add(directive);
        at = directive.span().end();
      } else if (c == '"') {
        at = behindString(at);
      } else if (c == '\'') {
        at = behindCharacter(at);
      } else if (c == '/') {
        at = behindComment(at);
      } else if (c >= '0' && c <= '9') {
        at = behindNumber(at);
      } else if (isWord(c)) {
        at = behindName(at);
      } else {
        // The longest token counts: a brace written <% may stand in front of a colon.
        at += c == '<' && (next(at) == '%' || next(at) == '<') ? 2 : 1;
      }
    }
    return found;
  }

  private int next(int at) {
    return at + 1 < file.size() ? file.at(at + 1) : -1;
  }

  /** Behind a string; behind the quote, if nothing closes it on its line. */
  private int behindString(int quote) {
    int size = file.size();
    int at = quote + 1;
    while (at < size) {
      int c = file.at(at);
      if (c == '"') {
        return at + 1;
      }
      if (c == '\\' && at + 1 < size) {
        at += next(at) == '\r' && at + 2 < size && file.at(at + 2) == '\n' ? 3 : 2;
      } else if (c == '\n' || c == '\r' || c == '\\') {
        break;
      } else {
        at++;
      }
    }
    return quote + 1;
  }

  private int behindCharacter(int quote) {
    int size = file.size();
    int at = quote + 1;
    while (at < size) {
      int c = file.at(at);
      if (c == '\'') {
        return at > quote + 1 ? at + 1 : quote + 1;
      }
      if (c == '\n' || c == '\r') {
        break;
      }
      at += c == '\\' ? 2 : 1;
    }
    return quote + 1;
  }

  private int behindComment(int slash) {
    if (next(slash) == '/') {
      return behindLineComment(slash);
    }
    int close = next(slash) == '*' ? file.text().indexOf("*/", slash + 2) : -1;
    return close < 0 ? slash + 1 : close + 2;
  }

  /** As the lexer splices lines: a backslash carries one on, with a carriage return, too. */
  private int behindLineComment(int from) {
    int size = file.size();
    int at = from;
    while (at < size && file.at(at) != '\n') {
      boolean spliced = file.at(at) == '\\' && next(at) == '\n';
      boolean splicedByTwo =
          file.at(at) == '\\' && next(at) == '\r' && at + 2 < size && file.at(at + 2) == '\n';
      at += spliced ? 2 : splicedByTwo ? 3 : 1;
    }
    return at;
  }

  private int behindName(int from) {
    int at = from;
    int end = from;
    while (at < file.size() && isWord(file.at(at))) {
      end = ++at;
      // A line spliced inside a name belongs to it.
      while (at < file.size() && file.at(at) == '\\') {
        int line = next(at) == '\r' ? at + 2 : at + 1;
        if (line >= file.size() || file.at(line) != '\n') {
          break;
        }
        at = line + 1;
      }
    }
    return end;
  }

  /** Behind a preprocessing number, in which an apostrophe parts digits. */
  private int behindNumber(int from) {
    int at = from + 1;
    while (at < file.size()) {
      int c = file.at(at);
      int last = file.at(at - 1);
      boolean sign =
          (c == '+' || c == '-') && (last == 'e' || last == 'E' || last == 'p' || last == 'P');
      if (!sign && !isDigitOrLetter(c) && c != '.') {
        if (c != '\'' || at + 1 >= file.size() || !isDigitOrLetter(file.at(at + 1))) {
          return at;
        }
        at++;
      }
      at++;
    }
    return at;
  }

  private static boolean isDigitOrLetter(int c) {
    return isLetter(c) || c >= '0' && c <= '9';
  }

  private static boolean isWord(int c) {
    return isDigitOrLetter(c) || c == '$' || c >= 0x80;
  }

  /**
   * Reads a directive.
   *
   * @param start where its {@code #} or {@code %:} stands
   * @param nextToken see {@link Directive}
   */
  Directive read(int start, int nextToken) {
    int hash = file.at(start) == '#' ? 1 : 2;
    int end = endOfDirective(start + hash);
    int nameStart = skipBlanks(start + hash, end);
    int nameEnd = nameStart;
    while (nameEnd < end && isLetter(file.at(nameEnd))) {
      nameEnd++;
    }
    String name = file.text(new Span(nameStart, nameEnd));
    int bodyStart = skipBlanks(nameEnd, end);
    int bodyEnd = endOfBody(bodyStart, end);
    return new Directive(
        Directive.Kind.of(name), new Span(start, end), nextToken, new Span(bodyStart, bodyEnd));
  }

  private static boolean isLetter(int c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
  }

  /** Where the last line of a directive ends: continuation lines and comments carry it on. */
  private int endOfDirective(int from) {
    int at = from;
    int size = file.size();
    boolean quoted = false;
    int quote = 0;
    while (at < size) {
      int c = file.at(at);
      if (c == '\n') {
        return at > from && file.at(at - 1) == '\r' ? at - 1 : at;
      }
      if (c == '\\' && at + 1 < size) {
        boolean carriageReturn = file.at(at + 1) == '\r' && at + 2 < size;
        at += carriageReturn && file.at(at + 2) == '\n' ? 3 : 2;
      } else if (quoted) {
        quoted = c != quote;
        at++;
      } else if (c == '/' && at + 1 < size && file.at(at + 1) == '*') {
        int close = file.text().indexOf("*/", at + 2);
        at = close < 0 ? size : close + 2;
      } else if (c == '/' && at + 1 < size && file.at(at + 1) == '/') {
        at = endOfLineComment(at);
      } else {
        // An apostrophe that nothing closes on its line is one of "#error can't".
        quoted = (c == '"' || c == '\'') && closesOnLine(at, c);
        quote = c;
        at++;
      }
    }
    return size;
  }

  private int endOfLineComment(int from) {
    int at = from;
    while (at < file.size() && file.at(at) != '\n') {
      at += file.at(at) == '\\' && at + 1 < file.size() && file.at(at + 1) == '\n' ? 2 : 1;
    }
    return Math.min(at, file.size());
  }

  private boolean closesOnLine(int from, int quote) {
    for (int at = from + 1; at < file.size() && file.at(at) != '\n'; at++) {
      if (file.at(at) == quote) {
        return true;
      }
      if (file.at(at) == '\\') {
        at++;
      }
    }
    return false;
  }

  private int skipBlanks(int from, int end) {
    int at = from;
    while (at < end) {
      int c = file.at(at);
      if (c == ' ' || c == '\t' || c == '\f' || c == '\u000b') {
        at++;
      } else if (c == '\\' && at + 1 < end && file.at(at + 1) == '\n') {
        at += 2;
      } else if (c == '/' && at + 1 < end && file.at(at + 1) == '*') {
        int close = file.text().indexOf("*/", at + 2);
        at = close < 0 || close + 2 > end ? end : close + 2;
      } else {
        return at;
      }
    }
    return end;
  }

  private int endOfBody(int from, int end) {
    int last = from;
    int at = from;
    while (at < end) {
      int c = file.at(at);
      if (c == '/' && at + 1 < end && (file.at(at + 1) == '*' || file.at(at + 1) == '/')) {
        int next = file.at(at + 1) == '/' ? end : file.text().indexOf("*/", at + 2) + 2;
        at = next < at + 2 ? end : Math.min(next, end);
      } else if (c == '"' && closesOnLine(at, '"')) {
        at = Math.min(endOfString(at), end);
        last = at;
      } else {
        at++;
        if (c > ' ') {
          last = at;
        }
      }
    }
    return last;
  }

  private int endOfString(int from) {
    int at = from + 1;
    while (at < file.size() && file.at(at) != '"' && file.at(at) != '\n') {
      at += file.at(at) == '\\' ? 2 : 1;
    }
    return at + 1;
  }
}
