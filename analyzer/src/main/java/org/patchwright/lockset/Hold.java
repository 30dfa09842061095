package org.patchwright.lockset;

import java.util.function.UnaryOperator;
import org.patchwright.syntax.Node;

/**
 * What is known of one lock at one point of a path.
 *
 * @param given whether it was held on entry, as a release without a taking shows
 * @param depth how often it is held beyond once, for those that nest
 * @param call what last took it, or released it
 * @param at where
 * @param label how the source writes it there
 * @param member the last name of its place
 * @param varies whether it stands for another lock in each round of a loop
 * @param freed whether the memory that it lies in has been freed since
 */
public record Hold(
    boolean given,
    boolean held,
    int depth,
    LockCall call,
    Node at,
    String label,
    String member,
    boolean varies,
    boolean freed) {

  Hold(
      boolean given,
      boolean held,
      int depth,
      LockCall call,
      Node at,
      String label,
      String member,
      boolean varies) {
    this(given, held, depth, call, at, label, member, varies, false);
  }

  Hold released(LockCall by, Node where) {
    return new Hold(given, false, 0, by, where, label, member, varies);
  }

  Hold taken(LockCall by, Node where, String newLabel) {
    return new Hold(given, true, 0, by, where, newLabel, member, varies);
  }

  Hold deeper(int by) {
    return new Hold(
        given, held, Math.max(0, Math.min(1, depth + by)), call, at, label, member, varies, freed);
  }

  Hold varying() {
    return new Hold(given, held, depth, call, at, label, member, true, freed);
  }

  Hold inFreedMemory() {
    return new Hold(given, held, depth, call, at, label, member, varies, true);
  }

  /** The same, made of other nodes. */
  Hold moved(UnaryOperator<Node> nodes) {
    return new Hold(given, held, depth, call, nodes.apply(at), label, member, varies, freed);
  }

  /** Whether the function changed it. */
  public boolean isNet() {
    return given != held;
  }

  /** Held now, and not on entry. */
  public boolean isKept() {
    return held && !given;
  }

  /** Held on entry, and not now. */
  public boolean isGivenUp() {
    return given && !held;
  }
}
