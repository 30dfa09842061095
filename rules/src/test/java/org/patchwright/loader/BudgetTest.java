package org.patchwright.loader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Rule;
import org.patchwright.run.Report;
import org.patchwright.run.Runner;
import org.patchwright.source.DirectoryTree;

/** Rules that want too much end with one line; the others still run. */
class BudgetTest {

  private static final String RULE =
      """
      package stranger;
      import java.util.*;
      import java.util.stream.*;
      import org.patchwright.fact.FunctionFacts;
      import org.patchwright.rule.*;
      @Check(summary = "x")
      public final class %s implements Rule {
        static int deeper(int n) { return deeper(n + 1) + 1; }
        @Override public Stream<Finding> check(FunctionFacts f) {
          %s
          return Stream.of(Finding.at(f.node(), "seen"));
        }
      }
      """;

  private static final Budget.Limits SMALL =
      new Budget.Limits(3_000_000, 1 << 20, 20_000, 200L << 20);

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "while (f != null) {}                                   | million steps",
        "while (f != null) { f.name(); }                        | million steps",
        "Stream.iterate(1, n -> n).forEach(n -> {});            | million steps",
        "deeper(0);                                             | called itself too deeply",
        "int[] a = new int[1 << 30]; a[0] = 1;                  | array of 1073741824 elements",
        "Iterator<Integer> i = new Iterator<>() { public boolean hasNext() { return true; } public"
            + " Integer next() { return 1; } }; while (i.hasNext()) i.next(); | million steps",
      })
  void aGreedyRuleEndsWithOneLine(String body, String why) throws IOException {
    endsWithOneLine(body, why, SMALL);
  }

  /** Java's own methods, which take no steps: the clock and the meter of memory end these. */
  @ParameterizedTest
  @Tag("long")
  @CsvSource(
      delimiter = '|',
      value = {
        "Stream.generate(Object::new).count();                  | s",
        "IntStream.iterate(1, Math::abs).count();               | s",
        "String s = \"x\".repeat(1 << 30);                      | took more than",
        "List<Object> l = new ArrayList<>(); while (f != null) l.add(new long[1000]); | took more"
            + " than",
        "Stream.generate(ArrayList::new).toList();              | took more than",
        "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\".matches(\"(a+)+\\\\1b\"); | s",
        "List<Object> l = List.of(); for (int i = 0; i < 40; i++) l = List.of(l, l, l, l);"
            + " l.hashCode(); | s",
      })
  void aGreedyCallOfJavaEndsWithOneLine(String body, String why) throws IOException {
    endsWithOneLine(body, why, new Budget.Limits(3_000_000, 1 << 20, 2000, 200L << 20));
  }

  /** The kinds of those that are quick to tell. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Stream.generate(Object::new).count();                  | s",
        "List<Object> l = new ArrayList<>(); while (f != null) l.add(new long[1000]); | took more"
            + " than",
        "String s = \"x\".repeat(1 << 28) + f; s.length();        | took more than",
        "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!\".matches(\"(a+)+\\\\1b\"); | s",
      })
  void aGreedyCallOfJavaEndsSoon(String body, String why) throws IOException {
    endsWithOneLine(body, why, new Budget.Limits(3_000_000, 1 << 20, 300, 32L << 20));
  }

  /** On a crowded machine a rule waits for its turn more than it works. */
  @Test
  void timeInWhichARuleDoesNotRunIsNotTheRules() {
    Budget.Limits limits = new Budget.Limits(3_000_000, 1 << 20, 300, 200L << 20);
    assertThat(
            Guarded.within(
                limits,
                getClass().getClassLoader(),
                () -> {
                  LockSupport.parkNanos(1_000_000_000L);
                  return 2;
                }))
        .isEqualTo(2);
  }

  @Test
  void aRuleThatStandsStillForEverEndsAllTheSame() {
    Budget.Limits limits = new Budget.Limits(3_000_000, 1 << 20, 5, 200L << 20);
    assertThatThrownBy(
            () ->
                Guarded.within(
                    limits,
                    getClass().getClassLoader(),
                    () -> {
                      LockSupport.parkNanos(2_000_000_000L);
                      return 2;
                    }))
        .isInstanceOf(BudgetSpent.class)
        .hasMessageContaining("took more than");
  }

  /** Threads that had to be stopped are not asked the next question. */
  @Test
  void whoCameAfterAGreedyRuleIsNotEndedInItsPlace() {
    Budget.Limits limits = new Budget.Limits(Long.MAX_VALUE, 1 << 20, 5, 1L << 40);
    for (int i = 0; i < 60; i++) {
      try {
        Guarded.within(limits, getClass().getClassLoader(), BudgetTest::spun);
      } catch (BudgetSpent usual) {
        assertThat(usual).hasMessageContaining("took more than");
      }
      assertThat(Guarded.within(Budget.Limits.USUAL, getClass().getClassLoader(), () -> 2))
          .isEqualTo(2);
    }
  }

  private static int spun() {
    long until = System.nanoTime() + 15_000_000;
    while (System.nanoTime() < until) {
      Thread.onSpinWait();
    }
    return 1;
  }

  private void endsWithOneLine(String body, String why, Budget.Limits limits) throws IOException {
    Files.createDirectories(folder.resolve("drivers"));
    Files.writeString(
        folder.resolve("drivers/a.c"),
        "int one(void) { return 1; }\nint two(void) { return 2; }\n");
    Files.writeString(folder.resolve("drivers/b.c"), "int three(void) { return 3; }\n");
    List<Rule> rules =
        RuleSources.load(
                List.of(
                    new RuleSource("Greedy.java", RULE.formatted("Greedy", body)),
                    new RuleSource("Modest.java", RULE.formatted("Modest", ""))),
                RuleSources.Trust.GUARDED,
                limits)
            .rules();
    assertThat(rules).hasSize(2);
    Report report =
        Runner.run(DirectoryTree.of(folder), List.of("drivers/a.c", "drivers/b.c"), rules, 2);

    assertThat(report.findings())
        .extracting(Finding::rule)
        .containsExactly("Modest", "Modest", "Modest");
    assertThat(report.failures()).hasSize(1);
    assertThat(report.failures().get(0).rule()).isEqualTo("Greedy");
    assertThat(report.failures().get(0).message())
        .contains(why, "not asked again")
        .doesNotContain("\n");
  }
}
