package org.patchwright.run;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads with room for deeply nested C: the parser and the walks over a tree recurse. */
public final class DeepStack {

  /** In bytes. Only what is used costs memory; 10,000 levels of nesting need a fraction of it. */
  private static final long STACK = 256L << 20;

  private DeepStack() {}

  /** Daemon threads, so that an interrupted run ends at once. */
  public static ExecutorService threads(int jobs) {
    AtomicInteger number = new AtomicInteger();
    return Executors.newFixedThreadPool(
        Math.max(1, jobs),
        task -> {
          Thread thread = new Thread(null, task, "job-" + number.incrementAndGet(), STACK);
          thread.setDaemon(true);
          return thread;
        });
  }
}
