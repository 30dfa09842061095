package org.patchwright.rebase;

/** How one change of a diff came into the target, from the surest to the least sure. */
enum How {
  ALREADY("is there already"),
  APART("lines around it changed since"),
  ADJACENT("lines next to it changed since"),
  RENAMED("in the target's names"),
  WORDS("words of the same lines changed since"),
  OLDER("it takes away the older lines that are here instead"),
  ORDER("something else was added at the same place"),
  GONE("the code that it changes is not there"),
  NOWHERE("the target changed the same words");

  private final String words;

  How(String words) {
    this.words = words;
  }

  /** As a message says it. */
  String words() {
    return words;
  }
}
