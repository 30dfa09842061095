package org.patchwright.lockset;

import org.patchwright.symbol.Function;
import org.patchwright.syntax.Node;

/**
 * Two kinds of lock that one function takes in one order and another function in the other.
 *
 * @param rare the order that fewer functions keep
 */
public record Inversion(Side rare, Side usual) {

  /**
   * One function that holds the first lock when it takes the second.
   *
   * @param firstAt where it takes the first
   * @param secondAt the call that takes the second, or whose callee does
   * @param through the callee; empty for the call itself
   */
  public record Side(
      Function function,
      Node firstAt,
      String first,
      Node secondAt,
      String second,
      String through) {}
}
