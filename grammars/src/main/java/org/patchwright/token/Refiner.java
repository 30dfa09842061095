package org.patchwright.token;

import java.util.Arrays;
import org.antlr.v4.runtime.Token;
import org.patchwright.grammar.KernelCParser;

/**
 * Gives identifiers and brackets their roles, and puts empty tokens in where C has an end without a
 * mark, so that the parser can decide on one token. It looks around but proves nothing: what does
 * not fit the grammar afterwards is a fault all the same.
 */
public final class Refiner {

  final ActiveTokens active;
  final Words words;
  final DeclarationRefiner declarations;
  final SpecifierRefiner specifiers;
  final AttributeRefiner attributes;
  final RecordRefiner records;
  final DeclaratorRefiner declarators;
  final StatementRefiner statements;
  final ExpressionRefiner expressions;
  final ArgumentRefiner arguments;
  final InitializerRefiner initializers;
  final AsmRefiner assembler;

  private static final int TYPE_BITS = 9;

  // Empty tokens: the position they stand before, their own number and their type, so that sorting
  // puts them in the order of the text. One may be there twice; only the first counts.
  private long[] insertions = new long[16];
  private int insertionCount;

  private Refiner(ActiveTokens active, Words words) {
    this.active = active;
    this.words = words;
    this.declarations = new DeclarationRefiner(this);
    this.specifiers = new SpecifierRefiner(this);
    this.attributes = new AttributeRefiner(this);
    this.records = new RecordRefiner(this);
    this.declarators = new DeclaratorRefiner(this);
    this.statements = new StatementRefiner(this);
    this.expressions = new ExpressionRefiner(this);
    this.arguments = new ArgumentRefiner(this);
    this.initializers = new InitializerRefiner(this);
    this.assembler = new AsmRefiner(this);
  }

  public static Refiner of(ActiveTokens active, Words words) {
    return new Refiner(active, words);
  }

  /**
   * Refines the external declaration that begins at a token.
   *
   * @return where it ends, always behind {@code from}
   */
  public int external(int from) {
    insertionCount = 0;
    int end = declarations.external(from);
    return Math.max(from + 1, Math.min(end, active.size()));
  }

  /** What the parser sees of the tokens in a range that {@link #external} has refined. */
  public RefinedTokens refined(int from, int to) {
    Arrays.sort(insertions, 0, insertionCount);
    int size = to - from + insertionCount;
    int[] types = new int[size + 1];
    int[] numbers = new int[size + 1];
    int[] places = new int[to - from + 1];
    int out = 0;
    int next = 0;
    for (int at = from; at <= to; at++) {
      int inserted = out;
      while (next < insertionCount && (int) (insertions[next] >>> 32) <= at) {
        int type = (int) insertions[next] & (1 << TYPE_BITS) - 1;
        if (!isPutIn(types, inserted, out, type)) {
          types[out] = type;
          numbers[out] = at < to ? active.number(at) : endNumber(from, to);
          out++;
        }
        next++;
      }
      if (at < to) {
        places[at - from] = out;
        types[out] = active.type(at);
        numbers[out] = active.number(at);
        out++;
      }
    }
    types[out] = Token.EOF;
    numbers[out] = endNumber(from, to);
    int[] partners = new int[out + 1];
    Arrays.fill(partners, -1);
    for (int at = from; at < to; at++) {
      int partner = active.partner(at);
      if (partner >= from && partner < to) {
        partners[places[at - from]] = places[partner - from];
      }
    }
    return new RefinedTokens(types, numbers, partners, out);
  }

  private static boolean isPutIn(int[] types, int from, int to, int type) {
    for (int i = from; i < to; i++) {
      if (types[i] == type) {
        return true;
      }
    }
    return false;
  }

  private int endNumber(int from, int to) {
    return to > from ? active.number(to - 1) + 1 : active.number(from);
  }

  void insert(int before, int type) {
    if (insertionCount == insertions.length) {
      insertions = Arrays.copyOf(insertions, insertionCount * 2);
    }
    insertions[insertionCount] = (long) before << 32 | (long) insertionCount << TYPE_BITS | type;
    insertionCount++;
  }

  /** What a range was before an attempt to read it. */
  record Mark(int from, int[] types, int insertions) {}

  Mark mark(int from, int to) {
    return new Mark(from, active.types(from, to), insertionCount);
  }

  void rollback(Mark mark) {
    active.retype(mark.from(), mark.types());
    insertionCount = mark.insertions();
  }

  /* ---- shared questions ---- */

  int type(int at) {
    return active.type(at);
  }

  boolean isIdentifier(int at) {
    return active.type(at) == KernelCParser.Identifier;
  }

  /** Where a bracket's group ends: behind its partner, or at the limit if it has none. */
  int behind(int open, int limit) {
    int partner = active.partner(open);
    return partner > open && partner < limit ? partner + 1 : limit;
  }

  /** Whether a bracket opens, in whatever role. */
  public static boolean isOpening(int type) {
    return type == KernelCParser.LParen
        || type == KernelCParser.LBrace
        || type == KernelCParser.LBracket
        || type == KernelCParser.CastParen
        || type == KernelCParser.CompoundLiteralParen
        || type == KernelCParser.TypeParen
        || type == KernelCParser.BareTypeParen
        || type == KernelCParser.StatementParen
        || type == KernelCParser.GroupParen;
  }

  public static boolean isClosing(int type) {
    return type == KernelCParser.RParen
        || type == KernelCParser.RBrace
        || type == KernelCParser.RBracket;
  }

  /**
   * The first token of a type outside any bracket, from {@code from}; the limit if there is none.
   */
  int find(int wanted, int from, int limit) {
    int at = from;
    while (at < limit) {
      int type = type(at);
      if (type == wanted) {
        return at;
      }
      at = isOpening(type) ? behind(at, limit) : at + 1;
    }
    return limit;
  }

  /** A keyword that can only be part of a type. */
  static boolean isTypeKeyword(int type) {
    return switch (type) {
      case KernelCParser.Void,
          KernelCParser.Char,
          KernelCParser.Short,
          KernelCParser.Int,
          KernelCParser.Long,
          KernelCParser.Float,
          KernelCParser.Double,
          KernelCParser.Signed,
          KernelCParser.Unsigned,
          KernelCParser.Bool,
          KernelCParser.Complex,
          KernelCParser.Int128,
          KernelCParser.AutoType,
          KernelCParser.BitInt,
          KernelCParser.Struct,
          KernelCParser.Union,
          KernelCParser.Enum,
          KernelCParser.Typeof,
          KernelCParser.Atomic ->
          true;
      default -> false;
    };
  }

  static boolean isQualifier(int type) {
    return type == KernelCParser.Const
        || type == KernelCParser.Volatile
        || type == KernelCParser.Restrict;
  }

  static boolean isStorage(int type) {
    return switch (type) {
      case KernelCParser.Auto,
          KernelCParser.Extern,
          KernelCParser.Register,
          KernelCParser.Static,
          KernelCParser.Typedef,
          KernelCParser.Inline,
          KernelCParser.Noreturn,
          KernelCParser.ThreadLocal,
          KernelCParser.Alignas ->
          true;
      default -> false;
    };
  }

  /** A keyword with which a declaration may begin. */
  static boolean beginsDeclaration(int type) {
    return isTypeKeyword(type)
        || isQualifier(type)
        || isStorage(type)
        || type == KernelCParser.Attribute;
  }

  static boolean isControl(int type) {
    return switch (type) {
      case KernelCParser.If,
          KernelCParser.IfElse,
          KernelCParser.Else,
          KernelCParser.For,
          KernelCParser.While,
          KernelCParser.Do,
          KernelCParser.Switch,
          KernelCParser.Case,
          KernelCParser.Default,
          KernelCParser.Goto,
          KernelCParser.Break,
          KernelCParser.Continue,
          KernelCParser.Return ->
          true;
      default -> false;
    };
  }
}
