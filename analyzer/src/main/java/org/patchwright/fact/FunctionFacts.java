package org.patchwright.fact;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.patchwright.callgraph.CallGraph;
import org.patchwright.dataflow.Lowered;
import org.patchwright.lockset.Locking;
import org.patchwright.summary.Analysis;
import org.patchwright.summary.Model;
import org.patchwright.summary.Summary;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.KernelTree;
import org.patchwright.symbol.Unit;
import org.patchwright.syntax.Node;
import org.patchwright.typestate.Custody;
import org.patchwright.typestate.Family;
import org.patchwright.typestate.Incident;
import org.patchwright.typestate.Managed;

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

  /** The calls in its text, in order, with the names that they call and their arguments. */
  public List<CallGraph.Site> calls() {
    return CallGraph.calls(function);
  }

  /** What the function does under a protocol, on each way out. */
  public Summary under(Model protocol) {
    return analyses.of(protocol).summary(function);
  }

  /** The function's steps, block by block. */
  public Lowered lowered() {
    return analyses.lowered(function);
  }

  /**
   * What goes wrong in it with the resources of some families, but for what the driver core gives
   * back; the list is known by identity.
   */
  public List<Incident> incidents(List<Family> families) {
    return analyses.custody(families).incidents(function).stream()
        .filter(incident -> !Managed.holds(function, incident))
        .toList();
  }

  /** What the functions of its file do to locks. */
  public Locking locking() {
    return analyses.locking();
  }

  /** The analyses of one file: shared by its rules, used by one thread. */
  public static final class FileAnalyses {
    private final KernelTree tree;
    private final Map<String, Analysis> byModel = new HashMap<>();
    private final Map<Function, Lowered> lowered = new HashMap<>();
    private final Map<List<Family>, Custody> custodies = new IdentityHashMap<>();
    private final Locking locking;

    public FileAnalyses(KernelTree tree) {
      this.tree = tree;
      this.locking = new Locking(tree, this::lowered);
    }

    Locking locking() {
      return locking;
    }

    public KernelTree tree() {
      return tree;
    }

    /** Functions whose paths were not all followed, as {@code path:line name}. */
    public java.util.SortedSet<String> outOfBudget() {
      java.util.SortedSet<String> all = new java.util.TreeSet<>();
      byModel.values().forEach(analysis -> all.addAll(analysis.outOfBudget()));
      all.addAll(locking.outOfBudget());
      custodies.values().forEach(custody -> all.addAll(custody.outOfBudget()));
      return all;
    }

    public Lowered lowered(Function function) {
      Lowered known = lowered.get(function);
      if (known == null) {
        known = Lowered.of(function);
        lowered.put(function, known);
      }
      return known;
    }

    Custody custody(List<Family> families) {
      return custodies.computeIfAbsent(families, f -> new Custody(tree, f, this::lowered));
    }

    public Analysis of(Model model) {
      return byModel.computeIfAbsent(model.id(), id -> Analysis.of(tree, model));
    }
  }
}
