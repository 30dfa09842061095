package org.patchwright.lockset;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.patchwright.dataflow.Range;
import org.patchwright.symbol.Function;

/**
 * Ways out of a function that do the same to locks and return the like: what a caller has to reckon
 * with.
 *
 * @param locks those that are not as they were on entry
 * @param facts in which ranges the values lie that a caller can name
 */
record Way(Map<Sym, Hold> locks, Map<Sym, Range> facts, Sym result, Range range) {

  static List<Way> of(LockSummary summary) {
    Set<Sym> mixed = mixed(summary);
    Map<String, Way> ways = new LinkedHashMap<>();
    for (LockSummary.Exit exit : summary.exits()) {
      Map<Sym, Hold> net = new LinkedHashMap<>();
      exit.locks()
          .forEach(
              (key, hold) -> {
                // How many rounds took it, the caller can't tell.
                if (hold.isNet() && !hold.varies() && !mixed.contains(key)) {
                  net.put(key, hold);
                }
              });
      Range range = summary.function().returnsNothing() ? Range.ALL : exit.range();
      String sign =
          range.high() < 0 ? "-" : range.equals(Range.ZERO) ? "0" : range.low() > 0 ? "+" : "?";
      TreeSet<String> names = new TreeSet<>();
      net.forEach((key, hold) -> names.add(key + (hold.held() ? "+" : "-")));
      Way way = new Way(net, exit.facts(), exit.result(), range);
      ways.merge(sign + names, way, Way::or);
    }
    return List.copyOf(ways.values());
  }

  private Way or(Way other) {
    Map<Sym, Range> both = new HashMap<>();
    facts.forEach(
        (value, known) -> {
          Range theirs = other.facts.get(value);
          if (theirs != null) {
            both.put(value, known.or(theirs));
          }
        });
    return new Way(locks, both, result, range.or(other.range));
  }

  /** The locks that are now kept, now not, and no caller can tell when. */
  static Set<Sym> mixed(LockSummary summary) {
    Set<Sym> net = new HashSet<>();
    for (LockSummary.Exit exit : summary.exits()) {
      exit.locks()
          .forEach(
              (key, hold) -> {
                if (hold.isNet()) {
                  net.add(key);
                }
              });
    }
    Set<Sym> mixed = new HashSet<>();
    for (Sym key : net) {
      List<LockSummary.Exit> with = new ArrayList<>();
      List<LockSummary.Exit> rest = new ArrayList<>();
      for (LockSummary.Exit exit : summary.exits()) {
        Hold hold = exit.locks().get(key);
        (hold != null && hold.isNet() ? with : rest).add(exit);
      }
      if (!separable(summary.function(), with, rest, fact -> true)) {
        mixed.add(key);
      }
    }
    return mixed;
  }

  /**
   * The locks whose fate rests on what the caller does not know.
   *
   * @param known whether the caller can tell where a value lies
   */
  static Set<Sym> undecided(List<Way> ways, Predicate<Sym> known) {
    Set<Sym> found = new HashSet<>();
    for (Way one : ways) {
      for (Sym lock : one.locks.keySet()) {
        for (Way other : ways) {
          if (!other.locks.containsKey(lock)
              && one.range.and(other.range).isPresent()
              && one.facts.keySet().stream()
                  .filter(fact -> isApart(fact, one, other))
                  .noneMatch(known)) {
            found.add(lock);
          }
        }
      }
    }
    return found;
  }

  private static boolean isApart(Sym fact, Way one, Way other) {
    Range there = other.facts.get(fact);
    return there != null && there.and(one.facts.get(fact)).isEmpty();
  }

  /**
   * Whether a caller can tell one set of ways out from another: by the result or by arguments.
   *
   * @param seen the values that it looks at
   */
  static boolean separable(
      Function function,
      List<LockSummary.Exit> some,
      List<LockSummary.Exit> others,
      Predicate<Sym> seen) {
    for (LockSummary.Exit one : some) {
      for (LockSummary.Exit other : others) {
        if (!apart(function, one, other, seen)) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean apart(
      Function function, LockSummary.Exit one, LockSummary.Exit other, Predicate<Sym> seen) {
    if (!function.returnsNothing() && one.range().and(other.range()).isEmpty()) {
      return true;
    }
    if (isError(one) && isMember(other) || isError(other) && isMember(one)) {
      return true;
    }
    for (Map.Entry<Sym, Range> fact : one.facts().entrySet()) {
      Range there = other.facts().get(fact.getKey());
      if (there != null && there.and(fact.getValue()).isEmpty() && seen.test(fact.getKey())) {
        return true;
      }
    }
    return false;
  }

  private static boolean isError(LockSummary.Exit exit) {
    return exit.range().high() < 0;
  }

  /** Whether it returns what a structure holds: hardly an error. */
  private static boolean isMember(LockSummary.Exit exit) {
    return exit.result().op() == Sym.Op.LOAD && exit.range().equals(Range.ALL);
  }
}
