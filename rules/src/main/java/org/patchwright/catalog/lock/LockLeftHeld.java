package org.patchwright.catalog.lock;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.patchwright.dataflow.Track;
import org.patchwright.fact.FunctionFacts;
import org.patchwright.rule.Check;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Note;
import org.patchwright.rule.Path;
import org.patchwright.rule.Rule;
import org.patchwright.rule.Severity;
import org.patchwright.rule.Unwinding;
import org.patchwright.summary.Exit;
import org.patchwright.summary.Summary;
import org.patchwright.symbol.Function;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/** A lock that a function takes and releases is released on each of its ways out. */
@Check(
    summary = "lock still held on one way out",
    severity = Severity.ERROR,
    triggers = {
      "spin_unlock",
      "spin_unlock_bh",
      "spin_unlock_irq",
      "spin_unlock_irqrestore",
      "raw_spin_unlock",
      "raw_spin_unlock_irq",
      "raw_spin_unlock_irqrestore",
      "read_unlock",
      "read_unlock_bh",
      "read_unlock_irq",
      "read_unlock_irqrestore",
      "write_unlock",
      "write_unlock_bh",
      "write_unlock_irq",
      "write_unlock_irqrestore",
      "mutex_unlock",
      "up",
      "up_read",
      "up_write",
      "release_sock"
    })
public final class LockLeftHeld implements Rule {

  @Override
  public Stream<Finding> check(FunctionFacts function) {
    if (function.function().head().matches("(?s).*\\b__(acquires|releases|cond_acquires)\\b.*")) {
      return Stream.empty();
    }
    Summary summary = function.under(Locks.LOCK);
    Map<String, List<Exit>> held = new LinkedHashMap<>();
    for (Exit exit : summary.exits()) {
      for (Track track : exit.state().tracks.values()) {
        if (taken(track)) {
          held.computeIfAbsent(track.key().toString(), key -> new ArrayList<>()).add(exit);
        }
      }
    }
    return held.entrySet().stream()
        .filter(
            entry ->
                isFault(summary, entry.getKey(), entry.getValue())
                    || isAbandoned(summary, entry.getKey(), entry.getValue()))
        .flatMap(
            entry ->
                entry.getValue().stream().map(e -> leftHeld(function, summary, entry.getKey(), e)));
  }

  private static boolean isPlain(Node call) {
    return call.text().matches("(?s)(\\w*unlock\\w*|up|up_read|up_write|release_sock)\\s*\\(.*");
  }

  private static boolean taken(Track track) {
    return track.state().equals(Locks.Lock.HELD.name())
        && !track.entry().equals(Locks.Lock.HELD.name());
  }

  /**
   * Held on every way out, or exactly where the function succeeds, is what its callers ask for; a
   * function that never lets go of it is one half of a pair.
   */
  private static boolean isFault(Summary summary, String key, List<Exit> held) {
    List<Exit> free = new ArrayList<>(summary.exits());
    free.removeAll(held);
    boolean released =
        free.stream()
            .flatMap(exit -> exit.state().trackNamed(key).stream())
            .anyMatch(track -> track.state().equals(Locks.Lock.FREE.name()));
    // A way that releases what it did not take: the two halves are chosen by the caller.
    boolean handedOver =
        free.stream()
            .flatMap(exit -> exit.state().trackNamed(key).stream())
            .anyMatch(
                track ->
                    track.entry().equals(Locks.Lock.HELD.name())
                        && track.state().equals(Locks.Lock.FREE.name()));
    if (!released || handedOver) {
      return false;
    }
    boolean onSuccess = held.stream().allMatch(exit -> exit.range().low() >= 0);
    boolean offOnError = free.stream().allMatch(exit -> exit.range().high() < 0);
    boolean onTrue = held.stream().allMatch(exit -> exit.range().low() > 0);
    boolean offOnFalse = free.stream().allMatch(exit -> exit.range().high() <= 0);
    boolean says = !summary.function().returnsNothing();
    return !(says && (onSuccess && offOnError || onTrue && offOnFalse));
  }

  /**
   * A function that keeps a lock on every way out is one half of a pair if anybody has the other
   * half: lets go of such a lock without having taken it, or calls the function and lets go.
   */
  private static boolean isAbandoned(Summary summary, String key, List<Exit> held) {
    Function function = summary.function();
    if (!function.isStatic()
        || !summary.complete()
        || held.size() != summary.exits().size()
        || LOCKING.matcher(function.name()).matches()) {
      return false;
    }
    String label = held.get(0).state().trackNamed(key).orElseThrow().label();
    String member = label.replaceAll("\\[.*?\\]", "").replaceAll("^.*[^A-Za-z0-9_](?=\\w+$)", "");
    for (Function other : function.unit().functions()) {
      if (!other.equals(function) && releases(other, member)) {
        boolean takes = calls(other, Locks.TAKE).anyMatch(call -> call.text().contains(member));
        boolean asks = calls(other, Set.of(function.name())).findAny().isPresent();
        if (!takes || asks) {
          return false;
        }
      }
    }
    // Let go by the function itself, of something that only looks like another lock.
    return !releases(function, member) && !releases(function, "");
  }

  /** A name that says that a lock is taken for whoever calls. */
  private static final Pattern LOCKING = Pattern.compile("(?i).*(lock|acquire|enter|begin).*");

  private static boolean releases(Function function, String member) {
    return calls(function, Locks.RELEASE).anyMatch(call -> call.text().contains(member));
  }

  private static Stream<Node> calls(Function function, Set<String> names) {
    return function
        .body()
        .findAll(Kind.CALL)
        .filter(call -> names.contains(call.children().get(0).text()));
  }

  private static Finding leftHeld(FunctionFacts function, Summary summary, String key, Exit exit) {
    Track track = exit.state().trackNamed(key).orElseThrow();
    List<Note> steps = new ArrayList<>();
    steps.add(Note.at(track.origin(), "%s is taken here", track.label()));
    steps.addAll(Path.notes(exit.state().trace));
    Finding finding =
        Finding.at(exit.node(), "%s is still held on this way out", track.label())
            .steps(steps)
            .about(function.name(), track.label());
    List<Node> releases = new ArrayList<>();
    List<Node> leaks = new ArrayList<>();
    boolean shared = false;
    for (Exit other : summary.exits()) {
      Optional<Track> there = other.state().trackNamed(key);
      there
          .filter(t -> t.state().equals(Locks.Lock.FREE.name()))
          .ifPresent(t -> releases.add(t.origin()));
      there.filter(t -> taken(t)).ifPresent(t -> leaks.add(other.node()));
      shared |= other.node().equals(exit.node()) && !there.filter(t -> taken(t)).isPresent();
    }
    // A helper that unlocks may do more than that; a plain call shows the way.
    List<Node> plain = releases.stream().filter(LockLeftHeld::isPlain).toList();
    // Who never releases it here may leave that to another, unless nobody is there for it.
    boolean wanted = !releases.isEmpty() || leaks.size() == summary.exits().size();
    Optional<String> unlock = wanted ? Locks.unlock(track.origin()) : Optional.empty();
    List<Node> shown = plain.isEmpty() && unlock.isEmpty() ? releases : plain;
    return new Unwinding(function.function(), track.origin(), shown, leaks, unlock)
        .offer(
            finding,
            exit.node(),
            shared,
            "Release the lock on all exit paths of " + function.name() + "()",
            function.name()
                + "() returns with "
                + track.label()
                + " held, and the next to take it deadlocks. Release it on that path as well.");
  }
}
