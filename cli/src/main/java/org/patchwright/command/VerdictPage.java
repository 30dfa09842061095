package org.patchwright.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.patchwright.diff.FileDiff;
import org.patchwright.diff.Hunk;
import org.patchwright.diff.HunkLine;
import org.patchwright.pipeline.Carried;
import org.patchwright.pipeline.SeriesVerdict;
import org.patchwright.report.ReviewMail;
import org.patchwright.report.page.Block;
import org.patchwright.report.page.Page;
import org.patchwright.report.page.Tone;
import org.patchwright.rule.Finding;

/** A verdict as one HTML page that needs nothing besides itself. */
final class VerdictPage {

  private VerdictPage() {}

  static void write(SeriesVerdict verdict, PrintWriter out) throws IOException {
    Carried carried = verdict.carried();
    String lead =
        "%d of %d hunks placed%s; %s. %d findings brought in, %d left as they were, %d mended."
            .formatted(
                carried.placed(),
                carried.hunks(),
                carried.target().commit().map(id -> " on " + id.substring(0, 12)).orElse(""),
                carried.isProved() ? "everything is proved" : "not everything is proved",
                count(verdict, step -> step.introduces().size()),
                count(verdict, step -> step.leaves().size()),
                count(verdict, step -> step.mends().size()));
    List<Block> blocks = new ArrayList<>();
    int number = 0;
    for (SeriesVerdict.Step step : verdict.steps()) {
      number++;
      blocks.add(new Block.Heading(2, number + ". " + step.step().patch().subject()));
      List<Block> said = said(step);
      blocks.addAll(said.isEmpty() ? List.of(Block.Paragraph.of("Nothing to say.")) : said);
      List<Block> diffs = new ArrayList<>();
      for (FileDiff file : Carried.diffs(step.step())) {
        diffs.add(new Block.Heading(3, file.path()));
        diffs.add(diff(file));
      }
      blocks.add(new Block.Fold("Diff", diffs));
    }
    Page.of("Verdict on a series", lead, blocks).writeAlone(out);
  }

  private static int count(SeriesVerdict verdict, ToIntFunction<SeriesVerdict.Step> of) {
    return verdict.steps().stream().mapToInt(of).sum();
  }

  /** What there is to say on a patch, what asks for something to be done first. */
  private static List<Block> said(SeriesVerdict.Step step) {
    List<Block> blocks = new ArrayList<>();
    List<Block> introduced = new ArrayList<>();
    for (int i = 0; i < step.introduces().size(); i++) {
      introduced.add(told(step.introduces().get(i), VerdictFormat.mendedLater(step, i)));
    }
    part("Brings in", introduced, blocks);
    part(
        "Leaves as it was",
        step.leaves().stream().map(finding -> told(finding, "")).toList(),
        blocks);
    List<Block.Paragraph> besides = new ArrayList<>();
    step.remarks().forEach(remark -> besides.add(Block.Paragraph.of(remark.describe())));
    part("On the patch itself", items(besides), blocks);
    List<Block.Paragraph> placed = new ArrayList<>();
    step.step().applied().remarks().forEach(line -> placed.add(Block.Paragraph.of(line)));
    part("Where its hunks went", items(placed), blocks);
    List<Block> mended = new ArrayList<>();
    for (Finding finding : step.mends()) {
      mended.add(told(finding, SeriesVerdict.isInPart(step, finding) ? "; in part" : ""));
    }
    part("Mends", mended, blocks);
    return blocks;
  }

  private static List<Block> items(List<Block.Paragraph> lines) {
    return lines.isEmpty() ? List.of() : List.of(new Block.Items(lines));
  }

  private static void part(String title, List<Block> of, List<Block> blocks) {
    if (!of.isEmpty()) {
      blocks.add(new Block.Heading(3, title));
      blocks.addAll(of);
    }
  }

  /** A finding, with the way to it for whoever opens it. */
  private static Block told(Finding finding, String more) {
    String title = VerdictFormat.told(finding) + more;
    if (finding.steps().isEmpty()) {
      return new Block.Items(List.of(Block.Paragraph.of(title)));
    }
    List<Block.Paragraph> way = new ArrayList<>();
    finding
        .steps()
        .forEach(
            note ->
                way.add(
                    Block.Paragraph.of(
                        note.place().path() + ":" + note.place().line() + ": " + note.message())));
    return new Block.Fold(title, List.of(new Block.Items(way)));
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
