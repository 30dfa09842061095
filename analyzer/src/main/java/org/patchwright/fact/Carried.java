package org.patchwright.fact;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.patchwright.dataflow.Lowered;
import org.patchwright.fact.FunctionFacts.FileAnalyses;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.Grounds;
import org.patchwright.symbol.KernelTree;
import org.patchwright.symbol.Moving;
import org.patchwright.symbol.Uses;
import org.patchwright.syntax.Node;

/**
 * What analyses of single functions yielded, carried from one version of a tree to the next as long
 * as what they rest on stays. For one thread.
 */
public final class Carried {

  private static final int COMPANIES = 4;
  private static final int MOST = 20_000;

  /** They keep the files alive that they are made of. */
  private static final int MOST_STEPS = 1_000;

  private record Key(Object question, String path, String function, String mark) {}

  /**
   * An answer.
   *
   * @param cut the functions whose analysis was cut short on the way to it
   */
  private record Result(Object value, List<Function> cut, Grounds grounds) {}

  /** A function as steps, and what was asked of its file to make them. */
  private record Steps(Lowered lowered, Uses uses) {}

  private final Map<Key, Deque<Result>> known = recent(MOST);
  private final Map<Function, Steps> steps = recent(MOST_STEPS);

  private static <K, V> Map<K, V> recent(int most) {
    return new LinkedHashMap<>(1024, 0.75f, true) {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
      }
    };
  }

  /** A function as steps: many questions about it and others go through the same ones. */
  Lowered lowered(KernelTree tree, Function function) {
    Steps known = steps.get(function);
    if (known == null) {
      Uses uses = new Uses();
      known = new Steps(tree.recording(uses, () -> Lowered.of(function)), uses);
      steps.put(function, known);
    }
    tree.noted(known.uses());
    return known.lowered();
  }

  /**
   * The answer to a question about one function, by analyses of its own or as it was before.
   *
   * @param question equal only if the same is asked
   * @param moved the same answer, made of other nodes
   * @param outOfBudget takes in the functions whose analysis was cut short
   */
  <T> T ask(
      KernelTree tree,
      Object question,
      Function function,
      BiFunction<T, UnaryOperator<Node>, T> moved,
      java.util.function.Function<FileAnalyses, T> made,
      Collection<String> outOfBudget) {
    Key key = new Key(question, function.path(), function.name(), function.mark());
    Deque<Result> all = known.computeIfAbsent(key, k -> new ArrayDeque<>(2));
    for (Result result : function.isAlone() ? List.copyOf(all) : List.<Result>of()) {
      if (result.grounds().standIn(tree)) {
        Moving moving = tree.moving();
        @SuppressWarnings("unchecked") // the question says what it is
        T value = moved.apply((T) result.value(), moving);
        List<Function> cut = result.cut().stream().map(moving::function).toList();
        if (!moving.failed()) {
          // Nodes keep the version alive that they are from: the latest is enough.
          all.remove(result);
          all.addFirst(new Result(value, cut, result.grounds()));
          tree.noted(result.grounds());
          cut.forEach(one -> outOfBudget.add(one.toString()));
          return value;
        }
      }
    }
    // None that others used: what these found out would not be noted.
    FileAnalyses analyses = FileAnalyses.alone(tree, this);
    Uses uses = new Uses();
    T value = tree.recording(uses, () -> made.apply(analyses));
    List<Function> cut = List.copyOf(analyses.cutShort());
    cut.forEach(one -> outOfBudget.add(one.toString()));
    Grounds grounds = Grounds.of(uses, tree);
    tree.noted(grounds);
    // Of two functions of one name, which one is meant can't be told elsewhere.
    if (cut.stream().allMatch(Function::isAlone)) {
      keep(question, function, value, cut, grounds);
    }
    return value;
  }

  /** Takes in an answer that was found on the way to another. */
  void keep(Object question, Function function, Object value, List<Function> cut, Grounds grounds) {
    if (function.isAlone()) {
      Key key = new Key(question, function.path(), function.name(), function.mark());
      Deque<Result> all = known.computeIfAbsent(key, k -> new ArrayDeque<>(2));
      all.addFirst(new Result(value, cut, grounds));
      if (all.size() > COMPANIES) {
        all.removeLast();
      }
    }
  }
}
