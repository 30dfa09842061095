package org.patchwright.lockset;

import java.util.List;
import java.util.Optional;
import org.patchwright.dataflow.Trace;
import org.patchwright.syntax.Node;

/**
 * A lock that a function keeps on one way out and that nobody waits for.
 *
 * @param at the return statement, or the body where control runs off its end
 * @param hold the lock
 * @param kind how the function's other ways out show that it is wrong
 * @param releases where the function releases it on other ways
 * @param leaks all ways out that keep it
 * @param shared whether ways that do not hold it leave by the same return
 */
public record LeftLock(
    Node at,
    Hold hold,
    Kind kind,
    List<Node> releases,
    List<Node> leaks,
    boolean shared,
    Optional<Trace> trace) {

  /** What shows that the lock should have been released. */
  public enum Kind {
    /** Ways out that a caller can't tell apart leave it in different states. */
    MIXED,
    /** The caller could tell, but neither callers nor counterparts release it. */
    NEVER_RELEASED,
    /** Its counterpart left it held beside others, which alone are released. */
    HALF,
    /** The function's head says that it is held on entry, and released before it is taken. */
    PROMISED
  }

  public LeftLock {
    releases = List.copyOf(releases);
    leaks = List.copyOf(leaks);
  }
}
