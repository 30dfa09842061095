package org.patchwright.summary;

import java.util.Optional;
import org.patchwright.dataflow.Trace;
import org.patchwright.dataflow.Track;
import org.patchwright.syntax.Node;

/**
 * A call that came in a state in which it must not.
 *
 * @param track the handle as it was before
 * @param to the state that the call would bring
 */
public record Misuse(Node call, Track track, String to, Optional<Trace> trace) {}
