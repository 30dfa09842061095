package org.patchwright.cache;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.patchwright.run.FileReport;
import org.patchwright.symbol.KernelTree;
import org.patchwright.symbol.Uses;

/** Which results of one version of a tree stand in another. */
public final class Standing {

  private final boolean searched;
  private final Set<String> changed;
  private final Set<String> moved;
  private final Map<String, List<String>> words;

  private Standing(
      boolean searched, Set<String> changed, Set<String> moved, Map<String, List<String>> words) {
    this.searched = searched;
    this.changed = Set.copyOf(changed);
    this.moved = Set.copyOf(moved);
    this.words = words;
  }

  /**
   * What stands after a change of which everything is known.
   *
   * @param changed C files that have other bytes now, and those that are new
   * @param moved paths that are new, or gone
   * @param words the identifiers of the changed files, each with the files that have it
   */
  public static Standing after(
      Set<String> changed, Set<String> moved, Map<String, List<String>> words) {
    return new Standing(true, changed, moved, words);
  }

  /** What stands where only the changed files are known: results that rest on nothing else. */
  public static Standing ofThoseAlone(Set<String> changed) {
    return new Standing(false, changed, Set.of(), Map.of());
  }

  /** Whether asking about the file would yield the same again. */
  public boolean holds(String path, FileReport report) {
    if (changed.contains(path)) {
      return false;
    }
    Uses uses = report.uses();
    boolean alone = uses.lookups().isEmpty() && uses.files().isEmpty() && uses.listings().isEmpty();
    return alone || (searched && holds(uses));
  }

  private boolean holds(Uses uses) {
    for (String path : uses.files()) {
      if (changed.contains(path) || moved.contains(path) || !isC(path)) {
        return false;
      }
    }
    for (Uses.Lookup lookup : uses.lookups()) {
      for (String path : words.getOrDefault(lookup.name(), List.of())) {
        if (KernelTree.isSearched(lookup, path)) {
          return false;
        }
      }
    }
    for (String listing : uses.listings()) {
      boolean deep = listing.endsWith("/**");
      String below = deep ? listing.substring(0, listing.length() - 3) : listing;
      for (String path : moved) {
        int slash = path.lastIndexOf('/');
        String parent = slash < 0 ? "" : path.substring(0, slash);
        if (parent.equals(below) || (deep && (below.isEmpty() || parent.startsWith(below + "/")))) {
          return false;
        }
      }
    }
    return true;
  }

  static boolean isC(String path) {
    return path.endsWith(".c") || path.endsWith(".h");
  }

  /** Where kernels begin: names are resolved inside each, so another set changes everything. */
  public static Set<String> roots(Collection<String> paths) {
    Set<String> roots = new HashSet<>();
    for (String path : paths) {
      for (String mark : List.of("drivers/", "include/")) {
        int at = ("/" + path).indexOf("/" + mark);
        if (at >= 0) {
          roots.add(at == 0 ? "" : path.substring(0, at - 1));
        }
      }
    }
    return roots;
  }

  /** The identifiers of a file. */
  public static Set<String> words(byte[] bytes, int size) {
    Set<String> words = new HashSet<>();
    int at = 0;
    while (at < size) {
      int start = at;
      while (at < size && isWord(bytes[at])) {
        at++;
      }
      if (at > start) {
        words.add(new String(bytes, start, at - start, StandardCharsets.ISO_8859_1));
      } else {
        at++;
      }
    }
    return words;
  }

  private static boolean isWord(byte b) {
    return b >= 'a' && b <= 'z' || b == '_' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9';
  }
}
