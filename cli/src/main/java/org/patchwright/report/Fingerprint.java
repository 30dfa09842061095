package org.patchwright.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.patchwright.fact.Place;
import org.patchwright.rule.Finding;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;

/**
 * A name for a finding that stays when lines shift, files are renamed, code is indented anew or a
 * function moves to another file: made of the rule, the function, the subject (where a finding has
 * none, the words of its message without numbers) and the first tokens of the code it points to,
 * without white space and comments. Findings of one file that share all that are numbered in the
 * order of the report.
 */
public final class Fingerprint {

  /** The name of this way of making them, for formats that ask. */
  public static final String SCHEME = "patchwright/v2";

  /** More tokens would let a distant edit of a long function rename what points to all of it. */
  private static final int TOKENS = 16;

  private static final Pattern TOKEN =
      Pattern.compile(
          "/\\*.*?\\*/|//[^\\n]*|\\\\\\r?\\n|\"(?:\\\\.|[^\"\\\\\\n])*\"?|'(?:\\\\.|[^'\\\\\\n])*'?"
              + "|\\w+|->|\\S",
          Pattern.DOTALL);

  private Fingerprint() {}

  /**
   * The fingerprint of each finding, 32 hex digits, by identity.
   *
   * @param tree where the code stands
   * @throws IOException if a file can't be read
   */
  public static Map<Finding, String> of(Collection<Finding> findings, SourceTree tree)
      throws IOException {
    Map<String, Optional<SourceFile>> files = new HashMap<>();
    Map<Finding, String> contexts = new IdentityHashMap<>();
    for (Finding finding : findings) {
      Optional<SourceFile> file = files.get(finding.path());
      if (file == null) {
        file = tree.read(finding.path());
        files.put(finding.path(), file);
      }
      contexts.put(finding, file.map(text -> context(text, finding.place())).orElse(""));
    }
    return of(findings, contexts);
  }

  /** The same without a look at the code: these stay when the statement that is meant changes. */
  public static Map<Finding, String> of(Collection<Finding> findings) {
    return of(findings, Map.of());
  }

  private static Map<Finding, String> of(
      Collection<Finding> findings, Map<Finding, String> contexts) {
    Map<String, Integer> seen = new HashMap<>();
    Map<Finding, String> prints = new IdentityHashMap<>();
    for (Finding finding : findings) {
      String about =
          finding.subject().isEmpty()
              ? finding.message().replaceAll("\\d+", "#")
              : finding.subject();
      String name =
          String.join(
              "\n", finding.rule(), finding.function(), about, contexts.getOrDefault(finding, ""));
      String within = contexts.isEmpty() ? "" : finding.path();
      int number = seen.merge(within + "\n" + name, 1, Integer::sum);
      prints.put(finding, digest(name + "\n" + number));
    }
    return prints;
  }

  private static String context(SourceFile file, Place place) {
    if (place.span().end() > file.size()) {
      return "";
    }
    List<String> tokens =
        TOKEN
            .matcher(file.text(place.span()))
            .results()
            .map(MatchResult::group)
            .filter(token -> !isBlank(token))
            .limit(TOKENS)
            .toList();
    return String.join(" ", tokens);
  }

  private static boolean isBlank(String token) {
    return token.startsWith("/*")
        || token.startsWith("//")
        || token.startsWith("\\\n")
        || token.startsWith("\\\r");
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
