package org.patchwright.token;

import java.util.List;
import java.util.Locale;
import org.patchwright.source.SourceFile;
import org.patchwright.source.Span;

/**
 * One preprocessor directive (C11 6.10), with its continuation lines.
 *
 * @param kind which
 * @param span from the {@code #} to the end of its last line, without the line feed
 * @param nextToken number of the first token behind it
 * @param body what follows the directive's name, white space and comments at both ends left out
 */
public record Directive(Kind kind, Span span, int nextToken, Span body) {

  /** The name of a directive. */
  public enum Kind {
    IF,
    IFDEF,
    IFNDEF,
    ELIF,
    ELSE,
    ENDIF,
    DEFINE,
    UNDEF,
    INCLUDE,
    ERROR,
    WARNING,
    PRAGMA,
    LINE,
    OTHER;

    static Kind of(String name) {
      return switch (name) {
        case "if", "ifdef", "ifndef", "elif", "else", "endif" -> constant(name);
        case "define", "undef", "include", "error", "warning", "pragma", "line" -> constant(name);
        case "include_next", "import" -> INCLUDE;
        default -> OTHER;
      };
    }

    private static Kind constant(String name) {
      return valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** Whether it begins a conditional group. */
    public boolean opens() {
      return this == IF || this == IFDEF || this == IFNDEF;
    }
  }

  /**
   * The directives of a file, as {@link Tokens#directives()} has them, but for the number of the
   * next token, which is 0: for those who have no use for the tokens.
   */
  public static List<Directive> in(SourceFile file) {
    return new DirectiveLines(file).all();
  }
}
