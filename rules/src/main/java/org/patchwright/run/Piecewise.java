package org.patchwright.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.patchwright.fact.FunctionFacts;
import org.patchwright.fact.FunctionFacts.FileAnalyses.Found;
import org.patchwright.fact.TreeFacts;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Rule;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.KernelTree;
import org.patchwright.symbol.Unit;
import org.patchwright.symbol.Uses;

/**
 * Asks rules about one file piece by piece, and only about those whose answer may have changed
 * since other versions of the tree. What each answer rests on is noted for itself: no piece takes
 * over what another one's analyses found out.
 */
final class Piecewise {

  private final KernelTree tree;
  private final Unit unit;
  private final Answers answers;
  private final Uses uses;

  /**
   * @param uses takes in what all answers together rest on
   */
  Piecewise(KernelTree tree, Unit unit, Answers answers, Uses uses) {
    this.tree = tree;
    this.unit = unit;
    this.answers = answers;
    this.uses = uses;
  }

  private static final Found NOTHING = (carried, grounds) -> {};

  /** A question, asked if need be. */
  private interface Asker {
    Found ask(
        FunctionFacts.FileAnalyses analyses,
        List<Finding> findings,
        List<Report.RuleFailure> failures);
  }

  void ask(
      List<Rule> rules,
      List<Finding> findings,
      List<Report.RuleFailure> failures,
      Collection<String> outOfBudget) {
    String all = rules.stream().map(Rule::id).collect(Collectors.joining(" "));
    List<Answer> given = new ArrayList<>();
    for (Function function : unit.functions()) {
      // Of two functions of one name, which places mean is told by their file alone.
      boolean alone = function.isAlone();
      String about =
          function.name() + "\n" + (alone ? function.mark() : tree.contentMark(unit.path()));
      given.add(
          answer(
              new Answers.Question(unit.path(), about, all),
              alone,
              failures,
              (analyses, found, failed) -> {
                Runner.ask(rules, function, analyses, found, failed);
                return analyses.found(function);
              }));
    }
    if (!unit.tables().isEmpty()) {
      given.add(
          answer(
              new Answers.Question(unit.path(), "tables", all),
              true,
              failures,
              (analyses, found, failed) -> {
                Runner.askTables(rules, unit, analyses, found, failed);
                return NOTHING;
              }));
    }
    for (Rule rule : rules) {
      if (asksFiles(rule)) {
        given.add(
            answer(
                new Answers.Question(unit.path(), "", rule.id()),
                true,
                failures,
                (analyses, found, failed) -> {
                  Runner.askFile(List.of(rule), unit, analyses, found, failed);
                  return NOTHING;
                }));
      }
    }
    for (Answer answer : given) {
      findings.addAll(answer.findings());
      outOfBudget.addAll(answer.outOfBudget());
      answer.grounds().noteIn(uses);
    }
  }

  private static boolean asksFiles(Rule rule) {
    return Arrays.stream(rule.getClass().getMethods())
        .anyMatch(
            method ->
                method.getName().equals("check")
                    && List.of(method.getParameterTypes()).equals(List.of(TreeFacts.class))
                    && !method.isDefault());
  }

  private Answer answer(
      Answers.Question question, boolean kept, List<Report.RuleFailure> failures, Asker asker) {
    Optional<Answer> known = answers.recall(question, unit, tree);
    if (known.isPresent()) {
      return known.get();
    }
    FunctionFacts.FileAnalyses analyses = new FunctionFacts.FileAnalyses(tree, answers.carried());
    List<Finding> found = new ArrayList<>();
    List<Report.RuleFailure> failed = new ArrayList<>();
    Uses looked = new Uses();
    Found more = tree.recording(looked, () -> asker.ask(analyses, found, failed));
    failures.addAll(failed);
    Answer answer = Answer.of(unit, found, List.copyOf(analyses.outOfBudget()), tree, looked);
    if (kept && failed.isEmpty()) {
      answers.keep(question, answer);
      more.into(answers.carried(), answer.grounds());
    }
    return answer;
  }
}
