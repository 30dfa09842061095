package org.patchwright.server;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A command line.
 *
 * @param here the folder that it was given in, absolute
 * @param arguments its words
 */
public record Request(Path here, List<String> arguments) {

  /** More words, or longer ones, no command line has: what sends them is no client. */
  private static final int MOST = 100_000;

  private static final int MAGIC = 0x50575231;

  public Request {
    arguments = List.copyOf(arguments);
  }

  void writeTo(DataOutputStream out) throws IOException {
    out.writeInt(MAGIC);
    Text.write(out, here.toString());
    out.writeInt(arguments.size());
    for (String argument : arguments) {
      Text.write(out, argument);
    }
    out.flush();
  }

  /**
   * @throws IOException if what comes in is no request
   */
  static Request readFrom(DataInputStream in) throws IOException {
    if (in.readInt() != MAGIC) {
      throw new IOException("not a request");
    }
    Path here = Path.of(Text.read(in));
    int count = in.readInt();
    if (count < 0 || count > MOST) {
      throw new IOException("not a request");
    }
    List<String> arguments = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      arguments.add(Text.read(in));
    }
    return new Request(here, arguments);
  }
}
