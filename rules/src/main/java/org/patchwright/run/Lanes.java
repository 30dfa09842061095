package org.patchwright.run;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BiConsumer;
import org.patchwright.dataflow.Lowered;
import org.patchwright.fact.FunctionFacts;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Rule;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.KernelTree;
import org.patchwright.symbol.Noted;
import org.patchwright.symbol.OpsTable;
import org.patchwright.symbol.Unit;
import org.patchwright.symbol.Uses;

/**
 * The rules of one file, asked by several threads where there are more of these than files. Rules
 * of one package ask for the same analyses, and are asked by one thread.
 *
 * @param threads where others than the caller ask
 * @param count of threads with the caller, which asks as well
 * @param noting whether anybody asks what answers rest on
 */
record Lanes(ExecutorService threads, int count, boolean noting) {

  /** Packages that ask what those of another find out. */
  private static final Map<String, String> ASK_THE_SAME = Map.of("sleep", "lock");

  /** What the rules of a group answered, by question and rule. */
  private record Heard(List<List<Answered>> answers, FunctionFacts.FileAnalyses by, Uses uses) {}

  private record Answered(List<Finding> findings, List<Report.RuleFailure> failures) {
    static Answered nothing() {
      return new Answered(new ArrayList<>(), new ArrayList<>());
    }
  }

  /**
   * Asks rules what one file yields, and adds that in the order in which one thread would.
   *
   * @param outOfBudget takes in what was not followed to its end
   */
  void ask(
      KernelTree tree,
      Unit unit,
      List<Rule> rules,
      List<Finding> findings,
      List<Report.RuleFailure> failures,
      Collection<String> outOfBudget) {
    List<List<Rule>> groups = groups(rules);
    AtomicReferenceArray<Heard> heard = new AtomicReferenceArray<>(groups.size());
    AtomicInteger next = new AtomicInteger();
    Runnable lane =
        () -> {
          Map<Function, Noted<Lowered>> lowered = new HashMap<>();
          for (int i = next.getAndIncrement(); i < groups.size(); i = next.getAndIncrement()) {
            heard.set(i, heard(tree, unit, groups.get(i), lowered));
          }
        };
    List<Future<?>> others = new ArrayList<>();
    for (int i = 1; i < Math.min(count, groups.size()); i++) {
      others.add(threads.submit(lane));
    }
    lane.run();
    others.forEach(Lanes::await);
    Map<Rule, List<Answered>> byRule = new HashMap<>();
    for (int i = 0; i < groups.size(); i++) {
      Heard one = heard.get(i);
      tree.noted(one.uses());
      outOfBudget.addAll(one.by().outOfBudget());
      for (int rule = 0; rule < groups.get(i).size(); rule++) {
        byRule.put(groups.get(i).get(rule), one.answers().get(rule));
      }
    }
    for (int question = 0; question < questions(unit); question++) {
      for (Rule rule : rules) {
        Answered answered = byRule.get(rule).get(question);
        findings.addAll(answered.findings());
        failures.addAll(answered.failures());
      }
    }
  }

  /** The largest first: the others fill what is left of the time. */
  private static List<List<Rule>> groups(List<Rule> rules) {
    Map<String, List<Rule>> groups = new TreeMap<>();
    for (Rule rule : rules) {
      String name = rule.getClass().getPackageName();
      String last = name.substring(name.lastIndexOf('.') + 1);
      groups
          .computeIfAbsent(ASK_THE_SAME.getOrDefault(last, last), n -> new ArrayList<>())
          .add(rule);
    }
    return groups.values().stream()
        .sorted(Comparator.comparing((List<Rule> group) -> -group.size()))
        .toList();
  }

  private static int questions(Unit unit) {
    return unit.functions().size() + unit.tables().size() + 1;
  }

  private Heard heard(
      KernelTree tree, Unit unit, List<Rule> group, Map<Function, Noted<Lowered>> lowered) {
    FunctionFacts.FileAnalyses analyses = new FunctionFacts.FileAnalyses(tree, lowered);
    Uses uses = new Uses(unit.path());
    List<List<Answered>> answers =
        noting
            ? tree.recording(uses, () -> answers(unit, group, analyses))
            : answers(unit, group, analyses);
    return new Heard(answers, analyses, uses);
  }

  private static List<List<Answered>> answers(
      Unit unit, List<Rule> group, FunctionFacts.FileAnalyses analyses) {
    List<List<Answered>> answers = new ArrayList<>();
    group.forEach(rule -> answers.add(new ArrayList<>()));
    for (Function function : unit.functions()) {
      each(
          group,
          answers,
          (rule, into) ->
              Runner.ask(List.of(rule), function, analyses, into.findings(), into.failures()));
    }
    for (OpsTable table : unit.tables()) {
      each(
          group,
          answers,
          (rule, into) ->
              Runner.ask(List.of(rule), table, analyses, into.findings(), into.failures()));
    }
    each(
        group,
        answers,
        (rule, into) ->
            Runner.askFile(List.of(rule), unit, analyses, into.findings(), into.failures()));
    return answers;
  }

  private static void each(
      List<Rule> group, List<List<Answered>> answers, BiConsumer<Rule, Answered> question) {
    for (int rule = 0; rule < group.size(); rule++) {
      Answered answered = Answered.nothing();
      question.accept(group.get(rule), answered);
      answers.get(rule).add(answered);
    }
  }

  private static void await(Future<?> lane) {
    try {
      lane.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw e.getCause() instanceof RuntimeException thrown
          ? thrown
          : new IllegalStateException(e.getCause());
    }
  }
}
