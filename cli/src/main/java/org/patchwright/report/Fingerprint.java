package org.patchwright.report;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.Map;
import org.patchwright.rule.Finding;

/**
 * A name for a finding that stays when lines shift, files move and code is indented anew: made of
 * the rule, the function and the subject, or where a finding has no subject, of the words of its
 * message without numbers. Findings that share all that are numbered in the order of the report.
 */
public final class Fingerprint {

  /** The name of this way of making them, for formats that ask. */
  public static final String SCHEME = "patchwright/v1";

  private Fingerprint() {}

  /** The fingerprint of each finding, 32 hex digits, by identity. */
  public static Map<Finding, String> of(Collection<Finding> findings) {
    Map<String, Integer> seen = new HashMap<>();
    Map<Finding, String> prints = new IdentityHashMap<>();
    for (Finding finding : findings) {
      String about =
          finding.subject().isEmpty()
              ? finding.message().replaceAll("\\d+", "#")
              : finding.subject();
      String name = finding.rule() + "\n" + finding.function() + "\n" + about;
      if (finding.function().isEmpty()) {
        String path = finding.path();
        name = name + "\n" + path.substring(path.lastIndexOf('/') + 1);
      }
      int number = seen.merge(name, 1, Integer::sum);
      prints.put(finding, digest(name + "\n" + number));
    }
    return prints;
  }

  private static String digest(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
