package org.patchwright.catalog.error;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.patchwright.cfg.Block;
import org.patchwright.cfg.Edge;
import org.patchwright.dataflow.Lowered;
import org.patchwright.dataflow.PathState;
import org.patchwright.dataflow.Paths;
import org.patchwright.dataflow.Step;
import org.patchwright.dataflow.Term;
import org.patchwright.fact.FunctionFacts;
import org.patchwright.rule.Check;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Path;
import org.patchwright.rule.Rule;
import org.patchwright.rule.Severity;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

/** A local variable has a value when it is read. */
@Check(
    summary = "variable read before it has a value",
    noFix = "which value is meant is the author's to say",
    severity = Severity.ERROR)
public final class UninitialisedUse implements Rule {

  private static final int UNSET = 1;

  /** In names of what assigns a variable that it is given by name. */
  private static final Pattern ASSIGNING =
      Pattern.compile(
          "irqsave|get_user|for_each|do_div|swap|va_start|spin_lock_irqsave|read_poll"
              + "|_poll_timeout|wait_event|local_save");

  @Override
  public Stream<Finding> check(FunctionFacts function) {
    Lowered body = function.lowered();
    Set<String> plain = new TreeSet<>();
    body.steps().stream()
        .flatMap(List::stream)
        .forEach(
            step -> {
              if (step instanceof Step.Declare declare && declare.plain()) {
                plain.add(declare.name());
              }
            });
    // What others can write, and what is set by a macro or an asm statement.
    function
        .function()
        .body()
        .walk()
        .forEach(
            node -> {
              if (node.is(Kind.UNARY) && node.tree().tokens().is(node.firstToken(), "&")) {
                plain.remove(node.children().isEmpty() ? "" : node.children().get(0).text());
              } else if (node.is(Kind.ITERATOR_STATEMENT)
                  || node.is(Kind.ASM_STATEMENT)
                  || node.is(Kind.MACRO_STATEMENT)) {
                Node scope = node.child(Kind.ARGUMENTS).orElse(node);
                scope.findAll(Kind.NAME).forEach(name -> plain.remove(name.text()));
              }
            });
    if (function.node().hasErrors()) {
      return Stream.empty();
    }
    Map<String, Finding> found = new LinkedHashMap<>();
    for (String name : doubtful(body, List.copyOf(plain))) {
      new Unset(body, name, function.name(), found).run();
    }
    return found.values().stream();
  }

  /** The variables that some way through the blocks, possible or not, reads before they are set. */
  private static List<String> doubtful(Lowered body, List<String> names) {
    Map<String, Integer> numbers = new HashMap<>();
    names.forEach(name -> numbers.put(name, numbers.size()));
    BitSet read = new BitSet();
    List<BitSet> unset = new ArrayList<>();
    body.cfg().blocks().forEach(block -> unset.add(new BitSet()));
    Deque<Block> waiting = new ArrayDeque<>(body.cfg().blocks());
    while (!waiting.isEmpty()) {
      Block block = waiting.poll();
      BitSet now = (BitSet) unset.get(block.number()).clone();
      body.steps().get(block.number()).forEach(step -> follow(step, numbers, now, read));
      for (Edge edge : block.edges()) {
        BitSet there = unset.get(edge.target());
        int before = there.cardinality();
        there.or(now);
        if (there.cardinality() > before) {
          waiting.add(body.cfg().blocks().get(edge.target()));
        }
      }
    }
    return names.stream().filter(name -> read.get(numbers.get(name))).toList();
  }

  private static void follow(Step step, Map<String, Integer> numbers, BitSet unset, BitSet read) {
    if (step instanceof Step.Declare declare && numbers.containsKey(declare.name())) {
      unset.set(numbers.get(declare.name()), declare.plain());
    } else if (step instanceof Step.Assign assign
        && assign.place() instanceof Term.Name place
        && numbers.containsKey(place.name())) {
      unset.clear(numbers.get(place.name()));
    } else if (step instanceof Step.Read one && numbers.containsKey(one.name())) {
      int number = numbers.get(one.name());
      read.set(number, read.get(number) || unset.get(number));
    }
  }

  private static final class Unset extends Paths {
    private final String name;
    private final String function;
    private final Map<String, Finding> found;

    /** Blocks from which control may come to where the variable begins to live. */
    private final BitSet declaring;

    /** Blocks from which control may come to where it is read, and nothing sets it before. */
    private final BitSet reading;

    Unset(Lowered body, String name, String function, Map<String, Finding> found) {
      super(body);
      this.name = name;
      this.function = function;
      this.found = found;
      BitSet declares = new BitSet();
      BitSet reads = new BitSet();
      BitSet sets = new BitSet();
      for (Block block : body.cfg().blocks()) {
        boolean open = true;
        for (Step step : body.steps().get(block.number())) {
          if (step instanceof Step.Declare declare && declare.name().equals(name)) {
            declares.set(block.number());
          } else if (open && step instanceof Step.Read read && read.name().equals(name)) {
            reads.set(block.number());
            open = false;
          } else if (open && isSet(step)) {
            sets.set(block.number());
            open = false;
          }
        }
      }
      this.declaring = body.leadingTo(declares, new BitSet());
      this.reading = body.leadingTo(reads, sets);
    }

    @Override
    protected boolean isIdle(Block block, PathState state) {
      return !declaring.get(block.number())
          && (state.status() != UNSET || !reading.get(block.number()));
    }

    private boolean isSet(Step step) {
      return step instanceof Step.Assign assign
          && assign.place() instanceof Term.Name place
          && place.name().equals(name);
    }

    @Override
    protected void declared(Step.Declare declare, PathState state) {
      if (declare.name().equals(name)) {
        state.begin(declare.plain() ? UNSET : 0, "");
        if (declare.plain()) {
          state.step(declare.node(), "without a value");
        }
      }
    }

    @Override
    protected void assigning(Step.Assign assign, String key, String value, PathState state) {
      if (isSet(assign)) {
        state.status(0);
      }
    }

    @Override
    protected void iterates(Node loop, PathState state) {
      state.marks().remove("no round");
    }

    @Override
    protected void called(Step.Call call, PathState state) {
      // A macro may assign what it is given.
      for (Node argument : call.texts()) {
        if (argument.text().equals(name) && mayAssign(call.callee())) {
          state.status(0);
        }
      }
    }

    private boolean mayAssign(String callee) {
      return callee.equals(callee.toUpperCase(java.util.Locale.ROOT))
          || function().function().unit().macro(callee).isPresent()
          || ASSIGNING.matcher(callee).find();
    }

    @Override
    protected void read(Step.Read read, PathState state) {
      if (state.status() != UNSET || !read.name().equals(name)) {
        return;
      }
      for (Node outer : read.node().ancestors().limit(6).toList()) {
        if (outer.is(Kind.SIZEOF)
            || outer.is(Kind.CALL) && macroLike(outer)
            || outer.is(Kind.ASSIGNMENT) && outer.children().get(0).text().equals(name)) {
          state.status(0);
          return;
        }
      }
      if (read.node().parent().filter(p -> p.is(Kind.ARGUMENTS)).isPresent()
          && read.node()
              .ancestor(Kind.CALL)
              .filter(c -> !function().function().unit().defines(c.children().get(0).text()))
              .isPresent()) {
        // What looks like a call may be a macro that assigns it.
        state.status(0);
        return;
      }
      Finding finding =
          Finding.at(read.node(), "%s is read before it has a value", name)
              .steps(Path.notes(state.trace()))
              .about(function, name);
      // Whether a loop has a round, or a switch a case, is mostly known to the author alone.
      Finding ranked = finding.ranked(org.patchwright.rule.Rank.STYLE);
      found.putIfAbsent(name, ranked);
      state.status(0);
    }

    private boolean macroLike(Node call) {
      String callee = call.children().get(0).text();
      return callee.equals(callee.toUpperCase(java.util.Locale.ROOT))
          || callee.matches(
              ".*(irqsave|get_user|for_each|do_div|swap|va_start|poll_timeout|wait_event|local_save|uninitialized_var).*")
          || function().function().unit().macro(callee).isPresent();
    }
  }
}
