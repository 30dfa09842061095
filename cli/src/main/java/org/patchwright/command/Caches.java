package org.patchwright.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.patchwright.cache.Build;
import org.patchwright.cache.CacheFolder;
import org.patchwright.cache.ResultCache;
import org.patchwright.cache.WordIndex;
import org.patchwright.loader.RuleSource;
import org.patchwright.pipeline.Memories;
import org.patchwright.pipeline.Question;
import org.patchwright.report.Shown;
import org.patchwright.repository.RevisionTree;
import org.patchwright.run.Memory;
import org.patchwright.source.SourceTree;

/** The caches of one run: one for each tree that it looks at. */
final class Caches implements Memories {

  private final CacheFolder folder;
  private final String build;
  private final PrintWriter err;
  private final List<ResultCache> open = new ArrayList<>();
  private final List<WordIndex> indexes = new ArrayList<>();
  private boolean complained;

  private Caches(CacheFolder folder, String build, PrintWriter err) {
    this.folder = folder;
    this.build = build;
    this.err = err;
  }

  static CacheFolder folder() {
    // HOME may be another than the one in the user database, which Java goes by.
    String home = System.getenv().getOrDefault("HOME", System.getProperty("user.home", "/"));
    return CacheFolder.of(System.getenv(), home);
  }

  static Caches of(Question question, List<RuleSource> sources, PrintWriter err)
      throws IOException {
    String build = Build.of(Patchwright.versionLine(), question.rules(), sources);
    return new Caches(folder(), build, err);
  }

  @Override
  public Memory of(SourceTree tree) throws IOException {
    Optional<RevisionTree> revision =
        tree instanceof RevisionTree known ? Optional.of(known) : Optional.empty();
    ResultCache cache =
        ResultCache.open(
            folder,
            tree,
            revision.map(r -> r.repository().location().toString()).orElse(tree.name()),
            revision.map(RevisionTree::id).orElse("as it stands"),
            build,
            this::complain);
    open.add(cache);
    return cache;
  }

  @Override
  public WordIndex words(SourceTree tree) {
    if (tree instanceof RevisionTree revision) {
      WordIndex index =
          WordIndex.of(folder, revision.repository().location().toString(), this::complain);
      indexes.add(index);
      return index;
    }
    return WordIndex.NONE;
  }

  /** One line a run, however many trees it looks at. */
  private void complain(String line) {
    if (!complained) {
      complained = true;
      err.println(Shown.of("patchwright: " + line));
    }
  }

  /** Keeps what is new for later runs. */
  void save() {
    open.forEach(ResultCache::save);
    indexes.forEach(WordIndex::save);
  }
}
