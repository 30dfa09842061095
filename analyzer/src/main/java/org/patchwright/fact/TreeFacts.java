package org.patchwright.fact;

import java.util.Set;
import org.patchwright.lockset.Locking;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.KernelTree;
import org.patchwright.symbol.Unit;
import org.patchwright.typestate.Driver;
import org.patchwright.typestate.Holdings;
import org.patchwright.typestate.Trade;

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

  /** What the file and those that belong to it make, keep and take back. */
  public Holdings holdings(Trade trade) {
    return Holdings.of(analyses.drivers(), tree(), unit, trade);
  }

  /**
   * Asks about that as it is for all of these files, see {@link Holdings#ask}.
   *
   * @param reading what else is read once, and always the same for one trade
   * @param question asked at once, by one thread at a time
   */
  public <G, T> T holdings(
      Trade trade,
      java.util.function.Function<Holdings, G> reading,
      java.util.function.Function<G, T> question) {
    return Holdings.ask(analyses::commonDrivers, tree(), unit, trade, reading, question);
  }

  /** The file and those that belong to it, by the words of a question. */
  public Driver driver(Set<String> words) {
    return analyses.drivers().of(tree(), unit, words);
  }

  public Unit unit() {
    return unit;
  }
}
