package org.patchwright.sweep;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The files of one revision by path, with the ids of their contents. Versions share what is equal.
 */
final class Listing {

  private static final int BUCKETS = 128;

  /** Folders by the hash of their names, each with its files; never changed once made. */
  private final List<Map<String, Map<String, String>>> buckets;

  private final List<String> paths;

  private Listing(List<Map<String, Map<String, String>>> buckets, List<String> paths) {
    this.buckets = buckets;
    this.paths = paths;
  }

  static Listing empty() {
    List<Map<String, Map<String, String>>> buckets = new ArrayList<>();
    for (int i = 0; i < BUCKETS; i++) {
      buckets.add(Map.of());
    }
    return new Listing(buckets, List.of());
  }

  static String folder(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }

  private static int bucket(String folder) {
    return Math.floorMod(folder.hashCode(), BUCKETS);
  }

  Optional<String> blob(String path) {
    String folder = folder(path);
    return Optional.ofNullable(
        buckets.get(bucket(folder)).getOrDefault(folder, Map.of()).get(path));
  }

  /** All paths in order; the same list in versions that have the same ones. */
  List<String> paths() {
    return paths;
  }

  /** This listing after some changes. */
  Listing with(List<Plan.Change> changes) {
    if (changes.isEmpty()) {
      return this;
    }
    List<Map<String, Map<String, String>>> next = new ArrayList<>(buckets);
    Set<Integer> copied = new HashSet<>();
    Set<String> own = new HashSet<>();
    boolean moved = false;
    for (Plan.Change change : changes) {
      String folder = folder(change.path());
      int bucket = bucket(folder);
      if (copied.add(bucket)) {
        next.set(bucket, new HashMap<>(next.get(bucket)));
      }
      if (own.add(folder)) {
        next.get(bucket)
            .put(folder, new HashMap<>(next.get(bucket).getOrDefault(folder, Map.of())));
      }
      Map<String, String> files = next.get(bucket).get(folder);
      if (change.blob().isEmpty()) {
        moved |= files.remove(change.path()) != null;
      } else {
        moved |= files.put(change.path(), change.blob()) == null;
      }
    }
    return new Listing(next, moved ? sorted(next) : paths);
  }

  private static List<String> sorted(List<Map<String, Map<String, String>>> buckets) {
    List<String> all = new ArrayList<>();
    for (Map<String, Map<String, String>> bucket : buckets) {
      bucket.values().forEach(files -> all.addAll(files.keySet()));
    }
    all.sort(null);
    return List.copyOf(all);
  }

  /** The paths that differ in another listing, with what the other one holds. */
  List<Plan.Change> to(Listing other) {
    List<Plan.Change> changes = new ArrayList<>();
    for (int i = 0; i < BUCKETS; i++) {
      Map<String, Map<String, String>> mine = buckets.get(i);
      Map<String, Map<String, String>> its = other.buckets.get(i);
      if (mine != its) {
        Set<String> folders = new HashSet<>(mine.keySet());
        folders.addAll(its.keySet());
        for (String folder : folders) {
          compare(mine.getOrDefault(folder, Map.of()), its.getOrDefault(folder, Map.of()), changes);
        }
      }
    }
    return changes;
  }

  private static void compare(
      Map<String, String> mine, Map<String, String> its, List<Plan.Change> changes) {
    if (mine == its) {
      return;
    }
    its.forEach(
        (path, blob) -> {
          if (!blob.equals(mine.get(path))) {
            changes.add(new Plan.Change(path, blob));
          }
        });
    for (String path : mine.keySet()) {
      if (!its.containsKey(path)) {
        changes.add(new Plan.Change(path, ""));
      }
    }
  }
}
