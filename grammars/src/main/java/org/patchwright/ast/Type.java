package org.patchwright.ast;

import java.util.List;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/**
 * What names or makes a type. Each record is a view of one node; two are equal when their nodes
 * are.
 */
public sealed interface Type extends Ast {

  /** Storage, qualifiers and type words before declarators. */
  record Specifiers(Node node) implements Type {}

  /** An identifier that names a type. */
  record NamedType(Node node) implements Type {}

  /** A struct or union, with its members if they stand there. */
  record StructType(Node node) implements Type {
    /** The tag; empty for an anonymous one. */
    public String tag() {
      return node.child(Kind.TAG).map(Node::text).orElse("");
    }

    public boolean isUnion() {
      return node.tree().tokens().is(node.firstToken(), "union");
    }

    /** The members; none for a mere mention. */
    public List<Declaration.Member> members() {
      return node.child(Kind.MEMBERS).stream()
          .flatMap(braces -> braces.children(Kind.MEMBER).stream())
          .map(Declaration.Member::new)
          .toList();
    }
  }

  /** An enum, with its constants if they stand there. */
  record EnumType(Node node) implements Type {
    /** The tag; empty for an anonymous one. */
    public String tag() {
      return node.child(Kind.TAG).map(Node::text).orElse("");
    }
  }

  /** {@code typeof(a)}, {@code _Atomic(a)} or a macro that is a type. */
  record TypeOf(Node node) implements Type {}

  /** A type name as in a cast. */
  record TypeExpression(Node node) implements Type {}
}
