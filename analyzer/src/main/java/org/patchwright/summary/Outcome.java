package org.patchwright.summary;

import org.patchwright.dataflow.State;
import org.patchwright.dataflow.Value;

/** One result of evaluating an expression, with the state that goes with it. */
record Outcome(State state, Value value) {}
