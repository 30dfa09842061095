package org.patchwright.sweep;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;

/** A revision of a plan as a tree. */
record ListedTree(String name, Listing listing, Blobs blobs) implements SourceTree {

  @Override
  public List<String> paths() {
    return listing.paths();
  }

  @Override
  public Optional<SourceFile> read(String path) throws IOException {
    Optional<String> id = listing.blob(path);
    if (id.isEmpty()) {
      return Optional.empty();
    }
    byte[] content =
        blobs
            .read(id.get())
            .orElseThrow(
                () ->
                    new IOException(
                        "object "
                            + id.get()
                            + " is missing; a shallow or partial clone must fetch it first"));
    return Optional.of(SourceFile.owning(path, content));
  }

  @Override
  public boolean contains(String path) {
    return listing.blob(path).isPresent();
  }

  @Override
  public Optional<String> contentId(String path) {
    return listing.blob(path);
  }
}
