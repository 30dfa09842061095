package org.patchwright.symbol;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/**
 * The structs that some files define, as far as it takes to say which one an expression is about.
 */
public final class Structs {

  private static final String SEVERAL = "";

  /** By tag and member, the tag of the member's own type. */
  private final Map<String, String> inside = new HashMap<>();

  /** By member alone; {@link #SEVERAL} where structs differ. */
  private final Map<String, String> anywhere = new HashMap<>();

  private final Map<Function, Map<String, String>> variables = new HashMap<>();

  private Structs() {}

  public static Structs of(Collection<Unit> units) {
    Structs structs = new Structs();
    for (Unit unit : units) {
      unit.tree()
          .root()
          .findAll(Kind.STRUCT_SPECIFIER)
          .filter(struct -> struct.child(Kind.MEMBERS).isPresent())
          .filter(struct -> struct.child(Kind.TAG).isPresent())
          .forEach(struct -> structs.add(struct.child(Kind.TAG).orElseThrow().text(), struct));
    }
    return structs;
  }

  /** The members of a struct, and those of what has no name of its own in it. */
  private void add(String tag, Node struct) {
    for (Node member : struct.child(Kind.MEMBERS).orElseThrow().children()) {
      Optional<Node> type =
          member.child(Kind.SPECIFIERS).flatMap(words -> words.child(Kind.STRUCT_SPECIFIER));
      if (type.isEmpty()) {
        continue;
      }
      if (type.get().child(Kind.MEMBERS).isPresent()) {
        add(tag, type.get());
      }
      // What has no name of its own counts for the struct around it.
      Optional<String> inner =
          type.get()
              .child(Kind.TAG)
              .map(Node::text)
              .or(() -> type.get().child(Kind.MEMBERS).map(members -> tag));
      if (inner.isPresent()) {
        member
            .findAll(Kind.MEMBER_DECLARATOR)
            .flatMap(declarator -> declarator.findAll(Kind.DECLARED_NAME).limit(1))
            .forEach(name -> add(tag, name.text(), inner.get()));
      }
    }
  }

  private void add(String tag, String member, String type) {
    inside.put(tag + "." + member, type);
    anywhere.merge(member, type, (one, other) -> one.equals(other) ? one : SEVERAL);
  }

  /**
   * The tag of the struct that an expression is, or points to; empty where the files do not tell.
   */
  public Optional<String> tag(Node expression, Function function) {
    List<Node> children = expression.children();
    return switch (expression.kind()) {
      case PARENTHESIZED, CAST ->
          cast(expression).or(() -> tag(children.get(children.size() - 1), function));
      case INDEX, POSTFIX -> tag(children.get(0), function);
      case UNARY -> children.isEmpty() ? Optional.empty() : tag(children.get(0), function);
      case BINARY -> tag(children.get(0), function);
      case NAME ->
          Optional.ofNullable(
              variables.computeIfAbsent(function, Structs::declared).get(expression.text()));
      case MEMBER_ACCESS -> {
        Optional<String> outer = tag(children.get(0), function);
        String member = expression.tree().tokens().text(expression.endToken() - 1);
        String known =
            outer.isPresent()
                ? inside.get(outer.get() + "." + member)
                : anywhere.getOrDefault(member, SEVERAL);
        yield Optional.ofNullable(known).filter(found -> !found.equals(SEVERAL));
      }
      default -> Optional.empty();
    };
  }

  /**
   * The tag of the struct in which a member lies, from the pointer or the element that leads to it:
   * that of {@code map} for {@code map->active.irq}.
   */
  public Optional<String> holder(Node access, Function function) {
    Node at = access;
    while (at.is(Kind.MEMBER_ACCESS)) {
      boolean arrow = at.tree().tokens().is(at.endToken() - 2, "->");
      Node base = at.children().get(0);
      while (base.is(Kind.PARENTHESIZED) && base.children().size() == 1) {
        base = base.children().get(0);
      }
      if (arrow || !base.is(Kind.MEMBER_ACCESS)) {
        return tag(base, function);
      }
      at = base;
    }
    return Optional.empty();
  }

  private static Optional<String> cast(Node expression) {
    return expression.is(Kind.CAST)
        ? expression
            .child(Kind.TYPE)
            .flatMap(type -> type.findAll(Kind.STRUCT_SPECIFIER).findFirst())
            .flatMap(struct -> struct.child(Kind.TAG))
            .map(Node::text)
        : Optional.empty();
  }

  private static Map<String, String> declared(Function function) {
    Map<String, String> tags = new HashMap<>();
    function
        .node()
        .walk()
        .filter(node -> node.is(Kind.PARAMETER) || node.is(Kind.DECLARATION))
        .forEach(node -> declare(node, tags));
    return tags;
  }

  private static void declare(Node declaration, Map<String, String> tags) {
    Optional<String> tag =
        declaration
            .child(Kind.SPECIFIERS)
            .flatMap(words -> words.child(Kind.STRUCT_SPECIFIER))
            .flatMap(struct -> struct.child(Kind.TAG))
            .map(Node::text);
    if (tag.isPresent()) {
      for (Node part : declaration.children()) {
        if (!part.is(Kind.SPECIFIERS)) {
          part.findAll(Kind.DECLARED_NAME)
              .limit(1)
              .forEach(name -> tags.putIfAbsent(name.text(), tag.get()));
        }
      }
    }
  }
}
