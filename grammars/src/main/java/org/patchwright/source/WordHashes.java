package org.patchwright.source;

import java.util.Arrays;

/**
 * The distinct words of a text, each by its {@link String#hashCode}: enough to tell that a word
 * does not stand in it. None is zero.
 */
public final class WordHashes {

  /** Open addressing; zero marks a free place. */
  private int[] table = new int[1 << 10];

  private int count;

  private WordHashes() {}

  /**
   * All words of a text.
   *
   * @return in order
   */
  public static int[] of(byte[] bytes, int size) {
    return read(bytes, size, false).sorted();
  }

  /**
   * Those words that are made of several, as {@code pci_dev} is: an underscore stands behind their
   * first letter.
   *
   * @return in order
   */
  public static int[] compounds(byte[] bytes, int size) {
    return read(bytes, size, true).sorted();
  }

  /** Whether a word is one of those that {@link #compounds} has. */
  public static boolean isCompound(String word) {
    return word.indexOf('_', 1) > 0 && word.hashCode() != 0;
  }

  private static WordHashes read(byte[] bytes, int size, boolean compoundsOnly) {
    WordHashes found = new WordHashes();
    int at = 0;
    while (at < size) {
      int hash = 0;
      int start = at;
      boolean compound = false;
      while (at < size && isWord(bytes[at])) {
        compound |= bytes[at] == '_' && at > start;
        hash = 31 * hash + bytes[at++];
      }
      if (at == start) {
        at++;
      } else if (compound || !compoundsOnly) {
        found.add(hash);
      }
    }
    return found;
  }

  private void add(int hash) {
    if (hash == 0) {
      return;
    }
    int mask = table.length - 1;
    int at = hash * 0x9E3779B9 >>> 8 & mask;
    while (table[at] != 0 && table[at] != hash) {
      at = at + 1 & mask;
    }
    if (table[at] == 0) {
      table[at] = hash;
      count++;
      if (count * 2 > table.length) {
        grow();
      }
    }
  }

  private void grow() {
    int[] old = table;
    table = new int[old.length * 2];
    count = 0;
    for (int hash : old) {
      add(hash);
    }
  }

  private int[] sorted() {
    int[] all = new int[count];
    int next = 0;
    for (int hash : table) {
      if (hash != 0) {
        all[next++] = hash;
      }
    }
    Arrays.sort(all);
    return all;
  }

  private static boolean isWord(byte b) {
    return b >= 'a' && b <= 'z' || b == '_' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9';
  }
}
