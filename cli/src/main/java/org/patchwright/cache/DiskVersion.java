package org.patchwright.cache;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import org.patchwright.source.SourceTree;

/** Files as they stand: each is known by a cheap mark, and by its bytes once these are read. */
final class DiskVersion implements Version {

  /** Clocks of file systems tick this coarsely, in milliseconds. */
  private static final long TICK = 2_000;

  /** As many files are compared by one thread at least. */
  private static final int SOME = 1_000;

  private final SourceTree tree;
  private final ConcurrentHashMap<String, Snapshot.Content> now = new ConcurrentHashMap<>();

  private DiskVersion(SourceTree tree) {
    this.tree = tree;
  }

  static DiskVersion of(SourceTree tree) throws IOException {
    DiskVersion version = new DiskVersion(tree);
    try {
      tree.paths().parallelStream().filter(Standing::isC).forEach(version::mark);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return version;
  }

  private void mark(String path) {
    try {
      now.put(
          path, new Snapshot.Content(tree.stamp(path).orElse(""), tree.contentId(path).orElse("")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Optional<Difference> since(Snapshot old) {
    Set<String> changed = ConcurrentHashMap.newKeySet();
    Set<String> moved = ConcurrentHashMap.newKeySet();
    AtomicInteger known = new AtomicInteger();
    now.forEach(
        SOME,
        (path, content) -> {
          Snapshot.Content before = old.files().get(path);
          if (before == null) {
            changed.add(path);
            moved.add(path);
            return;
          }
          known.incrementAndGet();
          if (isTrusted(content, old) && content.sameAs(before)) {
            now.put(path, content.id().isEmpty() ? before : content);
          } else {
            changed.add(path);
          }
        });
    if (known.get() < old.files().size()) {
      for (String path : old.files().keySet()) {
        if (!now.containsKey(path)) {
          moved.add(path);
        }
      }
    }
    boolean touched = false;
    if (changed.size() <= ResultCache.MOST_CHANGED) {
      // What was only touched, or checked out again, is told by its bytes.
      touched = changed.removeIf(path -> sameBytes(path, old));
    }
    boolean rooted =
        moved.isEmpty()
            || Standing.roots(old.files().keySet()).equals(Standing.roots(now.keySet()));
    return Optional.of(new Difference(changed, moved, rooted, touched));
  }

  /** A file that was written in the tick in which the old run began may have changed since. */
  private static boolean isTrusted(Snapshot.Content content, Snapshot old) {
    if (!content.id().isEmpty()) {
      return true;
    }
    long written = Long.parseLong(content.stamp().substring(0, content.stamp().indexOf(' ')));
    return written / 1_000_000 < old.taken() - TICK;
  }

  private boolean sameBytes(String path, Snapshot old) {
    Snapshot.Content before = old.files().get(path);
    if (before == null || before.id().isEmpty() || !now.get(path).id().isEmpty()) {
      return false;
    }
    try {
      Optional<String> id = tree.look(path, DiskVersion::id);
      id.ifPresent(known -> now.put(path, new Snapshot.Content(now.get(path).stamp(), known)));
      return id.isPresent() && id.get().equals(before.id());
    } catch (IOException asIfChanged) {
      return false;
    }
  }

  /**
   * Two check sums and the size: every file that is read is marked so, and the virtual machine sums
   * up at the speed of memory, but digests at that only behind its second compiler.
   */
  private static String id(byte[] bytes, int size) {
    CRC32 one = new CRC32();
    one.update(bytes, 0, size);
    CRC32C other = new CRC32C();
    other.update(bytes, 0, size);
    return Long.toHexString(one.getValue() << 32 | other.getValue()) + " " + size;
  }

  @Override
  public boolean has(String path) {
    return now.containsKey(path);
  }

  @Override
  public <T> Optional<T> look(SourceTree from, String path, SourceTree.Look<T> look)
      throws IOException {
    Snapshot.Content known = now.get(path);
    if (known == null || !known.id().isEmpty()) {
      return from.look(path, look);
    }
    return from.look(
        path,
        (bytes, size) -> {
          now.put(path, new Snapshot.Content(known.stamp(), id(bytes, size)));
          return look.at(bytes, size);
        });
  }

  @Override
  public Snapshot noted() {
    return Snapshot.ofFiles(new HashMap<>(now));
  }
}
