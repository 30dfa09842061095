package org.patchwright.srcml;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Bytes of XML in UTF-8, gathered and passed on in pieces. */
final class Xml {

  private final OutputStream out;
  private byte[] buffer = new byte[1 << 16];
  private int size;
  private boolean latin;

  Xml(OutputStream out) {
    this.out = out;
  }

  /** Whether the source's bytes are ISO 8859-1 rather than UTF-8. */
  void latin(boolean latin) {
    this.latin = latin;
  }

  static boolean isUtf8(byte[] bytes) {
    boolean ascii = true;
    for (byte b : bytes) {
      ascii &= b >= 0;
    }
    if (ascii) {
      return true;
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  void raw(String text) throws IOException {
    room(text.length());
    for (int i = 0; i < text.length(); i++) {
      buffer[size++] = (byte) text.charAt(i);
    }
  }

  /** Any text as the value of an attribute, without its quotes. */
  void attribute(String text) throws IOException {
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      switch (b) {
        case '"' -> raw("&quot;");
        case '\n' -> raw("&#10;");
        case '\t' -> raw("&#9;");
        default -> value(b & 0xff, false);
      }
    }
  }

  /** One byte of the source as text. */
  void source(int value) throws IOException {
    value(value, latin);
  }

  private void value(int value, boolean convert) throws IOException {
    room(32);
    if (value < ' ' && value != '\n' && value != '\t') {
      if (value == '\r') {
        raw("&#13;");
      } else {
        raw("<escape char=\"0x" + Integer.toHexString(value) + "\"/>");
      }
    } else if (value >= 0x80 && convert) {
      buffer[size++] = (byte) (0xc0 | value >> 6);
      buffer[size++] = (byte) (0x80 | value & 0x3f);
    } else {
      switch (value) {
        case '<' -> raw("&lt;");
        case '>' -> raw("&gt;");
        case '&' -> raw("&amp;");
        default -> buffer[size++] = (byte) value;
      }
    }
  }

  private void room(int bytes) throws IOException {
    if (size + bytes > buffer.length) {
      flush();
      if (bytes > buffer.length) {
        buffer = new byte[bytes];
      }
    }
  }

  void flush() throws IOException {
    out.write(buffer, 0, size);
    size = 0;
  }
}
