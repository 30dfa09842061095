package org.patchwright.catalog.flow;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.patchwright.fact.FunctionFacts;
import org.patchwright.rule.Check;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Note;
import org.patchwright.rule.Rank;
import org.patchwright.rule.Rule;
import org.patchwright.syntax.Node;

/** A switch over the states of something has an answer for each of them. */
@Check(
    summary = "state that a switch has no case for",
    noFix = "what to do in that state is the author's to say",
    triggers = {"switch"})
public final class MissingCase implements Rule {

  private static final int MANY = 2;

  @Override
  public Stream<Finding> check(FunctionFacts function) {
    return StateSwitch.in(function)
        .filter(found -> !found.hasDefault() && !found.states().isEmpty())
        .filter(found -> !found.missing().isEmpty() && found.missing().size() <= MANY)
        .map(found -> finding(function, found));
  }

  private static Finding finding(FunctionFacts function, StateSwitch found) {
    List<String> missing = found.missing();
    Set<String> wanted = Set.copyOf(missing);
    // Where the file answers to that state in another switch, the state does come.
    List<Node> elsewhere =
        function.unit().functions().stream()
            .filter(other -> !other.equals(function.function()))
            .flatMap(other -> other.body().findAll(org.patchwright.syntax.Kind.CASE))
            .filter(label -> label.children().stream().anyMatch(c -> wanted.contains(c.text())))
            .limit(2)
            .toList();
    Finding finding =
        Finding.at(
                found.node().children().get(0),
                "no case for %s, and no default",
                missing.stream().collect(Collectors.joining(" and ")))
            .ranked(elsewhere.isEmpty() ? Rank.STYLE : Rank.LIKELY)
            .about(function.name(), String.join(" ", missing));
    for (Node label : elsewhere) {
      finding = finding.step(Note.at(label, "it is answered to here"));
    }
    return finding;
  }
}
