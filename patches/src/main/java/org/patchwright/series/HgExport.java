package org.patchwright.series;

import org.patchwright.diff.DiffText;
import org.patchwright.source.SourceFile;

/** Writes a series as {@code hg export --git} does, for {@code hg import}. */
public final class HgExport {

  private static final String NO_PARENT = "0".repeat(40);

  private HgExport() {}

  /** All patches in one file. */
  public static SourceFile write(Series series, String path) {
    StringBuilder out = new StringBuilder();
    for (Patch patch : series.patches()) {
      out.append("# HG changeset patch\n");
      out.append(MailText.utf8("# User " + patch.author() + "\n"));
      patch
          .date()
          .ifPresent(
              date ->
                  out.append("# Date ")
                      .append(date.toEpochSecond())
                      .append(' ')
                      .append(-date.getOffset().getTotalSeconds())
                      .append('\n'));
      out.append("# Node ID ").append(NO_PARENT).append('\n');
      out.append("# Parent  ").append(series.baseCommit().orElse(NO_PARENT)).append('\n');
      out.append(MailText.utf8(patch.subject() + "\n"));
      if (!patch.body().isBlank()) {
        out.append('\n').append(MailText.utf8(patch.body().strip())).append('\n');
      }
      out.append('\n').append(DiffText.print(patch.files()));
    }
    return Mails.file(path, out.toString());
  }
}
