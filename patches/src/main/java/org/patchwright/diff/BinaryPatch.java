package org.patchwright.diff;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Git's binary patch ({@code git-diff}, "GIT binary patch"): how to make the post-image, and the
 * way back. Both are absent where the diff only says that the files differ.
 */
public record BinaryPatch(Optional<Part> forward, Optional<Part> backward) {

  /** No file of a patch may grow beyond this many bytes. */
  public static final int LARGEST = 64 << 20;

  private static final String DIGITS =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~";

  /** Whether a part holds the content itself, or git's copy-and-insert delta against the other. */
  public enum Method {
    LITERAL,
    DELTA
  }

  /**
   * One direction.
   *
   * @param data the inflated bytes, one character a byte
   */
  public record Part(Method method, String data) {

    String print() {
      StringBuilder out = new StringBuilder();
      out.append(method == Method.LITERAL ? "literal " : "delta ").append(data.length());
      out.append('\n');
      byte[] packed = deflate(data.getBytes(StandardCharsets.ISO_8859_1));
      for (int at = 0; at < packed.length; at += 52) {
        int length = Math.min(52, packed.length - at);
        out.append((char) (length <= 26 ? 'A' + length - 1 : 'a' + length - 27));
        for (int group = 0; group < length; group += 4) {
          long value = 0;
          for (int i = 0; i < 4; i++) {
            int index = at + group + i;
            value = value << 8 | (group + i < length ? packed[index] & 0xff : 0);
          }
          char[] digits = new char[5];
          for (int i = 4; i >= 0; i--) {
            digits[i] = DIGITS.charAt((int) (value % 85));
            value /= 85;
          }
          out.append(digits);
        }
        out.append('\n');
      }
      return out.append('\n').toString();
    }
  }

  /** Content that goes in whole, with the way back. */
  public static BinaryPatch literal(String before, String after) {
    return new BinaryPatch(
        Optional.of(new Part(Method.LITERAL, after)),
        Optional.of(new Part(Method.LITERAL, before)));
  }

  String print() {
    return "GIT binary patch\n"
        + forward.map(Part::print).orElse("")
        + backward.map(Part::print).orElse("");
  }

  /**
   * Decodes one line of base 85.
   *
   * @return empty if the line is none
   */
  static Optional<byte[]> decodeLine(String line) {
    if (line.isEmpty()) {
      return Optional.empty();
    }
    char first = line.charAt(0);
    int length;
    if (first >= 'A' && first <= 'Z') {
      length = first - 'A' + 1;
    } else if (first >= 'a' && first <= 'z') {
      length = first - 'a' + 27;
    } else {
      return Optional.empty();
    }
    int groups = (length + 3) / 4;
    if (line.length() != 1 + 5 * groups) {
      return Optional.empty();
    }
    byte[] out = new byte[length];
    for (int group = 0; group < groups; group++) {
      long value = 0;
      for (int i = 0; i < 5; i++) {
        int digit = DIGITS.indexOf(line.charAt(1 + 5 * group + i));
        if (digit < 0) {
          return Optional.empty();
        }
        value = value * 85 + digit;
      }
      if (value > 0xffffffffL) {
        return Optional.empty();
      }
      for (int i = 0; i < 4 && group * 4 + i < length; i++) {
        out[group * 4 + i] = (byte) (value >> (24 - 8 * i));
      }
    }
    return Optional.of(out);
  }

  private static byte[] deflate(byte[] plain) {
    Deflater deflater = new Deflater();
    try {
      deflater.setInput(plain);
      deflater.finish();
      byte[] room = new byte[plain.length + plain.length / 1000 + 64];
      int length = deflater.deflate(room);
      byte[] packed = new byte[length];
      System.arraycopy(room, 0, packed, 0, length);
      return packed;
    } finally {
      deflater.end();
    }
  }

  /**
   * Inflates to exactly the declared size.
   *
   * @return empty if the data is damaged, or more or less than declared
   */
  static Optional<String> inflate(byte[] packed, int size) {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(packed);
      byte[] first = new byte[Math.min(size + 1, 1 << 16)];
      StringBuilder out = new StringBuilder();
      while (!inflater.finished()) {
        int got = inflater.inflate(first);
        if (got == 0
            && !inflater.finished()
            && (inflater.needsInput() || inflater.needsDictionary())) {
          return Optional.empty();
        }
        out.append(new String(first, 0, got, StandardCharsets.ISO_8859_1));
        if (out.length() > size) {
          return Optional.empty();
        }
      }
      return out.length() == size ? Optional.of(out.toString()) : Optional.empty();
    } catch (DataFormatException damaged) {
      // Told by the empty answer: the reader reports it with its line.
      return Optional.empty();
    } finally {
      inflater.end();
    }
  }
}
