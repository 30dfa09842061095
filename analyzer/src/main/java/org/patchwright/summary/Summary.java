package org.patchwright.summary;

import java.util.List;
import org.patchwright.symbol.Function;

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
}
