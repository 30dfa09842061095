package org.patchwright.symbol;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.patchwright.source.WordSet;

/** The identifiers of a text, by their hashes, and what else a file is asked for many times. */
final class Identifiers {

  /** Spreads hashes of names that differ in their last letters alone. */
  private static final int SPREAD = 0x9E3779B9;

  /** Each hash once, at the first free place from where it belongs; 0 is a free place. */
  private int[] hashes = new int[1 << 10];

  private int shift = Integer.SIZE - 10;
  private int count;

  /** Whether a word with the hash 0 is among them. */
  private boolean zero;

  private final List<String> quoted;
  private volatile Optional<List<String>> includes = Optional.empty();

  /** By the words, whether one of them stands in the text. */
  private final Map<List<String>, Boolean> known = new ConcurrentHashMap<>();

  private Identifiers(List<String> quoted) {
    this.quoted = quoted;
  }

  static Identifiers of(String text) {
    Identifiers found = new Identifiers(Quoted.in(text));
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    int at = 0;
    while (at < bytes.length) {
      byte b = bytes[at++];
      if (WordSet.isInWord(b)) {
        int hash = b;
        while (at < bytes.length && WordSet.isInWord(b = bytes[at])) {
          hash = 31 * hash + b;
          at++;
        }
        found.add(hash);
      }
    }
    return found;
  }

  private void add(int hash) {
    if (hash == 0) {
      zero = true;
      return;
    }
    int at = place(hash);
    if (hashes[at] == 0) {
      hashes[at] = hash;
      if (++count > hashes.length / 2) {
        grow();
      }
    }
  }

  private void grow() {
    int[] before = hashes;
    hashes = new int[2 * before.length];
    shift--;
    for (int hash : before) {
      if (hash != 0) {
        hashes[place(hash)] = hash;
      }
    }
  }

  /** Where a hash stands, or would. */
  private int place(int hash) {
    int at = hash * SPREAD >>> shift;
    while (hashes[at] != 0 && hashes[at] != hash) {
      at = at + 1 & hashes.length - 1;
    }
    return at;
  }

  /**
   * False only if a word does not stand in the text; of one that goes on, its first part counts.
   */
  boolean mayHold(String word) {
    int end = 0;
    while (end < word.length() && WordSet.isInWord(word.charAt(end))) {
      end++;
    }
    String identifier = end == word.length() ? word : word.substring(0, end);
    int hash = identifier.hashCode();
    return identifier.isEmpty() || (hash == 0 ? zero : hashes[place(hash)] == hash);
  }

  /** What stands in quotes behind an include, though that may be part of a comment. */
  List<String> quoted() {
    return quoted;
  }

  /**
   * The bodies of the include directives.
   *
   * @param read asked for them once
   */
  List<String> includes(Supplier<List<String>> read) {
    Optional<List<String>> found = includes;
    if (found.isEmpty()) {
      found = Optional.of(List.copyOf(read.get()));
      includes = found;
    }
    return found.get();
  }

  /**
   * Whether one of some words stands in the text.
   *
   * @param text the same that these are of
   */
  boolean holdAny(List<String> words, Supplier<String> text) {
    return known.computeIfAbsent(
        words, all -> all.stream().anyMatch(word -> mayHold(word) && stands(word, text.get())));
  }

  /** Whether a word stands in a text, and is no part of a longer one. */
  static boolean stands(String word, String text) {
    for (int at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
      int end = at + word.length();
      if ((at == 0 || !WordSet.isInWord(text.charAt(at - 1)))
          && (end == text.length() || !WordSet.isInWord(text.charAt(end)))) {
        return true;
      }
    }
    return false;
  }
}
