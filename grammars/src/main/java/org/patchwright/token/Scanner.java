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
  private final DirectiveLines lines;
  private final List<org.patchwright.token.Directive> directives = new ArrayList<>();
  private final List<Span> comments = new ArrayList<>();
  private int count;
  private short[] types;
  private int[] starts;
  private int[] ends;

  private Scanner(SourceFile file) {
    super(new Bytes(file));
    this.file = file;
    this.lines = new DirectiveLines(file);
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
    org.patchwright.token.Directive directive = lines.read(start, count);
    directives.add(directive);
    _input.seek(directive.span().end());
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
