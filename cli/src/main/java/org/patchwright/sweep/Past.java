package org.patchwright.sweep;

import java.io.IOException;
import java.util.Optional;
import org.patchwright.run.FileReport;

/** What earlier runs reached. May be asked from several threads at once. */
public interface Past {

  /** Knows nothing and keeps nothing. */
  Past NONE =
      new Past() {
        @Override
        public Optional<FileReport> recall(Plan.Revision revision, String path, String blob) {
          return Optional.empty();
        }

        @Override
        public void keep(Plan.Revision revision, String path, String blob, FileReport report) {}

        @Override
        public void atEnd(Plan.Revision revision, String path, FileReport report) {}
      };

  /** What asking about a file of a revision yielded, if that is known. */
  Optional<FileReport> recall(Plan.Revision revision, String path, String blob);

  /** Takes in what a file of a revision yielded. */
  void keep(Plan.Revision revision, String path, String blob, FileReport report) throws IOException;

  /** Takes in what holds for a file at the end of a branch. */
  void atEnd(Plan.Revision revision, String path, FileReport report);
}
