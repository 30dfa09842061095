package org.patchwright.validate;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.patchwright.diff.BinaryPatch;

/**
 * What a binary patch makes of a file: git's pack format documentation, "Deltified representation".
 */
final class Delta {

  private Delta() {}

  /**
   * @return empty if the delta is damaged or was made for another file
   */
  static Optional<byte[]> content(BinaryPatch.Part part, byte[] before) {
    byte[] data = part.data().getBytes(StandardCharsets.ISO_8859_1);
    if (part.method() == BinaryPatch.Method.LITERAL) {
      return Optional.of(data);
    }
    int[] at = {0};
    long from = size(data, at);
    long to = size(data, at);
    if (from != before.length || to < 0 || to > BinaryPatch.LARGEST) {
      return Optional.empty();
    }
    byte[] out = new byte[(int) to];
    int filled = 0;
    while (at[0] < data.length) {
      int op = data[at[0]++] & 0xff;
      byte[] source = data;
      int offset = at[0];
      int length = op;
      if ((op & 0x80) != 0) {
        source = before;
        offset = number(data, at, op & 0x0f);
        length = number(data, at, op >> 4 & 0x07);
        length = length == 0 ? 0x10000 : length;
      } else {
        at[0] += op;
      }
      boolean inside =
          offset >= 0 && length > 0 && length <= source.length - offset && length <= to - filled;
      if (!inside) {
        return Optional.empty();
      }
      System.arraycopy(source, offset, out, filled, length);
      filled += length;
    }
    return filled == to ? Optional.of(out) : Optional.empty();
  }

  private static long size(byte[] data, int[] at) {
    long size = 0;
    for (int shift = 0; at[0] < data.length && shift < 35; shift += 7) {
      int next = data[at[0]++] & 0xff;
      size |= (long) (next & 0x7f) << shift;
      if ((next & 0x80) == 0) {
        return size;
      }
    }
    return -1;
  }

  private static int number(byte[] data, int[] at, int which) {
    int number = 0;
    for (int i = 0; i < 4; i++) {
      if ((which >> i & 1) != 0) {
        if (at[0] >= data.length) {
          return -1;
        }
        number |= (data[at[0]++] & 0xff) << 8 * i;
      }
    }
    return number;
  }
}
