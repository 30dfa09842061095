package org.patchwright.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.patchwright.dataflow.Trace;

/** The way to a finding, as notes. */
public final class Path {

  private static final int LONGEST = 12;

  private Path() {}

  /** The steps that lead to a state, the last ones if there are many. */
  public static List<Note> notes(Optional<Trace> trace) {
    List<Note> notes = new ArrayList<>();
    for (Trace step : Trace.steps(trace)) {
      String message = step.message().isEmpty() ? "done here" : step.message();
      Note note = Note.at(step.node(), "%s: %s", first(step.node().text()), message);
      if (notes.isEmpty() || !notes.get(notes.size() - 1).equals(note)) {
        notes.add(note);
      }
    }
    return List.copyOf(notes.subList(Math.max(0, notes.size() - LONGEST), notes.size()));
  }

  private static String first(String text) {
    String line = text.replaceAll("\\s+", " ");
    return line.length() > 60 ? line.substring(0, 57) + "..." : line;
  }
}
