package org.patchwright.validate;

import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectInserter;

/** The name under which git would store a file's bytes. */
public final class BlobId {

  private BlobId() {}

  /** 40 hex digits. */
  public static String of(byte[] content) {
    try (ObjectInserter.Formatter ids = new ObjectInserter.Formatter()) {
      return ids.idFor(Constants.OBJ_BLOB, content).name();
    }
  }
}
