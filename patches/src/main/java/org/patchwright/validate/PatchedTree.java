package org.patchwright.validate;

import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.patchwright.repository.Entries;
import org.patchwright.repository.TreeEntry;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;

/** A tree and what patches did to it, in memory. Closing it leaves the tree below open. */
public final class PatchedTree implements SourceTree, Entries {

  private final SourceTree lower;
  private final Entries entries;
  private final Map<String, Optional<TreeEntry>> upper;

  private PatchedTree(SourceTree lower, Entries entries, Map<String, Optional<TreeEntry>> upper) {
    this.lower = lower;
    this.entries = entries;
    this.upper = upper;
  }

  /** A tree to which nothing was done yet; a patched tree is given back as it is. */
  public static PatchedTree of(SourceTree tree) {
    return tree instanceof PatchedTree patched
        ? patched
        : new PatchedTree(tree, Entries.of(tree), Map.of());
  }

  /** This tree with some entries put in, and some paths gone. */
  PatchedTree with(Collection<TreeEntry> changed, Collection<String> removed) {
    Map<String, Optional<TreeEntry>> next = new TreeMap<>(upper);
    removed.forEach(path -> next.put(path, Optional.empty()));
    changed.forEach(entry -> next.put(entry.path(), Optional.of(entry)));
    return new PatchedTree(lower, entries, next);
  }

  /** The tree below, to which nothing was done. */
  public SourceTree base() {
    return lower;
  }

  /**
   * The paths that differ from the tree below, with what is there now; empty for what went. In the
   * order of their bytes.
   */
  public Map<String, Optional<TreeEntry>> changes() throws IOException {
    Map<String, Optional<TreeEntry>> changes = new LinkedHashMap<>();
    for (Map.Entry<String, Optional<TreeEntry>> one : upper.entrySet()) {
      if (!entries.entry(one.getKey()).equals(one.getValue())) {
        changes.put(one.getKey(), one.getValue());
      }
    }
    return changes;
  }

  @Override
  public String name() {
    return lower.name();
  }

  @Override
  public List<String> paths() throws IOException {
    TreeSet<String> all = new TreeSet<>(lower.paths());
    upper.forEach(
        (path, entry) -> {
          if (entry.filter(TreeEntry::isFile).isPresent()) {
            all.add(path);
          } else {
            all.remove(path);
          }
        });
    return List.copyOf(all);
  }

  @Override
  public Optional<SourceFile> read(String path) throws IOException {
    return upper.containsKey(path)
        ? upper.get(path).filter(TreeEntry::isFile).map(TreeEntry::content)
        : lower.read(path);
  }

  @Override
  public Optional<TreeEntry> entry(String path) throws IOException {
    return upper.containsKey(path) ? upper.get(path) : entries.entry(path);
  }

  @Override
  public boolean isFolder(String path) throws IOException {
    String prefix = path + "/";
    boolean above =
        upper.entrySet().stream()
            .anyMatch(one -> one.getKey().startsWith(prefix) && one.getValue().isPresent());
    return above || entries.isFolder(path);
  }

  @Override
  public Optional<String> contentId(String path) throws IOException {
    return upper.containsKey(path) ? Optional.empty() : lower.contentId(path);
  }
}
