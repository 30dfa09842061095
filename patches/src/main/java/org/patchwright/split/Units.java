package org.patchwright.split;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.patchwright.split.Part.Purpose;
import org.patchwright.split.Structure.Item;
import org.patchwright.syntax.Kind;

/** Pieces put together: first what can't be parted, then what serves one purpose. */
final class Units {

  /** A name that so few pieces share says that they do one thing. */
  private static final int FEW = 4;

  private static final int SHORTEST_MOVE = 4;

  private final Patchwork work;
  private final Map<String, String> components;
  private final Needs needs;
  private final Purposes purposes;
  private final Set<String> cores = new TreeSet<>();
  private final Map<Integer, Purpose> purpose = new HashMap<>();
  private final List<Set<Integer>> all = new ArrayList<>();

  Units(Patchwork work, Map<String, String> components) {
    this.work = work;
    this.components = components;
    this.needs = new Needs(work);
    this.purposes = new Purposes(work);
    Groups groups = new Groups(work.pieces().size());
    entangled(groups);
    moved(groups);
    changedTogether(groups);
    sort(groups);
    gather(groups);
    for (List<Integer> group : groups.all().values()) {
      all.add(new TreeSet<>(group));
    }
  }

  List<Set<Integer>> all() {
    return all;
  }

  boolean isNew(String name) {
    return needs.isNew(name);
  }

  boolean isKept(String name) {
    return needs.isKept(name);
  }

  boolean needs(Set<Integer> users, Set<Integer> needed) {
    return needs.between(users, needed);
  }

  /** What most of a group's weight is for; work beats what goes with it. */
  Purpose purpose(Set<Integer> group) {
    Purpose least = group.stream().map(purpose::get).min(Purpose::compareTo).orElse(Purpose.WORK);
    boolean core =
        least == Purpose.WORK
            && (group.stream().anyMatch(piece -> cores.contains(component(piece)))
                || isNeededByWork(group));
    return core ? Purpose.CORE : least;
  }

  private boolean isNeededByWork(Set<Integer> group) {
    return work.pieces().stream()
        .map(Piece::number)
        .filter(piece -> !group.contains(piece) && purpose.get(piece) == Purpose.WORK)
        .anyMatch(piece -> needs.declarers(piece).stream().anyMatch(group::contains));
  }

  private String component(int piece) {
    return components.get(work.pieces().get(piece).path());
  }

  // What can't be parted.

  /** Parts of one statement, and the two ends of a conditional group. */
  private void entangled(Groups groups) {
    Map<String, List<Integer>> together = new TreeMap<>();
    for (Piece piece : work.pieces()) {
      Structure before = work.before(piece.path());
      Structure after = work.after(piece.path());
      for (Item item : before.entangled(piece.oldFrom(), piece.oldEnd())) {
        note(together, piece.path() + " - " + item.node().index(), piece.number());
      }
      for (Item item : after.entangled(piece.newFrom(), piece.newEnd())) {
        note(together, piece.path() + " + " + item.node().index(), piece.number());
      }
      if (!before.isBalanced(piece.oldFrom(), piece.oldEnd())
          || !after.isBalanced(piece.newFrom(), piece.newEnd())) {
        note(together, piece.path() + " #", piece.number());
      }
    }
    together.values().forEach(groups::join);
  }

  private static void note(Map<String, List<Integer>> together, String key, int piece) {
    together.computeIfAbsent(key, any -> new ArrayList<>()).add(piece);
  }

  /** Lines that go at one place and come at another. */
  private void moved(Groups groups) {
    Map<String, List<Integer>> gone = new TreeMap<>();
    for (Piece piece : work.pieces()) {
      if (piece.now().isEmpty()) {
        note(gone, piece.path() + " " + Piece.squeezed(piece.old()), piece.number());
      }
      for (String name : work.words(piece.number()).undeclares()) {
        for (int other : needs.declarers(name)) {
          boolean near = !name.startsWith(Structure.MEMBER) || path(other).equals(piece.path());
          if (near && other != piece.number()) {
            groups.join(other, piece.number());
          }
        }
      }
    }
    for (Piece piece : work.pieces()) {
      String text = Piece.squeezed(piece.now());
      if (piece.old().isEmpty() && text.length() >= SHORTEST_MOVE) {
        gone.getOrDefault(piece.path() + " " + text, List.of())
            .forEach(other -> groups.join(other, piece.number()));
      }
    }
  }

  private String path(int piece) {
    return work.pieces().get(piece).path();
  }

  /** A declaration that changes goes with all that has to follow it. */
  private void changedTogether(Groups groups) {
    for (Piece piece : work.pieces()) {
      Words words = work.words(piece.number());
      if (piece.isWhiteSpace() || isWhole(piece)) {
        continue;
      }
      for (String name : words.declares()) {
        if (words.undeclares().contains(name)) {
          for (Piece other : work.pieces()) {
            if (!other.isWhiteSpace() && work.words(other.number()).both().contains(name)) {
              groups.join(piece.number(), other.number());
            }
          }
        }
      }
    }
  }

  private boolean isWhole(Piece piece) {
    return piece.old().size() == work.before(piece.path()).lines().size()
        && piece.now().size() == work.after(piece.path()).lines().size();
  }

  // What serves one purpose.

  private void sort(Groups groups) {
    for (List<Integer> group : groups.all().values()) {
      Purpose one = purposes.of(group);
      group.forEach(piece -> purpose.put(piece, one));
    }
    boolean again = true;
    while (again) {
      again = false;
      for (List<Integer> group : groups.all().values()) {
        Purpose one = purpose.get(group.get(0));
        if (one != Purpose.WORK
            && (isWanted(group) || one == Purpose.CLEAN_UP && explains(group))) {
          group.forEach(piece -> purpose.put(piece, Purpose.WORK));
          again = true;
        }
      }
    }
  }

  private boolean isWanted(Collection<Integer> group) {
    return isNeededByWork(Set.copyOf(group));
  }

  /** Whether it is a comment on work that is done beside it. */
  private boolean explains(Collection<Integer> group) {
    return group.stream().allMatch(purposes::isComment)
        && group.stream()
            .map(this::around)
            .flatMap(Optional::stream)
            .anyMatch(
                place ->
                    work.pieces().stream()
                        .map(Piece::number)
                        .anyMatch(
                            other ->
                                purpose.get(other) == Purpose.WORK
                                    && around(other).equals(Optional.of(place))));
  }

  /** The function that a piece changes. */
  private Optional<String> around(int number) {
    Piece piece = work.pieces().get(number);
    boolean added = !piece.now().isEmpty();
    Structure side = added ? work.after(piece.path()) : work.before(piece.path());
    int line = added ? piece.newFrom() : piece.oldFrom();
    return side.outermost(line)
        .filter(item -> item.node().is(Kind.FUNCTION_DEFINITION))
        .map(item -> piece.path() + " " + item.name());
  }

  private void gather(Groups groups) {
    List<Integer> workers =
        work.pieces().stream()
            .map(Piece::number)
            .filter(piece -> purpose.get(piece) == Purpose.WORK)
            .toList();
    for (Piece piece : work.pieces()) {
      for (int other : needs.declarers(piece.number())) {
        if (!component(other).equals(component(piece.number()))
            && purpose.get(other) == Purpose.WORK) {
          cores.add(component(other));
        }
      }
    }
    Set<Integer> helpers = helpers(groups);
    Map<String, List<Integer>> together = new TreeMap<>();
    for (int piece : workers) {
      if (!cores.contains(component(piece))) {
        note(together, "driver " + component(piece), piece);
      } else if (!helpers.contains(piece)) {
        around(piece).ifPresent(place -> note(together, "in " + place, piece));
        for (String name : work.words(piece).more()) {
          boolean linked = needs.isNew(name) && helpers.stream().noneMatch(declares(name));
          if (linked || isMovedUse(name, workers)) {
            note(together, "name " + component(piece) + " " + name, piece);
          }
        }
        for (String name : work.words(piece).less()) {
          if (isMovedUse(name, workers)) {
            note(together, "name " + component(piece) + " " + name, piece);
          }
        }
      }
    }
    needs
        .declarers()
        .forEach(
            (name, pieces) -> {
              for (int piece : pieces) {
                if (needs.isNew(name) && purpose.get(piece) == Purpose.WORK) {
                  note(together, "name " + component(piece) + " " + name, piece);
                }
              }
            });
    for (Piece piece : work.pieces()) {
      Purpose one = purpose.get(piece.number());
      if (one == Purpose.CLEAN_UP || one == Purpose.DEBUG) {
        note(together, one + " " + component(piece.number()), piece.number());
      }
    }
    together.values().forEach(groups::join);
    lone(groups, workers);
    Map<String, List<Integer>> beside = new TreeMap<>();
    for (int piece : workers) {
      boolean needed = isNeededByWork(Set.copyOf(groups.all().get(groups.of(piece))));
      if (cores.contains(component(piece)) && !needed) {
        note(beside, path(piece), piece);
      }
    }
    beside.values().forEach(groups::join);
  }

  private Predicate<Integer> declares(String name) {
    return piece -> work.words(piece).declares().contains(name);
  }

  /** Whether a known name of the file scope is used here instead of there. */
  private boolean isMovedUse(String name, List<Integer> workers) {
    if (needs.isNew(name) || name.startsWith(Structure.MEMBER) || !needs.isKept(name)) {
      return false;
    }
    int more = 0;
    int less = 0;
    for (int piece : workers) {
      more += work.words(piece).more().contains(name) ? 1 : 0;
      less += work.words(piece).less().contains(name) ? 1 : 0;
    }
    return more > 0 && less > 0 && more + less <= FEW;
  }

  /** New functions that stand for themselves and that several places call. */
  private Set<Integer> helpers(Groups groups) {
    Set<Integer> helpers = new TreeSet<>();
    needs
        .declarers()
        .forEach(
            (name, pieces) -> {
              boolean alone =
                  needs.isNew(name)
                      && pieces.stream()
                          .allMatch(
                              piece ->
                                  groups.all().get(groups.of(piece)).size() == 1
                                      && work.words(piece).more().stream()
                                          .noneMatch(
                                              used -> !used.equals(name) && needs.isNew(used)));
              boolean defined = pieces.stream().anyMatch(piece -> around(piece).isPresent());
              if (alone && defined && callers(name, pieces).size() > 1) {
                helpers.addAll(pieces);
              }
            });
    return helpers;
  }

  private Set<String> callers(String name, List<Integer> declarers) {
    return work.pieces().stream()
        .map(Piece::number)
        .filter(piece -> !declarers.contains(piece))
        .filter(piece -> work.words(piece).more().contains(name))
        .map(piece -> around(piece).orElse(path(piece)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** What says nothing of its purpose, such as an include, goes with work on the same file. */
  private void lone(Groups groups, List<Integer> workers) {
    for (int piece : workers) {
      boolean lone =
          groups.all().get(groups.of(piece)).size() == 1
              && around(piece).isEmpty()
              && work.words(piece).declares().isEmpty()
              && work.words(piece).undeclares().isEmpty();
      if (lone) {
        String text = String.join("", work.pieces().get(piece).now());
        Optional<Integer> near =
            workers.stream()
                .filter(other -> other != piece && path(other).equals(path(piece)))
                .filter(
                    other -> work.words(other).more().stream().anyMatch(word -> says(text, word)))
                .findFirst();
        near.ifPresent(other -> groups.join(other, piece));
      }
    }
  }

  private static boolean says(String text, String word) {
    return word.length() > 2 && text.contains(word);
  }
}
