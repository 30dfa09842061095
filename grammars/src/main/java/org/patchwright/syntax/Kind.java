package org.patchwright.syntax;

/** What a node of the syntax tree is, in the words of the C standard and of GNU C. */
public enum Kind {
  /** The whole file; its children are external declarations and conditional alternatives. */
  TRANSLATION_UNIT,

  // Declarations.
  /** {@code SPECIFIERS? INIT_DECLARATOR DECLARATION* COMPOUND}, or a macro in their place. */
  FUNCTION_DEFINITION,
  /** {@code SPECIFIERS (INIT_DECLARATOR | MACRO_DECLARATOR)*}, at file scope or in a block. */
  DECLARATION,
  /** {@code DEFINE_MUTEX(x)}: {@code NAME ARGUMENTS? ATTRIBUTE* initializer?}. */
  MACRO_DECLARATOR,
  ASM_DECLARATION,
  STATIC_ASSERT,
  EMPTY_DECLARATION,
  /** {@code extern "C" {} or the brace that ends it; what they hold stands between the two. */
  LINKAGE,
  /** {@code INITIALIZER_ITEM*}: a file to be included inside an initialiser. */
  INITIALIZER_FRAGMENT,
  /** Keywords stand in it as tokens; type names, struct, enum, typeof and attributes as nodes. */
  SPECIFIERS,
  /** {@code typeof(...)}, {@code _Atomic(...)}, {@code _Alignas(...)} or a macro that is a type. */
  TYPEOF_SPECIFIER,
  ATTRIBUTE,
  /** {@code struct} or {@code union}: {@code ATTRIBUTE* TAG? MEMBERS?}. */
  STRUCT_SPECIFIER,
  MEMBERS,
  /**
   * One declaration inside a struct: {@code SPECIFIERS? (MEMBER_DECLARATOR | MACRO_DECLARATOR)*}.
   */
  MEMBER,
  /** {@code DECLARATOR? width?}. */
  MEMBER_DECLARATOR,
  ENUM_SPECIFIER,
  ENUMERATORS,
  /** {@code NAME ARGUMENTS? ATTRIBUTE* value?}. */
  ENUMERATOR,
  /** {@code DECLARATOR ASM_LABEL? ATTRIBUTE* initializer?}. */
  INIT_DECLARATOR,
  ASM_LABEL,
  /** {@code POINTER* (DECLARED_NAME | DECLARATOR)? (ARRAY_SUFFIX | PARAMETERS)*}. */
  DECLARATOR,
  POINTER,
  ARRAY_SUFFIX,
  PARAMETERS,
  /** {@code SPECIFIERS DECLARATOR? ATTRIBUTE*}, a K&R {@code NAME}, or the ellipsis. */
  PARAMETER,
  /** A type name as in a cast: {@code SPECIFIERS DECLARATOR?}. */
  TYPE,
  /** An identifier that names a type. */
  TYPE_NAME,
  /** The name of a struct, union or enum. */
  TAG,
  /** The name that a declarator declares. */
  DECLARED_NAME,

  // Initialisers.
  INITIALIZER_LIST,
  /** {@code DESIGNATOR* initializer}, or {@code NAME initializer} for the old {@code name:}. */
  INITIALIZER_ITEM,
  /** {@code .NAME} or {@code [index]} or {@code [from ... to]}. */
  DESIGNATOR,

  // Statements.
  /** {@code { ... }}: declarations, labels, cases and statements side by side. */
  COMPOUND,
  /** {@code NAME :}, beside the statement that it marks. */
  LABEL,
  /**
   * {@code case V:}, {@code case A ... B:}, {@code default:} or {@code MACRO(x):} as {@code NAME
   * ARGUMENTS}, beside what follows.
   */
  CASE,
  /** A label or case with its statement, where one statement only may stand. */
  LABELED_STATEMENT,
  /** {@code CONDITION statement statement?}. */
  IF,
  SWITCH,
  WHILE,
  /** {@code statement CONDITION}. */
  DO,
  /** {@code (FOR_INIT | DECLARATION) FOR_CONDITION FOR_UPDATE statement}. */
  FOR,
  FOR_INIT,
  FOR_CONDITION,
  FOR_UPDATE,
  /** The parenthesis of if, switch, while and do. */
  CONDITION,
  /** {@code NAME}, or an expression for a computed goto. */
  GOTO,
  BREAK,
  CONTINUE,
  RETURN,
  /** A macro that loops over a statement: {@code NAME ARGUMENTS? statement}. */
  ITERATOR_STATEMENT,
  /** A macro that is a statement without a semicolon: {@code NAME ARGUMENTS?}. */
  MACRO_STATEMENT,
  ASM_STATEMENT,
  ASM_TEMPLATE,
  ASM_OPERANDS,
  /** {@code NAME? STRING_LITERAL expression?}, or a goto label. */
  ASM_OPERAND,
  LOCAL_LABELS,
  EMPTY_STATEMENT,
  EXPRESSION_STATEMENT,

  // Expressions.
  /** {@code a, b}. */
  COMMA,
  /** {@code a = b} and the compound assignments. */
  ASSIGNMENT,
  BINARY,
  /** {@code a ? b : c}; two children for {@code a ?: c}. */
  CONDITIONAL,
  /** A prefix operator and its operand. */
  UNARY,
  /** {@code ++} or {@code --} behind its operand. */
  POSTFIX,
  /** {@code TYPE operand}. */
  CAST,
  /** sizeof or alignof of a TYPE or an expression. */
  SIZEOF,
  /** {@code callee ARGUMENTS}. */
  CALL,
  ARGUMENTS,
  /** {@code array index}. */
  INDEX,
  /** {@code object NAME}, by {@code .} or {@code ->}. */
  MEMBER_ACCESS,
  NAME,
  CONSTANT,
  /** One or more adjacent literals and macros that stand for some. */
  STRING_LITERAL,
  PARENTHESIZED,
  /** {@code TYPE INITIALIZER_LIST}. */
  COMPOUND_LITERAL,
  /** {@code ({ ... })}: {@code COMPOUND}. */
  STATEMENT_EXPRESSION,
  GENERIC,
  ASSOCIATION,
  /** A parenthesised type where an expression is expected. */
  TYPE_OPERAND,
  /** A macro argument that is a list of statements. */
  STATEMENTS_ARGUMENT,
  /** A macro argument that is a list of struct members. */
  MEMBERS_ARGUMENT,
  /** A macro argument without a reading of its own, kept as its tokens. */
  RAW_ARGUMENT,

  // What no grammar rule yields.
  /** A branch of a conditional directive that can't stand beside the one that was parsed. */
  ALTERNATIVE,
  /** The smallest piece that was not understood. */
  ERROR;

  private static final Kind[] VALUES = values();

  static Kind of(int ordinal) {
    return VALUES[ordinal];
  }

  /** Whether nodes of this kind are expressions. */
  public boolean isExpression() {
    return compareTo(COMMA) >= 0
        && compareTo(TYPE_OPERAND) <= 0
        && this != ARGUMENTS
        && this != ASSOCIATION;
  }

  /** Whether nodes of this kind are statements (labels, cases and declarations are not). */
  public boolean isStatement() {
    return switch (this) {
      case COMPOUND,
          LABELED_STATEMENT,
          IF,
          SWITCH,
          WHILE,
          DO,
          FOR,
          GOTO,
          BREAK,
          CONTINUE,
          RETURN,
          ITERATOR_STATEMENT,
          MACRO_STATEMENT,
          ASM_STATEMENT,
          LOCAL_LABELS,
          EMPTY_STATEMENT,
          EXPRESSION_STATEMENT ->
          true;
      default -> false;
    };
  }
}
