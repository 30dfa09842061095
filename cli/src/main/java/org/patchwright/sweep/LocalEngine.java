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

  /** More parsed files than this are not kept from one stretch to the next, if they changed. */
  private static final int UNITS = 1_500;

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
        Listing now = ground.listing(end - 1);
        ground.units().shrink(UNITS, key -> isIn(now, key));
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

  private static boolean isIn(Listing listing, String key) {
    int end = key.indexOf('\n');
    return listing.blob(key.substring(0, end)).map(key.substring(end + 1)::equals).orElse(false);
  }
}
