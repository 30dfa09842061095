package org.patchwright.rule;

/** How much harm the broken promise does. */
public enum Severity {
  ERROR,
  WARNING,
  NOTE
}
