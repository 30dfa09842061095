package org.patchwright.symbol;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Paths that are searched for words again and again. Few names have any two letters of a word in a
 * row, so a mark of one bit for each pair tells most of them apart from those that have the word.
 */
final class SharedSources {

  /** More files than this that have a word are not searched for what it begins. */
  private static final int MOST = 80;

  /** So many are, whatever stands behind the word. */
  private static final int FEW = 24;

  private final List<String> paths;
  private final List<String> folders;

  /** The place of each path's folder in {@link #folders}. */
  private final int[] folderOf;

  /** The pairs of letters in each file's name. */
  private final long[] pairs;

  private SharedSources(List<String> paths, List<String> folders, int[] folderOf, long[] pairs) {
    this.paths = paths;
    this.folders = folders;
    this.folderOf = folderOf;
    this.pairs = pairs;
  }

  /**
   * @param sorted paths, in the order in which they shall be found
   */
  static SharedSources of(List<String> sorted) {
    List<String> folders = new ArrayList<>();
    Map<String, Integer> places = new HashMap<>();
    int[] folderOf = new int[sorted.size()];
    long[] pairs = new long[sorted.size()];
    for (int i = 0; i < folderOf.length; i++) {
      String path = sorted.get(i);
      String folder = Places.parent(path);
      Integer place = places.get(folder);
      if (place == null) {
        place = folders.size();
        places.put(folder, place);
        folders.add(folder);
      }
      folderOf[i] = place;
      pairs[i] = pairs(path, folder.length());
    }
    return new SharedSources(List.copyOf(sorted), folders, folderOf, pairs);
  }

  private static long pairs(String text, int from) {
    long marks = 0;
    for (int i = from + 1; i < text.length(); i++) {
      marks |= 1L << (text.charAt(i - 1) * 31 + text.charAt(i));
    }
    return marks;
  }

  /**
   * Paths in which a word stands: the first of those in which it does as a whole, and where these
   * are few, the first of those in which a longer one begins with it.
   *
   * @param word without a slash
   */
  List<String> with(String word) {
    boolean[] whole = new boolean[folders.size()];
    boolean[] begun = new boolean[folders.size()];
    for (int i = 0; i < whole.length; i++) {
      whole[i] = hasWord(folders.get(i), 0, word);
      begun[i] = whole[i] || hasBeginning(folders.get(i), 0, word);
    }
    long asked = pairs(word, 0);
    List<String> found = new ArrayList<>();
    List<String> longer = new ArrayList<>();
    for (int i = 0; i < folderOf.length && found.size() < MOST; i++) {
      int folder = folderOf[i];
      String path = paths.get(i);
      int name = folders.get(folder).length();
      boolean maybe = (pairs[i] & asked) == asked;
      if (whole[folder] || maybe && hasWord(path, name, word)) {
        found.add(path);
      } else if (longer.size() < FEW
          && (begun[folder] || maybe && hasBeginning(path, name, word))) {
        longer.add(path);
      }
    }
    found.addAll(longer.subList(0, Math.max(0, Math.min(longer.size(), FEW - found.size()))));
    return List.copyOf(found);
  }

  private static boolean hasWord(String path, int from, String word) {
    int at = beginning(path, from, word);
    while (at >= 0
        && at + word.length() < path.length()
        && Character.isLetterOrDigit(path.charAt(at + word.length()))) {
      at = beginning(path, at + 1, word);
    }
    return at >= 0;
  }

  /** Whether a word, or a longer one that begins with it, stands in a path. */
  static boolean hasBeginning(String path, int from, String word) {
    return beginning(path, from, word) >= 0;
  }

  private static int beginning(String path, int from, String word) {
    int at = path.indexOf(word, from);
    while (at > 0 && Character.isLetterOrDigit(path.charAt(at - 1))) {
      at = path.indexOf(word, at + 1);
    }
    return at;
  }
}
