package org.patchwright.symbol;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What one version of a tree was asked, and answered: each is found out once. May be used from
 * several threads at once.
 */
final class Told {

  private final Map<Uses.Asked, String> answers = new ConcurrentHashMap<>();
  private final Map<String, String> listings = new ConcurrentHashMap<>();

  /**
   * @param found may ask further questions
   */
  String answer(Uses.Asked asked, Supplier<String> found) {
    String known = answers.get(asked);
    if (known == null) {
      known = found.get();
      answers.put(asked, known);
    }
    return known;
  }

  String listing(String listing, Supplier<String> found) {
    return listings.computeIfAbsent(listing, asked -> found.get());
  }
}
