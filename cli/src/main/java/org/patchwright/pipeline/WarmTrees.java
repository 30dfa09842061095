package org.patchwright.pipeline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.patchwright.source.DirectoryTree;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;
import org.patchwright.symbol.KernelTree;

/**
 * Directories that are asked about again and again, with what was parsed of them. A directory in
 * which a C file came, went or was written to since is read anew. May be used from several threads.
 */
public final class WarmTrees {

  /** Trees beyond this are dropped, the one longest unused first. */
  private static final int MOST = 2;

  private final Map<String, Warm> byRoot = new LinkedHashMap<>(4, 0.75f, true);

  /** A directory with the files that were read of it, each with its stamp before that. */
  private static final class Warm implements SourceTree {

    private final DirectoryTree directory;
    private final Map<String, String> stamps = new ConcurrentHashMap<>();
    private final KernelTree tree;

    Warm(DirectoryTree directory) throws IOException {
      this.directory = directory;
      this.tree = KernelTree.of(this);
    }

    boolean isAsOf(DirectoryTree now) throws IOException {
      if (!sources(now).equals(sources(directory))) {
        return false;
      }
      for (Map.Entry<String, String> read : stamps.entrySet()) {
        if (!now.stampNow(read.getKey()).orElse("").equals(read.getValue())) {
          return false;
        }
      }
      return true;
    }

    private static List<String> sources(DirectoryTree tree) throws IOException {
      return tree.paths().stream().filter(p -> p.endsWith(".c") || p.endsWith(".h")).toList();
    }

    @Override
    public String name() {
      return directory.name();
    }

    @Override
    public List<String> paths() throws IOException {
      return directory.paths();
    }

    @Override
    public Optional<Names> names(String folder) throws IOException {
      return directory.names(folder);
    }

    @Override
    public Stream<String> namedSources(String folder) throws IOException {
      return directory.namedSources(folder);
    }

    @Override
    public Optional<SourceFile> read(String path) throws IOException {
      stamps.putIfAbsent(path, directory.stampNow(path).orElse(""));
      return directory.read(path);
    }

    @Override
    public <T> Optional<T> look(String path, Look<T> look) throws IOException {
      return directory.look(path, look);
    }

    @Override
    public boolean contains(String path) throws IOException {
      return directory.contains(path);
    }
  }

  /**
   * The tree of a directory as it stands now.
   *
   * @throws IOException if its files can't be listed
   */
  public synchronized KernelTree of(DirectoryTree directory) throws IOException {
    Warm known = byRoot.get(directory.name());
    if (known == null) {
      known = new Warm(directory);
    } else {
      DirectoryTree now = known.directory.again();
      try {
        known = known.isAsOf(now) ? known : new Warm(now);
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }
    byRoot.put(directory.name(), known);
    while (byRoot.size() > MOST) {
      byRoot.remove(byRoot.keySet().iterator().next());
    }
    return known.tree;
  }
}
