package org.patchwright.series;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.patchwright.diff.DiffText;
import org.patchwright.source.SourceFile;

/** Writes a series as the {@code patches} folder of quilt: a file a patch, and {@code series}. */
public final class QuiltFolder {

  private QuiltFolder() {}

  /** The folder's files; the one called {@code series} names the others in order. */
  public static List<SourceFile> write(Series series) {
    List<SourceFile> files = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    for (Patch patch : series.patches()) {
      String name = patch.fileStem() + ".patch";
      for (int i = 2; !names.add(name); i++) {
        name = patch.fileStem() + "-" + i + ".patch";
      }
      StringBuilder out = new StringBuilder();
      out.append(MailText.utf8("From: " + patch.author() + "\n"));
      patch.date().ifPresent(date -> out.append("Date: ").append(MailText.date(date)).append('\n'));
      out.append(MailText.utf8("Subject: " + patch.subject() + "\n\n"));
      out.append(MailText.utf8(patch.body().stripTrailing()));
      out.append(patch.body().isBlank() ? "" : "\n");
      out.append("---\n").append(Diffstat.of(patch.files())).append('\n');
      out.append(DiffText.print(patch.files()));
      files.add(Mails.file(name, out.toString()));
    }
    files.add(Mails.file("series", String.join("\n", names) + (names.isEmpty() ? "" : "\n")));
    return files;
  }
}
