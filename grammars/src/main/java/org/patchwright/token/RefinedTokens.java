package org.patchwright.token;

/** What the parser reads of one external declaration; the arrays belong to the caller. */
public final class RefinedTokens {

  private final int[] types;
  private final int[] numbers;
  private final int[] partners;
  private final int size;

  RefinedTokens(int[] types, int[] numbers, int[] partners, int size) {
    this.types = types;
    this.numbers = numbers;
    this.partners = partners;
    this.size = size;
  }

  /** The type of each token, and the end of file behind them. */
  public int[] types() {
    return types;
  }

  /** For each token its number in the file; one that was put in has the next one's. */
  public int[] numbers() {
    return numbers;
  }

  /** For each bracket the position of its partner, else -1. */
  public int[] partners() {
    return partners;
  }

  public int size() {
    return size;
  }
}
