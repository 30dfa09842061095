package org.patchwright.dataflow;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.patchwright.cfg.Block;
import org.patchwright.cfg.Cfg;
import org.patchwright.cfg.Edge;

/**
 * How control comes to each part of a function while nothing is followed yet: the way up to a call
 * is walked once, and not again for each thing that is followed from one on. A part is a block, or
 * the blocks of loops that lie in each other. The walk goes as far as it is asked about.
 */
final class Approach {

  /** Stands for the block before the first. */
  static final int ENTRY = -1;

  /** Control comes into a part. */
  record Arrival(int before, Block block, PathState state) {}

  private final Lowered function;
  private final int[] parts;
  private final List<List<Arrival>> arrivals = new ArrayList<>();
  private final Walk walk;
  private Optional<PathState> end = Optional.empty();

  private Approach(Lowered function) {
    this.function = function;
    this.parts = parts(function.cfg());
    for (int i = 0; i < parts.length; i++) {
      arrivals.add(new ArrayList<>());
    }
    this.walk = new Walk(function);
    walk.enter(walk.start());
  }

  static Approach of(Lowered function) {
    return new Approach(function);
  }

  /**
   * What comes from outside into the part in which a call is made, in order: what was recorded
   * before the first step in it was gone, so that nothing rests on the call. Empty if there were
   * too many paths to it, or if the call stands in several parts.
   */
  Optional<List<Arrival>> before(Step.Call call) {
    BitSet blocks = function.blocksOf(call);
    if (blocks.isEmpty()) {
      return Optional.empty();
    }
    int part = parts[blocks.nextSetBit(0)];
    if (!blocks.stream().allMatch(block -> parts[block] == part)) {
      return Optional.empty();
    }
    BitSet before = (BitSet) function.leadingTo(call).clone();
    for (int block = 0; block < parts.length; block++) {
      if (parts[block] == part) {
        before.clear(block);
      }
    }
    return walk.proceed(before) ? Optional.of(arrivals.get(part)) : Optional.empty();
  }

  /** The first way on which control runs off the end of the function, if any was found. */
  Optional<PathState> end() {
    BitSet all = new BitSet();
    all.set(0, parts.length);
    walk.proceed(all);
    return end;
  }

  private final class Walk extends Paths {
    Walk(Lowered function) {
      super(function);
    }

    @Override
    void arrived(int before, Block block, PathState state) {
      int part = parts[block.number()];
      if (before == ENTRY || parts[before] != part) {
        arrivals.get(part).add(new Arrival(before, block, state));
      }
    }

    @Override
    protected void leaves(PathState state, Optional<Step.Return> by) {
      if (by.isEmpty() && end.isEmpty()) {
        end = Optional.of(state);
      }
    }
  }

  /** By number of block the number of its part, which is that of one of its blocks. */
  private static int[] parts(Cfg cfg) {
    int count = cfg.blocks().size();
    List<List<Integer>> before = new ArrayList<>();
    for (int block = 0; block < count; block++) {
      before.add(new ArrayList<>());
    }
    for (Block block : cfg.blocks()) {
      for (Edge edge : block.edges()) {
        before.get(edge.target()).add(block.number());
      }
    }
    // From each block in reverse postorder, what leads to it and belongs to no part yet.
    int[] part = new int[count];
    BitSet open = new BitSet(count);
    open.set(0, count);
    List<Integer> stack = new ArrayList<>();
    for (int place = 0; place < count; place++) {
      int root = cfg.inOrder(place).number();
      if (!open.get(root)) {
        continue;
      }
      open.clear(root);
      stack.add(root);
      while (!stack.isEmpty()) {
        int block = stack.remove(stack.size() - 1);
        part[block] = root;
        for (int other : before.get(block)) {
          if (open.get(other)) {
            open.clear(other);
            stack.add(other);
          }
        }
      }
    }
    return part;
  }
}
