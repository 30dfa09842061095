package org.patchwright.symbol;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The statements that results rest on: most rest on the same ones, which are kept once and looked
 * at once in each tree. May be used from several threads at once.
 */
final class Premises {

  /** With more than this, those that are no longer used are likely to be most of them. */
  private static final int MOST = 200_000;

  private final Map<Statement, Premise> known = new ConcurrentHashMap<>();

  Premise of(Statement statement) {
    Premise premise = known.get(statement);
    if (premise != null) {
      return premise;
    }
    if (known.size() > MOST) {
      known.clear();
    }
    return known.computeIfAbsent(statement, Premise::new);
  }
}
