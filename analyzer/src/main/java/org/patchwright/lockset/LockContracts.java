package org.patchwright.lockset;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.patchwright.dataflow.Step;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.Unit;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/**
 * Tells the locks that a function leaves held by mistake from those that it holds for its callers,
 * by what callers, counterparts, names and annotations say.
 */
public final class LockContracts {

  private static final Pattern ANNOTATED =
      Pattern.compile(
          "(?s).*\\b__(acquires|releases|cond_acquires|acquire|release|cond_lock)\\b.*");

  /** A name that says that a lock is taken for whoever calls. */
  private static final Pattern LOCKING =
      Pattern.compile(
          "(?i)(.*_)?(try|un)?(lock|locked|acquire|acquires|enter|begin|claim|down|get|grab|hold|start|pre|prepare|suspend|stop|freeze|quiesce|disable|pause)\\d?(_.*)?");

  /** A function for other files that is named for this: they have its other half. */
  private static final Pattern SAYS_LOCK = Pattern.compile("(\\w+_)?lock(_\\w+)?");

  /** A name that says that a lock is released for whoever calls. */
  private static final Pattern UNLOCKING = Pattern.compile("(?i).*(unlock|release|_put|_up).*");

  private static final Pattern CONDITION = Pattern.compile("\\bif\\b|\\?");

  private static final Pattern OWNER = Pattern.compile("\\w+(?=\\W)");

  /** Words for taking and for giving back. */
  private static final String[][] PAIRS = {
    {"lock", "unlock"},
    {"acquire", "release"},
    {"claim", "release"},
    {"get", "put"},
    {"begin", "end"},
    {"enter", "exit"},
    {"enter", "leave"},
    {"start", "stop"},
    {"start", "end"},
    {"stop", "start"},
    {"disable", "enable"},
    {"suspend", "resume"},
    {"freeze", "thaw"},
    {"pause", "resume"},
    {"pre", "post"},
    {"prepare", "complete"},
    {"prepare", "finish"},
    {"open", "close"},
    {"init", "exit"},
    {"init", "done"},
    {"down", "up"},
    {"grab", "drop"},
    {"hold", "release"},
  };

  private final Locking locking;
  private final Set<Function> open = new HashSet<>();

  LockContracts(Locking locking) {
    this.locking = locking;
  }

  /** What a function leaves held, in the order of the text. */
  List<LeftLock> left(Function function) {
    LockSummary summary = locking.summary(function);
    if (ANNOTATED.matcher(function.head()).matches()) {
      return new HalfReleases(locking).promised(summary);
    }
    Map<Sym, Hold> kept = new LinkedHashMap<>();
    for (LockSummary.Exit exit : summary.exits()) {
      for (Map.Entry<Sym, Hold> lock : exit.locks().entrySet()) {
        if (lock.getValue().isKept()) {
          kept.putIfAbsent(lock.getKey(), lock.getValue());
        }
      }
    }
    List<LeftLock> found = new ArrayList<>();
    kept.forEach((key, hold) -> kept(summary, key, hold).ifPresent(found::addAll));
    return found;
  }

  private Optional<List<LeftLock>> kept(LockSummary summary, Sym key, Hold hold) {
    List<LockSummary.Exit> with = new ArrayList<>();
    List<LockSummary.Exit> rest = new ArrayList<>();
    for (LockSummary.Exit exit : summary.exits()) {
      Hold there = exit.locks().get(key);
      boolean keeps = there != null && there.isKept();
      if (keeps && LockRemarks.isFreeAt(exit.node())) {
        continue;
      }
      (keeps ? with : rest).add(exit);
    }
    if (with.isEmpty()) {
      return Optional.empty();
    }
    Optional<List<LeftLock>> found = kept(summary, key, hold, with, rest, true);
    List<LockSummary.Exit> failing = with.stream().filter(LockContracts::fails).toList();
    boolean both = !failing.isEmpty() && failing.size() < with.size();
    // Who fails on one way without it does not fail on another for somebody to release it.
    return found.isEmpty()
            && both
            && rest.stream().anyMatch(exit -> fails(exit) && isFree(exit.locks().get(key)))
        ? kept(summary, key, failing.get(0).locks().get(key), failing, rest, false)
        : found;
  }

  private static boolean fails(LockSummary.Exit exit) {
    return exit.range().high() < 0;
  }

  private static boolean isFree(Hold hold) {
    return hold != null && !hold.held() && !hold.given();
  }

  /**
   * @param byContract whether others may release it for the function
   */
  private Optional<List<LeftLock>> kept(
      LockSummary summary,
      Sym key,
      Hold hold,
      List<LockSummary.Exit> with,
      List<LockSummary.Exit> rest,
      boolean byContract) {
    Function function = summary.function();
    if (isSwept(function, key, hold) || isCarried(summary, key) || isHandedOn(function, hold)) {
      return Optional.empty();
    }
    if (hold.call().isPaired() && isReleasedByItself(function, hold)) {
      return Optional.empty();
    }
    boolean releases = releasesItself(function, hold);
    if (!releases && LockMoves.loop(hold.at()).isPresent() && isLetGo(function, hold)) {
      // The next round could not take it if nobody released it.
      return Optional.empty();
    }
    boolean own =
        releases
            || rest.stream()
                .anyMatch(exit -> exit.locks().containsKey(key) && !exit.locks().get(key).held());
    // Who releases it here, too, does not leave it to a caller that knows what the memory holds.
    boolean told =
        hold.varies() || Way.separable(function, with, rest, fact -> !own || !isMemory(fact));
    // What only failing ways keep is for nobody.
    told &= !(own && with.stream().allMatch(exit -> exit.range().high() < 0));
    // Semaphores are used to wait for each other, too.
    boolean signal = hold.call().kind().equals("semaphore");
    if (signal && (signals(function, hold, own) || counts(function, hold))) {
      return Optional.empty();
    }
    boolean helped = hold.at().is(Kind.CALL) && !isPlain(hold);
    if (helped && !own) {
      // What releases it is hidden in a helper as well, and may not be understood.
      return Optional.empty();
    }
    if (byContract && isNamedHalf(function)) {
      return Optional.empty();
    }
    if (hold.call().isContext() && !own) {
      // Who starts a processor, or an idle loop, leaves that to what comes next.
      return Optional.empty();
    }
    if (isReported(function, hold)) {
      return Optional.empty();
    }
    if (!own && isRemembered(function, hold, with, rest)) {
      return Optional.empty();
    }
    boolean elsewhere = signal || !told && !own || hold.call().isPaired();
    if (byContract && (told || elsewhere) && isAsked(function, key, hold, elsewhere)) {
      return Optional.empty();
    }
    boolean other =
        byContract && (hasCounterpart(function, key, hold) || !told && isPair(function, key, hold));
    if (other) {
      return Optional.empty();
    }
    LeftLock.Kind kind = told ? LeftLock.Kind.NEVER_RELEASED : LeftLock.Kind.MIXED;
    return Optional.of(report(summary, key, with, kind));
  }

  private List<LeftLock> report(
      LockSummary summary, Sym key, List<LockSummary.Exit> with, LeftLock.Kind kind) {
    List<Node> leaks = with.stream().map(LockSummary.Exit::node).toList();
    List<Node> releases =
        summary.exits().stream()
            .flatMap(exit -> Optional.ofNullable(exit.locks().get(key)).stream())
            .filter(hold -> !hold.held())
            .map(Hold::at)
            .distinct()
            .toList();
    List<LeftLock> found = new ArrayList<>();
    for (LockSummary.Exit exit : with) {
      boolean shared =
          summary.exits().stream()
              .anyMatch(other -> other.node().equals(exit.node()) && !with.contains(other));
      Hold hold = exit.locks().get(key);
      if (hold != null) {
        found.add(new LeftLock(exit.node(), hold, kind, releases, leaks, shared, exit.trace()));
      }
    }
    return found;
  }

  /** Whether one loop takes such locks and another releases them. */
  private boolean isSwept(Function function, Sym key, Hold hold) {
    Optional<Node> loop = LockMoves.loop(hold.at());
    return loop.isPresent()
        && !key.isVisible()
        && locking.lowered(function).calls().stream()
            .filter(call -> isRelease(call, hold, function))
            .anyMatch(
                call -> LockMoves.loop(call.node()).filter(l -> !l.equals(loop.get())).isPresent());
  }

  /**
   * Whether a driver's own {@code foo_lock(&x->lock)} is answered by a plain {@code
   * spin_unlock(&x->lock)} somewhere: it may be that it does not always take it.
   */
  private boolean isReleasedByItself(Function function, Hold hold) {
    boolean always =
        function
            .unit()
            .macro(hold.call().name())
            .filter(macro -> !CONDITION.matcher(macro.body()).find())
            .isPresent();
    return !always
        && locking.lowered(function).calls().stream()
            .filter(call -> LockCall.of(call.callee()).filter(what -> !what.takes()).isPresent())
            .flatMap(call -> call.texts().stream())
            .anyMatch(argument -> argument.text().replaceFirst("^&", "").equals(hold.label()));
  }

  private static boolean isMemory(Sym value) {
    return value.op() == Sym.Op.LOAD || value.parts().stream().anyMatch(LockContracts::isMemory);
  }

  /**
   * Whether the file has a function that raises a semaphore and waits for none.
   *
   * @param named whether it must be seen to be this semaphore
   */
  private boolean signals(Function function, Hold hold, boolean named) {
    return function.unit().functions().stream()
        .map(other -> locking.lowered(other).calls())
        .anyMatch(
            calls ->
                calls.stream()
                        .filter(call -> call.callee().equals("up"))
                        .anyMatch(call -> !named || call.node().text().contains(plain(hold)))
                    && calls.stream().noneMatch(call -> call.callee().startsWith("down")));
  }

  /** Whether the file gives a semaphore another count than one: then it is no lock. */
  private static boolean counts(Function function, Hold hold) {
    Pattern made =
        Pattern.compile(
            "\\bsema_init\\s*\\([^,;]*\\b" + Pattern.quote(plain(hold)) + "\\s*,([^;]*)\\)");
    return function.unit().found(made).stream().anyMatch(count -> !count.strip().equals("1"));
  }

  /**
   * Whether exactly the ways that keep it leave a mark in memory, a flag that says so, and somebody
   * releases it who did not take it.
   */
  private boolean isRemembered(
      Function function, Hold hold, List<LockSummary.Exit> with, List<LockSummary.Exit> rest) {
    return !rest.isEmpty()
        && with.get(0).written().entrySet().stream()
            .filter(
                mark -> with.stream().allMatch(exit -> exit.written().entrySet().contains(mark)))
            .anyMatch(
                mark -> rest.stream().noneMatch(exit -> exit.written().entrySet().contains(mark)))
        && isLetGo(function, hold);
  }

  /** Whether a function of the file, or of its neighbours, releases such a lock untaken. */
  private boolean isLetGo(Function function, Hold hold) {
    return others(function, hold).anyMatch(other -> letsGo(other, hold));
  }

  /** Whether one call takes it and a later one releases it: something remembers it in between. */
  private static boolean isCarried(LockSummary summary, Sym key) {
    return summary.exits().stream()
        .map(exit -> exit.locks().get(key))
        .anyMatch(hold -> hold != null && hold.isGivenUp());
  }

  /**
   * Whether a function of another file, called while the lock is held and given what it belongs to,
   * releases it without taking it.
   */
  private boolean isHandedOn(Function function, Hold hold) {
    Matcher owner = OWNER.matcher(hold.label());
    Set<String> asked = new HashSet<>();
    for (Step.Call call : locking.lowered(function).calls()) {
      if (call.callee().isEmpty()
          || call.callee().startsWith("->")
          || !isLast(call)
          || LockCall.of(call.callee()).isPresent()
          || call.node().endToken() < hold.at().firstToken()
          || function.unit().function(call.callee()).isPresent()
          || hold.call().argument() >= 0
              && owner.lookingAt()
              && !call.node().text().contains(owner.group())
          || !asked.add(call.callee())) {
        continue;
      }
      boolean releases =
          locking
              .tree()
              .function(function.unit(), call.callee())
              .filter(locking::concerns)
              .filter(other -> releasesUntaken(other, hold))
              .isPresent();
      if (releases) {
        return true;
      }
    }
    return false;
  }

  /** Whether the call that took it is that of the lock itself, not of a helper. */
  static boolean isPlain(Hold hold) {
    return hold.at().children().get(0).text().equals(hold.call().name());
  }

  /** {@code rw_lock} beside an {@code rw_unlock}: what the one leaves is for the other. */
  private static boolean isNamedHalf(Function function) {
    String plain = function.name().replaceFirst("try(?=lock)", "");
    return plain.contains("lock")
        && !plain.contains("unlock")
        && (function.unit().function(plain.replaceFirst("lock", "unlock")).isPresent()
            || isForOthers(function) && SAYS_LOCK.matcher(plain).matches());
  }

  private static boolean isForOthers(Function function) {
    return !function.isStatic() || function.path().endsWith(".h");
  }

  /** A call for its own sake, or for what is returned: one that tests something comes too early. */
  private static boolean isLast(Step.Call call) {
    return call.ignored()
        || call.node().parent().filter(p -> p.is(Kind.RETURN) || p.is(Kind.ASSIGNMENT)).isPresent();
  }

  private boolean releasesUntaken(Function function, Hold hold) {
    return letsGo(function, hold)
        || locking.mixed(locking.summary(function)).stream()
            .anyMatch(lock -> lock.member().equals(hold.member()));
  }

  private boolean letsGo(Function function, Hold hold) {
    return locking.summary(function).exits().stream()
        .flatMap(exit -> exit.locks().values().stream())
        .anyMatch(lock -> lock.isGivenUp() && lock.member().equals(hold.member()));
  }

  /** Whether its name says that it is one half of a pair, and the other half does its part. */
  private boolean hasCounterpart(Function function, Sym key, Hold hold) {
    Set<String> names = counterparts(function.name());
    return others(function, hold)
        .anyMatch(
            other -> names.contains(other.name()) && givesUp(function, other, key, hold, true));
  }

  /** {@code fw_unlock} of {@code fw_lock}: alike but for one word, which says the contrary. */
  static Set<String> counterparts(String name) {
    Set<String> found = new LinkedHashSet<>();
    String plain =
        name.contains("try")
            ? name.replaceFirst("try(?=lock)", "").replaceFirst("_try_", "_")
            : name;
    for (String[] pair : PAIRS) {
      int at = plain.indexOf(pair[0]);
      if (at >= 0) {
        found.add(plain.substring(0, at) + pair[1] + plain.substring(at + pair[0].length()));
      }
    }
    return found;
  }

  /** The names of which a name is among the {@link #counterparts}, whether anything has them. */
  static Set<String> contraries(String name) {
    Set<String> plain = new LinkedHashSet<>();
    for (String[] pair : PAIRS) {
      plain.addAll(replaced(name, pair[1], pair[0]));
    }
    Set<String> names = new LinkedHashSet<>(plain);
    plain.forEach(one -> names.addAll(replaced(one, "_", "_try_")));
    List.copyOf(names).forEach(one -> names.addAll(replaced(one, "lock", "trylock")));
    names.removeIf(one -> !counterparts(one).contains(name));
    return names;
  }

  /** What a text is with a piece of it replaced, for each place where that stands. */
  private static List<String> replaced(String text, String piece, String by) {
    List<String> found = new ArrayList<>();
    for (int at = text.indexOf(piece); at >= 0; at = text.indexOf(piece, at + 1)) {
      found.add(text.substring(0, at) + by + text.substring(at + piece.length()));
    }
    return found;
  }

  /** Whether it was left so by a callee, which is told of. */
  private boolean isReported(Function function, Hold hold) {
    if (!hold.at().is(Kind.CALL)) {
      return false;
    }
    return function
        .unit()
        .function(hold.at().children().get(0).text())
        .filter(callee -> !callee.equals(function))
        .filter(callee -> open.add(callee))
        .map(
            callee -> {
              boolean told =
                  left(callee).stream().anyMatch(l -> l.hold().label().equals(hold.label()));
              open.remove(callee);
              return told;
            })
        .orElse(false);
  }

  private boolean releasesItself(Function function, Hold hold) {
    return locking.lowered(function).calls().stream()
        .anyMatch(call -> isRelease(call, hold, function));
  }

  private boolean isRelease(Step.Call call, Hold hold, Function in) {
    Optional<LockCall> what = locking.lock(call, locking.lowered(in));
    return what.isPresent()
        && !what.get().takes()
        && what.get().kind().equals(hold.call().kind())
        && (what.get().argument() < 0 || call.node().text().contains(plain(hold)));
  }

  private static String plain(Hold hold) {
    return hold.member().replaceFirst("#.*", "");
  }

  /** Whether somebody releases for this function what it keeps. */
  private boolean isAsked(Function function, Sym key, Hold hold, boolean byAny) {
    if (LockRemarks.keepsIt(function)) {
      return true;
    }
    boolean any = byAny || LOCKING.matcher(function.name()).matches();
    return others(function, hold)
        .anyMatch(
            other ->
                (!byAny || !UNLOCKING.matcher(other.name()).matches())
                    && givesUp(function, other, key, hold, any)
                    && !isTheirs(function, other, hold));
  }

  /** Whether a function releases it for a third one, as their names say, and does not call this. */
  private boolean isTheirs(Function function, Function other, Hold hold) {
    return !arePair(function, other)
        && locking.lowered(other).calls().stream()
            .noneMatch(call -> call.callee().equals(function.name()))
        && other.unit().functions().stream()
            .filter(third -> !third.equals(function) && !third.equals(other))
            .filter(third -> arePair(third, other) && locking.concerns(third))
            .anyMatch(
                third ->
                    locking.summary(third).exits().stream()
                        .flatMap(exit -> exit.locks().values().stream())
                        .anyMatch(
                            lock ->
                                lock.isKept()
                                    && lock.call().kind().equals(hold.call().kind())
                                    && plain(lock).equals(plain(hold))));
  }

  /** Whether two names say that the second function is the other half of the first. */
  static boolean arePair(Function one, Function other) {
    return arePair(one.name(), other.name());
  }

  /** Whether the second name is for the other half of what the first is for. */
  static boolean arePair(String one, String other) {
    String mine = one.replaceFirst("^_+", "");
    String theirs = other.replaceFirst("^_+", "");
    return counterparts(mine).contains(theirs)
        || related(mine, theirs)
        || theirs.startsWith(mine + "_");
  }

  /** Whether another function with all but the same name has the other half of the work. */
  private boolean isPair(Function function, Sym key, Hold hold) {
    return others(function, hold)
        .anyMatch(
            other ->
                related(function.name(), other.name())
                    && !isHelper(other)
                    && givesUp(function, other, key, hold, true));
  }

  /** The functions that may have to do with such a lock, of the file and of its neighbours. */
  private Stream<Function> others(Function function, Hold hold) {
    Stream<Function> own =
        function.unit().functions().stream().filter(other -> !other.equals(function));
    return Stream.concat(own, Stream.of(function).flatMap(f -> beyond(f, hold)))
        .filter(locking::concerns);
  }

  private Stream<Function> beyond(Function function, Hold hold) {
    String member = plain(hold);
    List<Unit> units = new ArrayList<>();
    if (!member.isEmpty() && !member.equals("lock") || !function.isStatic()) {
      units.addAll(
          locking.tree().companions(function.unit(), Set.of(function.name(), member + ")")));
    }
    for (String header : locking.tree().headers(function.unit(), 1)) {
      if (!header.contains("include/linux/") && !header.contains("include/net/")) {
        locking.tree().unit(header).ifPresent(units::add);
      }
    }
    return units.stream()
        .filter(unit -> !unit.path().equals(function.path()))
        .flatMap(unit -> unit.functions().stream());
  }

  /**
   * Whether another function releases such a lock without having taken it, or after a call.
   *
   * @param any whether it may be a helper too, of which its callers make use who took the lock
   */
  private boolean givesUp(Function function, Function other, Sym key, Hold hold, boolean any) {
    boolean asks =
        locking.lowered(other).calls().stream()
            .anyMatch(call -> call.callee().equals(function.name()));
    if (!asks && !any && !related(function.name(), other.name()) && isHelper(other)) {
      return false;
    }
    LockSummary summary = asks ? locking.without(other, Set.of(function)) : locking.summary(other);
    boolean global = hold.call().argument() < 0;
    boolean given = asks && key.op() == Sym.Op.DEREF && key.part(0).op() == Sym.Op.PARAM;
    return summary.exits().stream()
        .flatMap(exit -> exit.locks().values().stream())
        .anyMatch(
            lock ->
                lock.isGivenUp()
                    && (global
                        ? lock.member().equals(hold.member())
                        : lock.call().kind().equals(hold.call().kind()))
                    && (given || global || plain(lock).equals(plain(hold)))
                    && (asks || !global || related(function.name(), other.name())));
  }

  private boolean isHelper(Function function) {
    return function.unit().functions().stream()
        .filter(caller -> !caller.equals(function))
        .flatMap(caller -> locking.lowered(caller).calls().stream())
        .anyMatch(call -> call.callee().equals(function.name()));
  }

  /**
   * Whether two names are alike but for a word: what comes last, or {@code get} and {@code put}.
   */
  static boolean related(String one, String other) {
    int end = Math.min(one.lastIndexOf('_'), other.lastIndexOf('_'));
    if (end > 2
        && end == one.lastIndexOf('_')
        && end == other.lastIndexOf('_')
        && one.regionMatches(0, other, 0, end)) {
      return true;
    }
    String[] mine = one.split("_");
    String[] theirs = other.split("_");
    int apart = 0;
    for (int i = 0; i < Math.min(mine.length, theirs.length); i++) {
      apart += mine[i].equals(theirs[i]) ? 0 : 1;
    }
    return mine.length == theirs.length && mine.length > 1 && apart <= 1;
  }
}
