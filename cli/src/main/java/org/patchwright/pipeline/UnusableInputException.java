package org.patchwright.pipeline;

import java.io.IOException;

/** Something the user named can't be used; the message says what, why, and what to do. */
public final class UnusableInputException extends IOException {

  private static final long serialVersionUID = 1L;

  public UnusableInputException(String message) {
    super(message);
  }

  public UnusableInputException(String message, Throwable cause) {
    super(message, cause);
  }
}
