package org.patchwright.symbol;

import java.util.Arrays;
import java.util.stream.IntStream;

/** The identifiers of a text, by their hashes: what a file is asked for many times. */
final class Identifiers {

  /** In order. */
  private final int[] hashes;

  private Identifiers(int[] hashes) {
    this.hashes = hashes;
  }

  static Identifiers of(String text) {
    int[] found = new int[text.length() / 8 + 16];
    int count = 0;
    int hash = 0;
    boolean inside = false;
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (isWord(c)) {
        hash = 31 * hash + c;
        inside = true;
      } else if (inside) {
        if (count + 1 >= found.length) {
          found = Arrays.copyOf(found, 2 * found.length);
        }
        found[count++] = hash;
        hash = 0;
        inside = false;
      }
    }
    if (inside) {
      found[count++] = hash;
    }
    return new Identifiers(IntStream.of(found).limit(count).sorted().distinct().toArray());
  }

  /**
   * False only if a word does not stand in the text; of one that goes on, its first part counts.
   */
  boolean mayHold(String word) {
    int end = 0;
    while (end < word.length() && isWord(word.charAt(end))) {
      end++;
    }
    String identifier = end == word.length() ? word : word.substring(0, end);
    return identifier.isEmpty() || Arrays.binarySearch(hashes, identifier.hashCode()) >= 0;
  }

  /** Whether a word stands in a text, and is no part of a longer one. */
  static boolean stands(String word, String text) {
    for (int at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
      int end = at + word.length();
      if ((at == 0 || !isWord(text.charAt(at - 1)))
          && (end == text.length() || !isWord(text.charAt(end)))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isWord(char c) {
    return c == '_' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
  }
}
