package org.patchwright.split;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.patchwright.source.SourceFile;
import org.patchwright.split.Structure.Declared;
import org.patchwright.token.Tokens;

/**
 * The names that a piece is about; members begin with a full stop.
 *
 * @param declares names that its new lines declare outside of functions
 * @param undeclares names that its old lines declared
 * @param more names that are used more often with it
 * @param less names that are used less often with it
 * @param both names in its old and its new lines
 */
record Words(
    Set<String> declares,
    Set<String> undeclares,
    Set<String> more,
    Set<String> less,
    Set<String> both) {

  static Words of(Piece piece, Structure before, Structure after) {
    Map<String, Integer> old = counts(piece.old());
    Map<String, Integer> now = counts(piece.now());
    Set<String> more = new TreeSet<>();
    now.forEach(
        (name, count) -> {
          if (count > old.getOrDefault(name, 0)) {
            more.add(name);
          }
        });
    Set<String> less = new TreeSet<>();
    old.forEach(
        (name, count) -> {
          if (count > now.getOrDefault(name, 0)) {
            less.add(name);
          }
        });
    Set<String> both = new TreeSet<>(old.keySet());
    both.retainAll(now.keySet());
    return new Words(
        names(after.declared(piece.newFrom(), piece.newEnd())),
        names(before.declared(piece.oldFrom(), piece.oldEnd())),
        more,
        less,
        both);
  }

  static Set<String> names(List<Declared> declared) {
    return declared.stream().map(Declared::name).collect(Collectors.toCollection(TreeSet::new));
  }

  private static Map<String, Integer> counts(List<String> lines) {
    // Directives have no tokens of their own; behind their names they are code like any.
    String text = String.join("", lines).replaceAll("(?m)^\\s*#\\s*\\w+", "");
    Tokens tokens = Tokens.of(SourceFile.of("piece.c", text));
    Map<String, Integer> counts = new TreeMap<>();
    String last = "";
    for (int token = 0; token < tokens.count(); token++) {
      String word = tokens.text(token);
      if (word.matches("[A-Za-z_]\\w*")) {
        boolean member = last.equals(".") || last.equals("->");
        counts.merge(member ? Structure.MEMBER + word : word, 1, Integer::sum);
      }
      last = word;
    }
    return counts;
  }
}
