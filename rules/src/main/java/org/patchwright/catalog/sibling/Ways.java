package org.patchwright.catalog.sibling;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.patchwright.catalog.sibling.Ladder.Step;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Note;
import org.patchwright.rule.Rank;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.Unit;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/** The failing ways of one function compared: one goes past what the later ones undo. */
final class Ways {

  private Ways() {}

  static Stream<Finding> odd(Unit unit) {
    return unit.functions().stream()
        .filter(function -> !function.node().hasErrors())
        .filter(function -> function.body().child(Kind.LABEL).isPresent())
        .flatMap(Ways::odd);
  }

  private static Stream<Finding> odd(Function function) {
    Ladder ladder = Ladder.of(function);
    Map<Node, List<Step>> left = new LinkedHashMap<>();
    for (Step step : ladder.steps()) {
      ladder.past(step).stream()
          .limit(1)
          .forEach(way -> left.computeIfAbsent(way, w -> new ArrayList<>()).add(step));
    }
    return left.entrySet().stream().map(entry -> finding(ladder, entry.getKey(), entry.getValue()));
  }

  private static Finding finding(Ladder ladder, Node way, List<Step> steps) {
    String undone =
        steps.stream().map(step -> step.undo().callee() + "()").distinct().collect(joining(", "));
    Finding finding =
        Finding.at(way, "this way out leaves out %s, which a later one passes", undone)
            .about(ladder.function().name(), undone);
    for (Step step : steps) {
      finding = finding.step(Note.at(step.made().node(), "done here, on every way"));
    }
    Step first = steps.get(0);
    Optional<Node> later = ladder.sibling(first, way);
    if (later.isPresent()) {
      finding = finding.step(Note.at(later.get(), "this later failure does not leave it out"));
    }
    Function function = ladder.function();
    List<Step> inOrder = steps.stream().sorted(Comparator.comparing(Step::at)).toList();
    Rung rung =
        new Rung(
            function,
            way,
            ladder.past(first).stream()
                .filter(other -> other.text().equals(way.text()))
                .filter(other -> steps.stream().allMatch(s -> ladder.past(s).contains(other)))
                .toList(),
            inOrder.stream().map(step -> function.body().children().get(step.at())).toList(),
            inOrder.stream().map(step -> step.made().callee()).distinct().toList());
    // Drawn at random, fewer than half were right: what a guard tells of the step is not looked at.
    return rung.offer(finding.step(Note.at(first.undo().node(), "undone here")).ranked(Rank.STYLE));
  }
}
