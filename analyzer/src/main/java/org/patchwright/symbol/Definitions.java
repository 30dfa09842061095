package org.patchwright.symbol;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;

/** Where the functions are defined that the files of a tree call. */
final class Definitions {

  /** Some files, and which of them may define a function, found out once for each name. */
  private record Searched(
      List<String> paths, List<Outline> outlines, Map<String, List<String>> known) {

    static Searched of(List<String> paths, KernelTree tree) {
      return new Searched(
          paths, paths.stream().map(tree::outline).toList(), new ConcurrentHashMap<>());
    }

    List<String> mayDefine(String name) {
      return known.computeIfAbsent(name, this::search);
    }

    private List<String> search(String name) {
      List<String> found = new ArrayList<>();
      for (int i = 0; i < paths.size(); i++) {
        if (outlines.get(i).mayDefineFunction(name)) {
          found.add(paths.get(i));
        }
      }
      return List.copyOf(found);
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

  /** Takes over what stands, see {@link Told#takeOver}. */
  void takeOver(Definitions before, Set<String> changed, BiPredicate<String, String> mayDefine) {
    List<String> sources = changed.stream().filter(path -> path.endsWith(".c")).toList();
    before.found.forEach(
        (named, place) -> {
          Uses.Asked asked = new Uses.Asked(Uses.Kind.REACHES, named.name(), named.path());
          if (!changed.contains(named.path())
              && !Told.mayDiffer(asked, place.orElse(""), sources, mayDefine)) {
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
    for (String path : among.mayDefine(name)) {
      if (!path.equals(from)) {
        Optional<Function> function = tree.quiet(path).flatMap(unit -> unit.defined(name));
        if (function.isPresent() && (path.endsWith(".h") || !function.get().isStatic())) {
          return Optional.of(path);
        }
      }
    }
    return Optional.empty();
  }
}
