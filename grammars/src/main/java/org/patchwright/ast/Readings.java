package org.patchwright.ast;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.patchwright.source.Span;
import org.patchwright.syntax.SyntaxTree;

/** A file read with every choice of its conditional branches. */
final class Readings {

  private Readings() {}

  /** All of a type within a piece, each place once, in the order of the text. */
  static <T extends Ast> Stream<T> findAll(Ast piece, Class<T> type) {
    List<SyntaxTree> others = piece.tree().alternatives();
    if (others.isEmpty()) {
      return piece.findAll(type);
    }
    Span within = piece.span();
    Set<String> seen = new HashSet<>();
    return Stream.concat(
            piece.findAll(type),
            others.stream()
                .flatMap(other -> TranslationUnit.of(other).findAll(type))
                .filter(found -> within.contains(found.span())))
        .filter(found -> seen.add(found.getClass().getName() + found.span()))
        .sorted(Comparator.comparing(found -> found.span().start()));
  }
}
