package org.patchwright.summary;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.patchwright.dataflow.Range;
import org.patchwright.dataflow.State;
import org.patchwright.dataflow.Value;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.KernelTree;
import org.patchwright.syntax.Kind;

/**
 * Summaries of functions for one model, made when asked for, callees first. A call back into a
 * function that is being analysed is taken as a call of something unknown.
 */
public final class Analysis {

  /** Callees deeper than this are unknown. */
  private static final int DEPTH = 8;

  private final KernelTree tree;
  private final Model model;
  private final Deque<Function> open = new ArrayDeque<>();
  private final Map<Function, Summary> made = new HashMap<>();

  /** What was cut short on the way from the outermost function, and how deep it stood there. */
  private final Map<Function, Shortened> shortened = new HashMap<>();

  private final Map<Function, Boolean> concerned = new HashMap<>();
  private final Map<String, Optional<Function>> resolved = new HashMap<>();
  private final Set<Function> cutShort = new HashSet<>();
  private boolean cut;

  private Analysis(KernelTree tree, Model model) {
    this.tree = tree;
    this.model = model;
  }

  /** One analysis serves one thread; what it yields depends on the tree and the model alone. */
  public static Analysis of(KernelTree tree, Model model) {
    return new Analysis(tree, model);
  }

  Model model() {
    return model;
  }

  KernelTree tree() {
    return tree;
  }

  /** What a function does, whatever its arguments. */
  public Summary summary(Function function) {
    Summary known = made.get(function);
    if (known != null) {
      return known;
    }
    Shortened before = shortened.get(function);
    if (before != null && before.depth() <= open.size()) {
      cut = true;
      return before.summary();
    }
    boolean outer = cut;
    cut = false;
    open.push(function);
    Summary summary;
    try {
      summary = new Walk(this, function).run(new State());
    } finally {
      open.pop();
    }
    if (!summary.complete()) {
      cutShort.add(function);
    }
    // What was cut inside a cycle holds only for this way into it. On this way it is kept, or the
    // members of a cycle would be walked once for every path between them.
    if (!cut || open.isEmpty()) {
      made.put(function, summary);
    } else {
      shortened.put(function, new Shortened(open.size(), summary));
    }
    cut = outer || cut && !open.isEmpty();
    if (open.isEmpty()) {
      shortened.clear();
    }
    return summary;
  }

  private record Shortened(int depth, Summary summary) {}

  /** Functions whose paths were not all followed. */
  public Set<Function> cutShort() {
    return Set.copyOf(cutShort);
  }

  /** What a function does where parameters have these values. */
  public Summary summary(Function function, Map<Integer, Range> parameters) {
    State start = new State();
    parameters.forEach(
        (index, range) ->
            start.restrict(new Value.Param(index, function.parameters().get(index)), range));
    open.push(function);
    try {
      return new Walk(this, function).run(start);
    } finally {
      open.pop();
      if (open.isEmpty()) {
        cut = false;
        shortened.clear();
      }
    }
  }

  /** The function that a call reaches, if its body has a say in the model. */
  Optional<Function> callee(Function from, String name) {
    if (name.isEmpty() || name.startsWith("->")) {
      return Optional.empty();
    }
    Optional<Function> found = resolve(from, name);
    if (found.isEmpty() || !concerned(found.get(), new HashSet<>(), 0)) {
      return Optional.empty();
    }
    if (open.contains(found.get()) || open.size() > DEPTH) {
      cut = true;
      return Optional.empty();
    }
    return found;
  }

  private Optional<Function> resolve(Function from, String name) {
    Optional<Function> own = from.unit().function(name);
    if (own.isPresent() || !model.acrossFiles()) {
      return own;
    }
    return resolved.computeIfAbsent(
        from.path() + " " + name, key -> tree.function(from.unit(), name));
  }

  private final Map<Function, Set<String>> called = new HashMap<>();

  private boolean concerned(Function function, Set<Function> seen, int depth) {
    Boolean known = concerned.get(function);
    if (known != null) {
      return known;
    }
    if (!seen.add(function) || depth > DEPTH) {
      return false;
    }
    Set<String> names = called.computeIfAbsent(function, Analysis::names);
    boolean result = names.stream().anyMatch(model.words()::contains);
    if (!result) {
      for (String name : names) {
        Optional<Function> callee = resolve(function, name);
        if (callee.isPresent() && concerned(callee.get(), seen, depth + 1)) {
          result = true;
          break;
        }
      }
    }
    if (depth == 0 || result) {
      concerned.put(function, result);
    }
    return result;
  }

  private static Set<String> names(Function function) {
    Set<String> names = new java.util.TreeSet<>();
    function
        .node()
        .findAll(Kind.CALL)
        .map(call -> call.children().get(0))
        .filter(callee -> callee.is(Kind.NAME))
        .forEach(callee -> names.add(callee.text()));
    return names;
  }
}
