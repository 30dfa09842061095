package org.patchwright.symbol;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** What the files of a tree see through the headers that they include. */
final class HeaderSearch {

  private final KernelTree tree;
  private final Places places;
  private final Units units;
  private final Map<KernelTree.Named, Optional<OptionalLong>> constants = new ConcurrentHashMap<>();

  HeaderSearch(KernelTree tree, Places places, Units units) {
    this.tree = tree;
    this.places = places;
    this.units = units;
  }

  /**
   * Takes over what stands.
   *
   * @param before of a version from which this one differs in sources alone
   * @param looksAlike whether a file includes what it did
   */
  void takeOver(HeaderSearch before, Predicate<String> looksAlike) {
    before.constants.forEach(
        (named, value) -> {
          if (looksAlike.test(named.path())) {
            constants.put(named, value);
          }
        });
  }

  /** The headers that a file includes and the tree has, to a depth. */
  List<String> headers(Unit from, int depth) {
    Set<String> found = new LinkedHashSet<>();
    addHeaders(from, depth, found);
    return List.copyOf(found);
  }

  private void addHeaders(Unit from, int depth, Set<String> found) {
    String root = tree.rootOf(from.path());
    int slash = from.path().lastIndexOf('/');
    String folder = slash < 0 ? "" : from.path().substring(0, slash + 1);
    for (String include : from.includes()) {
      String name = include.substring(1, Math.max(1, include.length() - 1));
      String near = normal(folder + name);
      String far = (root.isEmpty() ? "" : root + "/") + "include/" + name;
      Optional<String> path =
          include.startsWith("\"") && places.contains(near)
              ? Optional.of(near)
              : places.contains(far) ? Optional.of(far) : Optional.empty();
      if (path.isPresent() && found.add(path.get())) {
        units.included(path.get());
        if (depth > 1) {
          tree.quiet(path.get()).ifPresent(header -> addHeaders(header, depth - 1, found));
        }
      }
    }
  }

  private static String normal(String path) {
    String result = path;
    while (result.contains("/../")) {
      String next = result.replaceFirst("[^/]+/\\.\\./", "");
      if (next.equals(result)) {
        break;
      }
      result = next;
    }
    return result.replace("/./", "/");
  }

  /** The value of a name, and nobody notes that. */
  OptionalLong constant(Unit from, String name) {
    OptionalLong own = from.constant(name);
    return own.isPresent()
        ? own
        : constants
            .computeIfAbsent(
                new KernelTree.Named(from.path(), name),
                k -> Recording.unnoted(() -> Optional.of(searchConstant(from, name))))
            .orElseThrow();
  }

  private OptionalLong searchConstant(Unit from, String name) {
    for (String header : headers(from, 1)) {
      OptionalLong found = constantBelow(header, name, 2);
      if (found.isPresent()) {
        return found;
      }
    }
    return OptionalLong.empty();
  }

  private OptionalLong constantBelow(String header, String name, int depth) {
    if (tree.outline(header).mayDefineConstant(name)) {
      OptionalLong found =
          tree.quiet(header).map(unit -> unit.constant(name)).orElse(OptionalLong.empty());
      if (found.isPresent()) {
        return found;
      }
    }
    // Xen's own headers include each other; deeper than that is rarely where a driver's words are.
    if (depth > 1 && header.contains("xen")) {
      Optional<Unit> unit = tree.quiet(header);
      if (unit.isPresent()) {
        for (String inner : headers(unit.get(), 1)) {
          OptionalLong found = constantBelow(inner, name, depth - 1);
          if (found.isPresent()) {
            return found;
          }
        }
      }
    }
    return OptionalLong.empty();
  }
}
