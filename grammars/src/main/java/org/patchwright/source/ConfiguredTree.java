package org.patchwright.source;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A tree whose files are read under one configuration.
 *
 * @param tree the files
 * @param config what is chosen
 */
public record ConfiguredTree(SourceTree tree, KernelConfig config) implements SourceTree {

  /** The tree under a configuration; the tree itself if that chooses nothing. */
  public static SourceTree of(SourceTree tree, KernelConfig config) {
    return config.isAny() ? tree : new ConfiguredTree(tree, config);
  }

  @Override
  public String name() {
    return tree.name();
  }

  @Override
  public List<String> paths() throws IOException {
    return tree.paths();
  }

  @Override
  public Optional<Names> names(String folder) throws IOException {
    return tree.names(folder);
  }

  @Override
  public Stream<String> namedSources(String folder) throws IOException {
    return tree.namedSources(folder);
  }

  @Override
  public Optional<SourceFile> read(String path) throws IOException {
    return tree.read(path);
  }

  @Override
  public boolean contains(String path) throws IOException {
    return tree.contains(path);
  }

  @Override
  public Optional<String> contentId(String path) throws IOException {
    return tree.contentId(path);
  }

  @Override
  public Optional<String> stamp(String path) throws IOException {
    return tree.stamp(path);
  }

  @Override
  public <T> Optional<T> look(String path, Look<T> look) throws IOException {
    return tree.look(path, look);
  }

  @Override
  public Stream<String> pathsUnder(String folder) throws IOException {
    return tree.pathsUnder(folder);
  }

  @Override
  public void close() throws IOException {
    tree.close();
  }
}
