package org.patchwright.dataflow;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.patchwright.cfg.Cfg;

/** The states with which control came to each block, and those that wait to be followed there. */
final class Meetings {

  /** States kept apart at one block, of those that follow the handle and of others. */
  private static final int APART = 10;

  private static final int APART_BEFORE = 3;

  private final Cfg cfg;

  /** By the place of a block in the order in which they are gone through. */
  private final List<List<PathState>> waiting;

  /** The places where something waits. */
  private final BitSet open = new BitSet();

  /** By number of block, and by shape. */
  private final List<Map<String, List<PathState>>> seen;

  /** By number of block, and by place, what it holds on one way to the block or on another. */
  private final List<Map<String, String>> joined;

  Meetings(Cfg cfg) {
    this.cfg = cfg;
    int blocks = cfg.blocks().size();
    waiting = new ArrayList<>(Collections.nCopies(blocks, List.of()));
    seen = new ArrayList<>(Collections.nCopies(blocks, Map.of()));
    joined = new ArrayList<>(Collections.nCopies(blocks, Map.of()));
  }

  /** Whether nothing waits. */
  boolean isEmpty() {
    return open.isEmpty();
  }

  /** Whether something waits in one of some blocks. */
  boolean waitsIn(BitSet blocks) {
    for (int place = open.nextSetBit(0); place >= 0; place = open.nextSetBit(place + 1)) {
      if (blocks.get(cfg.inOrder(place).number())) {
        return true;
      }
    }
    return false;
  }

  /** The first block in which something waits. */
  int first() {
    return cfg.inOrder(open.nextSetBit(0)).number();
  }

  /** What waits in a block, which is over with that. */
  List<PathState> take(int block) {
    int place = cfg.order(block);
    open.clear(place);
    return waiting.set(place, List.of());
  }

  /**
   * Control comes to a block. Where it has come with many states of this shape, the last of these
   * is joined with the new one, and is followed again if it tells less then.
   *
   * @return whether it had not come with the same before
   */
  boolean add(int block, PathState state) {
    List<PathState> states = alike(block, state);
    for (PathState other : states) {
      if (other.sameAs(state)) {
        return false;
      }
    }
    if (states.size() < (state.status() == 0 ? APART_BEFORE : APART)) {
      states.add(state);
      waiting(block).add(state);
      return true;
    }
    int last = states.size() - 1;
    PathState replaced = states.get(last);
    if (joined.get(block).isEmpty()) {
      joined.set(block, new HashMap<>());
    }
    PathState next = replaced.join(state, block, joined.get(block));
    if (!next.sameAs(replaced)) {
      states.set(last, next);
      List<PathState> there = waiting(block);
      there.removeIf(w -> w == replaced);
      there.add(next);
    }
    return true;
  }

  private List<PathState> alike(int block, PathState state) {
    Map<String, List<PathState>> shapes = seen.get(block);
    if (shapes.isEmpty()) {
      shapes = new HashMap<>();
      seen.set(block, shapes);
    }
    return shapes.computeIfAbsent(state.shape(), s -> new ArrayList<>(1));
  }

  private List<PathState> waiting(int block) {
    int place = cfg.order(block);
    if (!open.get(place)) {
      open.set(place);
      waiting.set(place, new ArrayList<>(1));
    }
    return waiting.get(place);
  }
}
