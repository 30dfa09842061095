package org.patchwright.run;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.patchwright.source.SourceFile;

/** Finds whether a file holds any of many identifiers, in one pass over its bytes. */
final class Words {

  private final Map<Integer, String[]> byHash;
  private final int shortest;
  private final int longest;
  private final long[] filter = new long[1024];

  private Words(Map<Integer, String[]> byHash, int shortest, int longest) {
    this.byHash = byHash;
    this.shortest = shortest;
    this.longest = longest;
    byHash.keySet().forEach(hash -> filter[slot(hash)] |= 1L << hash);
  }

  static Words of(Collection<String> words) {
    Map<Integer, String[]> byHash = new HashMap<>();
    int shortest = Integer.MAX_VALUE;
    int longest = 0;
    for (String word : words) {
      byHash.merge(word.hashCode(), new String[] {word}, Words::joined);
      shortest = Math.min(shortest, word.length());
      longest = Math.max(longest, word.length());
    }
    return new Words(byHash, shortest, longest);
  }

  private static String[] joined(String[] one, String[] other) {
    String[] both = java.util.Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }

  private static int slot(int hash) {
    return (hash >>> 6) & 1023;
  }

  /** Whether one of the words stands in the file as a whole identifier. */
  boolean anyIn(SourceFile file) {
    ByteBuffer bytes = file.buffer();
    int size = bytes.limit();
    int at = 0;
    while (at < size) {
      if (!isWord(bytes.get(at))) {
        at++;
        continue;
      }
      int start = at;
      int hash = 0;
      while (at < size && isWord(bytes.get(at))) {
        hash = 31 * hash + (bytes.get(at++) & 0xff);
      }
      int length = at - start;
      if (length >= shortest
          && length <= longest
          && (filter[slot(hash)] & 1L << hash) != 0
          && matches(bytes, start, length, byHash.get(hash))) {
        return true;
      }
    }
    return false;
  }

  private static boolean matches(ByteBuffer bytes, int start, int length, String[] candidates) {
    if (candidates == null) {
      return false;
    }
    for (String word : candidates) {
      boolean same = word.length() == length;
      for (int i = 0; same && i < length; i++) {
        same = word.charAt(i) == (char) (bytes.get(start + i) & 0xff);
      }
      if (same) {
        return true;
      }
    }
    return false;
  }

  private static boolean isWord(byte b) {
    return b >= 'a' && b <= 'z' || b == '_' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9';
  }
}
