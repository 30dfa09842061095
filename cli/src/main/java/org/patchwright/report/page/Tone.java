package org.patchwright.report.page;

import java.util.Locale;

/** What a piece of text says of itself by its colour, beside its words. */
public enum Tone {
  PLAIN,
  MUTED,
  GOOD,
  DOUBTFUL,
  BAD;

  /** The class that the style sheet knows. */
  String style() {
    return "tone-" + name().toLowerCase(Locale.ROOT);
  }
}
