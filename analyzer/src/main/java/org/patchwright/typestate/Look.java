package org.patchwright.typestate;

import java.util.Optional;
import java.util.regex.Pattern;
import org.patchwright.syntax.Node;

/**
 * What a condition looks like, whatever is known where it is tested.
 *
 * @param misplaced whether it asks how a pointer is aligned
 * @param warns whether it warns where it holds
 * @param passedIfTrue the branch of its {@code if} that is not taken where it holds
 * @param passedIfFalse the branch that is not taken where it does not
 */
record Look(
    boolean misplaced, boolean warns, Optional<Node> passedIfTrue, Optional<Node> passedIfFalse) {

  private static final Pattern WARNS =
      Pattern.compile("\\(*\\s*((un)?likely\\s*\\(\\s*)?WARN(_ON|_ONCE|_ON_ONCE)?\\s*\\(");

  /** {@code (unsigned long)p & 0xff}. */
  private static final Pattern MISPLACED =
      Pattern.compile("\\(+\\s*\\w+(\\s+\\w+)*\\s*\\)\\s*\\w+\\s*&\\s*\\w+\\)*");

  static Look of(Node condition) {
    String text = condition.text();
    return new Look(
        MISPLACED.matcher(text).matches(),
        WARNS.matcher(text).lookingAt(),
        Guard.of(condition, true).flatMap(Guard::passedOver),
        Guard.of(condition, false).flatMap(Guard::passedOver));
  }
}
