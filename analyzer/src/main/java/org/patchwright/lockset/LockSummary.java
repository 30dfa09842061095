package org.patchwright.lockset;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.patchwright.dataflow.Range;
import org.patchwright.dataflow.Trace;
import org.patchwright.symbol.Function;
import org.patchwright.syntax.Node;

/**
 * What a function does to locks.
 *
 * @param exits by its ways out
 * @param misuses calls that came when the lock was in a wrong state, each once
 * @param sleeps calls that may sleep while no lock of the caller's has been dropped
 * @param orders locks taken while others are held
 * @param takes the locks that a caller can name and that are taken on some way
 * @param doubtful the locks that a caller can name and that may have been released, unseen
 * @param complete whether all paths were followed: false if there were too many
 */
public record LockSummary(
    Function function,
    List<Exit> exits,
    List<Misuse> misuses,
    List<Sleep> sleeps,
    List<Order> orders,
    List<Taking> takes,
    Set<Sym> doubtful,
    boolean complete) {

  public LockSummary {
    exits = List.copyOf(exits);
    misuses = List.copyOf(misuses);
    sleeps = List.copyOf(sleeps);
    orders = List.copyOf(orders);
    takes = List.copyOf(takes);
    doubtful = Collections.unmodifiableSet(new LinkedHashSet<>(doubtful));
  }

  /**
   * A class of ways out.
   *
   * @param node the return statement, or the body where control runs off its end
   * @param locks those that were touched, by their places
   * @param facts in which ranges the values lie that a caller can name
   * @param written the numbers that were written where a caller can see them
   * @param range what is returned
   */
  public record Exit(
      Node node,
      Map<Sym, Hold> locks,
      Map<Sym, Range> facts,
      Map<Sym, Sym> written,
      Sym result,
      Range range,
      Optional<Trace> trace) {
    public Exit {
      // In the order in which they came: that of Map.copyOf changes from run to run.
      locks = Collections.unmodifiableMap(new LinkedHashMap<>(locks));
      facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
      written = Collections.unmodifiableMap(new LinkedHashMap<>(written));
    }

    Exit moved(UnaryOperator<Node> nodes) {
      Map<Sym, Hold> there = new LinkedHashMap<>();
      locks.forEach((place, hold) -> there.put(place, hold.moved(nodes)));
      return new Exit(
          nodes.apply(node), there, facts, written, result, range, Trace.moved(trace, nodes));
    }

    boolean isNeutral() {
      return locks.values().stream().noneMatch(Hold::isNet);
    }
  }

  /** What is wrong about a call. */
  public enum Wrong {
    TAKEN_TWICE,
    RELEASED_TWICE,
    KEPT_IN_LOOP,
    SLEEPS
  }

  /**
   * A call that must not come here.
   *
   * @param hold the lock as it was before
   * @param what the call at fault, in words
   * @param through the function whose body does it; empty for the call itself
   */
  public record Misuse(
      Wrong wrong, Node at, Hold hold, String what, String through, Optional<Trace> trace) {}

  /**
   * A call that may sleep.
   *
   * @param what the call, in words
   * @param flags an argument of the caller's that decides whether it does
   * @param facts the ranges of what the caller can name, on the way there
   */
  public record Sleep(Node at, String what, Optional<Sym> flags, Map<Sym, Range> facts) {
    public Sleep {
      facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }
  }

  /**
   * The second lock is taken while the first is held; each by its place and where it was taken.
   *
   * @param at the call that takes the second, or whose callee does
   * @param through the callee; empty for the call itself
   */
  public record Order(
      Sym first, Hold firstHold, Sym second, Hold secondHold, Node at, String through) {}

  /** A lock that a caller can name and that is taken on some way, or on all. */
  public record Taking(Sym key, Hold hold, boolean always) {}

  /** The same of a function that is the same elsewhere. */
  LockSummary moved(Function to, UnaryOperator<Node> nodes) {
    return new LockSummary(
        to,
        exits.stream().map(exit -> exit.moved(nodes)).toList(),
        misuses.stream()
            .map(
                one ->
                    new Misuse(
                        one.wrong(),
                        nodes.apply(one.at()),
                        one.hold().moved(nodes),
                        one.what(),
                        one.through(),
                        Trace.moved(one.trace(), nodes)))
            .toList(),
        sleeps.stream()
            .map(one -> new Sleep(nodes.apply(one.at()), one.what(), one.flags(), one.facts()))
            .toList(),
        orders.stream()
            .map(
                one ->
                    new Order(
                        one.first(),
                        one.firstHold().moved(nodes),
                        one.second(),
                        one.secondHold().moved(nodes),
                        nodes.apply(one.at()),
                        one.through()))
            .toList(),
        takes.stream()
            .map(one -> new Taking(one.key(), one.hold().moved(nodes), one.always()))
            .toList(),
        doubtful,
        complete);
  }

  /** Whether every way out leaves all locks as they were on entry. */
  public boolean isNeutral() {
    return exits.stream().allMatch(Exit::isNeutral);
  }
}
