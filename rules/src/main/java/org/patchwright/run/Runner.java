package org.patchwright.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
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
import org.patchwright.loader.BudgetSpent;
import org.patchwright.loader.Guarded;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Fix;
import org.patchwright.rule.Rule;
import org.patchwright.source.Problem;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;
import org.patchwright.source.Span;
import org.patchwright.source.WordSet;
import org.patchwright.symbol.Function;
import org.patchwright.symbol.KernelTree;
import org.patchwright.symbol.OpsTable;
import org.patchwright.symbol.Unit;
import org.patchwright.symbol.Uses;

/** Asks rules about the files of a tree. The report is the same for any number of jobs. */
public final class Runner {

  private static final Comparator<Report.RuleFailure> FAILURES =
      Comparator.comparing(Report.RuleFailure::path)
          .thenComparing(Report.RuleFailure::function)
          .thenComparing(Report.RuleFailure::rule)
          .thenComparing(Report.RuleFailure::message);

  /** Comments that speak to the tool name it. */
  private static final String OWN_NAME = "patchwright";

  private final KernelTree tree;
  private final List<Rule> rules;
  private final WordSet triggers;
  private final BitSet always;
  private final Memory memory;

  /** Whether anybody asks what a result rests on: noting that takes time. */
  private final boolean noting;

  /** Rules, and the words that tell which of them have a say in a file. */
  private record Triggers(List<Rule> rules, WordSet words, BitSet always) {
    static Triggers of(List<Rule> rules) {
      BitSet always = new BitSet(rules.size());
      List<Set<String>> words = new ArrayList<>();
      for (Rule rule : rules) {
        always.set(words.size(), rule.triggers().isEmpty());
        words.add(rule.triggers());
      }
      words.add(Set.of(OWN_NAME));
      return new Triggers(List.copyOf(rules), WordSet.of(words), always);
    }
  }

  /** What was answered about other versions of the tree, if this is one of several. */
  private final Optional<Answers> answers;

  /** Threads for the rules of one file, where there are few files. */
  private final Optional<Lanes> lanes;

  private Runner(
      KernelTree tree,
      Triggers triggers,
      Memory memory,
      boolean noting,
      Optional<Answers> answers,
      Optional<Lanes> lanes) {
    this.tree = tree;
    this.lanes = lanes;
    this.answers = answers;
    this.rules = triggers.rules();
    this.triggers = triggers.words();
    this.always = triggers.always();
    this.memory = memory;
    this.noting = noting;
  }

  /**
   * @param tree the files; headers, callees and siblings are read from it as rules need them
   * @param paths the files to report on; others than {@code .c} and {@code .h} are left out
   * @param rules what to ask; their order does not matter
   * @param jobs number of threads, at least 1
   * @param memory of earlier runs with the same rules over the same tree
   * @param progress told the number of files done, from any thread
   * @throws IOException if the tree's list of files can't be read
   */
  public static Report run(
      SourceTree tree,
      Collection<String> paths,
      List<Rule> rules,
      int jobs,
      Memory memory,
      IntConsumer progress)
      throws IOException {
    return run(KernelTree.of(tree), paths, rules, jobs, memory, progress);
  }

  /** The same over a tree of which files may have been parsed before. */
  public static Report run(
      KernelTree tree,
      Collection<String> paths,
      List<Rule> rules,
      int jobs,
      Memory memory,
      IntConsumer progress)
      throws IOException {
    long start = System.nanoTime();
    List<String> order = sources(paths);
    ExecutorService threads = DeepStack.threads(jobs);
    // A file's thread is one of them, and those that help it have to be free.
    int each = order.isEmpty() ? 1 : jobs / order.size();
    Runner runner =
        new Runner(
            tree,
            Triggers.of(rules),
            memory,
            memory != Memory.NONE,
            Optional.empty(),
            each > 1
                ? Optional.of(new Lanes(threads, each, memory != Memory.NONE))
                : Optional.empty());
    List<FileReport> results = runner.runAll(order, threads, jobs, progress);
    List<Finding> findings = new ArrayList<>();
    List<Report.RuleFailure> failures = new ArrayList<>();
    Set<String> outOfBudget = new TreeSet<>();
    List<Problem> problems = new ArrayList<>();
    int skipped = 0;
    int functions = 0;
    int notParsed = 0;
    List<String> addressed = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      FileReport result = results.get(i);
      if (result.addressed()) {
        addressed.add(order.get(i));
      }
      runner.compiled(result.findings()).forEach(findings::add);
      failures.addAll(result.failures());
      outOfBudget.addAll(result.outOfBudget());
      problems.addAll(result.problems());
      skipped += result.skipped() ? 1 : 0;
      functions += result.functions();
      notParsed += result.notParsed();
    }
    findings.sort(Finding.ORDER);
    failures.sort(FAILURES);
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Report(
        distinct(findings),
        new Report.Statistics(order.size(), skipped, functions, notParsed, seconds),
        failures,
        List.copyOf(outOfBudget),
        problems,
        addressed);
  }

  /** Rules that are asked about one file after another, of one tree or of several. */
  public static final class Asking {
    private final Triggers triggers;

    public Asking(List<Rule> rules) {
      this.triggers = Triggers.of(rules);
    }

    /**
     * What one file yields; in the calling thread, which must have room for deep recursion, see
     * {@link DeepStack}.
     *
     * @param answers given to the same rules about other versions of the tree; takes in what is new
     */
    public FileReport about(KernelTree tree, String path, Answers answers) {
      return new Runner(tree, triggers, Memory.NONE, true, Optional.of(answers), Optional.empty())
          .contained(path);
    }
  }

  /** The same without memory, and without telling progress. */
  public static Report run(SourceTree tree, Collection<String> paths, List<Rule> rules, int jobs)
      throws IOException {
    return run(tree, paths, rules, jobs, Memory.NONE, done -> {});
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

  /** C files, each once and in order; most lists are in order already. */
  private static List<String> sources(Collection<String> paths) {
    List<String> found = new ArrayList<>(paths.size());
    boolean ordered = true;
    for (String path : paths) {
      if (path.endsWith(".c") || path.endsWith(".h")) {
        ordered &= found.isEmpty() || found.get(found.size() - 1).compareTo(path) < 0;
        found.add(path);
      }
    }
    return ordered ? found : List.copyOf(new TreeSet<>(found));
  }

  private List<FileReport> runAll(
      List<String> paths, ExecutorService threads, int jobs, IntConsumer progress)
      throws IOException {
    FileReport[] results = new FileReport[paths.size()];
    AtomicInteger next = new AtomicInteger();
    AtomicInteger done = new AtomicInteger();
    Runnable some =
        () -> {
          for (int at = next.getAndIncrement(); at < results.length; at = next.getAndIncrement()) {
            results[at] = contained(paths.get(at));
            progress.accept(done.incrementAndGet());
          }
        };
    try {
      List<Future<?>> futures = new ArrayList<>();
      for (int job = 0; job < Math.max(1, jobs); job++) {
        futures.add(threads.submit(some));
      }
      for (Future<?> future : futures) {
        future.get();
      }
      return Arrays.asList(results);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      // Nobody waits for the rest.
      next.set(results.length);
      threads.shutdownNow();
    }
  }

  /** A file that is too much for the analysis loses its own findings and no other's. */
  private FileReport contained(String path) {
    try {
      Optional<FileReport> known = memory.recall(path);
      if (known.isPresent()) {
        return known.get();
      }
      FileReport report = file(path);
      if (rules.stream().noneMatch(rule -> rule instanceof Guarded guarded && guarded.isOut())) {
        memory.keep(path, report);
      }
      return report;
    } catch (StackOverflowError e) {
      return FileReport.failed(path, "nested too deeply to be followed");
    } catch (UncheckedIOException e) {
      // Damaged behind its beginning, or taken away since that was looked at.
      String why = e.getCause().getMessage();
      return unread(path, "can't be read: " + (why == null ? e.getCause() : why));
    } catch (RuntimeException e) {
      StackTraceElement[] stack = e.getStackTrace();
      return FileReport.failed(path, e + (stack.length > 0 ? " at " + stack[0] : ""));
    }
  }

  /** What the bytes alone tell: which sets of words stand in a file, and whether it is text. */
  private record Glance(BitSet words, boolean binary, int size) {}

  private FileReport file(String path) {
    Optional<Glance> glance;
    try {
      glance =
          memory.look(
              tree.source(),
              path,
              (bytes, size) ->
                  new Glance(triggers.in(bytes, size), SourceFile.isBinary(bytes, size), size));
    } catch (IOException | UncheckedIOException e) {
      return unread(path, "can't be read: " + e.getMessage());
    }
    if (glance.isEmpty()) {
      return FileReport.nothing(false);
    }
    if (glance.get().binary()) {
      return unread(path, "binary file, not looked at");
    }
    List<Rule> asked = concerned(glance.get().words());
    boolean addressed = glance.get().words().get(rules.size());
    if (!asked.isEmpty() && glance.get().size() > KernelTree.LARGEST_FILE) {
      return unread(
          path, "has more than " + (KernelTree.LARGEST_FILE >> 20) + " MB, not looked at");
    }
    if (asked.isEmpty()) {
      return FileReport.nothing(addressed);
    }
    Uses uses = new Uses(path);
    return noting
        ? tree.recording(uses, () -> asked(path, asked, addressed, uses))
        : asked(path, asked, addressed, uses);
  }

  private FileReport asked(String path, List<Rule> asked, boolean addressed, Uses uses) {
    Optional<Unit> unit = tree.unit(path);
    return unit.isPresent()
        ? analysed(unit.get(), asked, addressed, uses)
        : FileReport.nothing(addressed);
  }

  private static FileReport unread(String path, String why) {
    return FileReport.unread(new Problem(path, Span.at(0), why));
  }

  private FileReport analysed(Unit unit, List<Rule> asked, boolean addressed, Uses uses) {
    List<Finding> findings = new ArrayList<>();
    List<Report.RuleFailure> failures = new ArrayList<>();
    List<Rule> trusted = asked.stream().filter(rule -> !(rule instanceof Guarded)).toList();
    Set<String> outOfBudget = new TreeSet<>();
    if (answers.isPresent()) {
      new Piecewise(tree, unit, answers.get(), uses).ask(trusted, findings, failures, outOfBudget);
    } else if (lanes.isPresent()) {
      lanes.get().ask(tree, unit, trusted, findings, failures, outOfBudget);
    } else {
      FunctionFacts.FileAnalyses analyses = new FunctionFacts.FileAnalyses(tree);
      ask(trusted, unit, analyses, findings, failures);
      outOfBudget.addAll(analyses.outOfBudget());
    }
    for (Rule rule : asked) {
      if (rule instanceof Guarded) {
        // Where such a rule is ended in the midst of something, nobody else works with that.
        FunctionFacts.FileAnalyses own = new FunctionFacts.FileAnalyses(tree);
        ask(List.of(rule), unit, own, findings, failures);
        outOfBudget.addAll(own.outOfBudget());
      }
    }
    noteShown(findings, outOfBudget, uses);
    int notParsed = (int) unit.functions().stream().filter(f -> f.node().hasErrors()).count();
    return new FileReport(
        findings,
        failures,
        List.copyOf(outOfBudget),
        List.of(),
        false,
        addressed,
        unit.functions().size(),
        notParsed,
        uses);
  }

  /** Other files that are shown by line: lines shift though nothing else changes. */
  static void noteShown(List<Finding> findings, Set<String> outOfBudget, Uses uses) {
    for (Finding finding : findings) {
      uses.file(finding.path());
      finding.steps().forEach(step -> uses.file(step.place().path()));
      finding.fix().ifPresent(fix -> noteChanged(fix, uses));
    }
    outOfBudget.forEach(where -> uses.file(where.substring(0, where.lastIndexOf(':'))));
  }

  private static void noteChanged(Fix fix, Uses uses) {
    fix.edits().forEach(edit -> uses.file(edit.path()));
    fix.prerequisites().forEach(earlier -> noteChanged(earlier, uses));
  }

  private static void ask(
      List<Rule> asked,
      Unit unit,
      FunctionFacts.FileAnalyses analyses,
      List<Finding> findings,
      List<Report.RuleFailure> failures) {
    for (Function function : unit.functions()) {
      ask(asked, function, analyses, findings, failures);
    }
    askTables(asked, unit, analyses, findings, failures);
    askFile(asked, unit, analyses, findings, failures);
  }

  static void ask(
      List<Rule> asked,
      Function function,
      FunctionFacts.FileAnalyses analyses,
      List<Finding> findings,
      List<Report.RuleFailure> failures) {
    FunctionFacts facts = FunctionFacts.of(analyses, function);
    for (Rule rule : asked) {
      ask(rule, function.path(), function.name(), () -> rule.check(facts), findings, failures);
    }
  }

  static void askTables(
      List<Rule> asked,
      Unit unit,
      FunctionFacts.FileAnalyses analyses,
      List<Finding> findings,
      List<Report.RuleFailure> failures) {
    for (OpsTable table : unit.tables()) {
      ask(asked, table, analyses, findings, failures);
    }
  }

  static void ask(
      List<Rule> asked,
      OpsTable table,
      FunctionFacts.FileAnalyses analyses,
      List<Finding> findings,
      List<Report.RuleFailure> failures) {
    DriverFacts facts = DriverFacts.of(analyses, table);
    for (Rule rule : asked) {
      ask(rule, table.unit().path(), "", () -> rule.check(facts), findings, failures);
    }
  }

  static void askFile(
      List<Rule> asked,
      Unit unit,
      FunctionFacts.FileAnalyses analyses,
      List<Finding> findings,
      List<Report.RuleFailure> failures) {
    TreeFacts facts = TreeFacts.of(analyses, unit);
    for (Rule rule : asked) {
      ask(rule, unit.path(), "", () -> rule.check(facts), findings, failures);
    }
  }

  /** Without those in code that the tree's configuration leaves out. */
  private Stream<Finding> compiled(List<Finding> found) {
    return tree.source().config().isAny()
        ? found.stream()
        : found.stream()
            .filter(
                finding ->
                    tree.unit(finding.path())
                        .filter(
                            unit -> unit.tree().conditionals().leavesOut(finding.span().start()))
                        .isEmpty());
  }

  private List<Rule> concerned(BitSet words) {
    List<Rule> asked = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      if (always.get(i) || words.get(i)) {
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
      question
          .get()
          .map(finding -> finding.of(rule.id(), rule.severity()))
          .map(
              finding ->
                  finding.fix().isEmpty() && finding.unmended().isEmpty()
                      ? finding.notFixed(rule.noFix())
                      : finding)
          .forEach(findings::add);
    } catch (BudgetSpent e) {
      failures.add(new Report.RuleFailure(rule.id(), path, function, e.getMessage()));
    } catch (RuntimeException | StackOverflowError e) {
      String message = e.getClass().getSimpleName() + ": " + e.getMessage();
      StackTraceElement[] stack = e.getStackTrace();
      failures.add(
          new Report.RuleFailure(
              rule.id(), path, function, message + (stack.length > 0 ? " at " + stack[0] : "")));
    }
  }
}
