package org.patchwright.rule;

import java.util.List;
import org.patchwright.source.Edit;

/**
 * Edits that mend a finding, with the words of the patch that carries them.
 *
 * @param title the patch's subject, without its {@code [PATCH]} and subsystem prefix
 * @param why the reason, for the patch's body; may have several lines
 * @param edits what is replaced, in one file or in several
 * @param prerequisites patches that must go before this one; equal ones are written once
 */
public record Fix(String title, String why, List<Edit> edits, List<Fix> prerequisites) {

  public Fix {
    edits = List.copyOf(edits);
    prerequisites = List.copyOf(prerequisites);
  }

  public static Fix of(String title, String why, List<Edit> edits) {
    return new Fix(title, why, edits, List.of());
  }

  /** The same behind another patch. */
  public Fix after(Fix prerequisite) {
    return new Fix(title, why, edits, List.of(prerequisite));
  }
}
