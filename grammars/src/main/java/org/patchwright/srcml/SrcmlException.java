package org.patchwright.srcml;

import java.io.IOException;

/** A document that can't be read as srcML of C; the message says where and why in one line. */
public final class SrcmlException extends IOException {

  private static final long serialVersionUID = 1L;

  SrcmlException(String message) {
    super(message);
  }

  SrcmlException(String message, Throwable cause) {
    super(message, cause);
  }
}
