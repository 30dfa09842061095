package org.patchwright.rebase;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.patchwright.diff.Hunk;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;

/**
 * Finds where a file of one tree is in another: among the files that only the other has, the one
 * most like it.
 */
final class PathFollower {

  /** Git's own measure for a rename: half of the lines. */
  private static final double LEAST_LIKE = 0.5;

  /** How much of some hunks' old lines another file must hold to be where their code is. */
  private static final double LEAST_HELD = 0.7;

  private static final int MOST_READ = 120;
  private static final int MOST_SEARCHED = 400;
  private static final int MOST_SIBLINGS = 6;

  private final SourceTree target;
  private final Optional<SourceTree> base;
  private final Map<String, Set<String>> lines = new HashMap<>();
  private final Map<String, Optional<String>> found = new HashMap<>();
  private List<String> onlyThere = List.of();

  PathFollower(SourceTree target, Optional<SourceTree> base) {
    this.target = target;
    this.base = base;
  }

  /**
   * @param file as the base has it, under its path there
   * @return the path in the target; empty if nothing there is like it
   */
  Optional<String> follow(SourceFile file) throws IOException {
    if (!found.containsKey(file.path())) {
      found.put(file.path(), search(file));
    }
    return found.get(file.path());
  }

  private Optional<String> search(SourceFile file) throws IOException {
    Set<String> wanted = telling(file);
    if (wanted.size() < 3) {
      return Optional.empty();
    }
    List<String> candidates = new ArrayList<>();
    String ending = ending(file.path());
    String stem = stem(file.path());
    for (String path : onlyThere()) {
      if (path.endsWith(ending) || stem(path).equals(stem)) {
        candidates.add(path);
      }
    }
    Optional<String> best = Optional.empty();
    double most = 0;
    for (String path : nearest(candidates, file.path(), MOST_READ)) {
      double like = like(wanted, lines(path));
      if (like > most) {
        most = like;
        best = Optional.of(path);
      }
    }
    return most >= LEAST_LIKE ? best : Optional.empty();
  }

  /**
   * Where the code of some hunks is, in whatever file: a file may have been cut out of another, or
   * put into one.
   *
   * @param path of the file in the base
   * @return the file of the target that holds most of their old lines; empty if none holds enough
   */
  Optional<String> followCode(String path, List<Hunk> hunks) throws IOException {
    Set<String> wanted = new HashSet<>();
    for (Hunk hunk : hunks) {
      hunk.oldLines().forEach(line -> addTelling(line.text(), wanted));
    }
    if (wanted.size() < 3) {
      return Optional.empty();
    }
    String ending = ending(path);
    List<String> candidates = new ArrayList<>();
    for (String other : target.paths()) {
      if (other.endsWith(ending)) {
        candidates.add(other);
      }
    }
    Optional<String> best = Optional.empty();
    double most = LEAST_HELD;
    for (String other : nearest(candidates, path, MOST_SEARCHED)) {
      Set<String> there = lines(other);
      double held = (double) wanted.stream().filter(there::contains).count() / wanted.size();
      if (held > most) {
        most = held;
        best = Optional.of(other);
      }
    }
    return best;
  }

  /**
   * Where a new file belongs whose folder the target does not have: where its neighbours are.
   *
   * @return empty if they are not all in one place
   */
  Optional<String> followNew(String path) throws IOException {
    int slash = path.lastIndexOf('/');
    if (base.isEmpty() || slash < 0) {
      return Optional.empty();
    }
    String folder = path.substring(0, slash + 1);
    Set<String> here = new HashSet<>(target.paths());
    if (here.stream().anyMatch(other -> other.startsWith(folder) && sameFolder(other, slash))) {
      return Optional.empty();
    }
    List<String> siblings =
        new ArrayList<>(
            base.get().paths().stream()
                .filter(other -> other.startsWith(folder) && sameFolder(other, slash))
                .filter(other -> other.endsWith(ending(path)))
                .toList());
    siblings.sort(
        Comparator.comparingDouble((String other) -> -alike(other, path))
            .thenComparing(Comparator.naturalOrder()));
    Map<String, Integer> folders = new TreeMap<>();
    for (String sibling : siblings.subList(0, Math.min(MOST_SIBLINGS, siblings.size()))) {
      Optional<SourceFile> file = base.get().read(sibling);
      Optional<String> there = file.isPresent() ? follow(file.get()) : Optional.empty();
      there.ifPresent(
          other -> {
            boolean sameName = name(other).equals(name(sibling));
            folders.merge(
                sameName ? other.substring(0, other.lastIndexOf('/') + 1) : "", 1, Integer::sum);
          });
    }
    return folders.size() == 1 && !folders.containsKey("")
        ? Optional.of(folders.keySet().iterator().next() + name(path))
        : Optional.empty();
  }

  private static boolean sameFolder(String path, int slash) {
    return path.indexOf('/', slash + 1) < 0;
  }

  private List<String> onlyThere() throws IOException {
    if (onlyThere.isEmpty()) {
      List<String> all = new ArrayList<>();
      Set<String> before = base.isPresent() ? new HashSet<>(base.get().paths()) : new HashSet<>();
      for (String path : target.paths()) {
        if (!before.contains(path)) {
          all.add(path);
        }
      }
      onlyThere = all;
    }
    return onlyThere;
  }

  private Set<String> lines(String path) throws IOException {
    String key = target.contentId(path).orElse(path);
    if (!lines.containsKey(key)) {
      Optional<SourceFile> file = target.read(path);
      lines.put(key, file.isPresent() ? telling(file.get()) : Set.of());
    }
    return lines.get(key);
  }

  /** Lines that say something; braces and blank lines make all files alike. */
  private static Set<String> telling(SourceFile file) {
    Set<String> all = new HashSet<>();
    if (!file.isBinary()) {
      for (String line : Texts.lines(file.text())) {
        addTelling(line, all);
      }
    }
    return all;
  }

  private static void addTelling(String line, Set<String> all) {
    String squeezed = Texts.squeezed(line);
    if (squeezed.length() > 3) {
      all.add(squeezed);
    }
  }

  private static double like(Set<String> one, Set<String> other) {
    int most = Math.max(one.size(), other.size());
    if (Math.min(one.size(), other.size()) < LEAST_LIKE * most) {
      return 0;
    }
    int shared = 0;
    for (String line : one) {
      shared += other.contains(line) ? 1 : 0;
    }
    return (double) shared / most;
  }

  /** How alike two paths are: the same file name counts most, then the words that they share. */
  private static double alike(String one, String other) {
    Set<String> words = new HashSet<>(List.of(one.split("[/_.-]")));
    Set<String> others = new HashSet<>(List.of(other.split("[/_.-]")));
    int all = words.size() + others.size();
    words.retainAll(others);
    return (name(one).equals(name(other)) ? 2 : 0) + 2.0 * words.size() / all;
  }

  /** The paths most like one, the most alike first. */
  private static List<String> nearest(List<String> paths, String path, int most) {
    Map<String, Double> alike = new HashMap<>();
    paths.forEach(other -> alike.put(other, alike(other, path)));
    return paths.stream()
        .sorted(
            Comparator.comparingDouble((String other) -> -alike.get(other))
                .thenComparing(Comparator.naturalOrder()))
        .limit(most)
        .toList();
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  private static String stem(String path) {
    String name = name(path);
    int dot = name.lastIndexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }

  private static String ending(String path) {
    String name = name(path);
    int dot = name.lastIndexOf('.');
    return dot < 0 ? name : name.substring(dot);
  }
}
