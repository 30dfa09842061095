package org.patchwright.series;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.patchwright.diff.DiffText;
import org.patchwright.source.SourceFile;

/**
 * Writes a series as {@code git format-patch} does, so that {@code git am} makes of it the very
 * commits. What mail or mbox files would harm (carriage returns, overlong lines, {@code From } at a
 * line's start) goes out quoted-printable.
 */
public final class Mails {

  private static final String FROM_LINE =
      "From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001\n";

  private Mails() {}

  /**
   * The series as mails, the cover letter first.
   *
   * @return one file a mail, named {@code 0001-subject.patch} and so on
   */
  public static List<SourceFile> write(Series series) {
    List<SourceFile> mails = new ArrayList<>();
    int count = series.patches().size();
    String version = series.version() == 1 ? "" : "v" + series.version() + "-";
    series
        .cover()
        .ifPresent(
            cover -> mails.add(file(version + "0000-cover-letter.patch", cover(series, cover))));
    for (int i = 0; i < count; i++) {
      Patch patch = series.patches().get(i);
      String name = version + String.format("%04d-", i + 1) + patch.fileStem() + ".patch";
      mails.add(file(name, mail(series, i)));
    }
    return mails;
  }

  /** The series as one mbox file. */
  public static SourceFile mbox(Series series, String path) {
    StringBuilder out = new StringBuilder();
    write(series).forEach(mail -> out.append(mail.text()));
    return file(path, out.toString());
  }

  /**
   * Writes the mails into a folder, which is made if it is not there.
   *
   * @return the files, in order
   */
  public static List<Path> write(Series series, Path folder) throws IOException {
    Files.createDirectories(folder);
    List<Path> written = new ArrayList<>();
    for (SourceFile mail : write(series)) {
      written.add(Files.write(folder.resolve(mail.path()), mail.bytes()));
    }
    return written;
  }

  static SourceFile file(String path, String bytes) {
    return SourceFile.owning(path, bytes.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String mail(Series series, int index) {
    Patch patch = series.patches().get(index);
    StringBuilder body = new StringBuilder(MailText.utf8(message(patch.body())));
    body.append("---\n").append(Diffstat.of(patch.files())).append('\n');
    body.append(DiffText.print(patch.files()));
    if (index == 0) {
      // Also beside a cover letter, which git am leaves out.
      base(series, body);
    }
    Optional<String> parent =
        series
            .cover()
            .flatMap(CoverLetter::messageId)
            .or(() -> index == 0 ? Optional.empty() : series.patches().get(0).messageId());
    return envelope(
        patch.author(),
        patch.date(),
        bracket(series, index + 1) + patch.subject(),
        patch.messageId(),
        parent,
        body);
  }

  private static String cover(Series series, CoverLetter cover) {
    StringBuilder body = new StringBuilder(MailText.utf8(message(cover.body())));
    body.append('\n');
    for (Patch patch : series.patches()) {
      body.append("  ").append(MailText.utf8(patch.subject())).append('\n');
    }
    body.append('\n').append(Diffstat.of(series.files()));
    base(series, body);
    return envelope(
        cover.author(),
        cover.date(),
        bracket(series, 0) + cover.subject(),
        cover.messageId(),
        Optional.empty(),
        body);
  }

  private static void base(Series series, StringBuilder body) {
    series
        .baseCommit()
        .ifPresent(commit -> body.append("\nbase-commit: ").append(commit).append('\n'));
  }

  private static String bracket(Series series, int number) {
    int count = series.patches().size();
    String version = series.version() == 1 ? "" : " v" + series.version();
    int digits = Integer.toString(count).length();
    String numbers =
        count == 1 && series.cover().isEmpty()
            ? ""
            : " " + String.format("%0" + digits + "d/%d", number, count);
    return "[" + series.prefix() + version + numbers + "] ";
  }

  /** The message's lines without blank ones at either end, and safe from being taken for a diff. */
  private static String message(String body) {
    String text = body.replace("\r\n", "\n").stripTrailing();
    while (text.startsWith("\n")) {
      text = text.substring(1);
    }
    if (text.isEmpty()) {
      return "";
    }
    StringBuilder out = new StringBuilder();
    for (String line : text.split("\n", -1)) {
      // git am would end the message at such a line.
      boolean cut = line.matches("---($|\\s.*)|diff -.*|Index: .*");
      out.append(cut ? " " : "").append(line).append('\n');
    }
    return out.toString();
  }

  private static String envelope(
      Person author,
      Optional<OffsetDateTime> date,
      String subject,
      Optional<String> messageId,
      Optional<String> parent,
      StringBuilder body) {
    body.append("-- \npatchwright\n\n");
    String text = body.toString();
    StringBuilder out = new StringBuilder(FROM_LINE);
    messageId.ifPresent(id -> out.append("Message-Id: <").append(id).append(">\n"));
    parent.ifPresent(
        id ->
            out.append("In-Reply-To: <")
                .append(id)
                .append(">\nReferences: <")
                .append(id)
                .append(">\n"));
    out.append(MailText.address("From", author));
    // Without a date, git am takes the time of its run.
    date.ifPresent(d -> out.append("Date: ").append(MailText.date(d)).append('\n'));
    out.append(MailText.header("Subject", subject));
    boolean encode = MailText.needsEncoding(text);
    if (encode || !MailText.isAscii(text)) {
      out.append("MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n");
      out.append("Content-Transfer-Encoding: ");
      out.append(encode ? "quoted-printable\n" : "8bit\n");
    }
    return out.append('\n').append(encode ? MailText.quotedPrintable(text) : text).toString();
  }
}
