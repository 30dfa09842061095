package org.patchwright.token;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.antlr.v4.runtime.CharStream;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.Interval;
import org.patchwright.grammar.KernelCLexer;
import org.patchwright.source.SourceFile;
import org.patchwright.source.Span;

/** Drives the generated lexer over a file's bytes and keeps what it yields in arrays. */
final class Scanner extends KernelCLexer {

  private static final CommonToken NO_TOKEN = new CommonToken(Token.INVALID_TYPE);

  private final SourceFile file;
  private final List<org.patchwright.token.Directive> directives = new ArrayList<>();
  private final List<Span> comments = new ArrayList<>();
  private int count;
  private short[] types;
  private int[] starts;
  private int[] ends;

  private Scanner(SourceFile file) {
    super(new Bytes(file));
    this.file = file;
    int guess = Math.max(16, file.size() / 5);
    types = new short[guess];
    starts = new int[guess];
    ends = new int[guess];
    setInterpreter(new TokenWalk(this, getInterpreter(), file));
    removeErrorListeners();
  }

  static Tokens scan(SourceFile file) {
    Scanner scanner = new Scanner(file);
    do {
      scanner.nextToken();
    } while (scanner._type != Token.EOF);
    return new Tokens(
        file,
        scanner.count,
        Arrays.copyOf(scanner.types, scanner.count),
        Arrays.copyOf(scanner.starts, scanner.count),
        Arrays.copyOf(scanner.ends, scanner.count),
        scanner.directives,
        scanner.comments);
  }

  /** Called by the lexer for each token that it has matched; nothing is allocated. */
  @Override
  public Token emit() {
    int start = _tokenStartCharIndex;
    int end = getCharIndex();
    if (_channel == HIDDEN) {
      comments.add(new Span(start, end));
    } else if (_type == Hash) {
      directive(start);
    } else if (_type != Token.EOF) {
      // A directive that ends the file leaves nothing to match, and the lexer says so here.
      add(_type, start, end);
    }
    _token = NO_TOKEN;
    return NO_TOKEN;
  }

  @Override
  public Token emitEOF() {
    _type = Token.EOF;
    _token = NO_TOKEN;
    return NO_TOKEN;
  }

  private void add(int type, int start, int end) {
    if (count == types.length) {
      int larger = count + (count >> 1) + 16;
      types = Arrays.copyOf(types, larger);
      starts = Arrays.copyOf(starts, larger);
      ends = Arrays.copyOf(ends, larger);
    }
    types[count] = (short) type;
    starts[count] = start;
    ends[count] = end;
    count++;
  }

  private void directive(int start) {
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
    directives.add(
        new org.patchwright.token.Directive(
            org.patchwright.token.Directive.Kind.of(name),
            new Span(start, end),
            count,
            new Span(bodyStart, bodyEnd)));
    _input.seek(end);
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

  /** A file's bytes as the lexer's characters. */
  private static final class Bytes implements CharStream {

    private final SourceFile file;
    private final int size;
    private int position;

    Bytes(SourceFile file) {
      this.file = file;
      this.size = file.size();
    }

    @Override
    public void consume() {
      position++;
    }

    @Override
    public int LA(int ahead) {
      int at = ahead > 0 ? position + ahead - 1 : position + ahead;
      return at >= 0 && at < size ? file.at(at) : EOF;
    }

    @Override
    public int mark() {
      return -1;
    }

    @Override
    public void release(int marker) {
      // All bytes stay in reach.
    }

    @Override
    public int index() {
      return position;
    }

    @Override
    public void seek(int index) {
      position = index;
    }

    @Override
    public int size() {
      return size;
    }

    @Override
    public String getSourceName() {
      return file.path();
    }

    @Override
    public String getText(Interval interval) {
      return file.text(new Span(interval.a, Math.min(interval.b + 1, size)));
    }
  }
}
