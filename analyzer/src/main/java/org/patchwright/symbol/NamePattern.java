package org.patchwright.symbol;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * A pattern for names of calls that remembers its answers: the same names are asked about in every
 * file. May be used from several threads at once.
 */
public final class NamePattern {

  /** Answers that are kept; beyond that all are forgotten, and the frequent ones come again. */
  private static final int MOST = 8_192;

  private final Predicate<String> test;
  private final Map<String, Boolean> known = new ConcurrentHashMap<>();

  private NamePattern(Predicate<String> test) {
    this.test = test;
  }

  /**
   * @param regex of the whole name
   */
  public static NamePattern of(String regex) {
    return of(Pattern.compile(regex).asMatchPredicate());
  }

  /**
   * @param test of a name alone, and always the same
   */
  public static NamePattern of(Predicate<String> test) {
    return new NamePattern(test);
  }

  public boolean matches(String name) {
    Boolean answer = known.get(name);
    if (answer == null) {
      if (known.size() >= MOST) {
        known.clear();
      }
      answer = test.test(name);
      known.put(name, answer);
    }
    return answer;
  }
}
