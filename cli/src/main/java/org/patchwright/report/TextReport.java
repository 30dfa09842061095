package org.patchwright.report;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.patchwright.fact.Place;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Note;
import org.patchwright.run.Report;

/** Findings as compilers print them, the steps of each path as notes. */
final class TextReport {

  private static final String BOLD = "\u001b[1m";
  private static final String RED = "\u001b[1;31m";
  private static final String MAGENTA = "\u001b[1;35m";
  private static final String CYAN = "\u001b[1;36m";
  private static final String PLAIN = "\u001b[0m";

  private TextReport() {}

  static void write(List<Part> parts, Writer out) throws IOException {
    for (Part part : parts) {
      Optional<Remarks.Judgement> judgement = part.scene().remarks().judgement();
      if (judgement.isPresent()) {
        heading(judgement.get(), part.report().findings().size(), part.scene(), out);
      }
      write(part.report(), part.scene(), out);
    }
  }

  private static void heading(Remarks.Judgement judged, int found, Scene scene, Writer out)
      throws IOException {
    String verdict = found == 0 ? "clean" : found + " new";
    if (judged.doubt().isPresent()) {
      verdict = "can't be judged: " + judged.doubt().get();
    }
    if (judged.gone() > 0) {
      verdict += ", " + judged.gone() + " gone";
    }
    String commit = Shown.of(judged.commit().describe());
    out.write((scene.coloured() ? BOLD + commit + PLAIN : commit) + ": " + Shown.of(verdict));
    out.write('\n');
  }

  private static void write(Report report, Scene scene, Writer out) throws IOException {
    for (Finding finding : report.findings()) {
      String colour =
          switch (finding.severity()) {
            case ERROR -> RED;
            case WARNING -> MAGENTA;
            case NOTE -> CYAN;
          };
      String severity = finding.severity().name().toLowerCase(Locale.ROOT);
      line(
          scene,
          finding.place(),
          colour,
          severity,
          finding.message() + " [" + finding.rule() + "]",
          out);
      for (Note note : finding.steps()) {
        line(scene, note.place(), CYAN, "note", note.message(), out);
      }
    }
  }

  private static void line(
      Scene scene, Place place, String colour, String severity, String message, Writer out)
      throws IOException {
    String text = Shown.of(message);
    String where =
        Shown.of(scene.shown().apply(place.path()))
            + ":"
            + place.line()
            + ":"
            + place.column()
            + ":";
    out.write(
        scene.coloured()
            ? BOLD + where + PLAIN + " " + colour + severity + ":" + PLAIN + " " + text
            : where + " " + severity + ": " + text);
    out.write('\n');
  }
}
