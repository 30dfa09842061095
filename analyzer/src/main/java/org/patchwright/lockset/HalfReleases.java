package org.patchwright.lockset;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.patchwright.dataflow.Step;
import org.patchwright.symbol.Function;

/**
 * Tells of functions that do not release what they were left with: one of two locks that their
 * counterpart keeps, or the lock that their head says to be held on entry.
 */
final class HalfReleases {

  /** What names say that release: the second words of the pairs. */
  private static final Pattern CLOSING =
      Pattern.compile(
          "unlock|release|put|end|exit|leave|stop|start|enable|resume|thaw|post|complete|finish"
              + "|close|done|up|drop|cancel|commit|abort");

  private static final Pattern RELEASES = Pattern.compile("__releases\\([^)]*?(\\w+)\\s*\\)");
  private static final Pattern ACQUIRES = Pattern.compile("__acquires\\([^)]*?(\\w+)\\s*\\)");

  private final Locking locking;

  HalfReleases(Locking locking) {
    this.locking = locking;
  }

  /** What a function ought to release beside what it does, each with its last way out. */
  List<LeftLock> left(Function function) {
    if (!CLOSING.matcher(function.name()).find()) {
      return List.of();
    }
    if (!locking.concerns(function) && openers(function).isEmpty()) {
      // Nothing that it could have left undone, and no lock of its own.
      return List.of();
    }
    LockSummary mine = locking.summary(function);
    Set<String> given = names(always(mine, false));
    if (!mine.complete() || !names(always(mine, true)).isEmpty()) {
      return List.of();
    }
    if (given.isEmpty()) {
      return mine.isNeutral() && mine.doubtful().isEmpty() ? none(function, mine) : List.of();
    }
    List<LeftLock> found = new ArrayList<>();
    for (Function other :
        function.unit().functions(name -> LockContracts.arePair(name, function.name()))) {
      if (other.equals(function)
          || !locking.concerns(other)
          || calls(other, function)
          || calls(function, other)) {
        continue;
      }
      Map<Sym, Hold> kept = always(locking.summary(other), true);
      if (kept.size() < 2 || kept.values().stream().noneMatch(h -> given.contains(name(h)))) {
        continue;
      }
      kept.values().stream()
          .filter(hold -> !touches(function, mine, hold) && isLetGoWith(function, given, hold))
          .map(hold -> half(mine, hold))
          .forEach(found::add);
      if (!found.isEmpty()) {
        return found;
      }
    }
    return found;
  }

  /**
   * Called behind a function that leaves a lock held, and named for the contrary, it does nothing.
   */
  private List<LeftLock> none(Function function, LockSummary mine) {
    List<LeftLock> found = new ArrayList<>();
    for (Function other : openers(function)) {
      always(locking.summary(other), true).values().stream()
          .filter(hold -> !touches(function, mine, hold) && !isLetGo(function, hold))
          .map(hold -> half(mine, hold))
          .forEach(found::add);
    }
    return found;
  }

  /** Functions named for the contrary, beside which somebody calls a function. */
  private List<Function> openers(Function function) {
    Pattern named = Pattern.compile("\\b" + Pattern.quote(function.name()) + "\\b");
    return function.unit().functions(LockContracts.contraries(function.name())).stream()
        .filter(locking::concerns)
        .filter(other -> !calls(other, function) && !calls(function, other))
        .filter(
            other ->
                function.unit().functionsWith(named).stream()
                    .anyMatch(caller -> calls(caller, other) && calls(caller, function)))
        .toList();
  }

  private boolean isLetGo(Function function, Hold hold) {
    return function.unit().functions().stream()
        .filter(locking::concerns)
        .anyMatch(other -> names(all(locking.summary(other))).contains(name(hold)));
  }

  /**
   * What a function takes that its head says to be held on entry: it is released first, and taken
   * again.
   */
  List<LeftLock> promised(LockSummary summary) {
    String head = summary.function().head();
    Set<String> both = annotated(RELEASES, head);
    both.retainAll(annotated(ACQUIRES, head));
    List<LeftLock> found = new ArrayList<>();
    Set<Sym> told = new HashSet<>();
    for (LockSummary.Exit exit : both.isEmpty() ? List.<LockSummary.Exit>of() : summary.exits()) {
      exit.locks()
          .forEach(
              (key, hold) -> {
                if (hold.isKept()
                    && both.contains(hold.member())
                    && LockContracts.isPlain(hold)
                    && !summary.doubtful().contains(key)
                    && told.add(key)) {
                  found.add(left(exit, hold, LeftLock.Kind.PROMISED));
                }
              });
    }
    return found;
  }

  /** The last names of what annotations of a function's head name. */
  private static Set<String> annotated(Pattern annotation, String head) {
    Set<String> names = new TreeSet<>();
    Matcher named = annotation.matcher(head);
    while (named.find()) {
      names.add(named.group(1));
    }
    return names;
  }

  private static LeftLock left(LockSummary.Exit exit, Hold hold, LeftLock.Kind kind) {
    return new LeftLock(exit.node(), hold, kind, List.of(), List.of(), false, exit.trace());
  }

  private static LeftLock half(LockSummary mine, Hold hold) {
    return left(mine.exits().get(mine.exits().size() - 1), hold, LeftLock.Kind.HALF);
  }

  /** The locks that all ways out keep but failing ones, or give up. */
  private static Map<Sym, Hold> always(LockSummary summary, boolean kept) {
    Optional<Map<Sym, Hold>> all = Optional.empty();
    for (LockSummary.Exit exit : summary.exits()) {
      if (exit.range().high() < 0) {
        continue;
      }
      Map<Sym, Hold> here = new LinkedHashMap<>();
      exit.locks()
          .forEach(
              (key, hold) -> {
                if (!hold.varies() && (kept ? hold.isKept() : hold.isGivenUp())) {
                  here.put(key, hold);
                }
              });
      all.ifPresent(before -> here.keySet().retainAll(before.keySet()));
      all = Optional.of(here);
    }
    return all.orElse(Map.of());
  }

  private static String name(Hold hold) {
    return hold.call().kind() + " " + hold.member();
  }

  private static Set<String> names(Map<Sym, Hold> locks) {
    Set<String> names = new TreeSet<>();
    locks.values().forEach(hold -> names.add(name(hold)));
    return names;
  }

  private boolean calls(Function caller, Function callee) {
    return locking.lowered(caller).calls(callee.name());
  }

  /** Whether a function has to do with such a lock, or calls what may have. */
  private boolean touches(Function function, LockSummary summary, Hold hold) {
    boolean seen =
        summary.exits().stream()
            .flatMap(exit -> exit.locks().values().stream())
            .anyMatch(lock -> name(lock).equals(name(hold)));
    return seen
        || summary.doubtful().stream().anyMatch(lock -> lock.member().equals(hold.member()))
        || locking.lowered(function).calls().stream().anyMatch(call -> mayRelease(call, function));
  }

  private boolean mayRelease(Step.Call call, Function from) {
    return (call.callee().isEmpty() || call.callee().matches(".*(unlock|release|resume|enable).*"))
        && LockCall.of(call.callee()).isEmpty()
        && from.unit().function(call.callee()).isEmpty();
  }

  /** Whether who else releases it releases the others, too. */
  private boolean isLetGoWith(Function function, Set<String> given, Hold hold) {
    return function.unit().functions().stream()
        .filter(other -> !other.equals(function) && locking.concerns(other))
        .map(other -> names(all(locking.summary(other))))
        .filter(names -> names.contains(name(hold)))
        .allMatch(names -> names.stream().anyMatch(given::contains));
  }

  private static Map<Sym, Hold> all(LockSummary summary) {
    Map<Sym, Hold> all = new LinkedHashMap<>();
    for (LockSummary.Exit exit : summary.exits()) {
      exit.locks()
          .forEach(
              (key, hold) -> {
                if (hold.isGivenUp()) {
                  all.put(key, hold);
                }
              });
    }
    return all;
  }
}
