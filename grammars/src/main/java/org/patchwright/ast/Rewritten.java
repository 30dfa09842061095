package org.patchwright.ast;

import java.util.Optional;
import org.patchwright.source.SourceFile;

/** What came of a rewrite. */
public sealed interface Rewritten {

  /** The file after the edits; empty if they were refused. */
  Optional<SourceFile> result();

  /**
   * All edits were made, and the file reads as they meant.
   *
   * @param unit the file after the edits
   */
  record Done(TranslationUnit unit) implements Rewritten {

    @Override
    public Optional<SourceFile> result() {
      return Optional.of(unit.file());
    }
  }

  /**
   * Nothing was changed.
   *
   * @param reason what is in the way, in one line, with the place
   */
  record Refused(String reason) implements Rewritten {

    @Override
    public Optional<SourceFile> result() {
      return Optional.empty();
    }
  }
}
