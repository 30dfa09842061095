package org.patchwright.repair;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectInserter;

/**
 * Tries readings of the open lines of one file against the blob id that the file must have.
 *
 * <p>The file is a list of parts: fixed text, or the readings of one line.
 */
final class Certifier {

  private static final long MOST_BYTES = 400_000_000L;
  private static final int MOST_TRIES = 20_000;

  private Certifier() {}

  private record Choice(List<Integer> picks, int cost) {}

  /**
   * @param parts each a list of readings, likeliest first; a list of one for fixed text
   * @param wanted hex digits with which the blob id begins
   * @return which reading of each part makes the blob; empty if none was found
   */
  static Optional<List<Integer>> certified(List<List<String>> parts, String wanted) {
    List<Integer> open = new ArrayList<>();
    int size = 0;
    for (int i = 0; i < parts.size(); i++) {
      size += parts.get(i).get(0).length();
      if (parts.get(i).size() > 1) {
        open.add(i);
      }
    }
    int tries = (int) Math.min(MOST_TRIES, MOST_BYTES / Math.max(1, size));
    List<Integer> none = new ArrayList<>(java.util.Collections.nCopies(parts.size(), 0));
    PriorityQueue<Choice> queue = new PriorityQueue<>(Comparator.comparingInt(Choice::cost));
    Set<List<Integer>> seen = new HashSet<>();
    queue.add(new Choice(none, 0));
    seen.add(none);
    // What a whole file has in common comes before what one line has alone.
    for (int reading = 1; reading < 4; reading++) {
      List<Integer> together = new ArrayList<>(none);
      for (int part : open) {
        together.set(part, Math.min(reading, parts.get(part).size() - 1));
      }
      if (seen.add(together)) {
        queue.add(new Choice(together, 1));
      }
    }
    while (!queue.isEmpty() && tries-- > 0) {
      Choice choice = queue.poll();
      if (id(parts, choice.picks()).startsWith(wanted)) {
        return Optional.of(choice.picks());
      }
      if (seen.size() > 4 * MOST_TRIES) {
        continue;
      }
      for (int part : open) {
        for (int reading = 0; reading < parts.get(part).size(); reading++) {
          if (reading != choice.picks().get(part)) {
            List<Integer> next = new ArrayList<>(choice.picks());
            next.set(part, reading);
            if (seen.add(next)) {
              queue.add(new Choice(next, choice.cost() + 1 + reading));
            }
          }
        }
      }
    }
    return Optional.empty();
  }

  static String id(List<List<String>> parts, List<Integer> picks) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < parts.size(); i++) {
      out.append(parts.get(i).get(picks.get(i)));
    }
    return id(out.toString());
  }

  static String id(String content) {
    try (ObjectInserter.Formatter ids = new ObjectInserter.Formatter()) {
      return ids.idFor(Constants.OBJ_BLOB, content.getBytes(StandardCharsets.ISO_8859_1)).name();
    }
  }
}
