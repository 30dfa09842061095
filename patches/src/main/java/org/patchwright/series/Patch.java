package org.patchwright.series;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.patchwright.diff.FileDiff;

/**
 * One patch with its message: what becomes one commit.
 *
 * @param subject one line, without {@code [PATCH n/m]}
 * @param body the rest of the message with its trailers; lines end with line feeds
 * @param author who wrote it
 * @param date when, if known
 * @param files what it changes
 * @param messageId of its mail, without angle brackets
 */
public record Patch(
    String subject,
    String body,
    Person author,
    Optional<OffsetDateTime> date,
    List<FileDiff> files,
    Optional<String> messageId) {

  public Patch {
    Objects.requireNonNull(subject);
    Objects.requireNonNull(body);
    files = List.copyOf(files);
  }

  /** A patch not mailed yet. */
  public static Patch of(
      String subject, String body, Person author, OffsetDateTime date, List<FileDiff> files) {
    return new Patch(subject, body, author, Optional.of(date), files, Optional.empty());
  }

  /** A patch not mailed yet and not dated. */
  public static Patch undated(String subject, String body, Person author, List<FileDiff> files) {
    return new Patch(subject, body, author, Optional.empty(), files, Optional.empty());
  }

  public List<Trailer> trailers() {
    return Trailer.in(body);
  }

  /** Number of added lines. */
  public int added() {
    return files.stream().mapToInt(FileDiff::added).sum();
  }

  /** Number of removed lines. */
  public int removed() {
    return files.stream().mapToInt(FileDiff::removed).sum();
  }

  /** The same message with other changes. */
  public Patch withFiles(List<FileDiff> others) {
    return new Patch(subject, body, author, date, others, messageId);
  }

  /** The same changes with another body. */
  public Patch withBody(String other) {
    return new Patch(subject, other, author, date, files, messageId);
  }

  /** A name for the patch's file: the subject, with what files don't like left out. */
  public String fileStem() {
    String stem =
        subject.replaceAll("[^A-Za-z0-9._]+", "-").replaceAll("\\.\\.+", ".").replaceAll("-+", "-");
    stem = stem.length() > 52 ? stem.substring(0, 52) : stem;
    stem = stem.replaceAll("^[-.]+|[-.]+$", "");
    return stem.isEmpty() ? "patch" : stem;
  }
}
