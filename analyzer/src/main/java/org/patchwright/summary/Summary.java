package org.patchwright.summary;

import java.util.List;
import java.util.function.UnaryOperator;
import org.patchwright.dataflow.Trace;
import org.patchwright.symbol.Function;
import org.patchwright.syntax.Node;

/**
 * What a function does, by its ways out.
 *
 * @param exits each a class of paths
 * @param misuses calls that came in a wrong state, each once
 * @param complete whether all paths were followed: false if the budget ran out
 */
public record Summary(Function function, List<Exit> exits, List<Misuse> misuses, boolean complete) {
  public Summary {
    exits = List.copyOf(exits);
    misuses = List.copyOf(misuses);
  }

  /** The same of a function that is the same elsewhere. */
  public Summary moved(Function to, UnaryOperator<Node> nodes) {
    return new Summary(
        to,
        exits.stream()
            .map(
                exit ->
                    new Exit(nodes.apply(exit.node()), exit.state().moved(nodes), exit.result()))
            .toList(),
        misuses.stream()
            .map(
                misuse ->
                    new Misuse(
                        nodes.apply(misuse.call()),
                        misuse.track().moved(nodes),
                        misuse.to(),
                        Trace.moved(misuse.trace(), nodes)))
            .toList(),
        complete);
  }
}
