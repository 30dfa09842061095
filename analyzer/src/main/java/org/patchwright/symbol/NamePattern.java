package org.patchwright.symbol;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * A pattern for names of calls that remembers its answers: the same names are asked about in every
 * file. May be used from several threads at once.
 */
public final class NamePattern {

  /** Answers that are kept; beyond that all are forgotten, and the frequent ones come again. */
  private static final int MOST = 8_192;

  private final Pattern pattern;
  private final Map<String, Boolean> known = new ConcurrentHashMap<>();

  private NamePattern(Pattern pattern) {
    this.pattern = pattern;
  }

  /**
   * @param regex of the whole name
   */
  public static NamePattern of(String regex) {
    return new NamePattern(Pattern.compile(regex));
  }

  public boolean matches(String name) {
    Boolean answer = known.get(name);
    if (answer == null) {
      if (known.size() >= MOST) {
        known.clear();
      }
      answer = pattern.matcher(name).matches();
      known.put(name, answer);
    }
    return answer;
  }
}
