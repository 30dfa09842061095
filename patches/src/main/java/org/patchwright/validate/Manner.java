package org.patchwright.validate;

/** How a hunk found its place, from the surest to the least sure. */
public enum Manner {
  EXACT("exactly"),
  OFFSET("at an offset"),
  ALREADY_APPLIED("already applied"),
  THREE_WAY("by three-way merge"),
  WHITE_SPACE("with other white space"),
  FUZZ("with fuzz"),
  MERGED("merged line by line"),
  LEFT_OUT("left out");

  private final String words;

  Manner(String words) {
    this.words = words;
  }

  /** As a message says it. */
  public String words() {
    return words;
  }
}
