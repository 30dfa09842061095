package org.patchwright.cache;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The words of some files, to be asked which of them have one. Words are told by their hashes: a
 * file may be named that has another word of the same hash, but none is left out.
 */
public final class FileWords {

  private final Map<String, int[]> words;

  /** Those of all files, in order: most questions are about a word that none has. */
  private final int[] all;

  private FileWords(Map<String, int[]> words) {
    this.words = words;
    this.all = words.values().stream().flatMapToInt(Arrays::stream).sorted().distinct().toArray();
  }

  /**
   * @param words for each file what {@link org.patchwright.source.WordHashes#of} says of it
   */
  public static FileWords of(Map<String, int[]> words) {
    return new FileWords(new LinkedHashMap<>(words));
  }

  /** The files that may hold a word. */
  List<String> mayHold(String word) {
    int hash = word.hashCode();
    if (hash == 0) {
      return List.copyOf(words.keySet());
    }
    if (!holds(all, hash)) {
      return List.of();
    }
    return words.entrySet().stream()
        .filter(file -> holds(file.getValue(), hash))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static boolean holds(int[] words, int hash) {
    return Arrays.binarySearch(words, hash) >= 0;
  }
}
