package org.patchwright.cfg;

import java.util.List;
import org.patchwright.syntax.Node;

/** The control flow of one function. */
public final class Cfg {

  private final Node function;
  private final List<Block> blocks;
  private final int exit;
  private final int[] order;
  private final int[] inOrder;
  private final boolean hasLoops;

  Cfg(Node function, List<Block> blocks, int exit) {
    this.function = function;
    this.blocks = List.copyOf(blocks);
    this.exit = exit;
    this.order = reversePostorder();
    this.inOrder = new int[order.length];
    for (int block = 0; block < order.length; block++) {
      inOrder[order[block]] = block;
    }
    this.hasLoops = this.blocks.stream().anyMatch(Block::isLoopHead);
  }

  /**
   * @param function of kind FUNCTION_DEFINITION, with a body
   */
  public static Cfg of(Node function) {
    return new CfgBuilder(function).build();
  }

  public Node function() {
    return function;
  }

  public List<Block> blocks() {
    return blocks;
  }

  public Block entry() {
    return blocks.get(0);
  }

  /** The empty block behind every return and behind the last statement. */
  public Block exit() {
    return blocks.get(exit);
  }

  /** A block's place in reverse postorder: before all that it leads to, loops apart. */
  public int order(int block) {
    return order[block];
  }

  /** The block with such a place in reverse postorder. */
  public Block inOrder(int place) {
    return blocks.get(inOrder[place]);
  }

  public boolean hasLoops() {
    return hasLoops;
  }

  private int[] reversePostorder() {
    int[] result = new int[blocks.size()];
    int[] next = new int[blocks.size()];
    boolean[] seen = new boolean[blocks.size()];
    int[] stack = new int[blocks.size() + 1];
    int depth = 0;
    int count = blocks.size();
    stack[0] = 0;
    seen[0] = true;
    while (depth >= 0) {
      Block block = blocks.get(stack[depth]);
      // The last edge first, so that the text's order is kept among equals.
      int index = block.edges.size() - 1 - next[block.number()]++;
      if (index < 0) {
        result[block.number()] = --count;
        depth--;
      } else {
        int target = block.edges.get(index).target();
        if (!seen[target]) {
          seen[target] = true;
          stack[++depth] = target;
        }
      }
    }
    return result;
  }
}
