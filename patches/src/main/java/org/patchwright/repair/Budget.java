package org.patchwright.repair;

/** How much work one text may cause, whatever it holds. */
final class Budget {

  private long steps;
  private long bytes;

  Budget(long steps, long bytes) {
    this.steps = steps;
    this.bytes = bytes;
  }

  /** What one mail may cost: some seconds. */
  static Budget ofOneText() {
    return new Budget(6_000_000, 6_000_000_000L);
  }

  /** Takes one step of a search; false if none is left. */
  boolean step() {
    return steps-- > 0;
  }

  /** Takes bytes to be hashed; false if too few are left. */
  boolean hash(int count) {
    bytes -= count;
    return bytes > 0;
  }

  boolean isHashed() {
    return bytes <= 0;
  }

  boolean isSpent() {
    return steps <= 0;
  }
}
