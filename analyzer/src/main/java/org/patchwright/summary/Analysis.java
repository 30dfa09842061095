package org.patchwright.summary;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.patchwright.dataflow.Range;
import org.patchwright.dataflow.State;
import org.patchwright.dataflow.Value;
import org.patchwright.symbol.Descent;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.KernelTree;
import org.patchwright.symbol.Noted;
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
  private final Descent descent;
  private final Map<Function, Noted<Descent.Answer<Summary>>> made = new HashMap<>();

  /** What was cut short on the way from the outermost function, and how deep it stood there. */
  private final Map<Function, Shortened> shortened = new HashMap<>();

  private final Map<Function, Noted<Boolean>> concerned = new HashMap<>();
  private final Map<String, Noted<Optional<Function>>> resolved = new HashMap<>();
  private final Set<Function> cutShort = new HashSet<>();

  private Analysis(KernelTree tree, Model model, Descent.Known summaries) {
    this.tree = tree;
    this.model = model;
    this.descent = new Descent(DEPTH, summaries);
  }

  /**
   * One analysis serves one thread; what it yields depends on the tree and the model alone.
   *
   * @param summaries what is known of functions by other analyses
   */
  public static Analysis of(KernelTree tree, Model model, Descent.Known summaries) {
    return new Analysis(tree, model, summaries);
  }

  Model model() {
    return model;
  }

  KernelTree tree() {
    return tree;
  }

  /** What a function does, whatever its arguments. */
  public Summary summary(Function function) {
    Noted<Descent.Answer<Summary>> known = made.get(function);
    if (known != null) {
      return descent.used(known.value());
    }
    Shortened before = shortened.get(function);
    if (before != null && before.depth() <= descent.depth()) {
      return descent.used(before.answer().value());
    }
    Noted<Descent.Answer<Summary>> noted =
        Noted.of(
            () ->
                descent.answer(
                    List.of("summary", model.id()),
                    function,
                    (summary, nodes) -> summary.moved(function, nodes),
                    () -> new Walk(this, function).run(new State()),
                    Summary::complete));
    Descent.Answer<Summary> answer = noted.value();
    cutShort.addAll(answer.cut());
    // What was cut inside a cycle holds only for this way into it. On this way it is kept, or the
    // members of a cycle would be walked once for every path between them.
    if (answer.same() || descent.depth() == 0) {
      made.put(function, noted);
    } else {
      shortened.put(function, new Shortened(descent.depth(), noted));
    }
    if (descent.depth() == 0) {
      shortened.clear();
    }
    return descent.used(answer);
  }

  private record Shortened(int depth, Noted<Descent.Answer<Summary>> answer) {}

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
    try {
      return descent.within(function, () -> new Walk(this, function).run(start));
    } finally {
      if (descent.depth() == 0) {
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
    return found.filter(descent::admits);
  }

  private Optional<Function> resolve(Function from, String name) {
    Optional<Function> own = from.unit().function(name);
    if (own.isPresent() || !model.acrossFiles()) {
      return own;
    }
    return resolved
        .computeIfAbsent(
            from.path() + " " + name, key -> Noted.of(() -> tree.function(from.unit(), name)))
        .value();
  }

  private final Map<Function, Set<String>> called = new HashMap<>();

  private boolean concerned(Function function, Set<Function> seen, int depth) {
    Noted<Boolean> known = concerned.get(function);
    if (known == null) {
      known = Noted.of(() -> hasSay(function, seen, depth));
      if (depth == 0 || known.value()) {
        concerned.put(function, known);
      }
    }
    return known.value();
  }

  private boolean hasSay(Function function, Set<Function> seen, int depth) {
    if (!seen.add(function) || depth > DEPTH) {
      return false;
    }
    Set<String> names = called.computeIfAbsent(function, Analysis::names);
    if (names.stream().anyMatch(model.words()::contains)) {
      return true;
    }
    for (String name : names) {
      Optional<Function> callee = resolve(function, name);
      if (callee.isPresent() && concerned(callee.get(), seen, depth + 1)) {
        return true;
      }
    }
    return false;
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
