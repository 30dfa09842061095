package org.patchwright.command;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;

/** Standard output, and whether all that was printed has got there: a writer does not tell. */
final class Printed extends FilterOutputStream {

  private Optional<IOException> failure = Optional.empty();

  Printed(OutputStream out) {
    super(out);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    try {
      out.write(bytes, from, length);
    } catch (IOException e) {
      failure = failure.or(() -> Optional.of(e));
      throw e;
    }
  }

  /**
   * The code to end with: that of the run, unless what it printed was lost.
   *
   * @param out the writer that prints to this
   */
  int exitCode(int code, PrintWriter out, PrintWriter err) {
    out.flush();
    int ended = code;
    if (failure.isPresent()) {
      String why = String.valueOf(failure.get().getMessage());
      if (why.toLowerCase(Locale.ROOT).contains("broken pipe")) {
        // Whoever read it, as head does, has seen enough.
        ended = ExitCode.PIPE_CLOSED;
      } else {
        err.println("patchwright: standard output can't be written: " + why);
        ended = ExitCode.USAGE;
      }
    }
    err.flush();
    return ended;
  }
}
