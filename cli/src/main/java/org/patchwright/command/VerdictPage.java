package org.patchwright.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import org.patchwright.diff.FileDiff;
import org.patchwright.diff.Hunk;
import org.patchwright.diff.HunkLine;
import org.patchwright.pipeline.Carried;
import org.patchwright.pipeline.SeriesVerdict;
import org.patchwright.report.ReviewMail;

/** A verdict as one HTML page that needs nothing besides itself. */
final class VerdictPage {

  private static final String HEAD =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <title>Patchwright: verdict on a series</title>
      <style>
      body { font: 16px/1.5 sans-serif; max-width: 60em; margin: 2em auto; padding: 0 1em;
        color: #1b1b1b; background: #fff }
      li { margin: .2em 0 }
      .bad { color: #a40000 }
      .good { color: #1e6b1e }
      pre { overflow-x: auto; background: #f6f6f6; padding: .5em }
      ins { text-decoration: none; color: #1e6b1e }
      del { text-decoration: none; color: #a40000 }
      </style>
      </head>
      <body>
      <h1>Verdict on a series</h1>
      """;

  private VerdictPage() {}

  static void write(SeriesVerdict verdict, PrintWriter out) throws IOException {
    out.print(HEAD);
    Carried carried = verdict.carried();
    out.printf(
        "<p>%d of %d hunks placed%s; %s.</p>%n",
        carried.placed(),
        carried.hunks(),
        carried.target().commit().map(id -> " on " + id.substring(0, 12)).orElse(""),
        carried.isProved() ? "everything is proved" : "not everything is proved");
    int number = 0;
    for (SeriesVerdict.Step step : verdict.steps()) {
      number++;
      out.printf("<h2>%d. %s</h2>%n", number, escaped(step.step().patch().subject()));
      List<String> lines = VerdictFormat.lines(step);
      List<String> placed = step.step().applied().remarks();
      if (lines.isEmpty() && placed.isEmpty()) {
        out.println("<p>Nothing to say.</p>");
      } else {
        out.println("<ul>");
        placed.forEach(line -> out.printf("<li>%s</li>%n", escaped(line)));
        for (String line : lines) {
          String kind =
              line.startsWith("mends ") ? "good" : line.startsWith("introduces ") ? "bad" : "";
          out.printf("<li class=\"%s\">%s</li>%n", kind, escaped(line));
        }
        out.println("</ul>");
      }
      out.println("<details><summary>Diff</summary>");
      for (FileDiff file : Carried.diffs(step.step())) {
        diff(file, out);
      }
      out.println("</details>");
    }
    out.println("</body>\n</html>");
  }

  private static void diff(FileDiff file, PrintWriter out) {
    out.printf("<p>%s</p>%n<pre>", escaped(file.path()));
    for (Hunk hunk : file.hunks()) {
      out.println(escaped(hunk.header()));
      for (HunkLine line : hunk.lines()) {
        String text = escaped(line.kind().mark() + ReviewMail.readable(line.text()));
        out.println(
            switch (line.kind()) {
              case ADDED -> "<ins>" + text + "</ins>";
              case REMOVED -> "<del>" + text + "</del>";
              case CONTEXT -> text;
            });
      }
    }
    out.println("</pre>");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
