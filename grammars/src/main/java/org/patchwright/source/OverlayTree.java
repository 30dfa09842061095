package org.patchwright.source;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One tree laid over another: a path is read from the upper tree where that has it, else from the
 * lower one. Paths may also be masked, as if removed.
 */
public final class OverlayTree implements SourceTree {

  private final SourceTree upper;
  private final SourceTree lower;
  private final Set<String> removed;

  private OverlayTree(SourceTree upper, SourceTree lower, Set<String> removed) {
    this.upper = upper;
    this.lower = lower;
    this.removed = Set.copyOf(removed);
  }

  public static OverlayTree of(SourceTree upper, SourceTree lower) {
    return new OverlayTree(upper, lower, Set.of());
  }

  /** A tree that has some files and no others. */
  public static SourceTree alone(Collection<SourceFile> files) {
    return new Files(files);
  }

  /** A tree after some files changed or came, and some paths went. */
  public static OverlayTree of(
      Collection<SourceFile> changed, Collection<String> removed, SourceTree lower) {
    return new OverlayTree(new Files(changed), lower, Set.copyOf(removed));
  }

  @Override
  public String name() {
    return upper.name().isEmpty() ? lower.name() : upper.name() + " over " + lower.name();
  }

  @Override
  public List<String> paths() throws IOException {
    TreeSet<String> all = new TreeSet<>(lower.paths());
    all.removeAll(removed);
    all.addAll(upper.paths());
    return List.copyOf(all);
  }

  @Override
  public Optional<SourceFile> read(String path) throws IOException {
    Optional<SourceFile> first = upper.read(path);
    return first.isPresent() || removed.contains(path) ? first : lower.read(path);
  }

  @Override
  public boolean contains(String path) throws IOException {
    return upper.contains(path) || (!removed.contains(path) && lower.contains(path));
  }

  @Override
  public Optional<String> contentId(String path) throws IOException {
    if (upper.contains(path)) {
      return upper.contentId(path);
    }
    return removed.contains(path) ? Optional.empty() : lower.contentId(path);
  }

  @Override
  public KernelConfig config() {
    return lower.config();
  }

  @Override
  public void close() throws IOException {
    try (upper) {
      lower.close();
    }
  }

  private static final class Files implements SourceTree {

    private final Map<String, SourceFile> byPath = new TreeMap<>();

    Files(Collection<SourceFile> files) {
      files.forEach(file -> byPath.put(file.path(), file));
    }

    @Override
    public String name() {
      return "";
    }

    @Override
    public List<String> paths() {
      return List.copyOf(byPath.keySet());
    }

    @Override
    public Optional<SourceFile> read(String path) {
      return Optional.ofNullable(byPath.get(path));
    }
  }
}
