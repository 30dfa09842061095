package org.patchwright.fact;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.patchwright.dataflow.Lowered;
import org.patchwright.fact.FunctionFacts.FileAnalyses;
import org.patchwright.symbol.Descent;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.Grounds;
import org.patchwright.symbol.KernelTree;
import org.patchwright.symbol.Moving;
import org.patchwright.symbol.Noted;
import org.patchwright.symbol.Uses;
import org.patchwright.syntax.Node;
import org.patchwright.typestate.Drivers;

/**
 * What analyses of single functions yielded, carried from one version of a tree to the next as long
 * as what they rest on stays. For one thread.
 */
public final class Carried {

  private static final int COMPANIES = 4;
  private static final int MOST = 20_000;

  /** They keep the files alive that they are made of. */
  private static final int MOST_STEPS = 1_000;

  private record Key(Object question, String path, String function, String mark) {

    /** As often looked up as this is, spelled out it costs less. */
    @Override
    public boolean equals(Object other) {
      return other instanceof Key that
          && mark.equals(that.mark)
          && function.equals(that.function)
          && path.equals(that.path)
          && question.equals(that.question);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * (31 * mark.hashCode() + function.hashCode()) + path.hashCode())
          + question.hashCode();
    }
  }

  /**
   * An answer.
   *
   * @param cut the functions whose analysis was cut short on the way to it
   */
  private record Result(Object value, int height, List<Function> cut, Grounds grounds) {}

  private final Map<Key, Deque<Result>> known = recent(MOST);
  private final Map<Function, Noted<Lowered>> steps = recent(MOST_STEPS);

  private final Drivers drivers = new Drivers();

  private static <K, V> Map<K, V> recent(int most) {
    return new LinkedHashMap<>(1024, 0.75f, true) {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
      }
    };
  }

  /** The drivers that were read for rules that look at whole files. */
  Drivers drivers() {
    return drivers;
  }

  /** A function as steps: many questions about it and others go through the same ones. */
  Noted<Lowered> lowered(Function function) {
    Noted<Lowered> known = steps.get(function);
    if (known == null) {
      known = Noted.of(() -> Lowered.of(function));
      steps.put(function, known);
    }
    return known;
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
    Descent.Answer<T> answer =
        callees(tree)
            .answer(
                question,
                function,
                known -> true,
                moved,
                () -> {
                  FileAnalyses analyses = FileAnalyses.alone(tree, this);
                  T value = made.apply(analyses);
                  return new Descent.Answer<>(value, true, 1, analyses.cutShort());
                });
    answer.cut().forEach(one -> outOfBudget.add(one.toString()));
    return answer.value();
  }

  /** Takes in an answer that was found on the way to another. */
  void keep(Object question, Function function, Object value, List<Function> cut, Grounds grounds) {
    keep(question, function, value, 1, cut, grounds);
  }

  private void keep(
      Object question,
      Function function,
      Object value,
      int height,
      List<Function> cut,
      Grounds grounds) {
    if (function.isAlone()) {
      Key key = new Key(question, function.path(), function.name(), function.mark());
      Deque<Result> all = known.computeIfAbsent(key, k -> new ArrayDeque<>(2));
      all.addFirst(new Result(value, height, cut, grounds));
      if (all.size() > COMPANIES) {
        all.removeLast();
      }
    }
  }

  /** What analyses found out about functions, for those of one tree. */
  Descent.Known callees(KernelTree tree) {
    return new Descent.Known() {
      @Override
      public <T> Descent.Answer<T> answer(
          Object question,
          Function function,
          Predicate<Descent.Answer<T>> fits,
          BiFunction<T, UnaryOperator<Node>, T> moved,
          Supplier<Descent.Answer<T>> made) {
        return function.isAlone()
            ? Carried.this.answer(tree, question, function, fits, moved, made)
            : made.get();
      }
    };
  }

  private <T> Descent.Answer<T> answer(
      KernelTree tree,
      Object question,
      Function function,
      Predicate<Descent.Answer<T>> fits,
      BiFunction<T, UnaryOperator<Node>, T> moved,
      Supplier<Descent.Answer<T>> made) {
    Key key = new Key(question, function.path(), function.name(), function.mark());
    Deque<Result> all = known.getOrDefault(key, new ArrayDeque<>());
    for (Result result : List.copyOf(all)) {
      if (result.grounds().standIn(tree)) {
        Moving moving = tree.moving();
        @SuppressWarnings("unchecked") // the question says what it is
        T value = moved.apply((T) result.value(), moving);
        List<Function> cut = result.cut().stream().map(moving::function).toList();
        Descent.Answer<T> answer =
            new Descent.Answer<>(value, true, result.height(), Set.copyOf(cut));
        if (!moving.failed() && fits.test(answer)) {
          // Nodes keep the version alive that they are from: the latest is enough.
          all.removeIf(one -> one == result);
          all.addFirst(new Result(value, result.height(), cut, result.grounds()));
          tree.noted(result.grounds());
          return answer;
        }
      }
    }
    Uses uses = new Uses();
    Descent.Answer<T> answer = tree.recording(uses, made);
    if (answer.same() && answer.cut().stream().allMatch(Function::isAlone)) {
      Grounds grounds = Grounds.of(uses, tree);
      tree.noted(grounds);
      List<Function> cut = List.copyOf(answer.cut());
      keep(question, function, answer.value(), answer.height(), cut, grounds);
    } else {
      tree.noted(uses);
    }
    return answer;
  }
}
