package org.patchwright.ast;

import java.util.List;
import java.util.Optional;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/**
 * A declaration, at file scope, in a block or in a struct. Each record is a view of one node; two
 * are equal when their nodes are.
 */
public sealed interface Declaration extends Ast {

  /** A function with its body. */
  record Function(Node node) implements Declaration {
    /** The function's name; empty if its head was not understood. */
    public String name() {
      return Part.declaredName(node);
    }

    /** Empty if the body was not understood. */
    public Optional<Statement.Block> body() {
      return node.child(Kind.COMPOUND).map(Statement.Block::new);
    }

    public List<Part.Parameter> parameters() {
      return node.child(Kind.INIT_DECLARATOR).stream()
          .flatMap(declarator -> declarator.findAll(Kind.PARAMETERS).limit(1))
          .flatMap(list -> list.children(Kind.PARAMETER).stream())
          .map(Part.Parameter::new)
          .toList();
    }

    public boolean isStatic() {
      return Declaration.hasWord(node, "static");
    }
  }

  /** Variables, prototypes, a typedef or a record, up to the semicolon. */
  record Variables(Node node) implements Declaration {
    /** The names that are declared, in order. */
    public List<String> names() {
      return node.children(Kind.INIT_DECLARATOR).stream().map(Part::declaredName).toList();
    }

    public boolean isTypedef() {
      return Declaration.hasWord(node, "typedef");
    }
  }

  /** What one semicolon ends in a struct or union. */
  record Member(Node node) implements Declaration {
    /** The names that are declared, in order. */
    public List<String> names() {
      return node.children(Kind.MEMBER_DECLARATOR).stream().map(Part::declaredName).toList();
    }
  }

  /** {@code _Static_assert(...);}. */
  record StaticAssert(Node node) implements Declaration {}

  /** {@code asm(...);} at file scope. */
  record AsmDeclaration(Node node) implements Declaration {}

  /** A lone semicolon. */
  record EmptyDeclaration(Node node) implements Declaration {}

  /** {@code extern "C" {} or the brace that ends it. */
  record Linkage(Node node) implements Declaration {}

  /** Items of an initialiser in a file that others include. */
  record InitializerFragment(Node node) implements Declaration {}

  private static boolean hasWord(Node node, String word) {
    return node.child(Kind.SPECIFIERS).stream()
        .anyMatch(
            specifiers -> {
              for (int at = specifiers.firstToken(); at < specifiers.endToken(); at++) {
                if (specifiers.tree().tokens().is(at, word)) {
                  return true;
                }
              }
              return false;
            });
  }
}
