package org.patchwright.spark;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.patchwright.sweep.Blobs;
import org.patchwright.sweep.Plan;

/**
 * Contents of files by their ids, for workers that have no repository. They fetch a pack when they
 * need something in it, and pass it on to each other.
 */
final class Pack implements Serializable {

  private static final long serialVersionUID = 1;

  /** Files in one pack, on average. */
  private static final int SIZE = 200;

  private final HashMap<String, byte[]> contents = new HashMap<>();

  private Pack() {}

  /** Which of so many packs holds an id. */
  static int number(String id, int packs) {
    return Math.floorMod(Integer.parseUnsignedInt(id.substring(0, 8), 16), packs);
  }

  Optional<byte[]> content(String id) {
    return Optional.ofNullable(contents.get(id));
  }

  /**
   * All contents of a plan's C files that can be read; who needs another says that it is missing.
   */
  static List<Pack> of(Plan plan, Blobs blobs) throws IOException {
    TreeSet<String> ids = new TreeSet<>();
    for (List<Plan.Change> changes : plan.changes()) {
      for (Plan.Change change : changes) {
        boolean read = change.path().endsWith(".c") || change.path().endsWith(".h");
        if (read && !change.blob().isEmpty()) {
          ids.add(change.blob());
        }
      }
    }
    List<Pack> packs = new ArrayList<>();
    for (int i = 0; i <= ids.size() / SIZE; i++) {
      packs.add(new Pack());
    }
    for (String id : ids) {
      Map<String, byte[]> into = packs.get(number(id, packs.size())).contents;
      try {
        blobs.read(id).ifPresent(content -> into.put(id, content));
      } catch (IOException damaged) {
        // The task that needs it says so, as one that has the repository does.
        continue;
      }
    }
    return packs;
  }
}
