package org.patchwright.ast;

import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/**
 * A part of a declaration, an initialiser or a statement. Each record is a view of one node; two
 * are equal when their nodes are.
 */
public sealed interface Part extends Ast {

  /** A declarator with its initial value. */
  record InitDeclarator(Node node) implements Part {
    /** The name that is declared; empty if there is none. */
    public String name() {
      return Part.declaredName(node);
    }
  }

  /** A macro that declares, as {@code DEFINE_MUTEX(x)}. */
  record MacroDeclarator(Node node) implements Part {
    /** The word that stands first. */
    public String name() {
      return node.child(Kind.NAME).map(Node::text).orElse("");
    }
  }

  /** A declarator in a struct, with its width. */
  record MemberDeclarator(Node node) implements Part {
    /** The name that is declared; empty if there is none. */
    public String name() {
      return Part.declaredName(node);
    }
  }

  /** A name with its pointers, bounds and parameters. */
  record Declarator(Node node) implements Part {
    /** The name that is declared; empty if there is none. */
    public String name() {
      return Part.declaredName(node);
    }
  }

  /** {@code *} and its qualifiers. */
  record Pointer(Node node) implements Part {}

  /** {@code [a]} of a declarator. */
  record Bounds(Node node) implements Part {}

  /** The parameters of a declarator. */
  record Parameters(Node node) implements Part {}

  /** One parameter. */
  record Parameter(Node node) implements Part {
    /** The name that is declared; empty if there is none. */
    public String name() {
      return Part.declaredName(node);
    }
  }

  /** The name that a declarator declares. */
  record DeclaredName(Node node) implements Part {}

  /** The name of a struct, union or enum. */
  record Tag(Node node) implements Part {}

  /** The braces of a struct. */
  record Members(Node node) implements Part {}

  /** The braces of an enum. */
  record Enumerators(Node node) implements Part {}

  /** One constant of an enum. */
  record Enumerator(Node node) implements Part {
    /** The word that stands first. */
    public String name() {
      return node.child(Kind.NAME).map(Node::text).orElse("");
    }
  }

  /** An attribute, or a macro that stands for one. */
  record Attribute(Node node) implements Part {}

  /** {@code asm("name")} behind a declarator. */
  record AsmLabel(Node node) implements Part {}

  /** {@code { ... }} that gives values. */
  record InitializerList(Node node) implements Part {}

  /** One value of such a list, with its designators. */
  record InitializerItem(Node node) implements Part {}

  /** {@code .a} or {@code [a]} before a value. */
  record Designator(Node node) implements Part {
    /** The member's name; empty for an index. */
    public String member() {
      return node.child(Kind.NAME).map(Node::text).orElse("");
    }
  }

  /** The arguments of a call. */
  record Arguments(Node node) implements Part {}

  /** The parenthesis of if, switch, while and do. */
  record Condition(Node node) implements Part {}

  /** The first part of a for. */
  record ForInit(Node node) implements Part {}

  /** The second part of a for. */
  record ForCondition(Node node) implements Part {}

  /** The third part of a for. */
  record ForUpdate(Node node) implements Part {}

  /** One choice of {@code _Generic}. */
  record Association(Node node) implements Part {}

  /** The instructions of an asm. */
  record AsmTemplate(Node node) implements Part {}

  /** What one colon begins in an asm. */
  record AsmOperands(Node node) implements Part {}

  /** One operand of an asm. */
  record AsmOperand(Node node) implements Part {}

  /** An argument that is a list of statements. */
  record StatementsArgument(Node node) implements Part {}

  /** An argument that is a list of struct members. */
  record MembersArgument(Node node) implements Part {}

  /** An argument without a reading of its own. */
  record RawArgument(Node node) implements Part {}

  /** A branch of a conditional directive that stands in no tree beside the one read. */
  record NotRead(Node node) implements Part {}

  /** The smallest piece that was not understood. */
  record NotUnderstood(Node node) implements Part {}

  /** The name that a declaration, or a declarator in it, declares first; empty if none. */
  static String declaredName(Node node) {
    return node.findAll(Kind.DECLARED_NAME).map(Node::text).findFirst().orElse("");
  }
}
