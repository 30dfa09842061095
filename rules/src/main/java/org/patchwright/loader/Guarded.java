package org.patchwright.loader;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.patchwright.fact.DriverFacts;
import org.patchwright.fact.FunctionFacts;
import org.patchwright.fact.Place;
import org.patchwright.fact.TreeFacts;
import org.patchwright.rule.Check;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Fix;
import org.patchwright.rule.Note;
import org.patchwright.rule.Rule;
import org.patchwright.rule.Severity;
import org.patchwright.rule.Words;
import org.patchwright.source.Edit;
import org.patchwright.symbol.KernelTree;
import org.patchwright.symbol.Uses;

/**
 * A rule that is not trusted. Each question to it has a budget; what it is called, and when it is
 * asked, its annotation says and not its code; its findings may point only into the tree.
 */
public final class Guarded implements Rule {

  private static final int MOST_FINDINGS = 1000;

  private static final long LOOK_MILLIS = 10;

  /** How long a rule whose time is over may stay where it can't be ended safely. */
  private static final long GRACE_MILLIS = 2000;

  /**
   * Seconds of waiting that count as one of the rule's own: on a crowded machine a rule gets a
   * small part of each, and on no machine may it stand still for ever.
   */
  private static final long PATIENCE = 20;

  private static final long STACK = 16L << 20;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final ExecutorService COMPANIONS =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(null, task, "rule", STACK);
            thread.setDaemon(true);
            return thread;
          });

  private final Rule rule;
  private final Budget.Limits limits;
  private final Class<?> type;
  private final Check check;
  private final AtomicBoolean out = new AtomicBoolean();

  Guarded(Rule rule, Check check, Budget.Limits limits) {
    this.rule = rule;
    this.limits = limits;
    this.type = rule.getClass();
    this.check = check;
  }

  /** What a companion thread came to. */
  private static final class Answer<T> {
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile Thread thread;
    private volatile long began;
    private volatile long allocatedBefore;
    private volatile long allocatedAfter;
    private volatile T given;
    private volatile Throwable thrown;
    private boolean finished;

    /** From here on the thread is not this question's any more. */
    synchronized void finish() {
      finished = true;
    }

    @SuppressWarnings({"deprecation", "removal"})
    synchronized void stop() {
      if (finished) {
        return;
      }
      try {
        thread.stop();
      } catch (UnsupportedOperationException newerJava) {
        // Java 20 and later can't: the thread is left behind, see GRACE_MILLIS.
        thread.setPriority(Thread.MIN_PRIORITY);
      }
    }
  }

  /** Runs something of a rule within a budget. */
  static <T> T within(Budget.Limits limits, ClassLoader loader, Supplier<T> question) {
    Budget budget = new Budget(limits);
    Answer<T> answer = new Answer<>();
    COMPANIONS.execute(() -> run(budget, answer, question));
    long start = System.nanoTime();
    while (!waited(answer.done)) {
      Thread thread = answer.thread;
      long millis = millis(System.nanoTime() - start, answer);
      if (millis > limits.millis()) {
        budget.spend("took more than " + limits.millis() / 1000.0 + " s of processor time");
      }
      if (millis > limits.millis() + GRACE_MILLIS) {
        // It is left behind: its own analyses go with it, and it dies when it takes a step.
        if (thread != null) {
          thread.setPriority(Thread.MIN_PRIORITY);
        }
        throw new BudgetSpent(budget.spent());
      }
      if (thread == null) {
        continue;
      }
      if (!thread.isAlive() && answer.done.getCount() > 0) {
        // It was ended at its very end, before it could say so.
        budget.spend("ran out of memory");
        throw new BudgetSpent(budget.spent());
      }
      long allocated = THREADS.getThreadAllocatedBytes(thread.getId());
      meter(allocated, answer, limits, budget);
      if (!budget.spent().isEmpty() && isInRule(thread, loader)) {
        answer.stop();
      }
    }
    // What was taken and given back between two looks counts, too.
    meter(answer.allocatedAfter, answer, limits, budget);
    if (answer.thrown != null) {
      throw failure(answer.thrown, budget);
    }
    if (!budget.spent().isEmpty()) {
      throw new BudgetSpent(budget.spent());
    }
    return answer.given;
  }

  private static void meter(long allocated, Answer<?> answer, Budget.Limits limits, Budget budget) {
    if (allocated - answer.allocatedBefore > limits.bytes()) {
      budget.spend("took more than " + (limits.bytes() >> 20) + " MB");
    }
  }

  /**
   * What a question took: of the processor's time, where that is known, or by {@link #PATIENCE}.
   */
  private static long millis(long waitedNanos, Answer<?> answer) {
    Thread thread = answer.thread;
    long now = thread == null ? -1 : THREADS.getThreadCpuTime(thread.getId());
    long worked = now < 0 || answer.began < 0 ? waitedNanos / PATIENCE : now - answer.began;
    return Math.max(worked, waitedNanos / PATIENCE) / 1_000_000;
  }

  private static <T> void run(Budget budget, Answer<T> answer, Supplier<T> question) {
    answer.began =
        THREADS.isCurrentThreadCpuTimeSupported() ? THREADS.getCurrentThreadCpuTime() : -1;
    answer.allocatedBefore = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    answer.thread = Thread.currentThread();
    budget.begin();
    try {
      answer.given = question.get();
    } catch (Throwable thrown) {
      // Told to whoever waits; among these are errors that only this rule is to suffer from.
      answer.thrown = thrown;
    } finally {
      Budget.end();
      answer.allocatedAfter = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
      answer.finish();
      answer.done.countDown();
    }
    if (!budget.spent().isEmpty()) {
      // A stop that is still on its way must not meet the next question.
      throw new ThreadDeath();
    }
  }

  private static boolean waited(CountDownLatch done) {
    try {
      return done.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(new IOException("interrupted", e));
    }
  }

  private static RuntimeException failure(Throwable thrown, Budget budget) {
    if (!budget.spent().isEmpty() || thrown instanceof ThreadDeath) {
      throw new BudgetSpent(budget.spent());
    }
    if (thrown instanceof OutOfMemoryError) {
      throw new BudgetSpent("ran out of memory");
    }
    if (thrown instanceof StackOverflowError) {
      throw new BudgetSpent("called itself too deeply");
    }
    if (thrown instanceof RuntimeException runtime) {
      return runtime;
    }
    return new IllegalStateException(thrown);
  }

  /**
   * Whether a thread is in a rule's code, or in Java's called by it, and may be ended. A thread
   * inside of the analysis is left alone: what it has half done others may share.
   */
  private static boolean isInRule(Thread thread, ClassLoader loader) {
    for (StackTraceElement frame : thread.getStackTrace()) {
      if (frame.getMethodName().equals("<clinit>")
          || frame.getClassName().startsWith("java.util.concurrent.")) {
        return false;
      }
      if (loader instanceof RuleClasses rules && rules.defines(frame.getClassName())) {
        return true;
      }
      if (frame.getClassName().startsWith("org.patchwright.")) {
        return false;
      }
    }
    return false;
  }

  @Override
  public String id() {
    return type.getSimpleName();
  }

  @Override
  public String summary() {
    return check.summary();
  }

  @Override
  public Severity severity() {
    return check.severity();
  }

  @Override
  public String subsystem() {
    String name = type.getPackageName();
    return name.substring(name.lastIndexOf('.') + 1);
  }

  @Override
  public Set<String> triggers() {
    return Words.triggers(check);
  }

  @Override
  public Stream<Finding> check(FunctionFacts function) {
    return ask(() -> rule.check(function), function.tree());
  }

  @Override
  public Stream<Finding> check(DriverFacts driver) {
    return ask(() -> rule.check(driver), driver.tree());
  }

  @Override
  public Stream<Finding> check(TreeFacts file) {
    return ask(() -> rule.check(file), file.tree());
  }

  /** Whether it used up a budget: it is asked no more then, or it would do so everywhere. */
  public boolean isOut() {
    return out.get();
  }

  private Stream<Finding> ask(Supplier<Stream<Finding>> question, KernelTree tree) {
    if (out.get()) {
      return Stream.empty();
    }
    List<Finding> found;
    // What the rule looks at is noted where it runs, in a thread of its own.
    Uses uses = new Uses();
    try {
      found =
          within(
              limits,
              type.getClassLoader(),
              () -> tree.recording(uses, () -> question.get().limit(MOST_FINDINGS).toList()));
    } catch (BudgetSpent e) {
      if (out.getAndSet(true)) {
        return Stream.empty();
      }
      throw new BudgetSpent(e.getMessage() + "; it is not asked again");
    }
    tree.noted(uses);
    return found.stream().map(finding -> inside(finding, tree));
  }

  /** Reports read the files that findings point to. */
  private static Finding inside(Finding finding, KernelTree tree) {
    inside(finding.place(), tree);
    for (Note note : finding.steps()) {
      inside(note.place(), tree);
    }
    finding.fix().ifPresent(fix -> inside(fix, tree));
    return finding;
  }

  private static void inside(Fix fix, KernelTree tree) {
    for (Edit edit : fix.edits()) {
      inside(edit.path(), tree);
    }
    fix.prerequisites().forEach(before -> inside(before, tree));
  }

  private static void inside(Place place, KernelTree tree) {
    inside(place.path(), tree);
  }

  private static void inside(String path, KernelTree tree) {
    try {
      if (!tree.source().contains(path)) {
        throw new IllegalArgumentException("it points to " + path + ", which is not in the tree");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
