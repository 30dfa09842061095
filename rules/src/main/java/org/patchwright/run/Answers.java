package org.patchwright.run;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.patchwright.fact.Carried;
import org.patchwright.symbol.KernelTree;
import org.patchwright.symbol.Unit;

/**
 * What rules said of single functions and files, kept from one version of a tree to the next. An
 * answer is given again in each version in which it would be the same. For one thread.
 */
public final class Answers {

  /** Of one question, so many answers are kept: one for each company it was asked in. */
  private static final int COMPANIES = 6;

  private static final int MOST = 60_000;

  /**
   * A question to rules.
   *
   * @param about the function's name and text; empty for the whole file
   * @param rules the ids of those that are asked
   */
  record Question(String path, String about, String rules) {

    /** As often looked up as this is, spelled out it costs less. */
    @Override
    public boolean equals(Object other) {
      return other instanceof Question that
          && about.equals(that.about)
          && path.equals(that.path)
          && rules.equals(that.rules);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * about.hashCode() + path.hashCode()) + rules.hashCode();
    }
  }

  private final Carried carried = new Carried();
  private final Map<Question, Deque<Answer>> known =
      new LinkedHashMap<>(1024, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Question, Deque<Answer>> eldest) {
          return size() > MOST;
        }
      };

  /** What was found out about functions, for rules that look at whole files. */
  Carried carried() {
    return carried;
  }

  /** The answer that would be given in the tree that has this unit, if one is known. */
  Optional<Answer> recall(Question question, Unit unit, KernelTree tree) {
    Deque<Answer> all = known.getOrDefault(question, new ArrayDeque<>());
    for (Answer answer : all) {
      if (answer.grounds().standIn(tree)) {
        if (all.peekFirst() != answer) {
          all.removeIf(one -> one == answer);
          all.addFirst(answer);
        }
        return answer.in(unit);
      }
    }
    return Optional.empty();
  }

  void keep(Question question, Answer answer) {
    Deque<Answer> all = known.computeIfAbsent(question, q -> new ArrayDeque<>(2));
    all.addFirst(answer);
    if (all.size() > COMPANIES) {
      all.removeLast();
    }
  }
}
