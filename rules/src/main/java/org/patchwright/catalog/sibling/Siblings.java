package org.patchwright.catalog.sibling;

import java.util.stream.Stream;
import org.patchwright.callgraph.CallGraph;
import org.patchwright.fact.TreeFacts;
import org.patchwright.rule.Check;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Rule;

/** What functions of one kind all do, each of them does. */
@Check(
    summary = "the odd one out among ways and functions of one kind",
    triggers = {"goto", "probe", "open", "init"})
public final class Siblings implements Rule {

  @Override
  public Stream<Finding> check(TreeFacts file) {
    if (!file.unit().path().endsWith(".c")) {
      return Stream.empty();
    }
    CallGraph calls = CallGraph.of(java.util.List.of(file.unit()));
    return Stream.of(Ways.odd(file.unit()), Counterparts.odd(file, calls), Peers.odd(file, calls))
        .flatMap(found -> found)
        .map(Siblings::explained);
  }

  private static Finding explained(Finding finding) {
    return finding.fix().isPresent() || !finding.unmended().isEmpty()
        ? finding
        : finding.notFixed("whether the odd one has a reason is the author's to say");
  }
}
