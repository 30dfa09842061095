package org.patchwright.cache;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.patchwright.repository.RevisionTree;
import org.patchwright.run.FileReport;
import org.patchwright.run.Memory;
import org.patchwright.source.SourceTree;
import org.patchwright.source.WordHashes;
import org.patchwright.symbol.KernelTree;
import org.patchwright.symbol.Uses;

/**
 * Results of earlier runs over one tree with one set of rules. A result is used again if the file
 * has the same bytes and nothing of what it rests on, see {@link Uses}, has changed. Trouble with
 * the cache is told in one line and never stops a run.
 */
public final class ResultCache implements Memory {

  /** More changed files than this are not searched for names: everything is asked anew. */
  static final int MOST_CHANGED = 2_000;

  private final CacheFolder folder;
  private final String name;
  private final String variant;
  private final String tool;
  private final SourceTree tree;
  private final Consumer<String> complain;
  private final long begun = System.currentTimeMillis();
  private final Version version;
  private final Map<String, FileReport> reports = new ConcurrentHashMap<>();
  private final AtomicBoolean news = new AtomicBoolean();

  private ResultCache(
      CacheFolder folder,
      String name,
      String variant,
      String tool,
      SourceTree tree,
      Version version,
      Consumer<String> complain) {
    this.folder = folder;
    this.name = name;
    this.variant = variant;
    this.tool = tool;
    this.tree = tree;
    this.version = version;
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
    String kept = digest(variant).substring(0, 16);
    // One thread reads what there is while the others look at the tree.
    CompletableFuture<Found> found =
        CompletableFuture.supplyAsync(() -> Found.in(folder, name, kept));
    Version version =
        tree instanceof RevisionTree revision ? new GitVersion(revision) : DiskVersion.of(tree);
    ResultCache cache = new ResultCache(folder, name, kept, tool, tree, version, complain);
    cache.take(found.join());
    return cache;
  }

  /**
   * What an earlier run left.
   *
   * @param any whether there is a file
   * @param snapshot what it holds; empty if it is damaged
   * @param unreadable why it could not be read; empty if it was
   */
  private record Found(boolean any, Optional<Snapshot> snapshot, Optional<String> unreadable) {
    static Found in(CacheFolder folder, String name, String variant) {
      try {
        Optional<byte[]> bytes = folder.read(name, variant);
        return new Found(bytes.isPresent(), bytes.flatMap(Snapshot::decoded), Optional.empty());
      } catch (IOException e) {
        return new Found(false, Optional.empty(), Optional.of(String.valueOf(e.getMessage())));
      }
    }
  }

  private void take(Found found) {
    if (found.unreadable().isPresent()) {
      complain.accept("cache can't be read, going on without: " + found.unreadable().get());
      return;
    }
    news.set(!found.any());
    if (!found.any()) {
      return;
    }
    Optional<Snapshot> snapshot = found.snapshot();
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
    Optional<Version.Difference> found = version.since(old);
    if (found.isEmpty()) {
      news.set(true);
      return;
    }
    Version.Difference difference = found.get();
    if (difference.equals(Version.Difference.NONE)) {
      reports.putAll(old.reports());
      return;
    }
    Set<String> changed = difference.changed();
    if (difference.touched() || !changed.isEmpty() || !difference.moved().isEmpty()) {
      news.set(true);
    }
    Standing standing =
        changed.size() <= MOST_CHANGED && difference.rooted()
            ? Standing.after(changed, difference.moved(), words(changed), later())
            : Standing.ofThoseAlone(changed);
    old.reports()
        .forEach(
            (path, report) -> {
              boolean gone = difference.moved().contains(path) && !changed.contains(path);
              if (!gone && standing.holds(path, report)) {
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

  private FileWords words(Set<String> paths) {
    Map<String, int[]> words = new HashMap<>();
    for (String path : paths) {
      try {
        tree.look(path, WordHashes::of).ifPresent(found -> words.put(path, found));
      } catch (IOException e) {
        complain.accept(path + ": can't be read: " + e.getMessage());
      }
    }
    return FileWords.of(words);
  }

  @Override
  public Optional<FileReport> recall(String path) {
    return Optional.ofNullable(reports.get(path));
  }

  @Override
  public <T> Optional<T> look(SourceTree from, String path, SourceTree.Look<T> look)
      throws IOException {
    return version.look(from, path, look);
  }

  public static String digest(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  @Override
  public void keep(String path, FileReport report) {
    // A failure may be one of the moment.
    if (report.failures().isEmpty() && version.has(path)) {
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
      Snapshot snapshot = version.noted().with(tool, begun, new HashMap<>(reports));
      folder.write(name, variant, snapshot.encoded());
    } catch (IOException e) {
      complain.accept(
          "cache can't be written, this run was for itself only: "
              + folder.path()
              + ": "
              + CacheFolder.reason(e));
    }
  }
}
