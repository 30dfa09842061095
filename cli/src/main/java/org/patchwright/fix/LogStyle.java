package org.patchwright.fix;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a log words the subjects of some path.
 *
 * @param prefix what stands before the title, without the last colon
 * @param capital whether titles begin with a capital letter
 */
record LogStyle(String prefix, boolean capital) {

  private static final Pattern TAGS = Pattern.compile("^((?:\\[[^\\]]{1,30}\\]\\s*)*)");
  private static final Pattern PREFIX =
      Pattern.compile("^([A-Za-z0-9_./+,*-]+(?: [a-z0-9_./+,*-]+){0,2}):\\s+");
  private static final int LONGEST = 40;

  /** One subject in so many must have a prefix for it to be the path's. */
  private static final int SHARE = 10;

  /**
   * The prefix most of the subjects share that has to do with the path.
   *
   * @param subjects newest first
   * @return empty if too few share one
   */
  static Optional<LogStyle> of(List<String> subjects, String path) {
    Map<String, Integer> count = new LinkedHashMap<>();
    int capitals = 0;
    int letters = 0;
    for (String subject : subjects) {
      List<String> words = new ArrayList<>();
      String title = words(subject, words);
      while (!words.isEmpty() && !isOf(words.get(0), path)) {
        // [LINUX][XENBUS]: a word for all of a larger tree says nothing here.
        words.remove(0);
      }
      String prefix = String.join(": ", words);
      if (words.isEmpty() || title.isEmpty() || prefix.length() > LONGEST) {
        continue;
      }
      count.merge(prefix, 1, Integer::sum);
      letters += Character.isLetter(title.charAt(0)) ? 1 : 0;
      capitals += Character.isUpperCase(title.charAt(0)) ? 1 : 0;
    }
    boolean capital = capitals * 2 >= letters;
    return count.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .filter(entry -> entry.getValue() >= 2 && entry.getValue() * SHARE >= subjects.size())
        .map(entry -> new LogStyle(entry.getKey(), capital));
  }

  /** Takes what stands before the title; git am drops brackets, so their words go before colons. */
  private static String words(String subject, List<String> words) {
    Matcher tags = TAGS.matcher(subject);
    String rest = subject;
    if (tags.find()) {
      for (String tag : tags.group(1).split("[\\[\\]\\s]+", -1)) {
        if (!tag.isEmpty() && !tag.matches("(?i)patch|rfc|v?\\d.*|resend")) {
          words.add(tag);
        }
      }
      rest = subject.substring(tags.end());
    }
    Matcher prefix = PREFIX.matcher(rest);
    while (prefix.find()) {
      words.add(prefix.group(1));
      rest = rest.substring(prefix.end());
      prefix = PREFIX.matcher(rest);
    }
    return rest;
  }

  private static boolean isOf(String prefix, String path) {
    // The kernel's own folder in a larger tree is no part of it.
    String where = path.toLowerCase(Locale.ROOT).replaceFirst("^[^/]*linux[^/]*/", "");
    for (String word : prefix.toLowerCase(Locale.ROOT).split("[^a-z0-9_]+", -1)) {
      if (word.length() > 2 && where.contains(word)) {
        return true;
      }
    }
    return false;
  }

  /** A subject in this style; a prefix that the title has by itself gives way. */
  String subject(String title) {
    String bare = PREFIX.matcher(title).replaceFirst("");
    String first = bare.substring(0, 1);
    // A name of the code keeps its letters.
    boolean word = bare.matches("[A-Z]?[a-z]+ .*");
    String begun =
        word
            ? (capital ? first.toUpperCase(Locale.ROOT) : first.toLowerCase(Locale.ROOT))
                + bare.substring(1)
            : bare;
    return prefix + ": " + begun;
  }
}
