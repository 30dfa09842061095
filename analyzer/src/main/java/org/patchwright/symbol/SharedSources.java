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

  /** The first paths, at most so many, in which a word without a slash stands. */
  List<String> with(String word, int most) {
    boolean[] whole = new boolean[folders.size()];
    for (int i = 0; i < whole.length; i++) {
      whole[i] = folders.get(i).contains(word);
    }
    long asked = pairs(word, 0);
    List<String> found = new ArrayList<>();
    for (int i = 0; i < folderOf.length && found.size() < most; i++) {
      boolean has =
          whole[folderOf[i]]
              || (pairs[i] & asked) == asked
                  && paths.get(i).indexOf(word, folders.get(folderOf[i]).length()) >= 0;
      if (has) {
        found.add(paths.get(i));
      }
    }
    return List.copyOf(found);
  }
}
