package org.patchwright.pipeline;

import java.io.IOException;
import org.patchwright.cache.WordIndex;
import org.patchwright.run.Memory;
import org.patchwright.source.SourceTree;

/** Where a run finds the results of earlier ones, for each tree that it looks at. */
public interface Memories {

  /** Remembers nothing. */
  Memories NONE = tree -> Memory.NONE;

  /** What is remembered of a tree. */
  Memory of(SourceTree tree) throws IOException;

  /** What is remembered of the words in a tree's files. */
  default WordIndex words(SourceTree tree) {
    return WordIndex.NONE;
  }
}
