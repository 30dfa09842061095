package org.patchwright.symbol;

import java.util.Arrays;

/**
 * Which functions and constants a file may define, told from its bytes in one pass: what is not
 * here need not be looked for in the file's syntax. Names are kept as hashes, so a name may seem to
 * be here and is not; the other way round it can't be.
 */
final class Outline {

  /** An argument list that is longer is not followed to its end. */
  private static final int LONGEST = 8_000;

  /** Of a file that is not read. */
  static final Outline NOTHING = new Outline(new int[0], new int[0]);

  private final int[] functions;
  private final int[] constants;

  private Outline(int[] functions, int[] constants) {
    this.functions = functions;
    this.constants = constants;
  }

  static Outline of(byte[] bytes, int size) {
    return new Scan(bytes, size).outline();
  }

  boolean mayDefineFunction(String name) {
    return Arrays.binarySearch(functions, name.hashCode()) >= 0;
  }

  /** Whether it may have a macro or an enumerator of the name. */
  boolean mayDefineConstant(String name) {
    return Arrays.binarySearch(constants, name.hashCode()) >= 0;
  }

  /** Hashes as they are found, each of them perhaps several times. */
  private static final class Hashes {
    private int[] found = new int[64];
    private int size;

    void add(int hash) {
      if (size == found.length) {
        found = Arrays.copyOf(found, size * 2);
      }
      found[size++] = hash;
    }

    int[] sorted() {
      Arrays.sort(found, 0, size);
      int distinct = 0;
      for (int i = 0; i < size; i++) {
        if (i == 0 || found[i] != found[i - 1]) {
          found[distinct++] = found[i];
        }
      }
      return Arrays.copyOf(found, distinct);
    }
  }

  /**
   * Each identifier is judged by what follows it alone, wherever it stands, so that nothing in
   * comments, strings or branches of {@code #if} can hide what comes later.
   */
  private static final class Scan {
    private static final int DEFINE = "define".hashCode();

    /** Bytes of which identifiers are made, in any encoding. */
    private static final boolean[] WORD = new boolean[256];

    static {
      for (int c = 0; c < WORD.length; c++) {
        WORD[c] = c >= 0x80 || Character.isLetterOrDigit(c) || c == '_' || c == '$';
      }
    }

    /** Words that no macro has for a name, and that a list in parentheses stands behind. */
    private static boolean isStatement(int hash) {
      return hash == IF || hash == WHILE || hash == FOR || hash == SWITCH;
    }

    private static final int IF = "if".hashCode();
    private static final int WHILE = "while".hashCode();
    private static final int FOR = "for".hashCode();
    private static final int SWITCH = "switch".hashCode();

    private final byte[] bytes;
    private final int size;
    private final Hashes functions = new Hashes();
    private final Hashes constants = new Hashes();

    Scan(byte[] bytes, int size) {
      this.bytes = bytes;
      this.size = size;
    }

    Outline outline() {
      byte[] text = bytes;
      int end = size;
      int at = 0;
      int before = 0;
      int macro = 0;
      while (at < end) {
        byte b = text[at];
        if (!isWord(b)) {
          at++;
          continue;
        }
        boolean digit = b >= '0' && b <= '9';
        int start = at;
        int hash = b & 0xff;
        while (++at < end && isWord(b = text[at])) {
          hash = 31 * hash + (b & 0xff);
        }
        if (before == DEFINE) {
          constants.add(hash);
        }
        if (hash == DEFINE && start > 0) {
          macro = Math.max(macro, macroEnd(start, at));
        }
        if (!digit && !isStatement(hash)) {
          judge(hash, at, at < macro);
        }
        before = hash;
      }
      return new Outline(functions.sorted(), constants.sorted());
    }

    /**
     * The end of the lines of a {@code #define}: nothing in them is a function of the file. Zero if
     * there is none, or if they may be part of a comment that ends in them.
     */
    private int macroEnd(int define, int from) {
      int hash = define - 1;
      while (hash > 0 && (bytes[hash] == ' ' || bytes[hash] == '\t')) {
        hash--;
      }
      int line = hash - 1;
      while (line >= 0 && (bytes[line] == ' ' || bytes[line] == '\t')) {
        line--;
      }
      if (bytes[hash] != '#' || line >= 0 && bytes[line] != '\n') {
        return 0;
      }
      int at = from;
      while (at < size && (bytes[at] != '\n' || isContinued(at))) {
        int next = at + 1;
        if (bytes[at] == '/') {
          next = Math.max(next, comment(at));
        } else if (bytes[at] == '"') {
          next = Math.max(next, quoted(at) + 1);
        } else if (bytes[at] == '*' && at(next) == '/') {
          return 0;
        }
        at = next;
      }
      return at;
    }

    private boolean isContinued(int lineFeed) {
      int before = lineFeed - 1;
      if (before > 0 && bytes[before] == '\r') {
        before--;
      }
      return before >= 0 && bytes[before] == '\\';
    }

    private void judge(int hash, int end, boolean inMacro) {
      int next = end < size && bytes[end] == '(' ? end : blank(end);
      int c = at(next);
      if (c == '(' && !inMacro) {
        int close = closing(next);
        if (close < 0 || beginsBody(close + 1)) {
          functions.add(hash);
          addFirstArgument(next + 1);
          int second = blank(close + 1);
          if (close > 0 && at(second) == '(') {
            addFirstArgument(second + 1);
          }
        }
      } else if (c == ')' && !inMacro) {
        // As in (name)(arguments).
        if (at(blank(next + 1)) == '(') {
          functions.add(hash);
        }
      } else if (c == ',' || c == '=' || c == '}' || c == '#' || c == '%' || c == '?') {
        // An enumerator; its list may end with a digraph or be cut by a directive.
        constants.add(hash);
      }
    }

    /** A function that a macro defines is known by the macro's first argument. */
    private void addFirstArgument(int from) {
      int at = blank(from);
      int hash = 0;
      while (at < size && isWord(bytes[at])) {
        hash = 31 * hash + (bytes[at++] & 0xff);
      }
      functions.add(hash);
    }

    /** Whether what follows an argument list may be a body, or lead to one. */
    private boolean beginsBody(int from) {
      int next = blank(from);
      int c = at(next);
      boolean inner = c == ')';
      while (c == ')') {
        next = blank(next + 1);
        c = at(next);
      }
      if (inner) {
        return c == '(' || c == '[';
      }
      return switch (c) {
        case ';', ',', '=', '?', ':', ']', '.', '}', '-', '+', '*', '/', '&', '|', '^', '>', '!' ->
            false;
        case '"', '\'', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> false;
        case '<', '%' -> at(next + 1) == '%';
        default -> true;
      };
    }

    /** The parenthesis that closes one, or -1. */
    private int closing(int open) {
      int depth = 0;
      int end = Math.min(size, open + LONGEST);
      for (int i = open; i < end; i++) {
        switch (bytes[i]) {
          case '(' -> depth++;
          case ')' -> {
            if (--depth == 0) {
              return i;
            }
          }
          case '"', '\'' -> {
            int close = quoted(i);
            i = close < 0 ? i : close;
          }
          case '/' -> {
            int behind = comment(i);
            i = behind > i ? behind - 1 : i;
          }
          default -> {}
        }
      }
      return -1;
    }

    /** The quote that closes one on its line, or -1. */
    private int quoted(int open) {
      for (int i = open + 1; i < size && bytes[i] != '\n'; i++) {
        if (bytes[i] == '\\') {
          i++;
        } else if (bytes[i] == bytes[open]) {
          return i;
        }
      }
      return -1;
    }

    /** The first byte that is neither white space nor in a comment. */
    private int blank(int from) {
      int at = from;
      while (at < size) {
        int c = bytes[at];
        if (c == ' ' || c >= '\t' && c <= '\r') {
          at++;
        } else if (c == '\\' && (at(at + 1) == '\n' || at(at + 1) == '\r')) {
          at += 2;
        } else {
          int behind = c == '/' ? comment(at) : at;
          if (behind == at) {
            return at;
          }
          at = behind;
        }
      }
      return at;
    }

    /** The byte behind a comment that begins here; the same place if there is none. */
    private int comment(int from) {
      int second = at(from + 1);
      if (second == '/') {
        int at = from;
        while (at < size && bytes[at] != '\n') {
          at++;
        }
        return at;
      }
      if (second != '*') {
        return from;
      }
      int at = from + 2;
      while (at < size && (bytes[at] != '*' || at(at + 1) != '/')) {
        at++;
      }
      return Math.min(size, at + 2);
    }

    private int at(int index) {
      return index < size ? bytes[index] : -1;
    }

    private static boolean isWord(byte b) {
      return WORD[b & 0xff];
    }
  }
}
