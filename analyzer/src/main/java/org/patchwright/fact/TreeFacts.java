package org.patchwright.fact;

import org.patchwright.lockset.Locking;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.KernelTree;
import org.patchwright.symbol.Unit;

/** One file that is reported on, as part of its tree: for promises that no one function makes. */
public final class TreeFacts {

  private final FunctionFacts.FileAnalyses analyses;
  private final Unit unit;

  private TreeFacts(FunctionFacts.FileAnalyses analyses, Unit unit) {
    this.analyses = analyses;
    this.unit = unit;
  }

  public static TreeFacts of(FunctionFacts.FileAnalyses analyses, Unit unit) {
    return new TreeFacts(analyses, unit);
  }

  public KernelTree tree() {
    return analyses.tree();
  }

  /** The facts of one function of the file. */
  public FunctionFacts of(Function function) {
    return FunctionFacts.of(analyses, function);
  }

  /** The locks of the file's functions. */
  public Locking locking() {
    return analyses.locking();
  }

  public Unit unit() {
    return unit;
  }
}
