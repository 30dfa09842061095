package org.patchwright.lockset;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.patchwright.symbol.Function;
import org.patchwright.syntax.Node;

/** What is noted of one function on the way over its paths, whichever path it was. */
final class LockNotes {

  private static final int NOTED = 40;

  private final Map<String, LockSummary.Misuse> misuses = new LinkedHashMap<>();
  private final Map<String, LockSummary.Sleep> sleeps = new LinkedHashMap<>();
  private final Map<String, LockSummary.Order> orders = new LinkedHashMap<>();
  private final Set<Sym> doubtful = new LinkedHashSet<>();
  private final Map<Sym, Hold> taken = new LinkedHashMap<>();

  LockSummary summary(Function function, List<LockSummary.Exit> exits, boolean complete) {
    List<LockSummary.Taking> takes = new ArrayList<>();
    taken.forEach(
        (key, hold) -> {
          if (key.isVisible()) {
            boolean always =
                exits.stream()
                    .allMatch(
                        exit -> exit.locks().containsKey(key) && !exit.locks().get(key).given());
            takes.add(new LockSummary.Taking(key, hold, always));
          }
        });
    return new LockSummary(
        function,
        exits,
        List.copyOf(misuses.values()),
        List.copyOf(sleeps.values()),
        List.copyOf(orders.values()),
        takes,
        doubtful,
        complete);
  }

  void misuse(
      LockSummary.Wrong wrong, Node at, Hold hold, String what, String through, LockState state) {
    misuses.putIfAbsent(
        wrong + " " + at.index() + hold.label(),
        new LockSummary.Misuse(wrong, at, hold, what, through, state.trace()));
  }

  void took(Sym key, Hold hold) {
    taken.putIfAbsent(key, hold);
  }

  /** A lock that may have been released, unseen. */
  void doubt(Sym key) {
    if (key.isVisible() && doubtful.size() < NOTED) {
      doubtful.add(key);
    }
  }

  /** A lock is taken while others are held. */
  void order(Sym key, Hold hold, String through, Node at, LockState state) {
    for (Map.Entry<Sym, Hold> other : state.held()) {
      if (!other.getKey().equals(key) && orders.size() < NOTED && !hold.call().tries()) {
        orders.putIfAbsent(
            other.getKey() + ">" + key,
            new LockSummary.Order(other.getKey(), other.getValue(), key, hold, at, through));
      }
    }
  }

  /** Whether no more calls that may sleep are kept for callers. */
  boolean hasManySleeps() {
    return sleeps.size() >= NOTED;
  }

  void sleep(String key, LockSummary.Sleep sleep) {
    if (!hasManySleeps()) {
      sleeps.putIfAbsent(key, sleep);
    }
  }
}
