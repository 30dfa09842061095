package org.patchwright.fact;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
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

  private record Key(Object question, String path, String function, String mark) {}

  private record Result(Object value, Grounds grounds) {}

  private final Map<Key, Deque<Result>> known =
      new LinkedHashMap<>(1024, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Deque<Result>> eldest) {
          return size() > MOST;
        }
      };

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
    for (Result result : List.copyOf(all)) {
      if (result.grounds().standIn(tree)) {
        Moving moving = tree.moving();
        @SuppressWarnings("unchecked") // the question says what it is
        T value = moved.apply((T) result.value(), moving);
        if (!moving.failed()) {
          // Nodes keep the version alive that they are from: the latest is enough.
          all.remove(result);
          all.addFirst(new Result(value, result.grounds()));
          tree.noted(result.grounds());
          return value;
        }
      }
    }
    // None that others used: what these found out would not be noted.
    FileAnalyses analyses = new FileAnalyses(tree);
    Uses uses = new Uses();
    T value = tree.recording(uses, () -> made.apply(analyses));
    Collection<String> cut = new TreeSet<>(analyses.outOfBudget());
    outOfBudget.addAll(cut);
    Grounds grounds = Grounds.of(uses, tree);
    tree.noted(grounds);
    if (cut.isEmpty()) {
      keep(question, function, value, grounds);
    }
    return value;
  }

  /** Takes in an answer that was found on the way to another. */
  void keep(Object question, Function function, Object value, Grounds grounds) {
    if (function.isAlone()) {
      Key key = new Key(question, function.path(), function.name(), function.mark());
      Deque<Result> all = known.computeIfAbsent(key, k -> new ArrayDeque<>(2));
      all.addFirst(new Result(value, grounds));
      if (all.size() > COMPANIES) {
        all.removeLast();
      }
    }
  }
}
