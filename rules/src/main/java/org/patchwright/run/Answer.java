package org.patchwright.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.patchwright.fact.Place;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Fix;
import org.patchwright.rule.Note;
import org.patchwright.source.Edit;
import org.patchwright.source.SourceFile;
import org.patchwright.source.Span;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.Grounds;
import org.patchwright.symbol.KernelTree;
import org.patchwright.symbol.Unit;
import org.patchwright.symbol.Uses;

/**
 * What some rules found when they were asked about one function or one file.
 *
 * @param outOfBudget functions whose analysis was cut short
 * @param anchors the functions of the file in which the findings lie
 */
record Answer(
    List<Finding> findings, List<String> outOfBudget, Grounds grounds, List<Anchor> anchors) {

  /** A function of the file, and where it was. */
  private record Anchor(String function, Span span, int line) {}

  Answer {
    findings = List.copyOf(findings);
    outOfBudget = List.copyOf(outOfBudget);
    anchors = List.copyOf(anchors);
  }

  /**
   * @param uses what the rules looked at, of the file as well
   */
  static Answer of(
      Unit unit, List<Finding> findings, List<String> outOfBudget, KernelTree tree, Uses uses) {
    TreeMap<String, Anchor> anchors = new TreeMap<>();
    tree.recording(
        uses,
        () -> {
          for (Span span : spans(unit.path(), findings, uses)) {
            if (anchors.values().stream().noneMatch(anchor -> anchor.span().contains(span))) {
              anchor(unit, span).ifPresentOrElse(a -> anchors.put(a.function(), a), unit::tree);
            }
          }
          for (String where : outOfBudget) {
            if (where.startsWith(unit.path() + ":")) {
              unit.function(where.substring(where.lastIndexOf(' ') + 1))
                  .filter(function -> function.toString().equals(where))
                  .ifPresentOrElse(
                      function -> anchors.put(function.name(), anchor(function)), unit::tree);
            } else {
              uses.file(where.substring(0, where.lastIndexOf(':')));
            }
          }
          return true;
        });
    return new Answer(findings, outOfBudget, Grounds.of(uses, tree), List.copyOf(anchors.values()));
  }

  /** A function by which a place in the file is found again; its text is noted as looked at. */
  private static Optional<Anchor> anchor(Unit unit, Span span) {
    return unit.around(span)
        .filter(function -> unit.function(function.name()).equals(Optional.of(function)))
        .map(Answer::anchor);
  }

  private static Anchor anchor(Function function) {
    return new Anchor(function.name(), function.node().span(), function.node().line());
  }

  /** The places in a file; other files that are shown by line are noted as a whole. */
  private static List<Span> spans(String path, List<Finding> findings, Uses uses) {
    List<Span> spans = new ArrayList<>();
    for (Finding finding : findings) {
      moved(
          finding,
          place -> {
            if (place.path().equals(path)) {
              spans.add(place.span());
            } else {
              uses.file(place.path());
            }
            return place;
          },
          edit -> {
            if (edit.path().equals(path)) {
              spans.add(edit.span());
            } else {
              uses.file(edit.path());
            }
            return edit;
          });
    }
    return spans;
  }

  /** The same in another version of the file; empty if a place can't be found again. */
  Optional<Answer> in(Unit unit) {
    List<Anchor> now = new ArrayList<>();
    for (Anchor anchor : anchors) {
      Optional<Function> function = unit.function(anchor.function());
      if (function.isEmpty()) {
        return Optional.empty();
      }
      now.add(anchor(function.get()));
    }
    if (now.equals(anchors)) {
      return Optional.of(this);
    }
    SourceFile file = unit.tree().file();
    UnaryOperator<Span> move =
        span -> {
          for (int i = 0; i < now.size(); i++) {
            if (anchors.get(i).span().contains(span)) {
              int by = now.get(i).span().start() - anchors.get(i).span().start();
              return new Span(span.start() + by, span.end() + by);
            }
          }
          return span;
        };
    List<Finding> moved =
        findings.stream()
            .map(
                finding ->
                    moved(
                        finding,
                        place ->
                            place.path().equals(file.path())
                                ? Place.of(file, move.apply(place.span()))
                                : place,
                        edit ->
                            edit.path().equals(file.path())
                                ? new Edit(edit.path(), move.apply(edit.span()), edit.replacement())
                                : edit))
            .toList();
    List<String> cut =
        outOfBudget.stream()
            .map(
                where ->
                    where.startsWith(file.path() + ":")
                        ? unit.function(where.substring(where.lastIndexOf(' ') + 1))
                            .map(Function::toString)
                            .orElse(where)
                        : where)
            .toList();
    return Optional.of(new Answer(moved, cut, grounds, now));
  }

  private static Finding moved(
      Finding finding, UnaryOperator<Place> places, UnaryOperator<Edit> edits) {
    Finding moved =
        finding.moved(
            places.apply(finding.place()),
            finding.steps().stream()
                .map(step -> new Note(places.apply(step.place()), step.message()))
                .toList());
    return finding.fix().isEmpty() ? moved : moved.fixedBy(moved(finding.fix().get(), edits));
  }

  private static Fix moved(Fix fix, UnaryOperator<Edit> edits) {
    return new Fix(
        fix.title(),
        fix.why(),
        fix.edits().stream().map(edits).toList(),
        fix.prerequisites().stream().map(earlier -> moved(earlier, edits)).toList());
  }
}
