package org.patchwright.series;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A mail's subject taken apart.
 *
 * @param number n of {@code [PATCH n/m]}; -1 if it has none
 * @param count m; -1 if there is none
 */
record SubjectLine(
    String title, boolean isReply, boolean isPatch, int version, int number, int count) {

  private static final Pattern REPLY =
      Pattern.compile("((re|aw|fwd?|antw|sv)(\\[\\d+\\])?:\\s*)+", Pattern.CASE_INSENSITIVE);
  private static final Pattern BRACKET = Pattern.compile("\\[([^\\]]*)\\]\\s*");
  private static final Pattern NUMBER =
      Pattern.compile("(?<!\\d)(\\d{1,4}) ?(?:/|of) ?(\\d{1,4})(?!\\d)");
  private static final Pattern VERSION =
      Pattern.compile("(?i)\\bv(\\d{1,3})\\b|(?i)patchv(\\d{1,3})\\b");

  static SubjectLine of(String subject) {
    String rest = subject.strip();
    Matcher reply = REPLY.matcher(rest);
    boolean isReply = reply.lookingAt();
    rest = isReply ? rest.substring(reply.end()) : rest;
    boolean isPatch = false;
    int version = 1;
    int number = -1;
    int count = -1;
    Matcher bracket = BRACKET.matcher(rest);
    while (bracket.lookingAt()) {
      String inside = bracket.group(1);
      isPatch |= inside.toLowerCase(java.util.Locale.ROOT).contains("patch");
      Matcher numbers = NUMBER.matcher(inside);
      if (numbers.find()) {
        number = Integer.parseInt(numbers.group(1));
        count = Integer.parseInt(numbers.group(2));
      }
      Matcher versions = VERSION.matcher(inside);
      if (versions.find()) {
        String digits = versions.group(1) == null ? versions.group(2) : versions.group(1);
        version = Math.max(1, Integer.parseInt(digits));
      }
      rest = rest.substring(bracket.end());
      bracket = BRACKET.matcher(rest);
    }
    return new SubjectLine(rest.strip(), isReply, isPatch, version, number, count);
  }
}
