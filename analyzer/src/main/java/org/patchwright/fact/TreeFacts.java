package org.patchwright.fact;

import org.patchwright.symbol.KernelTree;
import org.patchwright.symbol.Unit;

/** One file that is reported on, as part of its tree: for promises that no one function makes. */
public final class TreeFacts {

  private final KernelTree tree;
  private final Unit unit;

  private TreeFacts(KernelTree tree, Unit unit) {
    this.tree = tree;
    this.unit = unit;
  }

  public static TreeFacts of(KernelTree tree, Unit unit) {
    return new TreeFacts(tree, unit);
  }

  public KernelTree tree() {
    return tree;
  }

  public Unit unit() {
    return unit;
  }
}
