package org.patchwright.validate;

import java.io.IOException;
import org.patchwright.diff.FileDiff;
import org.patchwright.source.SourceFile;

/** A way to make a change of text in a file that is not the one that the change was made for. */
public interface Carrier {

  /**
   * @param diff with hunks
   * @param before the file as it is
   * @param placed what comes of putting each hunk where its old lines are
   * @throws IOException if something can't be read
   */
  AppliedFile carry(FileDiff diff, SourceFile before, AppliedFile placed) throws IOException;
}
