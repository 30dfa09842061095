package org.patchwright.loader;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one question to a rule may cost. {@link Metering} puts calls of this class into the bytes of
 * a rule: one where each method begins, one where each loop goes round, one for each array.
 */
public final class Budget {

  /** Steps, elements of one array, seconds and bytes for one question. */
  record Limits(long steps, int array, long millis, long bytes) {
    static final Limits USUAL = new Limits(200_000_000L, 1 << 22, 10_000, 1L << 30);
  }

  private static final ThreadLocal<Budget> CURRENT = new ThreadLocal<>();

  private final Limits limits;
  private long left;
  private volatile String spent = "";

  Budget(Limits limits) {
    this.limits = limits;
    this.left = limits.steps();
  }

  /** Makes this thread's steps count. */
  void begin() {
    CURRENT.set(this);
  }

  static void end() {
    CURRENT.remove();
  }

  /** Says from outside that it is over; the next step ends the rule. */
  void spend(String why) {
    if (spent.isEmpty()) {
      spent = why;
    }
  }

  /** Why it is over; empty if it is not. */
  String spent() {
    return spent;
  }

  /** One step of a rule. */
  public static void step() {
    Budget budget = CURRENT.get();
    if (budget != null && (--budget.left < 0 || !budget.spent.isEmpty())) {
      budget.spend("took more than " + budget.limits.steps() / 1_000_000 + " million steps");
      throw new BudgetSpent(budget.spent);
    }
  }

  /** Lets a size for an array pass, or ends the rule. */
  public static int size(int size) {
    step();
    Budget budget = CURRENT.get();
    if (budget != null && size > budget.limits.array()) {
      budget.spend("wanted an array of " + size + " elements");
      throw new BudgetSpent(budget.spent);
    }
    return size;
  }

  /** What a constant of a rule holds, without a way to change it. */
  public static Object frozen(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> copy = new LinkedHashMap<>();
      map.forEach((key, held) -> copy.put(frozen(key), frozen(held)));
      return Collections.unmodifiableMap(copy);
    }
    if (value instanceof List<?> list) {
      return Collections.unmodifiableList(copied(list, new ArrayList<>()));
    }
    if (value instanceof Set<?> set) {
      return Collections.unmodifiableSet(copied(set, new LinkedHashSet<>()));
    }
    if (value instanceof Collection<?> other) {
      return Collections.unmodifiableCollection(copied(other, new ArrayList<>()));
    }
    return value;
  }

  private static <C extends Collection<Object>> C copied(Collection<?> from, C into) {
    from.forEach(held -> into.add(frozen(held)));
    return into;
  }
}
