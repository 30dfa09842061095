package org.patchwright.dataflow;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.patchwright.cfg.Block;
import org.patchwright.cfg.Cfg;
import org.patchwright.cfg.Edge;
import org.patchwright.symbol.Function;

/** A function as steps over its control flow. */
public final class Lowered {

  private final Function function;
  private final Cfg cfg;
  private final List<List<Step>> steps;
  private final List<Optional<Term>> conditions;
  private final List<Step.Call> calls;
  private final Set<String> locals;
  private final Set<String> arrays;
  private final Set<String> statics;
  private final List<BitSet> blocks = new ArrayList<>();
  private final Map<Step.Call, BitSet> leading = new HashMap<>();
  private final Set<String> callees = new HashSet<>();
  private Optional<Approach> approach = Optional.empty();

  Lowered(
      Function function,
      Cfg cfg,
      List<List<Step>> steps,
      List<Optional<Term>> conditions,
      List<Step.Call> calls,
      Set<String> locals,
      Set<String> arrays,
      Set<String> statics) {
    this.function = function;
    this.cfg = cfg;
    this.steps = steps.stream().map(List::copyOf).toList();
    this.conditions = List.copyOf(conditions);
    this.calls = List.copyOf(calls);
    this.locals = Set.copyOf(locals);
    this.arrays = Set.copyOf(arrays);
    this.statics = Set.copyOf(statics);
    for (int i = 0; i < this.calls.size(); i++) {
      blocks.add(new BitSet());
    }
    for (int block = 0; block < steps.size(); block++) {
      for (Step step : steps.get(block)) {
        if (step instanceof Step.Call call) {
          blocks.get(call.id()).set(block);
        }
      }
    }
  }

  public static Lowered of(Function function) {
    return new Lowering(function).lower();
  }

  public Function function() {
    return function;
  }

  public Cfg cfg() {
    return cfg;
  }

  /** By number of block. */
  public List<List<Step>> steps() {
    return steps;
  }

  /** By number of block; what chooses among its edges. */
  public List<Optional<Term>> conditions() {
    return conditions;
  }

  /** All calls, by their ids. */
  public List<Step.Call> calls() {
    return calls;
  }

  /** Names of parameters and of local variables. */
  public Set<String> locals() {
    return locals;
  }

  /** Those of the locals that are arrays. */
  public Set<String> arrays() {
    return arrays;
  }

  /** Those of the locals that outlive the function. */
  public Set<String> statics() {
    return statics;
  }

  /** The blocks in which a call is made. */
  BitSet blocksOf(Step.Call call) {
    return blocks.get(call.id());
  }

  /** The blocks from which control may come to a call, that of the call among them. */
  BitSet leadingTo(Step.Call call) {
    return leading.computeIfAbsent(call, c -> leadingTo(blocksOf(c), new BitSet()));
  }

  /**
   * The blocks from which control may come to one of some blocks, these among them.
   *
   * @param targets numbers of blocks
   * @param barriers numbers of blocks through which no way is looked for
   */
  public BitSet leadingTo(BitSet targets, BitSet barriers) {
    BitSet found = (BitSet) targets.clone();
    for (boolean more = true; more; ) {
      more = false;
      for (int place = cfg.blocks().size() - 1; place >= 0; place--) {
        Block block = cfg.inOrder(place);
        if (!found.get(block.number())
            && !barriers.get(block.number())
            && block.edges().stream().anyMatch(edge -> found.get(edge.target()))) {
          found.set(block.number());
          more = true;
        }
      }
    }
    return found;
  }

  /** Found at the first question, by one thread at a time like all that is asked of this. */
  Approach approach() {
    if (approach.isEmpty()) {
      approach = Optional.of(Approach.of(this));
    }
    return approach.get();
  }

  /** What is known where control runs off the end of the function; empty if no way leads there. */
  public Optional<PathState> end() {
    return approach().end();
  }

  /** Whether the function calls another, by its name. */
  public boolean calls(String callee) {
    if (callees.isEmpty()) {
      calls.forEach(call -> callees.add(call.callee()));
    }
    return callees.contains(callee);
  }

  /** Whether a name is a variable that only this call of the function can see. */
  public boolean isLocal(String name) {
    return locals.contains(name) && !statics.contains(name);
  }

  /** Whether a place lies in such a variable. */
  public boolean isLocalPlace(String key) {
    int end = 0;
    while (end < key.length()
        && (Character.isLetterOrDigit(key.charAt(end)) || key.charAt(end) == '_')) {
      end++;
    }
    return end > 0 && isLocal(key.substring(0, end));
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
