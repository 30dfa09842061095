package org.patchwright.srcml;

import java.util.List;
import org.antlr.v4.runtime.Token;
import org.patchwright.grammar.KernelCLexer;
import org.patchwright.source.SourceFile;
import org.patchwright.source.Span;
import org.patchwright.token.ActiveTokens;
import org.patchwright.token.Conditionals;
import org.patchwright.token.Directive;
import org.patchwright.token.Tokens;

/**
 * The tokens of a file that get marked up, with the partner of each bracket. Left out, to be
 * written as plain text, is what {@code #if 0} hides, and all but one branch of a conditional group
 * whose branches can't stand side by side.
 */
final class Code {

  private final Tokens tokens;
  private final int size;
  private final int[] starts;
  private final int[] ends;
  private final int[] types;
  private final int[] partners;

  private Code(Tokens tokens, ActiveTokens active, boolean[] hidden) {
    this.tokens = tokens;
    int[] places = new int[active.size()];
    int kept = 0;
    for (int i = 0; i < places.length; i++) {
      places[i] = hidden[active.number(i)] ? -1 : kept++;
    }
    this.size = kept;
    this.starts = new int[kept];
    this.ends = new int[kept];
    this.types = new int[kept];
    this.partners = new int[kept];
    for (int i = 0; i < places.length; i++) {
      int place = places[i];
      if (place >= 0) {
        starts[place] = tokens.start(active.number(i));
        ends[place] = tokens.end(active.number(i));
        types[place] = active.type(i);
        int partner = active.partner(i);
        partners[place] = partner < 0 ? -1 : places[partner];
      }
    }
    if (tokens.file().text().contains("<<<")) {
      pairLaunches();
    }
  }

  /** {@code <<<} and {@code >>>}, which launch CUDA kernels, are brackets too: each two tokens. */
  private void pairLaunches() {
    int[] open = new int[size];
    int depth = 0;
    for (int at = 0; at + 1 < size; at++) {
      if (types[at] == KernelCLexer.ShiftLeft
          && types[at + 1] == KernelCLexer.Less
          && touchesNext(at)) {
        open[depth++] = at;
      } else if (depth > 0
          && types[at] == KernelCLexer.ShiftRight
          && isEndOfLaunch(at)
          && touchesNext(at)) {
        partners[open[--depth]] = at + 1;
        at++;
      } else if (types[at] == KernelCLexer.Semi) {
        depth = 0;
      }
    }
  }

  private boolean isEndOfLaunch(int at) {
    return types[at + 1] == KernelCLexer.Greater;
  }

  /** Whether a launch's brackets open here. */
  boolean opensLaunch(int at) {
    return type(at) == KernelCLexer.ShiftLeft && partners[at] > at;
  }

  static Code of(SourceFile file) {
    Tokens tokens = Tokens.of(file);
    boolean[] hidden = new boolean[tokens.count()];
    hideUnclosedComment(tokens, hidden);
    hideDisabled(tokens, hidden);
    return new Code(tokens, Conditionals.of(tokens).keep(0, tokens.count(), 0, false), hidden);
  }

  /** Words in a comment that nothing closes are text: the lexer falls back to single characters. */
  private static void hideUnclosedComment(Tokens tokens, boolean[] hidden) {
    for (int i = 0; i + 1 < hidden.length; i++) {
      if (tokens.type(i) == KernelCLexer.Slash
          && tokens.file().at(tokens.start(i)) == '/'
          && tokens.end(i) < tokens.file().size()
          && tokens.file().at(tokens.end(i)) == '*') {
        for (int k = i; k < hidden.length; k++) {
          hidden[k] = true;
        }
        return;
      }
    }
  }

  private static void hideDisabled(Tokens tokens, boolean[] hidden) {
    List<Directive> directives = tokens.directives();
    for (int i = 0; i < directives.size(); i++) {
      Directive directive = directives.get(i);
      if (isZero(tokens, directive)) {
        int depth = 0;
        int end = hidden.length;
        for (int k = i + 1; k < directives.size(); k++) {
          Directive.Kind kind = directives.get(k).kind();
          boolean other = kind == Directive.Kind.ELSE || kind == Directive.Kind.ELIF;
          if (depth == 0 && (other || kind == Directive.Kind.ENDIF)) {
            end = directives.get(k).nextToken();
            break;
          }
          depth += kind.opens() ? 1 : kind == Directive.Kind.ENDIF ? -1 : 0;
        }
        for (int k = directive.nextToken(); k < end; k++) {
          hidden[k] = true;
        }
      }
    }
  }

  private static boolean isZero(Tokens tokens, Directive directive) {
    return directive.kind() == Directive.Kind.IF
        && tokens.file().text(directive.body()).equals("0");
  }

  SourceFile file() {
    return tokens.file();
  }

  List<Directive> directives() {
    return tokens.directives();
  }

  List<Span> comments() {
    return tokens.comments();
  }

  int size() {
    return size;
  }

  int type(int at) {
    return at >= 0 && at < size ? types[at] : Token.EOF;
  }

  /** Offset of a token's first byte; behind the last token, the size of the file. */
  int start(int at) {
    return at < size ? starts[at] : tokens.file().size();
  }

  int end(int at) {
    return ends[at];
  }

  boolean is(int at, String text) {
    return at >= 0
        && at < size
        && ends[at] - starts[at] == text.length()
        && tokens.file().text().startsWith(text, starts[at]);
  }

  boolean startsWith(int at, String text) {
    return at >= 0 && at < size && tokens.file().text().startsWith(text, starts[at]);
  }

  /** Whether nothing stands between a token and the next. */
  boolean touchesNext(int at) {
    return at + 1 < size && ends[at] == starts[at + 1];
  }

  /** The position of a bracket's partner, or the limit if it has none before that. */
  int close(int open, int limit) {
    int partner = partners[open];
    return partner > open && partner < limit ? partner : limit;
  }

  /** The position behind the token, or behind the bracketed group that it opens. */
  int behind(int at, int limit) {
    return isOpening(type(at)) || opensLaunch(at) ? Math.min(close(at, limit) + 1, limit) : at + 1;
  }

  /** The first token of a type outside any bracket; the limit if there is none. */
  int find(int wanted, int from, int limit) {
    int at = from;
    while (at < limit && types[at] != wanted) {
      at = behind(at, limit);
    }
    return Math.min(at, limit);
  }

  static boolean isOpening(int type) {
    return type == KernelCLexer.LParen
        || type == KernelCLexer.LBrace
        || type == KernelCLexer.LBracket;
  }

  boolean isIdentifier(int at) {
    return type(at) == KernelCLexer.Identifier;
  }

  /** A word that srcML takes for a specifier of a declaration. */
  boolean isSpecifier(int at) {
    return switch (type(at)) {
      case KernelCLexer.Static,
          KernelCLexer.Const,
          KernelCLexer.Extern,
          KernelCLexer.Inline,
          KernelCLexer.Register,
          KernelCLexer.Restrict,
          KernelCLexer.Volatile,
          KernelCLexer.Noreturn,
          KernelCLexer.ThreadLocal,
          KernelCLexer.Complex,
          KernelCLexer.Extension ->
          true;
      case KernelCLexer.Auto -> type(at + 1) != KernelCLexer.Assign;
      case KernelCLexer.Atomic -> type(at + 1) != KernelCLexer.LParen;
      case KernelCLexer.Identifier ->
          startsWith(at, "_")
              && (is(at, "_Imaginary")
                  || is(at, "__block")
                  || is(at, "__weak")
                  || is(at, "__strong"));
      default -> false;
    };
  }

  /** A keyword that names a type. */
  boolean isTypeKeyword(int at) {
    return switch (type(at)) {
      case KernelCLexer.Void,
          KernelCLexer.Char,
          KernelCLexer.Short,
          KernelCLexer.Int,
          KernelCLexer.Long,
          KernelCLexer.Float,
          KernelCLexer.Double,
          KernelCLexer.Signed,
          KernelCLexer.Unsigned,
          KernelCLexer.Bool,
          KernelCLexer.Int128,
          KernelCLexer.AutoType ->
          true;
      default -> false;
    };
  }

  boolean isRecordKeyword(int at) {
    return switch (type(at)) {
      case KernelCLexer.Struct, KernelCLexer.Union, KernelCLexer.Enum -> true;
      default -> false;
    };
  }

  boolean isLiteral(int at) {
    return switch (type(at)) {
      case KernelCLexer.Constant, KernelCLexer.CharConstant, KernelCLexer.StringLiteral -> true;
      default -> false;
    };
  }
}
