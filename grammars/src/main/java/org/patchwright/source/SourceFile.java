package org.patchwright.source;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * The exact bytes of one file, under the path by which its tree knows it. The file is also readable
 * as text in which one character stands for one byte, so that offsets of characters are offsets of
 * bytes whatever the file's encoding.
 */
public final class SourceFile {

  /** How many bytes git looks at to tell a binary file. */
  private static final int BINARY_WITHIN = 8_000;

  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final long LOWEST_BITS = 0x0101010101010101L;
  private static final long HIGHEST_BITS = 0x8080808080808080L;

  private final String path;
  private final byte[] bytes;
  private volatile String text;
  private volatile int[] lineStarts;

  private SourceFile(String path, byte[] bytes) {
    this.path = Objects.requireNonNull(path);
    this.bytes = bytes;
  }

  /**
   * @param path the path inside its tree, with {@code /} between names
   * @param bytes the content, copied
   */
  public static SourceFile of(String path, byte[] bytes) {
    return new SourceFile(path, bytes.clone());
  }

  /** The same without the copy, for a caller that gives the array away. */
  public static SourceFile owning(String path, byte[] bytes) {
    return new SourceFile(path, bytes);
  }

  /** A file whose bytes are the text in UTF-8. */
  public static SourceFile of(String path, String text) {
    return new SourceFile(path, text.getBytes(StandardCharsets.UTF_8));
  }

  public String path() {
    return path;
  }

  /** The content, as a copy. */
  public byte[] bytes() {
    return bytes.clone();
  }

  byte[] content() {
    return bytes;
  }

  /** Number of bytes. */
  public int size() {
    return bytes.length;
  }

  /** The byte at an offset, 0 to 255. */
  public int at(int offset) {
    return bytes[offset] & 0xff;
  }

  /** A read-only view of the content. */
  public ByteBuffer buffer() {
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }

  /** The content with one character for each byte (ISO 8859-1); offsets in it are byte offsets. */
  public String text() {
    String known = text;
    if (known == null) {
      known = new String(bytes, StandardCharsets.ISO_8859_1);
      text = known;
    }
    return known;
  }

  /** Part of {@link #text()}. */
  public String text(Span span) {
    return new String(bytes, span.start(), span.length(), StandardCharsets.ISO_8859_1);
  }

  /** Part of the file as a reader should see it: UTF-8 where it is valid, ISO 8859-1 elsewhere. */
  public String display(Span span) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, span.start(), span.length()))
          .toString();
    } catch (CharacterCodingException notUtf8) {
      return text(span);
    }
  }

  /** Whether a NUL byte stands in the first 8,000 bytes, git's own test for a binary file. */
  public boolean isBinary() {
    return isBinary(bytes, bytes.length);
  }

  /** The same of the first bytes of an array. */
  public static boolean isBinary(byte[] bytes, int size) {
    int end = Math.min(size, BINARY_WITHIN);
    int at = 0;
    for (; at + Long.BYTES <= end; at += Long.BYTES) {
      long eight = (long) EIGHT_BYTES.get(bytes, at);
      // The lowest byte that is zero borrows from its highest bit.
      if ((eight - LOWEST_BITS & ~eight & HIGHEST_BITS) != 0) {
        return true;
      }
    }
    for (; at < end; at++) {
      if (bytes[at] == 0) {
        return true;
      }
    }
    return false;
  }

  /** The whole file. */
  public Span span() {
    return new Span(0, bytes.length);
  }

  /** Number of lines; a last line without its line feed counts, an empty file has none. */
  public int lineCount() {
    return lineStarts().length - (endsWithLineFeed() || bytes.length == 0 ? 1 : 0);
  }

  private boolean endsWithLineFeed() {
    return bytes.length > 0 && bytes[bytes.length - 1] == '\n';
  }

  /** The line, from 1, that holds the byte at this offset; the end of the file is allowed. */
  public int line(int offset) {
    int found = Arrays.binarySearch(lineStarts(), offset);
    return found >= 0 ? found + 1 : -found - 1;
  }

  /** The column, from 1 and in bytes, of an offset. */
  public int column(int offset) {
    return offset - lineStarts()[line(offset) - 1] + 1;
  }

  /**
   * The bytes of a line without its line feed.
   *
   * @param line from 1 to {@link #lineCount()}
   * @throws IndexOutOfBoundsException for another number
   */
  public Span lineSpan(int line) {
    Objects.checkIndex(line - 1, lineCount());
    int[] starts = lineStarts();
    int start = starts[line - 1];
    int end = line < starts.length ? starts[line] - 1 : bytes.length;
    return new Span(start, end);
  }

  private int[] lineStarts() {
    int[] known = lineStarts;
    if (known == null) {
      int count = 1;
      for (byte b : bytes) {
        if (b == '\n') {
          count++;
        }
      }
      known = new int[count];
      int line = 1;
      for (int i = 0; i < bytes.length; i++) {
        if (bytes[i] == '\n') {
          known[line++] = i + 1;
        }
      }
      lineStarts = known;
    }
    return known;
  }

  /** Equal when path and bytes are. */
  @Override
  public boolean equals(Object other) {
    return other instanceof SourceFile that
        && path.equals(that.path)
        && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return 31 * path.hashCode() + Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return path + " (" + bytes.length + " bytes)";
  }
}
