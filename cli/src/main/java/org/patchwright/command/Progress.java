package org.patchwright.command;

import java.util.function.IntConsumer;

/** One line on a terminal that says how far a run is; nothing anywhere else. */
final class Progress implements IntConsumer, AutoCloseable {

  private static final long EVERY = 100_000_000L;

  private final String what;
  private final int total;
  private final boolean shown;
  private long last = System.nanoTime();
  private boolean dirty;

  /**
   * @param what what is counted, for example {@code files}
   */
  Progress(String what, int total) {
    this.what = what;
    this.total = total;
    this.shown = System.console() != null && System.getenv("CI") == null;
  }

  @Override
  public synchronized void accept(int done) {
    long now = System.nanoTime();
    if (shown && now - last > EVERY) {
      last = now;
      dirty = true;
      System.err.print("\r" + done + "/" + total + " " + what);
      System.err.flush();
    }
  }

  /** Takes the line away. */
  @Override
  public synchronized void close() {
    if (dirty) {
      System.err.print("\r\u001b[K");
      System.err.flush();
      dirty = false;
    }
  }
}
