package org.patchwright.source;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds which of many sets of identifiers stand in a file, in one pass. Few are looked for by
 * skipping most bytes: the method of Wu and Manber, "A fast algorithm for multi-pattern searching"
 * (1994), with blocks of two bytes. Of many, some may stand anywhere, and each word of the file is
 * looked up. An identifier counts only as a whole.
 */
public final class WordSet {

  private static final int BLOCKS = 1 << 16;

  /** With more words than this there is next to nothing to skip. */
  private static final int MANY = 100;

  /** Spreads hashes of words that differ in their last letters alone. */
  private static final int SPREAD = 0x9E3779B9;

  private static final boolean[] IN_WORD = new boolean[256];

  static {
    for (int c = 0; c < 0x80; c++) {
      IN_WORD[c] = Character.isLetterOrDigit(c) || c == '_';
    }
  }

  private final int sets;
  private final BitSet empty;
  private final byte[][] words;
  private final int[] setOf;
  private final int shortest;
  private final byte[] shift = new byte[BLOCKS];
  private final int[] first = new int[BLOCKS];
  private final int[] next;

  /** Of many words, the first with a hash and one more, by that hash; empty for few. */
  private final int[] table;

  private final int tableShift;

  private WordSet(List<? extends Collection<String>> sets) {
    this.sets = sets.size();
    this.empty = new BitSet(this.sets);
    List<byte[]> all = new ArrayList<>();
    List<Integer> owners = new ArrayList<>();
    for (int set = 0; set < sets.size(); set++) {
      Set<String> distinct = new HashSet<>(sets.get(set));
      for (String word : distinct) {
        byte[] bytes = word.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length == 0) {
          throw new IllegalArgumentException("an empty word stands everywhere");
        }
        all.add(bytes);
        owners.add(set);
      }
    }
    words = all.toArray(byte[][]::new);
    setOf = owners.stream().mapToInt(Integer::intValue).toArray();
    shortest = all.stream().mapToInt(word -> word.length).min().orElse(0);
    next = new int[words.length];
    Arrays.fill(first, -1);
    int most = Math.min(Byte.MAX_VALUE, Math.max(1, shortest - 1));
    Arrays.fill(shift, (byte) most);
    boolean many = words.length > MANY && all.stream().allMatch(WordSet::isIdentifier);
    table = new int[many ? Integer.highestOneBit(words.length) << 3 : 0];
    tableShift = Integer.numberOfLeadingZeros(table.length) + 1;
    for (int w = 0; w < words.length; w++) {
      if (many) {
        int slot = slot(hash(words[w]));
        next[w] = table[slot] - 1;
        table[slot] = w + 1;
      } else {
        enter(w);
      }
    }
  }

  private static boolean isIdentifier(byte[] word) {
    for (byte b : word) {
      if (!isWord(b)) {
        return false;
      }
    }
    return true;
  }

  private static int hash(byte[] word) {
    int hash = 0;
    for (byte b : word) {
      hash = 31 * hash + b;
    }
    return hash;
  }

  private int slot(int hash) {
    return hash * SPREAD >>> tableShift;
  }

  private void enter(int w) {
    byte[] word = words[w];
    if (shortest < 2) {
      return;
    }
    for (int end = 2; end <= shortest; end++) {
      int block = block(word[end - 2], word[end - 1]);
      shift[block] = (byte) Math.min(shift[block], shortest - end);
    }
    int last = block(word[shortest - 2], word[shortest - 1]);
    next[w] = first[last];
    first[last] = w;
  }

  private static int block(byte one, byte other) {
    return (one & 0xff) << 8 | other & 0xff;
  }

  /** Sets of identifiers, known by their position; an empty one is found nowhere. */
  public static WordSet of(List<? extends Collection<String>> sets) {
    return new WordSet(sets);
  }

  /** The positions of the sets of which at least one identifier stands in the file. */
  public BitSet in(SourceFile file) {
    return in(file.content(), file.size());
  }

  /** The same for the first bytes of an array. */
  public BitSet in(byte[] text, int size) {
    if (words.length == 0) {
      return empty;
    }
    BitSet found = new BitSet(sets);
    if (table.length > 0) {
      lookUp(text, size, found);
      return found;
    }
    if (shortest < 2) {
      plain(text, size, found);
      return found;
    }
    // Each look waits for the one before: looks at several places of the text at once do not.
    int step = shortest - 1;
    int quarter = Math.max(0, size - step) / 4;
    int one = step;
    int two = step + quarter;
    int three = two + quarter;
    int four = three + quarter;
    while (one < step + quarter
        && two < step + 2 * quarter
        && three < step + 3 * quarter
        && four < size) {
      int moveOne = shift[block(text[one - 1], text[one])];
      int moveTwo = shift[block(text[two - 1], text[two])];
      int moveThree = shift[block(text[three - 1], text[three])];
      int moveFour = shift[block(text[four - 1], text[four])];
      if (moveOne == 0) {
        moveOne = candidates(text, size, one - step, found);
      }
      if (moveTwo == 0) {
        moveTwo = candidates(text, size, two - step, found);
      }
      if (moveThree == 0) {
        moveThree = candidates(text, size, three - step, found);
      }
      if (moveFour == 0) {
        moveFour = candidates(text, size, four - step, found);
      }
      one += moveOne;
      two += moveTwo;
      three += moveThree;
      four += moveFour;
    }
    rest(text, size, one, step + quarter, found);
    rest(text, size, two, step + 2 * quarter, found);
    rest(text, size, three, step + 3 * quarter, found);
    rest(text, size, four, size, found);
    return found;
  }

  /** Looks at what ends from one place on, up to another. */
  private void rest(byte[] text, int size, int from, int to, BitSet found) {
    int at = from;
    while (at < to) {
      int move = shift[block(text[at - 1], text[at])];
      at += move > 0 ? move : candidates(text, size, at - shortest + 1, found);
    }
  }

  /**
   * Looks for the words that may begin at a place.
   *
   * @return how far the next place is
   */
  private int candidates(byte[] text, int size, int start, BitSet found) {
    if (start == 0 || !isWord(text[start - 1])) {
      int last = start + shortest - 1;
      for (int w = first[block(text[last - 1], text[last])]; w >= 0; w = next[w]) {
        if (!found.get(setOf[w]) && stands(words[w], text, start, size)) {
          found.set(setOf[w]);
        }
      }
    }
    return 1;
  }

  private void lookUp(byte[] text, int size, BitSet found) {
    int at = 0;
    while (at < size) {
      byte b = text[at];
      if (!isWord(b)) {
        at++;
        continue;
      }
      int start = at;
      int hash = b;
      while (++at < size && isWord(b = text[at])) {
        hash = 31 * hash + b;
      }
      for (int w = table[slot(hash)] - 1; w >= 0; w = next[w]) {
        if (!found.get(setOf[w]) && Arrays.equals(words[w], 0, words[w].length, text, start, at)) {
          found.set(setOf[w]);
        }
      }
    }
  }

  /** For one-letter words, which leave nothing to skip. */
  private void plain(byte[] text, int size, BitSet found) {
    for (int start = 0; start < size; start++) {
      if (isWord(text[start]) && (start == 0 || !isWord(text[start - 1]))) {
        for (int w = 0; w < words.length; w++) {
          if (!found.get(setOf[w]) && stands(words[w], text, start, size)) {
            found.set(setOf[w]);
          }
        }
      }
    }
  }

  private static boolean stands(byte[] word, byte[] text, int start, int size) {
    int end = start + word.length;
    return end <= size
        && Arrays.equals(word, 0, word.length, text, start, end)
        && (end == size || !isWord(text[end]));
  }

  /** Whether a byte, or a character that stands for one, can be part of an identifier. */
  public static boolean isInWord(int c) {
    return c >= 0 && c < IN_WORD.length && IN_WORD[c];
  }

  private static boolean isWord(byte b) {
    return IN_WORD[b & 0xff];
  }
}
