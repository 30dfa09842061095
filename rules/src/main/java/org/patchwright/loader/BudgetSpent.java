package org.patchwright.loader;

/** Ends a rule that used up what it was given. An error, which rules from outside can't catch. */
public final class BudgetSpent extends Error {

  private static final long serialVersionUID = 1L;

  BudgetSpent(String message) {
    super(message, null, false, false);
  }
}
