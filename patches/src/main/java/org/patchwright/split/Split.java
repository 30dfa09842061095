package org.patchwright.split;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.patchwright.source.SourceTree;

/**
 * Parts one patch by purpose: what others need comes first, then one part a component, then what
 * only cleans up, at last what only helps to debug. Each part's files are no less whole C than
 * before, and it uses no name that only a later part declares.
 */
public final class Split {

  private final Patchwork work;
  private final Units units;
  private final Map<String, String> components;

  private Split(Patchwork work, Map<String, String> components) {
    this.work = work;
    this.components = components;
    this.units = new Units(work, components);
  }

  /**
   * @param changes each file once
   * @param tree the files before, for the Makefiles beside those that change
   * @return in the order in which they apply; one if the patch has one purpose only
   */
  public static List<Part> of(Collection<Changed> changes, SourceTree tree) throws IOException {
    Patchwork work = new Patchwork(changes);
    Split split = new Split(work, Components.of(tree, work.paths(), work.after()));
    return split.parts();
  }

  private List<Part> parts() {
    List<Set<Integer>> ordered = whole(ordered(units.all()));
    Map<String, Integer> introduced = new HashMap<>();
    List<Part> parts = new ArrayList<>();
    Set<Integer> earlier = new TreeSet<>();
    for (int i = 0; i < ordered.size(); i++) {
      Set<Integer> own = ordered.get(i);
      SortedSet<String> introduces = new TreeSet<>();
      SortedSet<String> removes = new TreeSet<>();
      SortedSet<String> uses = new TreeSet<>();
      for (int piece : own) {
        for (String name : work.words(piece).declares()) {
          if (units.isNew(name) && introduced.putIfAbsent(name, i) == null) {
            introduces.add(name);
          }
        }
        removes.addAll(work.words(piece).undeclares());
      }
      removes.removeIf(units::isKept);
      for (int piece : own) {
        for (String name : work.words(piece).more()) {
          if (introduced.getOrDefault(name, i) < i) {
            uses.add(name);
          }
        }
      }
      Set<String> homes =
          own.stream()
              .map(piece -> components.get(work.pieces().get(piece).path()))
              .collect(Collectors.toCollection(TreeSet::new));
      parts.add(
          new Part(
              units.purpose(own),
              homes.size() == 1 ? homes.iterator().next() : "",
              work.diffs(earlier, own),
              shown(introduces),
              shown(removes),
              shown(uses),
              shown(changed(own, introduces))));
      earlier.addAll(own);
    }
    return List.copyOf(parts);
  }

  /** Names as a text shows them. */
  private SortedSet<String> shown(Set<String> names) {
    SortedSet<String> shown = new TreeSet<>();
    for (String name : names) {
      String bare = name.startsWith(Structure.MEMBER) ? name.substring(1) : name;
      shown.add(work.isFunction(name) ? bare + "()" : bare);
    }
    return shown;
  }

  private SortedSet<String> changed(Set<Integer> own, Set<String> introduces) {
    SortedSet<String> changed = new TreeSet<>();
    for (int number : own) {
      Piece piece = work.pieces().get(number);
      boolean added = !piece.now().isEmpty();
      Structure side = added ? work.after(piece.path()) : work.before(piece.path());
      side.outermost(added ? piece.newFrom() : piece.oldFrom())
          .filter(item -> !item.name().isEmpty() && !introduces.contains(item.name()))
          .ifPresent(item -> changed.add(item.name()));
    }
    return changed;
  }

  // The order.

  /** What others need first; among those that are free, by purpose and then as the patch has it. */
  private List<Set<Integer>> ordered(List<Set<Integer>> groups) {
    List<Set<Integer>> todo = merged(groups);
    int count = todo.size();
    List<List<Integer>> neededBy = new ArrayList<>();
    int[] missing = new int[count];
    for (int earlier = 0; earlier < count; earlier++) {
      List<Integer> later = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        if (i != earlier && units.needs(todo.get(i), todo.get(earlier))) {
          later.add(i);
          missing[i]++;
        }
      }
      neededBy.add(later);
    }
    SortedMap<String, Integer> free = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      if (missing[i] == 0) {
        free.put(key(todo.get(i)), i);
      }
    }
    List<Set<Integer>> ordered = new ArrayList<>();
    while (!free.isEmpty()) {
      int next = free.remove(free.firstKey());
      ordered.add(todo.get(next));
      for (int later : neededBy.get(next)) {
        if (--missing[later] == 0) {
          free.put(key(todo.get(later)), later);
        }
      }
    }
    return ordered;
  }

  private String key(Set<Integer> group) {
    int first = group.iterator().next();
    return units.purpose(group).ordinal()
        + " "
        + work.pieces().get(first).path()
        + String.format(" %09d", first);
  }

  /** Groups that need each other are one. */
  private List<Set<Integer>> merged(List<Set<Integer>> groups) {
    Groups together = new Groups(groups.size());
    int count = groups.size();
    boolean[][] reach = new boolean[count][count];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < count; j++) {
        reach[i][j] = i != j && units.needs(groups.get(i), groups.get(j));
      }
    }
    for (int k = 0; k < count; k++) {
      for (int i = 0; i < count; i++) {
        for (int j = 0; reach[i][k] && j < count; j++) {
          reach[i][j] |= reach[k][j];
        }
      }
    }
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < i; j++) {
        if (reach[i][j] && reach[j][i]) {
          together.join(i, j);
        }
      }
    }
    List<Set<Integer>> all = new ArrayList<>();
    for (List<Integer> numbers : together.all().values()) {
      Set<Integer> union = new TreeSet<>();
      numbers.forEach(number -> union.addAll(groups.get(number)));
      all.add(union);
    }
    return all;
  }

  /** Puts a part and the next of the same file together where the file is broken in between. */
  private List<Set<Integer>> whole(List<Set<Integer>> ordered) {
    List<Set<Integer>> parts = new ArrayList<>(ordered);
    Set<Integer> taken = new TreeSet<>();
    for (int i = 0; i < parts.size(); ) {
      Set<Integer> own = parts.get(i);
      Set<Integer> now = new TreeSet<>(taken);
      now.addAll(own);
      Optional<String> broken = work.broken(now, work.touched(own));
      if (broken.isEmpty()) {
        taken = now;
        i++;
        continue;
      }
      int next = i + 1;
      while (!work.touched(parts.get(next)).contains(broken.get())) {
        next++;
      }
      own.addAll(parts.remove(next));
      for (int between = i + 1; between < next; ) {
        if (units.needs(own, parts.get(between))) {
          own.addAll(parts.remove(between));
          next--;
          between = i + 1;
        } else {
          between++;
        }
      }
    }
    return parts;
  }
}
