package org.patchwright.sweep;

import java.io.IOException;
import java.util.Optional;

/** Where the contents of files come from. May be asked from several threads at once. */
public interface Blobs {

  /**
   * The content of an id.
   *
   * @return empty if there is no such content here
   * @throws IOException if it is there and can't be read; the message is one line
   */
  Optional<byte[]> read(String id) throws IOException;
}
