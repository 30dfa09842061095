package org.patchwright.token;

import java.util.Arrays;
import org.antlr.v4.runtime.Token;
import org.patchwright.grammar.KernelCParser;
import org.patchwright.source.SourceFile;

/**
 * The tokens of a file that one choice of conditional branches keeps, with the partner of each
 * bracket. Types are given anew as they are refined.
 */
public final class ActiveTokens {

  private final Tokens tokens;
  private final int size;
  private final int[] numbers;
  private final int[] types;
  private final int[] partners;
  private int deepest;

  /**
   * @param numbers the numbers of the tokens that are kept, rising
   */
  ActiveTokens(Tokens tokens, int[] numbers) {
    this.tokens = tokens;
    this.size = numbers.length;
    this.numbers = numbers;
    this.types = new int[size];
    for (int i = 0; i < size; i++) {
      types[i] = tokens.type(numbers[i]);
    }
    markAttributes();
    this.partners = pair(false);
  }

  /**
   * Gives the brackets of {@code [[...]]} the types of {@code __attribute__((...))}, one
   * parenthesis less: nothing else in C has two brackets in a row.
   */
  private void markAttributes() {
    for (int i = 0; i + 3 < size; i++) {
      if (types[i] == KernelCParser.LBracket && types[i + 1] == KernelCParser.LBracket) {
        int close = closingBracket(i + 1);
        if (close > 0 && close + 1 < size && types[close + 1] == KernelCParser.RBracket) {
          types[i] = KernelCParser.Attribute;
          types[i + 1] = KernelCParser.LParen;
          types[close] = KernelCParser.RParen;
          types[close + 1] = KernelCParser.AttributeEnd;
        }
      }
    }
  }

  private int closingBracket(int open) {
    int depth = 0;
    for (int i = open; i < size && types[i] != KernelCParser.Semi; i++) {
      if (types[i] == KernelCParser.LBracket) {
        depth++;
      } else if (types[i] == KernelCParser.RBracket && --depth == 0) {
        return i;
      }
    }
    return -1;
  }

  public Tokens tokens() {
    return tokens;
  }

  public int size() {
    return size;
  }

  /** A token's number in the file. */
  public int number(int at) {
    return at < size ? numbers[at] : tokens.count();
  }

  public int type(int at) {
    return at >= 0 && at < size ? types[at] : Token.EOF;
  }

  int[] types(int from, int to) {
    return Arrays.copyOfRange(types, from, to);
  }

  void retype(int from, int[] kept) {
    System.arraycopy(kept, 0, types, from, kept.length);
  }

  void retype(int at, int type) {
    types[at] = type;
  }

  /** How deep brackets nest. */
  public int deepest() {
    return deepest;
  }

  /** The other bracket of a pair, or -1. */
  public int partner(int at) {
    return at >= 0 && at < size ? partners[at] : -1;
  }

  String text(int at) {
    return at < size ? tokens.text(numbers[at]) : "";
  }

  boolean is(int at, String text) {
    return at < size && tokens.is(numbers[at], text);
  }

  /** Whether a line ends between a token and the one before it. */
  boolean startsLine(int at) {
    if (at <= 0 || at >= size) {
      return true;
    }
    SourceFile file = tokens.file();
    for (int i = tokens.end(numbers[at - 1]); i < tokens.start(numbers[at]); i++) {
      if (file.at(i) == '\n') {
        return true;
      }
    }
    return false;
  }

  /** Whether nothing stands between a token and the one before it. */
  boolean touches(int at) {
    return at > 0 && at < size && tokens.end(numbers[at - 1]) == tokens.start(numbers[at]);
  }

  /** Farther on in a line nobody looks for where it begins. */
  private static final int LONG_LINE = 4096;

  /** The column of the first token on the line of this one, tabs to multiples of eight. */
  int indent(int at) {
    if (at >= size) {
      return 0;
    }
    SourceFile file = tokens.file();
    int start = tokens.start(numbers[at]);
    int line = start;
    while (line > 0 && start - line < LONG_LINE && file.at(line - 1) != '\n') {
      line--;
    }
    int column = 0;
    for (int i = line; i < start; i++) {
      int c = file.at(i);
      if (c == '\t') {
        column = (column | 7) + 1;
      } else if (c == ' ') {
        column++;
      } else {
        break;
      }
    }
    return column;
  }

  private boolean inFirstColumn(int at) {
    int start = tokens.start(numbers[at]);
    return start == 0 || tokens.file().at(start - 1) == '\n';
  }

  /**
   * Pairs brackets. Where the text is at odds, a second pass trusts a closing brace in the first
   * column to end an external declaration, so that one fault stays inside it.
   */
  private int[] pair(boolean trustFirstColumn) {
    int[] pairs = new int[size];
    Arrays.fill(pairs, -1);
    int[] open = new int[64];
    int depth = 0;
    boolean odd = false;
    for (int i = 0; i < size; i++) {
      int type = types[i];
      if (type == KernelCParser.LParen
          || type == KernelCParser.LBrace
          || type == KernelCParser.LBracket) {
        if (trustFirstColumn && type == KernelCParser.LBrace && depth > 0 && inFirstColumn(i)) {
          // Kernel style opens a function's body here: whatever is open still is broken.
          depth = 0;
        }
        if (depth == open.length) {
          open = Arrays.copyOf(open, depth * 2);
        }
        open[depth++] = i;
        deepest = Math.max(deepest, depth);
      } else if (type == KernelCParser.RParen
          || type == KernelCParser.RBrace
          || type == KernelCParser.RBracket) {
        int match = depth - 1;
        if (trustFirstColumn && type == KernelCParser.RBrace && inFirstColumn(i)) {
          match = 0;
          while (match < depth && types[open[match]] != KernelCParser.LBrace) {
            match++;
          }
          odd |= match != depth - 1;
        } else {
          while (match >= 0 && !closes(types[open[match]], type)) {
            match--;
          }
          // A parenthesis does not reach beyond the block it stands in.
          if (match >= 0 && match < depth - 1 && type != KernelCParser.RBrace) {
            for (int k = match + 1; k < depth; k++) {
              if (types[open[k]] == KernelCParser.LBrace) {
                match = -1;
                break;
              }
            }
          }
          odd |= match != depth - 1 || match < 0;
        }
        if (match >= 0 && match < depth) {
          pairs[open[match]] = i;
          pairs[i] = open[match];
          depth = match;
        }
      }
    }
    odd |= depth > 0;
    return odd && !trustFirstColumn ? pair(true) : pairs;
  }

  private static boolean closes(int open, int close) {
    return switch (close) {
      case KernelCParser.RParen -> open == KernelCParser.LParen;
      case KernelCParser.RBrace -> open == KernelCParser.LBrace;
      default -> open == KernelCParser.LBracket;
    };
  }
}
