package org.patchwright.cache;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.patchwright.run.FileReport;
import org.patchwright.run.Memory;
import org.patchwright.source.SourceTree;
import org.patchwright.symbol.KernelTree;
import org.patchwright.symbol.Uses;

/**
 * Results of earlier runs over one tree with one set of rules. A result is used again if the file
 * has the same bytes and nothing of what it rests on, see {@link Uses}, has changed. Trouble with
 * the cache is told in one line and never stops a run.
 */
public final class ResultCache implements Memory {

  /** More changed files than this are not searched for names: everything is asked anew. */
  private static final int MOST_CHANGED = 2_000;

  /** Clocks of file systems tick this coarsely, in milliseconds. */
  private static final long TICK = 2_000;

  private final CacheFolder folder;
  private final String name;
  private final String variant;
  private final String tool;
  private final SourceTree tree;
  private final Consumer<String> complain;
  private final long begun = System.currentTimeMillis();
  private final Map<String, Snapshot.Content> now = new ConcurrentHashMap<>();
  private final Map<String, FileReport> reports = new ConcurrentHashMap<>();
  private final AtomicBoolean news = new AtomicBoolean();

  private ResultCache(
      CacheFolder folder,
      String name,
      String variant,
      String tool,
      SourceTree tree,
      Consumer<String> complain) {
    this.folder = folder;
    this.name = name;
    this.variant = variant;
    this.tool = tool;
    this.tree = tree;
    this.complain = complain;
  }

  /**
   * Opens the cache of a tree.
   *
   * @param place where the tree is kept, the same for all of its revisions
   * @param variant which of them; the results of another are a start
   * @param tool which build of the tool, and which rules
   * @param complain told one line if the cache can't be used as it is
   */
  public static ResultCache open(
      CacheFolder folder,
      SourceTree tree,
      String place,
      String variant,
      String tool,
      Consumer<String> complain)
      throws IOException {
    String name = digest(place + "\n" + tool.lines().skip(1).toList()).substring(0, 24);
    ResultCache cache =
        new ResultCache(folder, name, digest(variant).substring(0, 16), tool, tree, complain);
    for (String path : tree.paths()) {
      if (Standing.isC(path)) {
        cache.now.put(
            path,
            new Snapshot.Content(tree.stamp(path).orElse(""), tree.contentId(path).orElse("")));
      }
    }
    cache.load();
    return cache;
  }

  private void load() {
    Optional<byte[]> bytes;
    try {
      bytes = folder.read(name, variant);
    } catch (IOException e) {
      complain.accept("cache can't be read, going on without: " + e.getMessage());
      return;
    }
    news.set(bytes.isEmpty());
    if (bytes.isEmpty()) {
      return;
    }
    Optional<Snapshot> snapshot = Snapshot.decoded(bytes.get());
    if (snapshot.isEmpty()) {
      complain.accept("cache in " + folder.path() + " is damaged: made anew");
      news.set(true);
    } else if (!snapshot.get().tool().equals(tool)) {
      complain.accept("cache in " + folder.path() + " is of another version: made anew");
      news.set(true);
    } else {
      take(snapshot.get());
    }
  }

  private void take(Snapshot old) {
    Set<String> changed = new HashSet<>();
    Set<String> moved = new HashSet<>();
    now.forEach(
        (path, content) -> {
          Snapshot.Content before = old.files().get(path);
          if (before == null) {
            changed.add(path);
            moved.add(path);
          } else if (isTrusted(content, old) && content.sameAs(before)) {
            now.put(path, content.id().isEmpty() ? before : content);
          } else {
            changed.add(path);
          }
        });
    for (String path : old.files().keySet()) {
      if (!now.containsKey(path)) {
        moved.add(path);
      }
    }
    if (changed.size() <= MOST_CHANGED) {
      // What was only touched, or checked out again, is told by its bytes.
      changed.removeIf(path -> sameBytes(path, old));
    }
    if (!changed.isEmpty() || !moved.isEmpty()) {
      news.set(true);
    }
    boolean searched =
        changed.size() <= MOST_CHANGED
            && Standing.roots(old.files().keySet()).equals(Standing.roots(now.keySet()));
    Standing standing =
        searched
            ? Standing.after(changed, moved, words(changed), later())
            : Standing.ofThoseAlone(changed);
    old.reports()
        .forEach(
            (path, report) -> {
              if (now.containsKey(path) && standing.holds(path, report)) {
                reports.put(path, report);
              }
            });
  }

  /** The tree, parsed as far as something has to be looked at again. */
  private Supplier<KernelTree> later() {
    List<KernelTree> made = new ArrayList<>();
    return () -> {
      try {
        if (made.isEmpty()) {
          made.add(KernelTree.of(tree));
        }
        return made.get(0);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    };
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
      Optional<String> id = tree.look(path, ResultCache::id);
      id.ifPresent(known -> now.put(path, new Snapshot.Content(now.get(path).stamp(), known)));
      boolean same = id.isPresent() && id.get().equals(before.id());
      if (same) {
        news.set(true);
      }
      return same;
    } catch (IOException asIfChanged) {
      return false;
    }
  }

  /** The identifiers of some files, each with the files that have it. */
  private Map<String, List<String>> words(Set<String> paths) {
    Map<String, List<String>> words = new HashMap<>();
    for (String path : paths) {
      try {
        tree.look(
            path,
            (bytes, size) -> {
              for (String word : Standing.words(bytes, size)) {
                words.computeIfAbsent(word, w -> new ArrayList<>(1)).add(path);
              }
              return true;
            });
      } catch (IOException e) {
        complain.accept(path + ": can't be read: " + e.getMessage());
      }
    }
    return words;
  }

  @Override
  public Optional<FileReport> recall(String path) {
    return Optional.ofNullable(reports.get(path));
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

  private static String id(byte[] bytes, int size) {
    MessageDigest digest = sha("SHA-1");
    digest.update(("blob " + size + "\0").getBytes(StandardCharsets.US_ASCII));
    digest.update(bytes, 0, size);
    return HexFormat.of().formatHex(digest.digest());
  }

  public static String digest(String text) {
    return HexFormat.of().formatHex(sha("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static MessageDigest sha(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has " + algorithm, e);
    }
  }

  @Override
  public void keep(String path, FileReport report) {
    // A failure may be one of the moment.
    if (report.failures().isEmpty() && now.containsKey(path)) {
      reports.put(path, report);
      news.set(true);
    }
  }

  /** Writes what is new, for later runs. */
  public void save() {
    try {
      if (!news.get()) {
        folder.touch(name, variant);
        return;
      }
      Snapshot snapshot = new Snapshot(tool, begun, new HashMap<>(now), new HashMap<>(reports));
      folder.write(name, variant, snapshot.encoded());
    } catch (IOException e) {
      complain.accept(
          "cache can't be written, this run was for itself only: "
              + folder.path()
              + ": "
              + (e instanceof FileSystemException file && file.getReason() != null
                  ? file.getReason()
                  : e.getMessage()));
    }
  }
}
