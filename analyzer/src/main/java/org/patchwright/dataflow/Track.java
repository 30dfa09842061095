package org.patchwright.dataflow;

import java.util.function.UnaryOperator;
import org.patchwright.syntax.Node;

/**
 * A handle that is followed along a path.
 *
 * @param key what identifies it: the handle's value, or the address of the object
 * @param state the name of its state
 * @param entry the state that the first call required of it on entry; empty if nothing is known
 * @param label how the source writes it
 * @param origin the call that last changed its state
 * @param holder the place that holds it beyond the function; empty for none
 */
public record Track(
    Value key, String state, String entry, String label, Node origin, String holder) {

  /** The same, made of another node. */
  public Track moved(UnaryOperator<Node> nodes) {
    return new Track(key, state, entry, label, nodes.apply(origin), holder);
  }

  public Track to(String newState, Node at) {
    return new Track(key, newState, entry, label, at, holder);
  }

  public Track keyed(Value newKey) {
    return new Track(newKey, state, entry, label, origin, holder);
  }

  public Track heldBy(String place) {
    return new Track(key, state, entry, label, origin, place);
  }
}
