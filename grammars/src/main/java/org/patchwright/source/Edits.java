package org.patchwright.source;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Applies edits to a file, all at once. */
public final class Edits {

  private Edits() {}

  /**
   * The file after the edits; every byte outside their spans is kept. Insertions at one offset go
   * in in the order given.
   *
   * @throws IllegalArgumentException if an edit names another path, lies outside the file, or
   *     overlaps another
   */
  public static SourceFile apply(SourceFile file, Collection<Edit> edits) {
    List<Edit> ordered = new ArrayList<>(edits);
    ordered.sort(Comparator.comparing(Edit::span));
    StringBuilder out = new StringBuilder(file.size() + 256);
    int done = 0;
    for (Edit edit : ordered) {
      if (!edit.path().equals(file.path())) {
        throw new IllegalArgumentException("edit of " + edit.path() + " given for " + file.path());
      }
      if (edit.span().end() > file.size()) {
        throw new IllegalArgumentException("edit outside " + file.path() + ": " + edit.span());
      }
      if (edit.span().start() < done) {
        throw new IllegalArgumentException("edits overlap in " + file.path() + ": " + edit.span());
      }
      out.append(file.text(), done, edit.span().start()).append(edit.replacement());
      done = edit.span().end();
    }
    out.append(file.text(), done, file.size());
    return SourceFile.owning(file.path(), out.toString().getBytes(StandardCharsets.ISO_8859_1));
  }
}
