package org.patchwright.dataflow;

import java.util.Map;

/** What is known on two ways to a block: most of it is the same, and stays as it is. */
final class Joining {

  private final PathState one;
  private final PathState other;
  private final int block;

  Joining(PathState one, PathState other, int block) {
    this.one = one;
    this.other = other;
    this.block = block;
  }

  /** Leaves what both ways know, in a copy of what one knows. */
  void ranges(Shared<String, Range> joined) {
    String anew = "j" + block + ":";
    boolean same = one.ranges.isShared(other.ranges);
    for (Map.Entry<String, Range> entry : one.ranges.entrySet()) {
      String value = entry.getKey();
      Range mine = entry.getValue();
      Range theirs = same ? mine : other.ranges.get(value);
      if (theirs == null || value.startsWith(anew)) {
        joined.remove(value);
        continue;
      }
      Range range = mine.or(theirs);
      if (range.equals(Range.ALL)) {
        // Nothing is noted where nothing is known: states would differ in that.
        joined.remove(value);
      } else if (!range.equals(mine)) {
        joined.put(value, range);
      }
    }
  }

  /**
   * Gives new names to what differs, in a copy of one of the two.
   *
   * @param names see {@link PathState#join}
   */
  void places(PathState joined, Map<String, String> names) {
    int shared = 0;
    for (Map.Entry<String, String> entry : one.places.entrySet()) {
      String key = entry.getKey();
      String mine = entry.getValue();
      String known = other.places.get(key);
      String theirs = known == null ? key : known;
      shared += known == null ? 0 : 1;
      if (!mine.equals(theirs)) {
        String both = name(key, names);
        joined.places.put(key, both);
        Range range = one.range(mine).or(other.range(theirs));
        if (!range.equals(Range.ALL)) {
          // What is known of it on both ways is more than what the two values have in common.
          joined.ranges.putIfAbsent(both, range);
        }
      }
    }
    if (shared == other.places.size()) {
      return;
    }
    for (String key : other.places.keySet()) {
      if (!one.places.containsKey(key)) {
        joined.places.put(key, name(key, names));
      }
    }
  }

  /** The name of what may be either; never that of the handle, which an earlier round joined. */
  private String name(String key, Map<String, String> names) {
    String name = names.computeIfAbsent(key, k -> "j" + block + ":" + k + ";");
    return one.handle().contains(name) ? "J" + block + ":" + key + ";" : name;
  }
}
