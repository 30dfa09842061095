package org.patchwright.syntax;

import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PrimitiveIterator;
import java.util.stream.Stream;
import org.patchwright.source.KernelConfig;
import org.patchwright.source.Problem;
import org.patchwright.source.SourceFile;
import org.patchwright.token.Conditionals;
import org.patchwright.token.Tokens;
import org.patchwright.token.Words;

/**
 * The syntax of one file: all of its tokens, and nodes over them. Nodes lie in arrays, children
 * before their parent. What could not be understood is a node of kind {@link Kind#ERROR}, as small
 * as possible; the rest of the file is a tree all the same.
 */
public final class SyntaxTree {

  private static final int[] NONE = {};

  private final Tokens tokens;
  private final byte[] kinds;
  private final int[] first;
  private final int[] end;
  private final int[] sizes;
  private volatile int[] parents;
  private final List<SyntaxTree> alternatives;
  private final Conditionals conditionals;

  SyntaxTree(
      Conditionals conditionals,
      byte[] kinds,
      int[] first,
      int[] end,
      int[] sizes,
      List<SyntaxTree> others) {
    this.conditionals = conditionals;
    this.tokens = conditionals.tokens();
    this.kinds = kinds;
    this.first = first;
    this.end = end;
    this.sizes = sizes;
    this.alternatives = List.copyOf(others);
  }

  /**
   * Parses a file; every input has a tree.
   *
   * @param file any bytes
   */
  public static SyntaxTree parse(SourceFile file) {
    return parse(file, KernelConfig.ANY);
  }

  /**
   * Parses a file as one configuration compiles it: what that surely leaves out is in no node but
   * those of kind {@link Kind#ALTERNATIVE}.
   */
  public static SyntaxTree parse(SourceFile file, KernelConfig config) {
    Tokens tokens = Tokens.of(file);
    return parse(tokens, config, Words.of(tokens));
  }

  /**
   * Parses the tokens of a file.
   *
   * @param words what is known of its names: they serve for this one tree
   */
  public static SyntaxTree parse(Tokens tokens, KernelConfig config, Words words) {
    return KernelCReader.read(words.marked(tokens), config, words);
  }

  /** The conditional groups of the file. */
  public Conditionals conditionals() {
    return conditionals;
  }

  public SourceFile file() {
    return tokens.file();
  }

  public Tokens tokens() {
    return tokens;
  }

  /** The translation unit. */
  public Node root() {
    return new Node(this, kinds.length - 1);
  }

  /** The function definitions of the file, in the order of the text. */
  public Stream<Node> functions() {
    return root().findAll(Kind.FUNCTION_DEFINITION);
  }

  /**
   * Other readings of parts of the file, one for each choice among branches of conditional
   * directives that can't stand side by side. Each holds the external declarations that differ.
   */
  public List<SyntaxTree> alternatives() {
    return alternatives;
  }

  /** What was not understood, in this tree and its alternatives. */
  public List<Problem> problems() {
    return Stream.concat(Stream.of(this), alternatives.stream())
        .flatMap(tree -> tree.root().findAll(Kind.ERROR))
        .map(node -> new Problem(file().path(), node.span(), "not understood as C"))
        .toList();
  }

  /** Number of nodes. */
  public int nodeCount() {
    return kinds.length;
  }

  /** The node of a number, see {@link Node#index()}. */
  public Node node(int index) {
    return new Node(this, index);
  }

  Kind kind(int node) {
    return Kind.of(kinds[node]);
  }

  int firstToken(int node) {
    return first[node];
  }

  int endToken(int node) {
    return end[node];
  }

  int size(int node) {
    return sizes[node];
  }

  /** A node and all below it, parents first; a deep tree takes no deep stack. */
  PrimitiveIterator.OfInt parentsFirst(int root) {
    return new PrimitiveIterator.OfInt() {
      private int[] waiting = {root, 0, 0, 0, 0, 0, 0, 0};
      private int count = 1;

      @Override
      public boolean hasNext() {
        return count > 0;
      }

      @Override
      public int nextInt() {
        if (count == 0) {
          throw new NoSuchElementException();
        }
        int node = waiting[--count];
        int first = node - sizes[node] + 1;
        // The last child is pushed first, so that the first is the next.
        for (int child = node - 1; child >= first; child -= sizes[child]) {
          if (count == waiting.length) {
            waiting = Arrays.copyOf(waiting, count * 2);
          }
          waiting[count++] = child;
        }
        return node;
      }
    };
  }

  /**
   * The nodes of a kind among a node and all below it, parents first, in the order of the text:
   * most of what is asked of a tree, and answered without a look at any other node's place.
   */
  int[] all(int root, Kind kind) {
    byte wanted = (byte) kind.ordinal();
    int[] found = NONE;
    int count = 0;
    boolean nested = false;
    for (int node = root - sizes[root] + 1; node <= root; node++) {
      if (kinds[node] == wanted) {
        if (count == found.length) {
          found = Arrays.copyOf(found, Math.max(8, count * 2));
        }
        nested |= count > 0 && found[count - 1] > node - sizes[node];
        found[count++] = node;
      }
    }
    int[] all = count == found.length ? found : Arrays.copyOf(found, count);
    return nested ? parentsFirst(all) : all;
  }

  /** The same nodes, which stand behind what is below them. */
  private int[] parentsFirst(int[] nodes) {
    int[] ordered = new int[nodes.length];
    int[] around = new int[nodes.length];
    int depth = 0;
    for (int i = nodes.length - 1; i >= 0; i--) {
      int node = nodes[i];
      while (depth > 0 && around[depth - 1] > node) {
        depth--;
      }
      int begin = node - sizes[node] + 1;
      int below = Arrays.binarySearch(nodes, 0, i, begin);
      // As many before it as stand before it in the text, and those around it.
      ordered[(below < 0 ? -below - 1 : below) + depth] = node;
      around[depth++] = begin;
    }
    return ordered;
  }

  int parent(int node) {
    int[] known = parents;
    if (known == null) {
      known = new int[kinds.length];
      Arrays.fill(known, -1);
      for (int parent = 0; parent < kinds.length; parent++) {
        int last = parent - sizes[parent] + 1;
        for (int child = parent - 1; child >= last; child -= sizes[child]) {
          known[child] = parent;
        }
      }
      parents = known;
    }
    return known[node];
  }
}
