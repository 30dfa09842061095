package org.patchwright.ast;

import org.patchwright.syntax.Node;

/** The view of each kind of node. */
final class Views {

  private Views() {}

  static Ast of(Node node) {
    return switch (node.kind()) {
      case TRANSLATION_UNIT -> new TranslationUnit(node);
      case NAME -> new Expression.Name(node);
      case CONSTANT -> new Expression.Constant(node);
      case STRING_LITERAL -> new Expression.StringLiteral(node);
      case CALL -> new Expression.Call(node);
      case MEMBER_ACCESS -> new Expression.MemberAccess(node);
      case INDEX -> new Expression.Index(node);
      case UNARY -> new Expression.Unary(node);
      case POSTFIX -> new Expression.Postfix(node);
      case BINARY -> new Expression.Binary(node);
      case ASSIGNMENT -> new Expression.Assignment(node);
      case CONDITIONAL -> new Expression.Conditional(node);
      case CAST -> new Expression.Cast(node);
      case SIZEOF -> new Expression.SizeOf(node);
      case COMMA -> new Expression.CommaList(node);
      case PARENTHESIZED -> new Expression.Parenthesized(node);
      case COMPOUND_LITERAL -> new Expression.CompoundLiteral(node);
      case STATEMENT_EXPRESSION -> new Expression.StatementExpression(node);
      case GENERIC -> new Expression.GenericSelection(node);
      case TYPE_OPERAND -> new Expression.TypeOperand(node);
      case COMPOUND -> new Statement.Block(node);
      case IF -> new Statement.If(node);
      case WHILE -> new Statement.While(node);
      case DO -> new Statement.Do(node);
      case FOR -> new Statement.For(node);
      case SWITCH -> new Statement.Switch(node);
      case ITERATOR_STATEMENT -> new Statement.MacroLoop(node);
      case MACRO_STATEMENT -> new Statement.MacroStatement(node);
      case CASE -> new Statement.Case(node);
      case LABEL -> new Statement.Label(node);
      case LABELED_STATEMENT -> new Statement.Labeled(node);
      case GOTO -> new Statement.Goto(node);
      case BREAK -> new Statement.Break(node);
      case CONTINUE -> new Statement.Continue(node);
      case RETURN -> new Statement.Return(node);
      case EXPRESSION_STATEMENT -> new Statement.ExpressionStatement(node);
      case EMPTY_STATEMENT -> new Statement.Empty(node);
      case ASM_STATEMENT -> new Statement.Asm(node);
      case LOCAL_LABELS -> new Statement.LocalLabels(node);
      case FUNCTION_DEFINITION -> new Declaration.Function(node);
      case DECLARATION -> new Declaration.Variables(node);
      case MEMBER -> new Declaration.Member(node);
      case STATIC_ASSERT -> new Declaration.StaticAssert(node);
      case ASM_DECLARATION -> new Declaration.AsmDeclaration(node);
      case EMPTY_DECLARATION -> new Declaration.EmptyDeclaration(node);
      case LINKAGE -> new Declaration.Linkage(node);
      case INITIALIZER_FRAGMENT -> new Declaration.InitializerFragment(node);
      case SPECIFIERS -> new Type.Specifiers(node);
      case TYPE_NAME -> new Type.NamedType(node);
      case STRUCT_SPECIFIER -> new Type.StructType(node);
      case ENUM_SPECIFIER -> new Type.EnumType(node);
      case TYPEOF_SPECIFIER -> new Type.TypeOf(node);
      case TYPE -> new Type.TypeExpression(node);
      case INIT_DECLARATOR -> new Part.InitDeclarator(node);
      case MACRO_DECLARATOR -> new Part.MacroDeclarator(node);
      case MEMBER_DECLARATOR -> new Part.MemberDeclarator(node);
      case DECLARATOR -> new Part.Declarator(node);
      case POINTER -> new Part.Pointer(node);
      case ARRAY_SUFFIX -> new Part.Bounds(node);
      case PARAMETERS -> new Part.Parameters(node);
      case PARAMETER -> new Part.Parameter(node);
      case DECLARED_NAME -> new Part.DeclaredName(node);
      case TAG -> new Part.Tag(node);
      case MEMBERS -> new Part.Members(node);
      case ENUMERATORS -> new Part.Enumerators(node);
      case ENUMERATOR -> new Part.Enumerator(node);
      case ATTRIBUTE -> new Part.Attribute(node);
      case ASM_LABEL -> new Part.AsmLabel(node);
      case INITIALIZER_LIST -> new Part.InitializerList(node);
      case INITIALIZER_ITEM -> new Part.InitializerItem(node);
      case DESIGNATOR -> new Part.Designator(node);
      case ARGUMENTS -> new Part.Arguments(node);
      case CONDITION -> new Part.Condition(node);
      case FOR_INIT -> new Part.ForInit(node);
      case FOR_CONDITION -> new Part.ForCondition(node);
      case FOR_UPDATE -> new Part.ForUpdate(node);
      case ASSOCIATION -> new Part.Association(node);
      case ASM_TEMPLATE -> new Part.AsmTemplate(node);
      case ASM_OPERANDS -> new Part.AsmOperands(node);
      case ASM_OPERAND -> new Part.AsmOperand(node);
      case STATEMENTS_ARGUMENT -> new Part.StatementsArgument(node);
      case MEMBERS_ARGUMENT -> new Part.MembersArgument(node);
      case RAW_ARGUMENT -> new Part.RawArgument(node);
      case ALTERNATIVE -> new Part.NotRead(node);
      case ERROR -> new Part.NotUnderstood(node);
    };
  }
}
