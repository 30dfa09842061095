package org.patchwright.typestate;

import java.util.List;
import org.patchwright.dataflow.Range;

/**
 * What a function does with one of its arguments.
 *
 * @param outcomes by the results that go with each
 */
public record Conduct(List<Outcome> outcomes) {

  /** What becomes of the argument. */
  public enum Fate {
    UNTOUCHED,
    RELEASED,
    KEPT,
    UNKNOWN
  }

  public record Outcome(Range results, Fate fate) {}

  public static final Conduct UNKNOWN = new Conduct(List.of(new Outcome(Range.ALL, Fate.UNKNOWN)));

  static final Conduct UNTOUCHED = new Conduct(List.of(new Outcome(Range.ALL, Fate.UNTOUCHED)));

  public Conduct {
    outcomes = List.copyOf(outcomes);
  }

  /** The one fate, whatever the result; unknown if there are several. */
  public Fate always() {
    return outcomes.size() == 1 ? outcomes.get(0).fate() : Fate.UNKNOWN;
  }
}
