package org.patchwright.syntax;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Damage to the bytes of a file, as an editor, a bad merge or a broken disk would do it. */
final class Mutation {

  private static final String[] PIECES = {
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    ";",
    ",",
    "\"",
    "'",
    "/*",
    "*/",
    "//",
    "\\\n",
    "\n#if X\n",
    "\n#else\n",
    "\n#elif Y\n",
    "\n#endif\n",
    "\n#define Z \\\n",
    "else ",
    "if (",
    "do ",
    "case ",
    "struct ",
    "({",
    "})",
    "?",
    ":",
    "=",
    "->",
    "...",
    "\0",
    "\u00ff",
    "\r",
    "\f",
    "#",
    "##",
    "0x",
    "typeof(",
    "__attribute__((",
    "asm(",
    "return ",
    "MODULE_X(",
    "for_each_x(a) "
  };

  private Mutation() {}

  /**
   * One to six changes.
   *
   * @param other bytes to splice from
   */
  static byte[] of(byte[] bytes, byte[] other, Random random) {
    byte[] changed = bytes;
    int changes = 1 + random.nextInt(6);
    for (int i = 0; i < changes; i++) {
      changed = once(changed, other, random);
    }
    return changed;
  }

  private static byte[] once(byte[] bytes, byte[] other, Random random) {
    int at = random.nextInt(bytes.length + 1);
    int length = random.nextInt(random.nextInt(10) == 0 ? 2_000 : 12);
    int to = Math.min(bytes.length, at + length);
    return switch (random.nextInt(8)) {
      case 0 -> join(bytes, at, new byte[0], to);
      case 1 -> join(bytes, at, slice(bytes, at, to), at);
      case 2 -> join(bytes, at, noise(random, length), at);
      case 3 -> join(bytes, at, noise(random, to - at), to);
      case 4 -> join(bytes, at, piece(random), at);
      case 5 -> join(bytes, at, piece(random), to);
      case 6 -> {
        int from = random.nextInt(other.length + 1);
        yield join(bytes, at, slice(other, from, Math.min(other.length, from + 200)), to);
      }
      default -> random.nextInt(6) == 0 ? slice(bytes, 0, at) : repeat(bytes, at, random);
    };
  }

  private static byte[] repeat(byte[] bytes, int at, Random random) {
    String piece = PIECES[random.nextInt(PIECES.length)];
    String run = piece.repeat(1 + random.nextInt(200));
    return join(bytes, at, run.getBytes(StandardCharsets.ISO_8859_1), at);
  }

  private static byte[] piece(Random random) {
    return PIECES[random.nextInt(PIECES.length)].getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] noise(Random random, int length) {
    byte[] noise = new byte[length];
    random.nextBytes(noise);
    return noise;
  }

  private static byte[] slice(byte[] bytes, int from, int to) {
    return java.util.Arrays.copyOfRange(bytes, from, to);
  }

  private static byte[] join(byte[] bytes, int to, byte[] middle, int from) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + middle.length);
    out.write(bytes, 0, to);
    out.write(middle, 0, middle.length);
    out.write(bytes, from, bytes.length - from);
    return out.toByteArray();
  }
}
