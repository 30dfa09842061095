package org.patchwright.typestate;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.patchwright.dataflow.Trace;
import org.patchwright.syntax.Node;

/**
 * Something that went wrong with a resource on one path.
 *
 * @param at where it shows
 * @param origin the call that acquired or released it
 * @param label how the source writes the resource
 * @param failing whether the function fails on this way out
 * @param shown whether nothing had to be assumed of any callee or of what a place outlives
 * @param shared whether ways that do not hold it leave by the same return
 * @param trace the way there
 */
public record Incident(
    Kind kind,
    Family family,
    Node at,
    Node origin,
    String label,
    boolean failing,
    boolean shown,
    boolean shared,
    Optional<Trace> trace) {

  /** The same, made of other nodes. */
  public Incident moved(UnaryOperator<Node> nodes) {
    return new Incident(
        kind,
        family,
        nodes.apply(at),
        nodes.apply(origin),
        label,
        failing,
        shown,
        shared,
        Trace.moved(trace, nodes));
  }

  /** What went wrong. */
  public enum Kind {
    /** The function ends, and nothing holds what it acquired. */
    LEFT,
    /**
     * The function fails, and a place outside of it keeps what it acquired; the label is that
     * place's last name. Whether somebody looks after it there is for the rule to find out.
     */
    KEPT,
    /** The function ends, and the object that it counted up is neither given back nor kept. */
    TAKEN,
    /** The last variable that held it is given another value. */
    LOST,
    RELEASED_TWICE,
    /** It is given to a call that releases another kind of thing. */
    WRONG_RELEASE,
    USED_AFTER_RELEASE,
    /** A pointer that may be NULL is followed. */
    NOT_CHECKED
  }
}
