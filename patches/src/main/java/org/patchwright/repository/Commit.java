package org.patchwright.repository;

import java.time.Instant;
import java.util.List;

/**
 * One commit, as far as history is asked.
 *
 * @param id 40 hex digits
 * @param parents their ids
 * @param subject first paragraph of the message in one line
 * @param message all of it
 * @param author name and address, as {@code Name <address>}
 * @param committed when it was committed
 */
public record Commit(
    String id,
    List<String> parents,
    String subject,
    String message,
    String author,
    Instant committed) {

  public Commit {
    parents = List.copyOf(parents);
  }

  /** The first twelve digits and the subject, as kernel messages name commits. */
  public String describe() {
    return id.substring(0, 12) + " (\"" + subject + "\")";
  }
}
