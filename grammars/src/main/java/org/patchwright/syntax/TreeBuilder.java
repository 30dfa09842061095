package org.patchwright.syntax;

import java.util.Arrays;
import java.util.List;
import org.patchwright.grammar.KernelCParser;
import org.patchwright.grammar.NodeSink;
import org.patchwright.token.Conditionals;

/**
 * Turns what the parser tells of its rules into the arrays of a {@link SyntaxTree}: rules that only
 * pass through leave no node, flat expressions get their precedence.
 */
final class TreeBuilder implements NodeSink {

  private static final int PASS = -1;
  private static final int[] KIND_OF_RULE = kindOfRule();
  private static final byte[] PRECEDENCE = precedence();
  private static final int ASSIGNMENT_LEVEL = 1;
  private static final int CONDITIONAL_LEVEL = 2;

  // Closed nodes, children first.
  private byte[] kinds = new byte[4096];
  private int[] first = new int[4096];
  private int[] end = new int[4096];
  private int[] sizes = new int[4096];
  private int count;

  // Open rules.
  private int[] openRule = new int[256];
  private int[] openKind = new int[256];
  private int[] openAt = new int[256];
  private int[] openCount = new int[256];
  private int[] openOperators = new int[256];
  private int depth;

  // Operators of flat expressions whose right operand is still to come.
  private int[] operatorLevel = new int[64];
  private int[] operatorCount = new int[64];
  private int[] operatorAt = new int[64];
  private int operators;

  // The parser's tokens, with the number of each in the file.
  private int[] types = {};
  private int[] numbers = {};
  private int streamSize;

  private static int[] kindOfRule() {
    int[] kinds = new int[KernelCParser.ruleNames.length];
    Arrays.fill(kinds, PASS);
    for (Kind kind : Kind.values()) {
      String rule = ruleName(kind);
      int index = Arrays.asList(KernelCParser.ruleNames).indexOf(rule);
      if (index >= 0) {
        kinds[index] = kind.ordinal();
      }
    }
    kinds[KernelCParser.RULE_knrDeclaration] = Kind.DECLARATION.ordinal();
    kinds[KernelCParser.RULE_implicitDeclaration] = Kind.DECLARATION.ordinal();
    kinds[KernelCParser.RULE_asmDeclaration] = Kind.ASM_DECLARATION.ordinal();
    kinds[KernelCParser.RULE_labelItem] = Kind.LABEL.ordinal();
    kinds[KernelCParser.RULE_caseItem] = Kind.CASE.ordinal();
    kinds[KernelCParser.RULE_strings] = Kind.STRING_LITERAL.ordinal();
    // These keep a node only in some of their alternatives.
    kinds[KernelCParser.RULE_assignment] = PASS;
    kinds[KernelCParser.RULE_conditional] = PASS;
    kinds[KernelCParser.RULE_unary] = PASS;
    return kinds;
  }

  /** {@code INIT_DECLARATOR} is rule {@code initDeclarator}; statements end in "Statement". */
  private static String ruleName(Kind kind) {
    StringBuilder name = new StringBuilder();
    for (String word : kind.name().toLowerCase(java.util.Locale.ROOT).split("_", -1)) {
      name.append(
          name.length() == 0 ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
    }
    return switch (kind) {
      case IF, SWITCH, WHILE, DO, FOR, GOTO, BREAK, CONTINUE, RETURN -> name + "Statement";
      default -> name.toString();
    };
  }

  private static byte[] precedence() {
    byte[] level = new byte[KernelCParser.VOCABULARY.getMaxTokenType() + 1];
    set(level, 1, KernelCParser.Assign, KernelCParser.StarAssign, KernelCParser.SlashAssign);
    set(level, 1, KernelCParser.PercentAssign, KernelCParser.PlusAssign);
    set(level, 1, KernelCParser.MinusAssign, KernelCParser.ShiftLeftAssign);
    set(level, 1, KernelCParser.ShiftRightAssign, KernelCParser.AndAssign);
    set(level, 1, KernelCParser.CaretAssign, KernelCParser.OrAssign);
    set(level, 2, KernelCParser.Question);
    set(level, 3, KernelCParser.OrOr);
    set(level, 4, KernelCParser.AndAnd);
    set(level, 5, KernelCParser.Or);
    set(level, 6, KernelCParser.Caret);
    set(level, 7, KernelCParser.And);
    set(level, 8, KernelCParser.EqualEqual, KernelCParser.NotEqual);
    set(level, 9, KernelCParser.Less, KernelCParser.Greater);
    set(level, 9, KernelCParser.LessEqual, KernelCParser.GreaterEqual);
    set(level, 10, KernelCParser.ShiftLeft, KernelCParser.ShiftRight);
    set(level, 11, KernelCParser.Plus, KernelCParser.Minus);
    set(level, 12, KernelCParser.Star, KernelCParser.Slash, KernelCParser.Percent);
    return level;
  }

  private static void set(byte[] level, int value, int... types) {
    for (int type : types) {
      level[type] = (byte) value;
    }
  }

  /**
   * Begins a run of the parser.
   *
   * @param types the type of each token that the parser will see
   * @param numbers the file's token number for each of them, one more at the end; a token that was
   *     put in has the number of the next real one
   */
  void begin(int[] types, int[] numbers, int size) {
    this.types = types;
    this.numbers = numbers;
    this.streamSize = size;
    depth = 0;
    operators = 0;
  }

  /** How many nodes are closed. */
  int mark() {
    return count;
  }

  /** Drops the nodes that closed since a mark. */
  void rollback(int mark) {
    count = mark;
  }

  /** Puts all nodes of another builder in place of those that closed since a mark. */
  void replaceSince(int mark, TreeBuilder other) {
    count = mark;
    for (int node = 0; node < other.count; node++) {
      push(other.kinds[node], other.first[node], other.end[node], count - other.sizes[node] + 1);
    }
  }

  /** How many pieces since a mark were not understood. */
  int errorsSince(int mark) {
    int errors = 0;
    for (int node = mark; node < count; node++) {
      if (kinds[node] == Kind.ERROR.ordinal()) {
        errors++;
      }
    }
    return errors;
  }

  /** Adds a node over all that closed since a mark. */
  void add(Kind kind, int firstToken, int endToken, int mark) {
    push(kind.ordinal(), firstToken, endToken, mark);
  }

  SyntaxTree tree(Conditionals conditionals, List<SyntaxTree> alternatives) {
    return new SyntaxTree(
        conditionals,
        Arrays.copyOf(kinds, count),
        Arrays.copyOf(first, count),
        Arrays.copyOf(end, count),
        Arrays.copyOf(sizes, count),
        alternatives);
  }

  private void push(int kind, int firstToken, int endToken, int mark) {
    if (count == kinds.length) {
      int larger = count * 2;
      kinds = Arrays.copyOf(kinds, larger);
      first = Arrays.copyOf(first, larger);
      end = Arrays.copyOf(end, larger);
      sizes = Arrays.copyOf(sizes, larger);
    }
    kinds[count] = (byte) kind;
    first[count] = firstToken;
    end[count] = endToken;
    sizes[count] = count - mark + 1;
    count++;
  }

  private int number(int position) {
    return numbers[Math.min(position, streamSize)];
  }

  /** The number behind the token that stands before a position. */
  private int endNumber(int position) {
    int at = position;
    // A token that was put in has no bytes: what ends with it ends at the one before.
    while (at > 0 && numbers[at - 1] == number(at)) {
      at--;
    }
    return at > 0 ? numbers[at - 1] + 1 : number(0);
  }

  @Override
  public void open(int rule, int position) {
    if (depth == openRule.length) {
      int larger = depth * 2;
      openRule = Arrays.copyOf(openRule, larger);
      openKind = Arrays.copyOf(openKind, larger);
      openAt = Arrays.copyOf(openAt, larger);
      openCount = Arrays.copyOf(openCount, larger);
      openOperators = Arrays.copyOf(openOperators, larger);
    }
    openRule[depth] = rule;
    openKind[depth] = KIND_OF_RULE[rule];
    openAt[depth] = position;
    openCount[depth] = count;
    openOperators[depth] = operators;
    depth++;
  }

  @Override
  public void close(int position) {
    depth--;
    int rule = openRule[depth];
    int kind = openKind[depth];
    int from = openAt[depth];
    operators = Math.min(operators, openOperators[depth]);
    if (rule == KernelCParser.RULE_expression && kind == PASS) {
      if (childCount(openCount[depth]) > 1) {
        kind = Kind.COMMA.ordinal();
      }
    } else if (rule == KernelCParser.RULE_declaratorSuffix) {
      kind =
          typeAt(from) == KernelCParser.LBracket
              ? Kind.ARRAY_SUFFIX.ordinal()
              : Kind.PARAMETERS.ordinal();
    } else if (rule == KernelCParser.RULE_argument && kind == PASS) {
      kind =
          switch (typeAt(from)) {
            case KernelCParser.StatementsArgument -> Kind.STATEMENTS_ARGUMENT.ordinal();
            case KernelCParser.MembersArgument -> Kind.MEMBERS_ARGUMENT.ordinal();
            case KernelCParser.RawArgument -> Kind.RAW_ARGUMENT.ordinal();
            default -> PASS;
          };
    }
    if (kind != PASS) {
      int firstToken = number(from);
      int endToken = position == from ? firstToken : endNumber(position);
      push(kind, firstToken, Math.max(firstToken, endToken), openCount[depth]);
    }
  }

  private int typeAt(int position) {
    return position < streamSize ? types[position] : -1;
  }

  private int childCount(int mark) {
    int children = 0;
    for (int node = count - 1; node >= mark; node -= sizes[node]) {
      children++;
    }
    return children;
  }

  @Override
  public void shape(Shape shape) {
    Kind kind =
        switch (shape) {
          case FUNCTION_DEFINITION -> Kind.FUNCTION_DEFINITION;
          case LABELED -> Kind.LABELED_STATEMENT;
          case PREFIX -> Kind.UNARY;
          case CAST -> Kind.CAST;
          case SIZEOF -> Kind.SIZEOF;
          case PARENTHESIZED -> Kind.PARENTHESIZED;
          case COMPOUND_LITERAL -> Kind.COMPOUND_LITERAL;
          case STATEMENT_EXPRESSION -> Kind.STATEMENT_EXPRESSION;
          case GENERIC -> Kind.GENERIC;
          case TYPE_OPERAND -> Kind.TYPE_OPERAND;
        };
    openKind[depth - 1] = kind.ordinal();
  }

  @Override
  public void leaf(Leaf leaf, int position) {
    Kind kind =
        switch (leaf) {
          case NAME -> Kind.NAME;
          case TYPE_NAME -> Kind.TYPE_NAME;
          case TAG -> Kind.TAG;
          case DECLARED_NAME -> Kind.DECLARED_NAME;
          case CONSTANT -> Kind.CONSTANT;
        };
    push(kind.ordinal(), number(position), number(position) + 1, count);
  }

  /** The rule of a suffix is open; what stands before it began where the operand did. */
  @Override
  public void suffix(Suffix suffix) {
    Kind kind =
        switch (suffix) {
          case CALL -> Kind.CALL;
          case INDEX -> Kind.INDEX;
          case MEMBER -> Kind.MEMBER_ACCESS;
          case POSTFIX -> Kind.POSTFIX;
        };
    int owner = depth - 2;
    openKind[depth - 1] = kind.ordinal();
    openAt[depth - 1] = openAt[owner];
    openCount[depth - 1] = openCount[owner];
  }

  @Override
  public void operand(int position, int nextType) {
    int level = nextType > 0 ? PRECEDENCE[nextType] : 0;
    int base = openOperators[depth - 1];
    // The operand is the node that closed last.
    int startAt = first[count - 1];
    int startCount = count - sizes[count - 1];
    while (operators > base && binds(operatorLevel[operators - 1], level)) {
      operators--;
      startAt = operatorAt[operators];
      startCount = operatorCount[operators];
      Kind kind =
          switch (operatorLevel[operators]) {
            case ASSIGNMENT_LEVEL -> Kind.ASSIGNMENT;
            case CONDITIONAL_LEVEL -> Kind.CONDITIONAL;
            default -> Kind.BINARY;
          };
      push(kind.ordinal(), startAt, endNumber(position), startCount);
    }
    if (level > 0) {
      if (operators == operatorLevel.length) {
        int larger = operators * 2;
        operatorLevel = Arrays.copyOf(operatorLevel, larger);
        operatorCount = Arrays.copyOf(operatorCount, larger);
        operatorAt = Arrays.copyOf(operatorAt, larger);
      }
      operatorLevel[operators] = level;
      operatorAt[operators] = startAt;
      operatorCount[operators] = startCount;
      operators++;
    }
  }

  /** Whether the operator on the left takes the operand: right to left for = and ?:. */
  private static boolean binds(int left, int right) {
    return left > right || left == right && left > CONDITIONAL_LEVEL;
  }

  @Override
  public void failed() {
    count = openCount[depth - 1];
    operators = openOperators[depth - 1];
    openKind[depth - 1] = Kind.ERROR.ordinal();
  }

  @Override
  public int openedAt() {
    return openAt[depth - 1];
  }
}
