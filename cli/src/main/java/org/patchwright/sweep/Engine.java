package org.patchwright.sweep;

import java.io.IOException;
import java.util.List;
import java.util.function.IntConsumer;

/** Carries out a plan. Every engine yields the same. */
public interface Engine {

  /**
   * Walks all shares of the work.
   *
   * @param blobs where contents come from on this machine
   * @param past results of earlier runs, for engines that can use them
   * @param progress told a number that grows up to the number of revisions
   * @return what each share yielded, in the order of {@link Plan#shares}
   */
  List<Walked> walk(Work work, Blobs blobs, Past past, IntConsumer progress) throws IOException;
}
