package org.patchwright.command;

/** How a run ended, for scripts. */
public final class ExitCode {

  /** Done, and nothing was found. */
  public static final int CLEAN = 0;

  /** Done, and something was found. */
  public static final int FINDINGS = 1;

  /** The command line, or what it names, can't be used. */
  public static final int USAGE = 2;

  /** The tool itself failed on some part; what it could do was done. */
  public static final int FAILED = 3;

  /** A commit can't be judged, and none has findings; {@code git bisect run} then skips it. */
  public static final int CANNOT_JUDGE = 125;

  /** Stopped by SIGINT, as shells count it; SIGTERM is 143. */
  public static final int INTERRUPTED = 130;

  /** Whoever read standard output closed it, as shells count SIGPIPE. */
  public static final int PIPE_CLOSED = 141;

  private ExitCode() {}
}
