package org.patchwright.server;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * What a command line left.
 *
 * @param code the exit code
 * @param out what goes to standard output
 * @param err what goes to standard error
 */
public record Answer(int code, String out, String err) {

  void writeTo(DataOutputStream wire) throws IOException {
    Text.write(wire, out);
    Text.write(wire, err);
    wire.writeInt(code);
    wire.flush();
  }

  static Answer readFrom(DataInputStream wire) throws IOException {
    String out = Text.read(wire);
    String err = Text.read(wire);
    return new Answer(wire.readInt(), out, err);
  }
}
