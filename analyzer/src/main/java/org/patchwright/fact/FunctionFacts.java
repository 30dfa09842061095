package org.patchwright.fact;

import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.patchwright.callgraph.CallGraph;
import org.patchwright.dataflow.Lowered;
import org.patchwright.lockset.LockOrders;
import org.patchwright.lockset.Locking;
import org.patchwright.summary.Analysis;
import org.patchwright.summary.Model;
import org.patchwright.summary.Summary;
import org.patchwright.symbol.Descent;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.Grounds;
import org.patchwright.symbol.KernelTree;
import org.patchwright.symbol.Noted;
import org.patchwright.symbol.Unit;
import org.patchwright.syntax.Node;
import org.patchwright.typestate.Custody;
import org.patchwright.typestate.Drivers;
import org.patchwright.typestate.Family;
import org.patchwright.typestate.Incident;
import org.patchwright.typestate.Managed;
import org.patchwright.typestate.Parting;

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
    return analyses.under(protocol, function);
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
    return analyses.incidents(families, function).stream()
        .filter(incident -> !Managed.holds(function, incident))
        .toList();
  }

  /** Where it parts with a place that keeps a handle. */
  public List<Parting.Parted> parted(Parting.Question question) {
    return analyses.parted(question, function);
  }

  /** What the functions of its file do to locks. */
  public Locking locking() {
    return analyses.locking();
  }

  /** The analyses of one file: shared by its rules, used by one thread. */
  public static final class FileAnalyses {
    private static final String TAKEN = "taken";

    private final KernelTree tree;
    private final Map<String, Analysis> byModel = new HashMap<>();
    private final Map<Function, Noted<Lowered>> lowered;
    private final Map<List<Family>, Custody> custodies = new IdentityHashMap<>();
    private final Drivers drivers = new Drivers();
    private final Locking locking;
    private final Optional<Carried> carried;
    private final Optional<Carried> steps;
    private final Descent.Known callees;
    private final SortedSet<String> cutElsewhere = new TreeSet<>();

    public FileAnalyses(KernelTree tree) {
      this(tree, new HashMap<>());
    }

    /**
     * Analyses that share nothing with others but the steps that functions are made of.
     *
     * @param lowered these steps; used by one thread
     */
    public FileAnalyses(KernelTree tree, Map<Function, Noted<Lowered>> lowered) {
      this.tree = tree;
      this.lowered = lowered;
      this.carried = Optional.empty();
      this.steps = Optional.empty();
      this.callees = Descent.Known.NONE;
      this.locking = new Locking(tree, this::lowered, callees);
    }

    /** Analyses that take over what others found out about functions in other versions. */
    public FileAnalyses(KernelTree tree, Carried known) {
      this.tree = tree;
      this.lowered = new HashMap<>();
      this.carried = Optional.of(known);
      this.steps = Optional.of(known);
      this.callees = known.callees(tree);
      this.locking = new Locking(tree, this::lowered, callees).takenBy(this::taken);
    }

    private FileAnalyses(KernelTree tree, Optional<Carried> steps, Descent.Known callees) {
      this.tree = tree;
      this.lowered = new HashMap<>();
      this.carried = Optional.empty();
      this.steps = steps;
      this.callees = callees;
      this.locking = new Locking(tree, this::lowered, callees);
    }

    /** Analyses that find out what is asked, and take over what is known of callees. */
    static FileAnalyses alone(KernelTree tree, Carried known) {
      return new FileAnalyses(tree, Optional.of(known), known.callees(tree));
    }

    /** What is known by the way of a function that rules were asked about. */
    public interface Found {
      void into(Carried carried, Grounds grounds);
    }

    /** What these analyses found out about a function, for rules that look at whole files. */
    public Found found(Function function) {
      if (!locking.knows(function)) {
        return (carried, grounds) -> {};
      }
      List<LockOrders.Taken> taken = locking.taken(function);
      return cutShort().isEmpty()
          ? (carried, grounds) -> carried.keep(TAKEN, function, taken, List.of(), grounds)
          : (carried, grounds) -> {};
    }

    private List<LockOrders.Taken> taken(Function function) {
      return ask(
          TAKEN,
          function,
          (all, nodes) -> all.stream().map(one -> one.moved(function, nodes)).toList(),
          own -> own.locking().taken(function));
    }

    private <T> T ask(
        Object question,
        Function function,
        BiFunction<T, UnaryOperator<Node>, T> moved,
        java.util.function.Function<FileAnalyses, T> made) {
      return carried.isEmpty()
          ? made.apply(this)
          : carried.get().ask(tree, question, function, moved, made, cutElsewhere);
    }

    Summary under(Model model, Function function) {
      return ask(
          List.of("under", model.id()),
          function,
          (summary, nodes) -> summary.moved(function, nodes),
          own -> own.of(model).summary(function));
    }

    List<Incident> incidents(List<Family> families, Function function) {
      return ask(
          List.of("incidents", families),
          function,
          (all, nodes) -> all.stream().map(one -> one.moved(nodes)).toList(),
          own -> own.custody(families).incidents(function));
    }

    List<Parting.Parted> parted(Parting.Question question, Function function) {
      return ask(
          question,
          function,
          (all, nodes) -> all.stream().map(one -> one.moved(nodes)).toList(),
          own -> Parting.in(own.lowered(function), question));
    }

    /** The drivers that were read for the rules of the file. */
    Drivers drivers() {
      return steps.map(Carried::drivers).orElse(drivers);
    }

    /** Those that may be read for other files of the tree as well. */
    Drivers commonDrivers() {
      return steps.map(Carried::drivers).orElseGet(Drivers::new);
    }

    Locking locking() {
      return locking;
    }

    public KernelTree tree() {
      return tree;
    }

    /** Functions whose paths were not all followed, as {@code path:line name}. */
    public SortedSet<String> outOfBudget() {
      SortedSet<String> all = new TreeSet<>(cutElsewhere);
      cutShort().forEach(function -> all.add(function.toString()));
      return all;
    }

    /** The same functions, less those that were cut short in analyses that were taken over. */
    Set<Function> cutShort() {
      Set<Function> all = new HashSet<>(locking.cutShort());
      byModel.values().forEach(analysis -> all.addAll(analysis.cutShort()));
      custodies.values().forEach(custody -> all.addAll(custody.cutShort()));
      return all;
    }

    public Lowered lowered(Function function) {
      function.noted();
      Noted<Lowered> known = lowered.get(function);
      if (known == null) {
        known =
            steps.isPresent()
                ? steps.get().lowered(function)
                : Noted.of(() -> Lowered.of(function));
        lowered.put(function, known);
      }
      return known.value();
    }

    Custody custody(List<Family> families) {
      return custodies.computeIfAbsent(families, f -> new Custody(tree, f, this::lowered));
    }

    public Analysis of(Model model) {
      return byModel.computeIfAbsent(model.id(), id -> Analysis.of(tree, model, callees));
    }
  }
}
