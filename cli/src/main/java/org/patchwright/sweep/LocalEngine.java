package org.patchwright.sweep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import org.patchwright.run.DeepStack;

/**
 * Threads of this process. All shares walk through one stretch of history before the next, so that
 * what one parsed serves the others, and what none needs any more can go.
 */
public final class LocalEngine implements Engine {

  /** Revisions that all shares walk before the next ones. */
  private static final int STRETCH = 64;

  private final int jobs;

  public LocalEngine(int jobs) {
    this.jobs = jobs;
  }

  @Override
  public List<Walked> walk(Work work, Blobs blobs, Past past, IntConsumer progress)
      throws IOException {
    Plan plan = work.plan();
    Ground ground = new Ground(plan, blobs);
    Judge judge = work.judge();
    List<Walker> walkers = new ArrayList<>();
    for (String share : plan.shares()) {
      walkers.add(new Walker(ground, share, judge, past));
    }
    ExecutorService threads = DeepStack.threads(jobs);
    try {
      int all = plan.revisions().size();
      for (int begin = 0; begin < all; begin += STRETCH) {
        int end = Math.min(all, begin + STRETCH);
        List<Future<?>> running = new ArrayList<>();
        for (Walker walker : walkers) {
          running.add(
              threads.submit(
                  () -> {
                    walker.walk(end);
                    return walker;
                  }));
        }
        for (Future<?> one : running) {
          one.get();
        }
        ground.forgetBut(end - 1);
        progress.accept(end);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException io) {
        throw io;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      threads.shutdownNow();
    }
    return walkers.stream().map(Walker::walked).toList();
  }
}
