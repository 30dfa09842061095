package org.patchwright.symbol;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.patchwright.syntax.Node;

/** Short names for contents: equal contents have equal marks, and others have other ones. */
final class Mark {

  private static final int DIGITS = 24;

  private Mark() {}

  static String of(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.ISO_8859_1));
      return HexFormat.of().formatHex(digest).substring(0, DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-1", e);
    }
  }

  /**
   * Of a piece of a file: its text, how that is read, and under which conditions of {@code #if} it
   * stands; not where.
   */
  static String of(Node node) {
    StringBuilder text = new StringBuilder(node.text());
    int first = node.firstToken();
    node.walk()
        .forEach(
            inner ->
                text.append((char) ('0' + inner.kind().ordinal()))
                    .append(inner.firstToken() - first)
                    .append(',')
                    .append(inner.endToken() - first));
    return of(text.append(node.conditions()).toString());
  }
}
