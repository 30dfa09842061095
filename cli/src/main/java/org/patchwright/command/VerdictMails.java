package org.patchwright.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.patchwright.pipeline.Carried;
import org.patchwright.pipeline.SeriesVerdict;
import org.patchwright.report.ReviewMail;
import org.patchwright.rule.Finding;
import org.patchwright.validate.AppliedFile;
import org.patchwright.validate.Placement;
import org.patchwright.validate.Remark;

/** A verdict as review mails, one for each patch about which there is something to say. */
final class VerdictMails {

  private VerdictMails() {}

  static void write(SeriesVerdict verdict, PrintWriter out) throws IOException {
    for (SeriesVerdict.Step step : verdict.steps()) {
      List<ReviewMail.Note> notes = new ArrayList<>();
      for (int i = 0; i < step.introduces().size(); i++) {
        Finding finding = step.introduces().get(i);
        Integer later = step.mendedLater().get(i);
        notes.add(
            new ReviewMail.Note(
                finding.path(),
                finding.place().line(),
                finding.message()
                    + (later == null
                        ? ""
                        : "; patch " + later + " mends this, but in between it is broken")));
      }
      for (Remark remark : step.remarks()) {
        notes.add(new ReviewMail.Note(remark.path(), remark.line(), remark.message()));
      }
      for (AppliedFile file : step.step().applied().files()) {
        if (!file.isApplied()) {
          notes.addAll(refused(file));
        }
      }
      if (!notes.isEmpty()) {
        out.println(ReviewMail.of(step.step().patch(), Carried.diffs(step.step()), notes));
      }
    }
  }

  /** What of a file does not apply; hunks that have a place are no concern of the author's. */
  private static List<ReviewMail.Note> refused(AppliedFile file) {
    List<String> conflicts =
        file.placements().stream()
            .filter(Placement.Conflict.class::isInstance)
            .map(Placement::describe)
            .toList();
    String path = file.diff().path();
    return (conflicts.isEmpty()
            ? file.remarks()
            : conflicts.stream().map(text -> path + ": " + text).toList())
        .stream().map(text -> new ReviewMail.Note("", 0, "this does not apply: " + text)).toList();
  }
}
