package org.patchwright.rule;

/** How sure a finding is. */
public enum Rank {
  /** Every step was read in the tree. */
  CERTAIN,
  /** One step is assumed, and the finding says which. */
  LIKELY,
  /** True, and harmless where the rest of the tree is as it is. */
  STYLE
}
