package org.patchwright.summary;

import java.util.Set;
import org.patchwright.dataflow.Range;

/**
 * What a call does to a handle.
 *
 * @param argument number of the argument that is the handle, or whose address holds it; -1 for the
 *     result; -2 for no handle at all: the path itself is what has a state
 * @param out whether the argument points to where the call stores the handle
 * @param success the results that mean it happened
 * @param from states in which it may happen; empty for any
 * @param to the state afterwards
 * @param first whether the call ends a state that someone before must have begun
 * @param only constants of which another argument must be one, as written; empty for any
 * @param onlyArgument that argument's number
 */
public record Effect(
    int argument,
    boolean out,
    Range success,
    Set<String> from,
    String to,
    boolean first,
    Set<String> only,
    int onlyArgument) {

  public Effect {
    from = Set.copyOf(from);
    only = Set.copyOf(only);
  }
}
