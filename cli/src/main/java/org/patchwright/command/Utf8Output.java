package org.patchwright.command;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Bytes in UTF-8 for a writer of characters; a character may be cut by two writes. */
final class Utf8Output extends OutputStream {

  private final Writer out;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private byte[] rest = new byte[0];

  Utf8Output(Writer out) {
    this.out = out;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    ByteBuffer in = ByteBuffer.allocate(rest.length + length);
    in.put(rest).put(bytes, offset, length).flip();
    CharBuffer text = CharBuffer.allocate(in.remaining() + 1);
    decoder.decode(in, text, false);
    rest = new byte[in.remaining()];
    in.get(rest);
    out.write(text.array(), 0, text.position());
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }

  /** The writer stays open. */
  @Override
  public void close() throws IOException {
    flush();
  }
}
