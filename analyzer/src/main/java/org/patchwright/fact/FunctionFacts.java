package org.patchwright.fact;

import java.util.HashMap;
import java.util.Map;
import org.patchwright.summary.Analysis;
import org.patchwright.summary.Model;
import org.patchwright.summary.Summary;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.KernelTree;
import org.patchwright.symbol.Unit;
import org.patchwright.syntax.Node;

/** What is known of one function. */
public final class FunctionFacts {

  private final FileAnalyses analyses;
  private final Function function;

  private FunctionFacts(FileAnalyses analyses, Function function) {
    this.analyses = analyses;
    this.function = function;
  }

  public static FunctionFacts of(FileAnalyses analyses, Function function) {
    return new FunctionFacts(analyses, function);
  }

  public KernelTree tree() {
    return analyses.tree();
  }

  public Function function() {
    return function;
  }

  public String name() {
    return function.name();
  }

  public Unit unit() {
    return function.unit();
  }

  public Node node() {
    return function.node();
  }

  /** What the function does under a protocol, on each way out. */
  public Summary under(Model protocol) {
    return analyses.of(protocol).summary(function);
  }

  /** The analyses of one file: shared by its rules, used by one thread. */
  public static final class FileAnalyses {
    private final KernelTree tree;
    private final Map<String, Analysis> byModel = new HashMap<>();

    public FileAnalyses(KernelTree tree) {
      this.tree = tree;
    }

    public KernelTree tree() {
      return tree;
    }

    /** Functions whose paths were not all followed, as {@code path:line name}. */
    public java.util.SortedSet<String> outOfBudget() {
      java.util.SortedSet<String> all = new java.util.TreeSet<>();
      byModel.values().forEach(analysis -> all.addAll(analysis.outOfBudget()));
      return all;
    }

    public Analysis of(Model model) {
      return byModel.computeIfAbsent(model.id(), id -> Analysis.of(tree, model));
    }
  }
}
