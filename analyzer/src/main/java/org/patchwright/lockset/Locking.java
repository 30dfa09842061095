package org.patchwright.lockset;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.patchwright.dataflow.Lowered;
import org.patchwright.dataflow.Range;
import org.patchwright.dataflow.Step;
import org.patchwright.symbol.Descent;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.KernelTree;
import org.patchwright.symbol.Noted;
import org.patchwright.symbol.Unit;

/** The locks of one file's functions and of what they call: summaries, made when asked for. */
public final class Locking {

  /** Callees deeper than this are taken to leave locks alone. */
  private static final int DEPTH = 6;

  /** Names of functions beyond the file whose bodies may be about locks. */
  private static final Pattern FAR =
      Pattern.compile(
          "\\w*?(^|_)(un|try)?(lock|acquire|suspend|resume|begin|enter|claim|freeze|thaw)(_\\w*)?");

  private static final Pattern PAIRED =
      Pattern.compile("(\\w+_)?(un|try)?lock((?:_(?:irqsave|irqrestore|irq|bh|all|\\w))*)");

  /** What {@link #summary} answers, for those that keep it. */
  private static final Object SUMMARY = List.of("locks");

  private static final Pattern RELEASES = Pattern.compile("__releases\\([^)]*?(\\w+)\\s*\\)");

  private final KernelTree tree;
  private final java.util.function.Function<Function, Lowered> lowered;
  private final java.util.function.Function<Function, List<LockOrders.Taken>> taken;
  private final Map<Function, Noted<Descent.Answer<LockSummary>>> made = new HashMap<>();
  private final Map<Function, List<Way>> ways = new HashMap<>();
  private final Map<Function, Set<Sym>> mixed = new HashMap<>();
  private final Map<Function, Noted<Boolean>> concerned = new HashMap<>();
  private final Map<Function, Noted<Boolean>> sleepy = new HashMap<>();
  private final Map<Half, Noted<Boolean>> halves = new HashMap<>();
  private final Map<String, Noted<Optional<Function>>> resolved = new HashMap<>();
  private final Map<String, Set<String>> counterparts = new HashMap<>();
  private final Map<String, Noted<Optional<LockCall>>> paired = new HashMap<>();
  private final Descent descent;
  private final Descent.Known summaries;
  private final Set<Function> cutShort = new HashSet<>();

  /** A function that leaves a lock held, and what that is called. */
  private record Half(Function function, String member) {}

  /**
   * @param lowered functions as steps, kept by the caller
   * @param summaries what is known of functions by other analyses
   */
  public Locking(
      KernelTree tree,
      java.util.function.Function<Function, Lowered> lowered,
      Descent.Known summaries) {
    this.tree = tree;
    this.lowered = lowered;
    this.summaries = summaries;
    this.descent = new Descent(DEPTH, summaries);
    this.taken = function -> LockOrders.of(this, function);
  }

  private Locking(
      KernelTree tree,
      java.util.function.Function<Function, Lowered> lowered,
      Descent.Known summaries,
      java.util.function.Function<Function, List<LockOrders.Taken>> taken) {
    this.tree = tree;
    this.lowered = lowered;
    this.summaries = summaries;
    this.descent = new Descent(DEPTH, summaries);
    this.taken = taken;
  }

  /**
   * The same, but what a function takes under what is found out elsewhere.
   *
   * @param known see {@link #taken}
   */
  public Locking takenBy(java.util.function.Function<Function, List<LockOrders.Taken>> known) {
    return new Locking(tree, lowered, summaries, known);
  }

  /** The locks that a function takes while it holds others. */
  public List<LockOrders.Taken> taken(Function function) {
    return LockOrders.of(this, function);
  }

  KernelTree tree() {
    return tree;
  }

  /** Functions whose paths were not all followed. */
  public Set<Function> cutShort() {
    return Set.copyOf(cutShort);
  }

  /** Whether what a function does to locks was found out already. */
  public boolean knows(Function function) {
    return made.containsKey(function);
  }

  /** What a function does to locks, whatever its arguments. */
  public LockSummary summary(Function function) {
    Noted<Descent.Answer<LockSummary>> known = made.get(function);
    if (known == null) {
      known =
          Noted.of(
              () ->
                  descent.answer(
                      SUMMARY,
                      function,
                      (summary, nodes) -> summary.moved(function, nodes),
                      () -> new LockWalk(this, lowered.apply(function), Set.of()).run(),
                      LockSummary::complete));
      cutShort.addAll(known.value().cut());
      made.put(function, known);
    }
    return descent.used(known.value());
  }

  /** The same if some callees left locks alone. */
  LockSummary without(Function function, Set<Function> neutral) {
    return new LockWalk(this, lowered.apply(function), neutral).run();
  }

  /** What a caller of a function has to reckon with. */
  List<Way> ways(LockSummary callee) {
    return ways.computeIfAbsent(callee.function(), f -> Way.of(callee));
  }

  /** The locks that a function releases on some ways, and no caller can tell on which. */
  Set<Sym> mixed(LockSummary callee) {
    return mixed.computeIfAbsent(
        callee.function(),
        f -> {
          Set<Sym> all = new LinkedHashSet<>(Way.mixed(callee));
          all.addAll(callee.doubtful());
          return all;
        });
  }

  /** Whether a function's head says that it releases a lock, and its body does not show how. */
  boolean promises(LockSummary callee, Hold hold) {
    String head = callee.function().head();
    if (!head.contains("__releases(")) {
      return false;
    }
    Matcher named = RELEASES.matcher(head);
    while (named.find()) {
      if (named.group(1).equals(hold.member())) {
        return callee.exits().stream()
            .anyMatch(
                exit ->
                    exit.locks().values().stream()
                        .noneMatch(l -> l.isGivenUp() && l.member().equals(hold.member())));
      }
    }
    return false;
  }

  /** Whether its name says that another function releases what it keeps, and that one does not. */
  boolean isHalf(LockSummary callee, Hold hold) {
    Half half = new Half(callee.function(), hold.member());
    Noted<Boolean> known = halves.get(half);
    if (known == null) {
      known = Noted.of(() -> leaves(half));
      halves.put(half, known);
    }
    return known.value();
  }

  private boolean leaves(Half half) {
    boolean leaves = false;
    for (String name : counterparts(half.function().name())) {
      Optional<Function> other = half.function().unit().function(name);
      if (other.isPresent() && !descent.isOpen(other.get())) {
        leaves =
            summary(other.get()).exits().stream()
                .flatMap(exit -> exit.locks().values().stream())
                .noneMatch(l -> l.isGivenUp() && l.member().equals(half.member()));
      }
    }
    return leaves;
  }

  /** The names of functions that a name says to do the contrary. */
  Set<String> counterparts(String name) {
    return counterparts.computeIfAbsent(name, LockContracts::counterparts);
  }

  /** What a function leaves held by mistake, in the order of the text. */
  public List<LeftLock> left(Function function) {
    if (implementsLock(function)) {
      return List.of();
    }
    List<LeftLock> left = new ArrayList<>();
    if (concerns(function)) {
      left.addAll(new LockContracts(this).left(function));
    }
    left.addAll(new HalfReleases(this).left(function));
    return left;
  }

  /** Calls of a function that come when a lock is in a wrong state. */
  public List<LockSummary.Misuse> misuses(Function function) {
    return concerns(function) && !implementsLock(function)
        ? summary(function).misuses()
        : List.of();
  }

  /** Kinds of lock that functions of a file take in both orders, in the order of the text. */
  public List<Inversion> inversions(Unit unit) {
    return LockOrders.inversions(
        unit.functions().stream().flatMap(function -> taken.apply(function).stream()).toList());
  }

  /** Whether it is what a lock of the kernel's is made of: no user of it. */
  private static boolean implementsLock(Function function) {
    return LockCall.of(function.name().replaceFirst("^_+", "")).isPresent();
  }

  /** Whether a function, or what it calls, has to do with locks. */
  public boolean concerns(Function function) {
    return concerned(function, new HashSet<>(), 0);
  }

  Lowered lowered(Function function) {
    return lowered.apply(function);
  }

  /** What a call does to a lock, by its name. */
  Optional<LockCall> lock(Step.Call call, Lowered from) {
    Optional<LockCall> known = LockCall.of(call.callee());
    if (known.isPresent() || call.callee().isEmpty() || call.callee().startsWith("->")) {
      return known;
    }
    if (!call.callee().contains("lock")) {
      return Optional.empty();
    }
    String key = from.function().path() + " " + call.callee() + " " + call.arguments().size();
    return paired
        .computeIfAbsent(
            key,
            k ->
                Noted.of(
                    () -> paired(call.callee(), call.arguments().size(), from.function().unit())))
        .value()
        // What an answer means is not known: it may say that the lock was not to be had.
        .filter(what -> call.ignored() || what.tries());
  }

  /**
   * What a call does to a lock, if its name says that better than what the call reaches.
   *
   * @param body whether the file defines the function: then only the kernel's own names count
   */
  Optional<LockCall> known(Step.Call call, Lowered from, boolean body) {
    return body ? LockCall.of(call.callee()) : lock(call, from);
  }

  /** {@code foo_lock(x)} without a body, in a file that has {@code foo_unlock(x)} too. */
  private Optional<LockCall> paired(String name, int arguments, Unit unit) {
    Matcher parts = PAIRED.matcher(name);
    if (!parts.matches() || resolve(unit, name).isPresent()) {
      return Optional.empty();
    }
    String prefix = parts.group(1) == null ? "" : parts.group(1);
    if (prefix.isEmpty() && parts.group(3).isEmpty()) {
      return Optional.empty();
    }
    String how = parts.group(2) == null ? "" : parts.group(2);
    String off = prefix + "unlock";
    boolean taken = has(unit, prefix + "lock") || has(unit, prefix + "trylock");
    if (how.equals("un") ? !taken : !has(unit, off)) {
      return Optional.empty();
    }
    LockCall.Action action = how.equals("un") ? LockCall.Action.RELEASE : LockCall.Action.TAKE;
    Range success = how.equals("try") ? Range.NOT_ZERO : Range.ALL;
    return Optional.of(
        new LockCall(
            name,
            action,
            prefix + "lock",
            arguments == 0 ? -1 : 0,
            success,
            false,
            true,
            false,
            ""));
  }

  private static boolean has(Unit unit, String word) {
    return !unit.found(Pattern.compile(Pattern.quote(word))).isEmpty();
  }

  private Optional<Function> resolve(Unit from, String name) {
    Optional<Function> own = from.function(name);
    if (own.isPresent() || !FAR.matcher(name).matches()) {
      return own;
    }
    return resolved
        .computeIfAbsent(from.path() + " " + name, k -> Noted.of(() -> tree.function(from, name)))
        .value();
  }

  /** What the function does that a call reaches, if it has to do with locks. */
  Optional<LockSummary> callee(Function from, String name, Set<Function> neutral) {
    if (name.isEmpty() || name.startsWith("->")) {
      return Optional.empty();
    }
    Optional<Function> found = resolve(from.unit(), name);
    if (found.isEmpty()
        || neutral.contains(found.get())
        || !descent.admits(found.get())
        || !concerned(found.get(), new HashSet<>(), 0)) {
      return Optional.empty();
    }
    LockSummary summary = summary(found.get());
    return summary.complete() ? Optional.of(summary) : Optional.empty();
  }

  /**
   * What a callee in the file does that may sleep.
   *
   * @param wanted whether somebody must not sleep now: only then a body is read for that alone that
   *     has nothing to do with locks
   */
  Optional<LockSummary> sleeper(Function from, String name, boolean wanted) {
    Optional<Function> found = from.unit().function(name);
    if (found.isEmpty()
        || !descent.admits(found.get())
        || !wanted && !concerned(found.get(), new HashSet<>(), 0)
        || !sleepy(found.get(), new HashSet<>(), 0)) {
      return Optional.empty();
    }
    LockSummary summary = summary(found.get());
    return summary.complete() ? Optional.of(summary) : Optional.empty();
  }

  private boolean sleepy(Function function, Set<Function> seen, int depth) {
    return known(sleepy, function, depth, () -> sleeps(function, seen, depth));
  }

  /** What is asked of a function. */
  private static boolean known(
      Map<Function, Noted<Boolean>> answers,
      Function function,
      int depth,
      BooleanSupplier question) {
    Noted<Boolean> known = answers.get(function);
    if (known == null) {
      known = Noted.of(question::getAsBoolean);
      if (depth == 0 || known.value()) {
        answers.put(function, known);
      }
    }
    return known.value();
  }

  private boolean sleeps(Function function, Set<Function> seen, int depth) {
    if (depth > DEPTH || !seen.add(function)) {
      return false;
    }
    for (Step.Call call : lowered.apply(function).calls()) {
      Optional<Function> inner = function.unit().function(call.callee());
      if (inner.isEmpty()
          ? Sleepers.isKnown(call.callee())
          : sleepy(inner.get(), seen, depth + 1)) {
        return true;
      }
    }
    return false;
  }

  private boolean concerned(Function function, Set<Function> seen, int depth) {
    return known(concerned, function, depth, () -> hasLocks(function, seen, depth));
  }

  private boolean hasLocks(Function function, Set<Function> seen, int depth) {
    if (depth > DEPTH || !seen.add(function)) {
      return false;
    }
    Lowered body = lowered.apply(function);
    for (Step.Call call : body.calls()) {
      boolean defined = function.unit().function(call.callee()).isPresent();
      if (known(call, body, defined).isPresent()) {
        return true;
      }
    }
    for (Step.Call call : body.calls()) {
      Optional<Function> inner = resolve(function.unit(), call.callee());
      if (inner.isPresent() && concerned(inner.get(), seen, depth + 1)) {
        return true;
      }
    }
    return false;
  }
}
