package org.patchwright.symbol;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.patchwright.syntax.Node;

/**
 * The way from a function down to those that it calls, while answers about all of them are made,
 * callees first. It knows which answers are the same on every way: those need not be made again.
 * For one thread.
 */
public final class Descent {

  /** What was found out about single functions, to be given again in other analyses. */
  public interface Known {

    /** Knows nothing and keeps nothing. */
    Known NONE =
        new Known() {
          @Override
          public <T> Answer<T> answer(
              Object question,
              Function function,
              Predicate<Answer<T>> fits,
              BiFunction<T, UnaryOperator<Node>, T> moved,
              Supplier<Answer<T>> made) {
            return made.get();
          }
        };

    /**
     * The answer to a question about a function, as it is known or as it is made now.
     *
     * @param question equal only if the same is asked
     * @param fits whether a known answer serves here
     * @param moved the same answer, made of other nodes
     */
    <T> Answer<T> answer(
        Object question,
        Function function,
        Predicate<Answer<T>> fits,
        BiFunction<T, UnaryOperator<Node>, T> moved,
        Supplier<Answer<T>> made);
  }

  /**
   * An answer about a function.
   *
   * @param same whether it is the same on every way to the function that leaves room for it
   * @param height how many functions, each called by the one before, it was made of
   * @param cut those whose analysis was cut short on the way to it
   */
  public record Answer<T>(T value, boolean same, int height, Set<Function> cut) {
    public Answer {
      cut = Set.copyOf(cut);
    }
  }

  private final int most;
  private final Known known;
  private final Deque<Function> open = new ArrayDeque<>();
  private boolean same = true;
  private int height;
  private Set<Function> cut = new HashSet<>();

  /**
   * @param most functions that may be open where another one is asked about
   */
  public Descent(int most, Known known) {
    this.most = most;
    this.known = known;
  }

  public int depth() {
    return open.size();
  }

  /** Whether a function is being analysed, so that nothing can be said of it now. */
  public boolean isOpen(Function function) {
    boolean is = open.contains(function);
    same &= !is;
    return is;
  }

  /** Whether a callee may be asked about. */
  public boolean admits(Function callee) {
    boolean deep = open.size() > most;
    same &= !deep;
    return !deep && !isOpen(callee);
  }

  /**
   * What is answered about a function.
   *
   * @param complete whether an analysis was not cut short
   */
  public <T> Answer<T> answer(
      Object question,
      Function function,
      BiFunction<T, UnaryOperator<Node>, T> moved,
      Supplier<T> made,
      Predicate<T> complete) {
    Answer<T> answer =
        known.answer(
            question, function, this::hasRoom, moved, () -> made(function, made, complete));
    used(answer);
    return answer;
  }

  /** The same of a question that is not asked twice. */
  public <T> T within(Function function, Supplier<T> made) {
    return made(function, made, value -> true).value();
  }

  private <T> Answer<T> made(Function function, Supplier<T> made, Predicate<T> complete) {
    boolean sameAbove = same;
    int heightAbove = height;
    Set<Function> cutAbove = cut;
    same = true;
    height = 0;
    cut = new HashSet<>();
    open.push(function);
    try {
      T value = made.get();
      if (!complete.test(value)) {
        cut.add(function);
      }
      return new Answer<>(value, same, height + 1, cut);
    } finally {
      open.pop();
      same = sameAbove;
      height = heightAbove;
      cut = cutAbove;
    }
  }

  private boolean hasRoom(Answer<?> answer) {
    return open.size() + answer.height() <= most + 1;
  }

  /** What an answer says, which has a say in the one that is being made. */
  public <T> T used(Answer<T> answer) {
    same &= answer.same() && hasRoom(answer);
    height = Math.max(height, answer.height());
    cut.addAll(answer.cut());
    return answer.value();
  }
}
