package org.patchwright.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.patchwright.fact.DriverFacts;
import org.patchwright.fact.FunctionFacts;
import org.patchwright.fact.TreeFacts;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Rule;
import org.patchwright.source.Problem;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;
import org.patchwright.source.Span;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.KernelTree;
import org.patchwright.symbol.OpsTable;
import org.patchwright.symbol.Unit;

/** Asks rules about the files of a tree. The report is the same for any number of jobs. */
public final class Runner {

  private static final Comparator<Report.RuleFailure> FAILURES =
      Comparator.comparing(Report.RuleFailure::path)
          .thenComparing(Report.RuleFailure::function)
          .thenComparing(Report.RuleFailure::rule)
          .thenComparing(Report.RuleFailure::message);

  private final KernelTree tree;
  private final List<Rule> rules;
  private final List<Words> triggers;

  private Runner(KernelTree tree, List<Rule> rules) {
    this.tree = tree;
    this.rules = List.copyOf(rules);
    this.triggers =
        rules.stream()
            .map(rule -> rule.triggers().isEmpty() ? null : Words.of(rule.triggers()))
            .collect(java.util.stream.Collectors.toList());
  }

  /** What one file yields. */
  private record FileResult(
      List<Finding> findings,
      List<Report.RuleFailure> failures,
      List<String> outOfBudget,
      List<Problem> problems,
      boolean skipped,
      int functions,
      int notParsed) {}

  /**
   * @param tree the files; headers, callees and siblings are read from it as rules need them
   * @param paths the files to report on; others than {@code .c} and {@code .h} are left out
   * @param rules what to ask; their order does not matter
   * @param jobs number of threads, at least 1
   * @param progress told the number of files done, from any thread
   * @throws IOException if the tree's list of files can't be read
   */
  public static Report run(
      SourceTree tree, Collection<String> paths, List<Rule> rules, int jobs, IntConsumer progress)
      throws IOException {
    long start = System.nanoTime();
    Set<String> sources = new TreeSet<>();
    for (String path : paths) {
      if (path.endsWith(".c") || path.endsWith(".h")) {
        sources.add(path);
      }
    }
    Runner runner = new Runner(KernelTree.of(tree), rules);
    List<FileResult> results = runner.runAll(List.copyOf(sources), jobs, progress);
    List<Finding> findings = new ArrayList<>();
    List<Report.RuleFailure> failures = new ArrayList<>();
    Set<String> outOfBudget = new TreeSet<>();
    List<Problem> problems = new ArrayList<>();
    int skipped = 0;
    int functions = 0;
    int notParsed = 0;
    for (FileResult result : results) {
      findings.addAll(result.findings);
      failures.addAll(result.failures);
      outOfBudget.addAll(result.outOfBudget);
      problems.addAll(result.problems);
      skipped += result.skipped ? 1 : 0;
      functions += result.functions;
      notParsed += result.notParsed;
    }
    findings.sort(Finding.ORDER);
    failures.sort(FAILURES);
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Report(
        distinct(findings),
        new Report.Statistics(sources.size(), skipped, functions, notParsed, seconds),
        failures,
        List.copyOf(outOfBudget),
        problems);
  }

  /** The same without telling progress. */
  public static Report run(SourceTree tree, Collection<String> paths, List<Rule> rules, int jobs)
      throws IOException {
    return run(tree, paths, rules, jobs, done -> {});
  }

  private static List<Finding> distinct(List<Finding> sorted) {
    Set<List<Object>> seen = new HashSet<>();
    List<Finding> kept = new ArrayList<>();
    for (Finding finding : sorted) {
      if (seen.add(List.of(finding.rule(), finding.place(), finding.message()))) {
        kept.add(finding);
      }
    }
    return kept;
  }

  private List<FileResult> runAll(List<String> paths, int jobs, IntConsumer progress)
      throws IOException {
    ExecutorService threads = DeepStack.threads(jobs);
    try {
      AtomicInteger done = new AtomicInteger();
      List<Future<FileResult>> futures = new ArrayList<>();
      for (String path : paths) {
        futures.add(
            threads.submit(
                () -> {
                  FileResult result = contained(path);
                  progress.accept(done.incrementAndGet());
                  return result;
                }));
      }
      List<FileResult> results = new ArrayList<>();
      for (Future<FileResult> future : futures) {
        results.add(future.get());
      }
      return results;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  /** A file that is too much for the analysis loses its own findings and no other's. */
  private FileResult contained(String path) {
    try {
      return file(path);
    } catch (StackOverflowError e) {
      return failed(path, "nested too deeply to be followed");
    } catch (RuntimeException e) {
      StackTraceElement[] stack = e.getStackTrace();
      return failed(path, e + (stack.length > 0 ? " at " + stack[0] : ""));
    }
  }

  private static FileResult failed(String path, String message) {
    Report.RuleFailure failure = new Report.RuleFailure("", path, "", message);
    return new FileResult(List.of(), List.of(failure), List.of(), List.of(), false, 0, 0);
  }

  private FileResult file(String path) {
    List<Finding> findings = new ArrayList<>();
    List<Report.RuleFailure> failures = new ArrayList<>();
    List<String> outOfBudget = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    Optional<SourceFile> file;
    try {
      file = tree.source().read(path);
    } catch (IOException | UncheckedIOException e) {
      problems.add(new Problem(path, Span.at(0), "can't be read: " + e.getMessage()));
      file = Optional.empty();
    }
    file.filter(SourceFile::isBinary)
        .ifPresent(f -> problems.add(new Problem(path, Span.at(0), "binary file, not looked at")));
    List<Rule> asked = file.filter(f -> !f.isBinary()).map(this::concerned).orElse(List.of());
    if (!asked.isEmpty() && file.orElseThrow().size() > KernelTree.LARGEST_FILE) {
      problems.add(
          new Problem(
              path,
              Span.at(0),
              "has more than " + (KernelTree.LARGEST_FILE >> 20) + " MB, not looked at"));
    }
    Optional<Unit> unit = asked.isEmpty() ? Optional.empty() : tree.unit(path);
    if (unit.isEmpty()) {
      return new FileResult(findings, failures, outOfBudget, problems, true, 0, 0);
    }
    FunctionFacts.FileAnalyses analyses = new FunctionFacts.FileAnalyses(tree);
    for (Function function : unit.get().functions()) {
      FunctionFacts facts = FunctionFacts.of(analyses, function);
      for (Rule rule : asked) {
        ask(rule, path, function.name(), () -> rule.check(facts), findings, failures);
      }
    }
    for (OpsTable table : unit.get().tables()) {
      DriverFacts facts = DriverFacts.of(analyses, table);
      for (Rule rule : asked) {
        ask(rule, path, "", () -> rule.check(facts), findings, failures);
      }
    }
    TreeFacts facts = TreeFacts.of(tree, unit.get());
    for (Rule rule : asked) {
      ask(rule, path, "", () -> rule.check(facts), findings, failures);
    }
    analyses.outOfBudget().forEach(outOfBudget::add);
    int notParsed = (int) unit.get().functions().stream().filter(f -> f.node().hasErrors()).count();
    return new FileResult(
        findings, failures, outOfBudget, problems, false, unit.get().functions().size(), notParsed);
  }

  private List<Rule> concerned(SourceFile file) {
    List<Rule> asked = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      if (triggers.get(i) == null || triggers.get(i).anyIn(file)) {
        asked.add(rules.get(i));
      }
    }
    return asked;
  }

  private static void ask(
      Rule rule,
      String path,
      String function,
      Supplier<Stream<Finding>> question,
      List<Finding> findings,
      List<Report.RuleFailure> failures) {
    try {
      question.get().map(finding -> finding.of(rule.id(), rule.severity())).forEach(findings::add);
    } catch (RuntimeException | StackOverflowError e) {
      String message = e.getClass().getSimpleName() + ": " + e.getMessage();
      StackTraceElement[] stack = e.getStackTrace();
      failures.add(
          new Report.RuleFailure(
              rule.id(), path, function, message + (stack.length > 0 ? " at " + stack[0] : "")));
    }
  }
}
