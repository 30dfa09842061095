package org.patchwright.syntax;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.patchwright.source.SourceFile;
import org.patchwright.source.Span;
import org.patchwright.token.Condition;

/**
 * One node of a syntax tree: a view that is made when asked for. Two are equal when they are the
 * same place of the same tree.
 */
public final class Node {

  private final SyntaxTree tree;
  private final int index;

  Node(SyntaxTree tree, int index) {
    this.tree = tree;
    this.index = index;
  }

  public SyntaxTree tree() {
    return tree;
  }

  /** The node's number in its tree: children before parents, in the order of the text. */
  public int index() {
    return index;
  }

  public Kind kind() {
    return tree.kind(index);
  }

  public boolean is(Kind kind) {
    return tree.kind(index) == kind;
  }

  /** Number of the first token; see {@link org.patchwright.token.Tokens}. */
  public int firstToken() {
    return tree.firstToken(index);
  }

  /** Number behind the last token; equal to the first for an empty node. */
  public int endToken() {
    return tree.endToken(index);
  }

  /** The bytes from the first token to the last, without the trivia around them. */
  public Span span() {
    return tree.tokens().span(firstToken(), endToken());
  }

  /** The exact text, one character a byte. */
  public String text() {
    return tree.file().text(span());
  }

  public SourceFile file() {
    return tree.file();
  }

  /**
   * The conditions of {@code #if} and its like under which this node is in the program, outermost
   * first. One that a branch cuts in two stands under that branch's condition where its reading
   * chose the branch, and a statement also where its first word is in the branch; a node around a
   * whole group does not stand under it.
   */
  public List<Condition> conditions() {
    return tree.conditionals().over(firstToken(), endToken(), kind().isStatement());
  }

  /** The line, from 1, on which the node begins. */
  public int line() {
    return tree.file().line(span().start());
  }

  public int column() {
    return tree.file().column(span().start());
  }

  /** The children in the order of the text. */
  public List<Node> children() {
    int end = index - tree.size(index) + 1;
    if (end == index) {
      return List.of();
    }
    int count = 0;
    for (int child = index - 1; child >= end; child -= tree.size(child)) {
      count++;
    }
    Node[] children = new Node[count];
    for (int child = index - 1; child >= end; child -= tree.size(child)) {
      children[--count] = new Node(tree, child);
    }
    return Arrays.asList(children);
  }

  /** What a call or macro is given, in order; empty where the node has no list of arguments. */
  public List<Node> arguments() {
    return child(Kind.ARGUMENTS).map(Node::children).orElse(List.of());
  }

  /** The first child of a kind. */
  public Optional<Node> child(Kind kind) {
    Node found = null;
    int end = index - tree.size(index) + 1;
    for (int child = index - 1; child >= end; child -= tree.size(child)) {
      if (tree.kind(child) == kind) {
        found = new Node(tree, child);
      }
    }
    return Optional.ofNullable(found);
  }

  /** The children of a kind. */
  public List<Node> children(Kind kind) {
    return children().stream().filter(child -> child.is(kind)).toList();
  }

  /** Empty for the translation unit. */
  public Optional<Node> parent() {
    int parent = tree.parent(index);
    return parent < 0 ? Optional.empty() : Optional.of(new Node(tree, parent));
  }

  /** The parent, its parent, and so on. */
  public Stream<Node> ancestors() {
    return Stream.iterate(parent(), Optional::isPresent, node -> node.orElseThrow().parent())
        .map(Optional::orElseThrow);
  }

  /** The nearest ancestor of a kind. */
  public Optional<Node> ancestor(Kind kind) {
    return ancestors().filter(node -> node.is(kind)).findFirst();
  }

  /** This node and all below it, parents first, in the order of the text. */
  public Stream<Node> walk() {
    return StreamSupport.intStream(
            Spliterators.spliterator(
                tree.parentsFirst(index),
                tree.size(index),
                Spliterator.ORDERED | Spliterator.NONNULL),
            false)
        .mapToObj(node -> new Node(tree, node));
  }

  /** All below it (and itself) of a kind, in the order of the text. */
  public Stream<Node> findAll(Kind kind) {
    return Arrays.stream(tree.all(index, kind)).mapToObj(node -> new Node(tree, node));
  }

  /** Whether something below this node, or the node itself, was not understood. */
  public boolean hasErrors() {
    int end = index - tree.size(index) + 1;
    for (int node = index; node >= end; node--) {
      if (tree.kind(node) == Kind.ERROR) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Node that && tree == that.tree && index == that.index;
  }

  @Override
  public int hashCode() {
    return 31 * System.identityHashCode(tree) + index;
  }

  @Override
  public String toString() {
    return kind() + "@" + line() + ":" + column();
  }
}
