package org.patchwright.dataflow;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.patchwright.cfg.Block;
import org.patchwright.cfg.Cfg;
import org.patchwright.cfg.Edge;
import org.patchwright.symbol.Function;

/**
 * A function as steps over its control flow.
 *
 * @param steps by number of block
 * @param conditions by number of block; what chooses among its edges
 * @param calls all calls, by their ids
 * @param locals names of parameters and of local variables
 * @param arrays those of them that are arrays
 * @param statics those of them that outlive the function
 */
public record Lowered(
    Function function,
    Cfg cfg,
    List<List<Step>> steps,
    List<Optional<Term>> conditions,
    List<Step.Call> calls,
    Set<String> locals,
    Set<String> arrays,
    Set<String> statics) {

  public Lowered {
    steps = steps.stream().map(List::copyOf).toList();
    conditions = List.copyOf(conditions);
    calls = List.copyOf(calls);
    locals = Set.copyOf(locals);
    arrays = Set.copyOf(arrays);
    statics = Set.copyOf(statics);
  }

  public static Lowered of(Function function) {
    return new Lowering(function).lower();
  }

  /** Whether a name is a variable that only this call of the function can see. */
  public boolean isLocal(String name) {
    return locals.contains(name) && !statics.contains(name);
  }

  /** Whether anything behind a call follows a pointer, or hands something to a function. */
  public boolean mayUseAfter(Step.Call call) {
    BitSet behind = new BitSet();
    Deque<Integer> open = new ArrayDeque<>();
    for (Block block : cfg.blocks()) {
      List<Step> there = steps.get(block.number());
      int at = there.indexOf(call);
      if (at >= 0) {
        if (there.subList(at + 1, there.size()).stream().anyMatch(Lowered::isUse)) {
          return true;
        }
        open.push(block.number());
      }
    }
    while (!open.isEmpty()) {
      for (Edge edge : cfg.blocks().get(open.pop()).edges()) {
        if (!behind.get(edge.target())) {
          behind.set(edge.target());
          open.push(edge.target());
          if (steps.get(edge.target()).stream().anyMatch(Lowered::isUse)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static boolean isUse(Step step) {
    return step instanceof Step.Follow
        || step instanceof Step.Call call && !call.arguments().isEmpty();
  }

  public boolean isParameter(String name) {
    return function.parameters().contains(name);
  }
}
