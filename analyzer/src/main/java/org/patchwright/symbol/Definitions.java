package org.patchwright.symbol;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;

/** Where the functions are defined that the files of a tree call. */
final class Definitions {

  /** Some files, and which of them may define a function, found out once for each name. */
  private record Searched(
      List<String> paths,
      KernelTree tree,
      AtomicReferenceArray<Outline> outlines,
      Map<String, Candidates> known) {

    static Searched of(List<String> paths, KernelTree tree) {
      return new Searched(
          paths, tree, new AtomicReferenceArray<>(paths.size()), new ConcurrentHashMap<>());
    }

    boolean mayDefine(int number, String name) {
      Outline outline = outlines.get(number);
      if (outline == null) {
        outline = tree.outline(paths.get(number));
        outlines.set(number, outline);
      }
      return outline.mayDefineFunction(name);
    }

    Candidates mayDefine(String name) {
      return known.computeIfAbsent(name, n -> new Candidates(this, n));
    }
  }

  /**
   * Those of some files that may define one function; no file behind the last asked for is read.
   */
  private static final class Candidates {
    private final Searched among;
    private final String name;
    private final List<String> found = new ArrayList<>(1);
    private int next;

    Candidates(Searched among, String name) {
      this.among = among;
      this.name = name;
    }

    /**
     * @param number from 0
     * @return empty behind the last
     */
    synchronized Optional<String> get(int number) {
      while (found.size() <= number && next < among.paths().size()) {
        if (among.mayDefine(next, name)) {
          found.add(among.paths().get(next));
        }
        next++;
      }
      return number < found.size() ? Optional.of(found.get(number)) : Optional.empty();
    }
  }

  private final KernelTree tree;
  private final Places places;
  private final Map<KernelTree.Named, Optional<String>> found = new ConcurrentHashMap<>();
  private final Map<String, Searched> headers = new ConcurrentHashMap<>();
  private final Map<String, Searched> folders = new ConcurrentHashMap<>();
  private final Map<String, Searched> sharing = new ConcurrentHashMap<>();

  Definitions(KernelTree tree, Places places) {
    this.tree = tree;
    this.places = places;
  }

  /** The file that defines what a file without an own definition calls; nobody notes it. */
  Optional<String> place(Unit from, String name) {
    return found.computeIfAbsent(
        new KernelTree.Named(from.path(), name),
        asked -> Recording.unnoted(() -> search(from, name)));
  }

  /**
   * Takes over what stands.
   *
   * @param before of a version from which this one differs in sources alone
   * @param looksAlike whether a file includes what it did
   */
  void takeOver(Definitions before, Changed changed, Predicate<String> looksAlike) {
    before.found.forEach(
        (named, place) -> {
          Uses.Asked asked = new Uses.Asked(Uses.Kind.REACHES, named.name(), named.path());
          if (looksAlike.test(named.path()) && !changed.mayReachOther(asked, place.orElse(""))) {
            found.put(named, place);
          }
        });
  }

  private Optional<String> search(Unit from, String name) {
    String path = from.path();
    Searched included =
        headers.computeIfAbsent(path, p -> Searched.of(tree.headers(from, 1), tree));
    return first(included, path, name)
        .or(
            () -> {
              Searched beside =
                  folders.computeIfAbsent(
                      Places.parent(path), p -> Searched.of(places.sourcesBeside(path), tree));
              return first(beside, path, name);
            })
        .or(() -> first(sharing(tree.rootOf(path), KernelTree.firstWord(name)), path, name));
  }

  private Searched sharing(String root, String word) {
    return sharing.computeIfAbsent(
        root + " " + word,
        key -> Searched.of(word.isEmpty() ? List.of() : places.shared(root, word), tree));
  }

  /** The first of some files that defines a function for others. */
  private Optional<String> first(Searched among, String from, String name) {
    Candidates candidates = among.mayDefine(name);
    Optional<String> next = candidates.get(0);
    for (int number = 1; next.isPresent(); number++) {
      String path = next.get();
      if (!path.equals(from)) {
        Optional<Function> function = tree.quiet(path).flatMap(unit -> unit.defined(name));
        if (function.isPresent() && (path.endsWith(".h") || !function.get().isStatic())) {
          return Optional.of(path);
        }
      }
      next = candidates.get(number);
    }
    return Optional.empty();
  }
}
