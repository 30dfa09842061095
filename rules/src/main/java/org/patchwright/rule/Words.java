package org.patchwright.rule;

import java.util.HashSet;
import java.util.Set;
import org.patchwright.lockset.LockCall;

/** Sets of identifiers that several rules look for. */
public enum Words {
  /** The kernel's functions that take a lock, whatever kind, or turn off what interrupts. */
  LOCKS_TAKEN(LockCall.names(LockCall.Action.TAKE)),
  /** Those that release one, or turn it on again. */
  LOCKS_RELEASED(LockCall.names(LockCall.Action.RELEASE));

  private final Set<String> identifiers;

  Words(Set<String> identifiers) {
    this.identifiers = identifiers;
  }

  /** All identifiers of which a file must hold one for a rule to have a say in it. */
  public static Set<String> triggers(Check check) {
    Set<String> all = new HashSet<>(Set.of(check.triggers()));
    for (Words words : check.words()) {
      all.addAll(words.identifiers);
    }
    return Set.copyOf(all);
  }
}
