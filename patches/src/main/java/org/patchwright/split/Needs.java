package org.patchwright.split;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.patchwright.split.Structure.Declared;

/** Which pieces need which others to be in before them, by the names that they declare and use. */
final class Needs {

  private final Patchwork work;
  private final Set<String> before = new TreeSet<>();
  private final Set<String> after = new TreeSet<>();
  private final Map<String, List<Integer>> declarers = new TreeMap<>();
  private final Map<Integer, Set<Integer>> needed = new HashMap<>();
  private final Map<Integer, Set<Integer>> known = new HashMap<>();

  Needs(Patchwork work) {
    this.work = work;
    for (String path : work.paths()) {
      before.addAll(Words.names(work.before(path).declared()));
      after.addAll(Words.names(work.after(path).declared()));
    }
    for (Piece piece : work.pieces()) {
      for (String name : work.words(piece.number()).declares()) {
        declarers.computeIfAbsent(name, any -> new ArrayList<>()).add(piece.number());
      }
    }
    for (Piece piece : work.pieces()) {
      Words words = work.words(piece.number());
      words.more().forEach(name -> uses(piece, name));
      for (String name : words.undeclares()) {
        if (!after.contains(name)) {
          gone(piece, name);
        }
      }
    }
  }

  private void uses(Piece piece, String name) {
    for (int declarer : declarers.getOrDefault(name, List.of())) {
      if (declarer != piece.number() && (isNew(name) || comesForward(piece, declarer, name))) {
        add(piece.number(), declarer);
        known.computeIfAbsent(piece.number(), any -> new TreeSet<>()).add(declarer);
      }
    }
  }

  /** Whether a declaration has to move up in its file for a piece to use it. */
  private boolean comesForward(Piece piece, int declarer, String name) {
    Piece moved = work.pieces().get(declarer);
    return moved.path().equals(piece.path())
        && moved.newFrom() < piece.newFrom()
        && work.before(piece.path()).declared().stream()
            .filter(one -> one.name().equals(name))
            .mapToInt(Declared::line)
            .noneMatch(line -> line < piece.oldFrom());
  }

  private void gone(Piece piece, String name) {
    for (Piece other : work.pieces()) {
      if (other.number() != piece.number() && work.words(other.number()).less().contains(name)) {
        add(piece.number(), other.number());
      }
    }
  }

  private void add(int piece, int other) {
    needed.computeIfAbsent(piece, any -> new TreeSet<>()).add(other);
  }

  /** Whether the patch declares a name that nobody had. */
  boolean isNew(String name) {
    return after.contains(name) && !before.contains(name) && declarers.containsKey(name);
  }

  boolean isKept(String name) {
    return after.contains(name);
  }

  /** The pieces that declare a name. */
  List<Integer> declarers(String name) {
    return declarers.getOrDefault(name, List.of());
  }

  Map<String, List<Integer>> declarers() {
    return declarers;
  }

  Set<Integer> of(int piece) {
    return needed.getOrDefault(piece, Set.of());
  }

  /** Those that declare what a piece uses. */
  Set<Integer> declarers(int piece) {
    return known.getOrDefault(piece, Set.of());
  }

  boolean between(Set<Integer> users, Set<Integer> needed) {
    return users.stream().anyMatch(user -> of(user).stream().anyMatch(needed::contains));
  }
}
