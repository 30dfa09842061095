package org.patchwright.repository;

import java.io.IOException;

/** A repository that can't serve what was asked; the message is one line for the user. */
public final class RepositoryException extends IOException {

  private static final long serialVersionUID = 1L;

  /** What is wrong. */
  public enum Reason {
    NOT_A_REPOSITORY,
    NO_COMMITS,
    UNKNOWN_REVISION,
    MISSING_OBJECT,
    UNREADABLE
  }

  private final Reason reason;

  RepositoryException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  RepositoryException(Reason reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
