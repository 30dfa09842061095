package org.patchwright.sweep;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Contents that were read a short while ago: a file is looked at, parsed and shown in turn, and
 * each time it would be put together of its differences from other versions.
 */
final class RecentBlobs implements Blobs {

  /** Bytes that are kept; larger contents are not. */
  private static final int MOST = 24 << 20;

  private static final int LARGEST = MOST / 16;

  private final Blobs all;
  private final Map<String, byte[]> recent = new LinkedHashMap<>(256, 0.75f, true);
  private int held;

  RecentBlobs(Blobs all) {
    this.all = all;
  }

  @Override
  public Optional<byte[]> read(String id) throws IOException {
    synchronized (recent) {
      byte[] known = recent.get(id);
      if (known != null) {
        return Optional.of(known);
      }
    }
    Optional<byte[]> content = all.read(id);
    if (content.isPresent() && content.get().length <= LARGEST) {
      keep(id, content.get());
    }
    return content;
  }

  private void keep(String id, byte[] content) {
    synchronized (recent) {
      if (recent.put(id, content) == null) {
        held += content.length;
      }
      var eldest = recent.values().iterator();
      while (held > MOST) {
        held -= eldest.next().length;
        eldest.remove();
      }
    }
  }
}
