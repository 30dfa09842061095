package org.patchwright.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.patchwright.diff.FileDiff;
import org.patchwright.diff.Hunk;
import org.patchwright.diff.HunkLine;
import org.patchwright.pipeline.Carried;
import org.patchwright.pipeline.SeriesVerdict;
import org.patchwright.report.ReviewMail;
import org.patchwright.report.page.Block;
import org.patchwright.report.page.Page;
import org.patchwright.report.page.Tone;

/** A verdict as one HTML page that needs nothing besides itself. */
final class VerdictPage {

  private VerdictPage() {}

  static void write(SeriesVerdict verdict, PrintWriter out) throws IOException {
    Carried carried = verdict.carried();
    String lead =
        "%d of %d hunks placed%s; %s."
            .formatted(
                carried.placed(),
                carried.hunks(),
                carried.target().commit().map(id -> " on " + id.substring(0, 12)).orElse(""),
                carried.isProved() ? "everything is proved" : "not everything is proved");
    List<Block> blocks = new ArrayList<>();
    int number = 0;
    for (SeriesVerdict.Step step : verdict.steps()) {
      number++;
      blocks.add(new Block.Heading(2, number + ". " + step.step().patch().subject()));
      List<Block.Paragraph> lines = lines(step);
      blocks.add(lines.isEmpty() ? Block.Paragraph.of("Nothing to say.") : new Block.Items(lines));
      List<Block> diffs = new ArrayList<>();
      for (FileDiff file : Carried.diffs(step.step())) {
        diffs.add(new Block.Heading(3, file.path()));
        diffs.add(diff(file));
      }
      blocks.add(new Block.Fold("Diff", diffs));
    }
    Page.of("Verdict on a series", lead, blocks).writeAlone(out);
  }

  private static List<Block.Paragraph> lines(SeriesVerdict.Step step) {
    List<Block.Paragraph> lines = new ArrayList<>();
    step.step().applied().remarks().forEach(line -> lines.add(Block.Paragraph.of(line)));
    for (String line : VerdictFormat.lines(step)) {
      Tone tone =
          line.startsWith("mends ")
              ? Tone.GOOD
              : line.startsWith("introduces ") ? Tone.BAD : Tone.PLAIN;
      lines.add(new Block.Paragraph(line, tone));
    }
    return lines;
  }

  private static Block diff(FileDiff file) {
    List<Block.Paragraph> lines = new ArrayList<>();
    for (Hunk hunk : file.hunks()) {
      lines.add(new Block.Paragraph(hunk.header(), Tone.MUTED));
      for (HunkLine line : hunk.lines()) {
        Tone tone =
            switch (line.kind()) {
              case ADDED -> Tone.GOOD;
              case REMOVED -> Tone.BAD;
              case CONTEXT -> Tone.PLAIN;
            };
        String text = line.kind().mark() + ReviewMail.readable(line.text());
        lines.add(new Block.Paragraph(text, tone));
      }
    }
    return new Block.Code(lines);
  }
}
