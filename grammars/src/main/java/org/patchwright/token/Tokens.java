package org.patchwright.token;

import java.util.List;
import java.util.function.ToIntFunction;
import org.patchwright.grammar.KernelCLexer;
import org.patchwright.source.SourceFile;
import org.patchwright.source.Span;

/**
 * Every token of a file in arrays, in the order of the text. What lies between two tokens is
 * trivia: white space, comments and directives. Directives are kept in a list of their own.
 */
public final class Tokens {

  private final SourceFile file;
  private final int count;
  private final short[] types;
  private final int[] starts;
  private final int[] ends;
  private final List<Directive> directives;
  private final List<Span> comments;

  Tokens(
      SourceFile file,
      int count,
      short[] types,
      int[] starts,
      int[] ends,
      List<Directive> directives,
      List<Span> comments) {
    this.file = file;
    this.count = count;
    this.types = types;
    this.starts = starts;
    this.ends = ends;
    this.directives = List.copyOf(directives);
    this.comments = List.copyOf(comments);
  }

  /** Reads the tokens of a file; every input has them. */
  public static Tokens of(SourceFile file) {
    return Scanner.scan(file);
  }

  /** The same tokens, with another type where an identifier stands for a mark. */
  Tokens retyped(ToIntFunction<String> typeOf) {
    short[] others = types.clone();
    for (int token = 0; token < count; token++) {
      if (types[token] == KernelCLexer.Identifier) {
        others[token] = (short) typeOf.applyAsInt(text(token));
      }
    }
    return new Tokens(file, count, others, starts, ends, directives, comments);
  }

  public SourceFile file() {
    return file;
  }

  /** Number of tokens. */
  public int count() {
    return count;
  }

  /** A token type of {@link org.patchwright.grammar.KernelCLexer}, before classification. */
  public int type(int token) {
    return types[token];
  }

  /** Offset of a token's first byte. */
  public int start(int token) {
    return starts[token];
  }

  /** Offset behind a token's last byte. */
  public int end(int token) {
    return ends[token];
  }

  public Span span(int token) {
    return new Span(starts[token], ends[token]);
  }

  /**
   * The bytes from one token to another.
   *
   * @param first number of the first token
   * @param end number behind the last; if it equals {@code first}, the span is empty and lies
   *     behind the token before
   */
  public Span span(int first, int end) {
    if (first >= end) {
      return Span.at(first == 0 ? 0 : ends[first - 1]);
    }
    return new Span(starts[first], ends[end - 1]);
  }

  /** A token's text, one character a byte. */
  public String text(int token) {
    return file.text().substring(starts[token], ends[token]);
  }

  /** Whether a token's text is exactly this. */
  public boolean is(int token, String text) {
    return ends[token] - starts[token] == text.length()
        && file.text().startsWith(text, starts[token]);
  }

  /** The number of the first token that begins at or behind an offset. */
  public int firstFrom(int offset) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (starts[middle] < offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The preprocessor directives, in the order of the text. */
  public List<Directive> directives() {
    return directives;
  }

  /** The comments outside directives, in the order of the text. */
  public List<Span> comments() {
    return comments;
  }
}
