package org.patchwright.run;

import java.io.IOException;
import java.util.Optional;
import org.patchwright.source.SourceTree;

/** Results of earlier runs. Implementations may be asked from several threads at once. */
public interface Memory {

  /** Remembers nothing. */
  Memory NONE =
      new Memory() {
        @Override
        public Optional<FileReport> recall(String path) {
          return Optional.empty();
        }

        @Override
        public <T> Optional<T> look(SourceTree tree, String path, SourceTree.Look<T> look)
            throws IOException {
          return tree.look(path, look);
        }

        @Override
        public void keep(String path, FileReport report) {}
      };

  /** What asking the same rules about the file would yield again, if that is known. */
  Optional<FileReport> recall(String path);

  /** Looks at a file of the tree, and may note its content on the way. */
  <T> Optional<T> look(SourceTree tree, String path, SourceTree.Look<T> look) throws IOException;

  /** Takes in what a file yielded. */
  void keep(String path, FileReport report);
}
