package org.patchwright.ast;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.patchwright.source.Edit;
import org.patchwright.source.Span;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;
import org.patchwright.syntax.SyntaxTree;

/**
 * Whether a file reads after edits as it did before, but for what they change: nodes that no edit
 * touches are of the same kind and cover the same words; those around an edit begin where they did.
 */
final class Reading {

  private final SyntaxTree before;
  private final SyntaxTree after;
  private final List<Edit> edits;

  Reading(SyntaxTree before, SyntaxTree after, List<Edit> edits) {
    this.before = before;
    this.after = after;
    List<Edit> ordered = new ArrayList<>(edits);
    ordered.sort(Comparator.comparing(Edit::span));
    this.edits = ordered;
  }

  /** The first thing that reads otherwise than meant. */
  Optional<String> difference(List<Rewrite.Meaning> meanings) {
    int problems = after.problems().size();
    if (problems > before.problems().size()) {
      return Optional.of(
          at(after.problems().get(problems - 1).span()) + "is not understood as C after the edit");
    }
    Set<Long> places = new HashSet<>();
    Set<Long> starts = new HashSet<>();
    for (int i = 0; i < after.nodeCount(); i++) {
      Node node = after.node(i);
      Span span = node.span();
      places.add(place(node.kind(), span.start(), span.end()));
      starts.add(place(node.kind(), span.start(), 0));
    }
    for (int i = 0; i < before.nodeCount(); i++) {
      Node node = before.node(i);
      if (!node.is(Kind.TRANSLATION_UNIT) && !node.span().isEmpty()) {
        Optional<Boolean> touched = touched(node.span());
        if (touched.isPresent()) {
          int start = shiftedStart(node.span().start());
          boolean found =
              touched.get()
                  ? starts.contains(place(node.kind(), start, 0))
                  : places.contains(place(node.kind(), start, start + node.span().length()));
          if (!found) {
            return Optional.of(
                before.file().path()
                    + ":"
                    + node.line()
                    + ": \""
                    + text(node.text())
                    + "\" would be read otherwise after the edit");
          }
        }
      }
    }
    return meanings.stream().flatMap(meaning -> missing(meaning).stream()).findFirst();
  }

  private Optional<String> missing(Rewrite.Meaning meaning) {
    Edit edit = meaning.edit();
    String text = edit.replacement();
    int start = shiftedStart(edit.span().start()) + text.length() - text.stripLeading().length();
    int end = start + text.strip().length();
    if (Stream.concat(Stream.of(after), after.alternatives().stream())
        .anyMatch(tree -> holds(tree, start, end, meaning.group()))) {
      return Optional.empty();
    }
    return Optional.of(
        before.file().path()
            + ":"
            + before.file().line(edit.span().start())
            + ": \""
            + text(text)
            + "\" would not be read as one "
            + meaning.group().getSimpleName().toLowerCase(Locale.ROOT)
            + " there; put it in parentheses or replace more");
  }

  private static boolean holds(SyntaxTree tree, int start, int end, Class<? extends Ast> group) {
    for (int i = 0; i < tree.nodeCount(); i++) {
      Node node = tree.node(i);
      if (node.span().start() == start
          && node.span().end() == end
          && group.isInstance(Ast.of(node))) {
        return true;
      }
    }
    return false;
  }

  private static String text(String text) {
    String line = text.strip().lines().findFirst().orElse("");
    return line.length() > 40 ? line.substring(0, 40) + "..." : line;
  }

  private String at(Span span) {
    return after.file().path() + ":" + after.file().line(span.start()) + ": what stands here ";
  }

  private static long place(Kind kind, int start, int end) {
    return (long) start << 36 | (long) end << 8 | kind.ordinal();
  }

  /** Whether an edit changes or borders a span; empty if it takes the span away. */
  private Optional<Boolean> touched(Span span) {
    boolean touched = false;
    for (Edit edit : edits) {
      Span changed = edit.span();
      if (changed.isEmpty()) {
        touched |= span.start() < changed.start() && changed.start() <= span.end();
      } else if (changed.overlaps(span)) {
        boolean inside = span.contains(changed) && !span.equals(changed);
        if (!inside) {
          return Optional.empty();
        }
        touched = true;
      }
    }
    return Optional.of(touched);
  }

  private int shiftedStart(int start) {
    int shift = 0;
    for (Edit edit : edits) {
      if (edit.span().end() <= start && (edit.span().isEmpty() || edit.span().start() < start)) {
        shift += edit.replacement().length() - edit.span().length();
      } else if (edit.span().start() > start) {
        break;
      }
    }
    return start + shift;
  }
}
