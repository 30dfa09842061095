package org.patchwright.pipeline;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.patchwright.cache.WordIndex;
import org.patchwright.run.DeepStack;
import org.patchwright.source.SourceTree;
import org.patchwright.source.WordHashes;
import org.patchwright.source.WordSet;

/** Finds the files in which names stand. */
final class Mentions {

  /** Fewer files are looked through before an index is read. */
  private static final int MANY = 2_000;

  private final int jobs;
  private final boolean remembers;
  private final WordIndex index;

  /** The identifiers of files, as sorted hashes. */
  private final Map<String, int[]> known = new ConcurrentHashMap<>();

  private Mentions(int jobs, boolean remembers, WordIndex index) {
    this.jobs = jobs;
    this.remembers = remembers;
    this.index = index;
  }

  /**
   * For one question: files are looked through as they are.
   *
   * @param index tells where there is no need for it, in a tree that names its contents
   */
  static Mentions once(int jobs, WordIndex index) {
    return new Mentions(jobs, false, index);
  }

  /** For many questions about versions of one tree, see {@link #forget}. */
  static Mentions remembering(int jobs) {
    return new Mentions(jobs, true, WordIndex.NONE);
  }

  /** From here on, questions are about a version in which these files differ. */
  void forget(Collection<String> changed) {
    known.keySet().removeAll(Set.copyOf(changed));
  }

  /** From here on, questions are about another tree. */
  void forget() {
    known.clear();
  }

  /** Those of some files in which one of some names stands. */
  List<String> of(SourceTree tree, Collection<String> candidates, Set<String> names)
      throws IOException {
    if (candidates.isEmpty() || names.isEmpty()) {
      return List.of();
    }
    WordSet words = WordSet.of(List.of(names));
    List<String> all = List.copyOf(candidates);
    ExecutorService threads = DeepStack.threads(jobs);
    try {
      int share = Math.max(1, (all.size() + jobs * 8 - 1) / (jobs * 8));
      List<Future<List<String>>> parts = new ArrayList<>();
      for (int start = 0; start < all.size(); start += share) {
        List<String> part = all.subList(start, Math.min(all.size(), start + share));
        parts.add(
            threads.submit(
                () ->
                    index.remembers() && all.size() >= MANY
                        ? indexed(tree, part, names, words)
                        : among(tree, part, names, words)));
      }
      List<String> users = new ArrayList<>();
      for (Future<List<String>> part : parts) {
        users.addAll(part.get());
      }
      return users;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private List<String> among(SourceTree tree, List<String> paths, Set<String> names, WordSet words)
      throws IOException {
    List<String> users = new ArrayList<>();
    for (String path : paths) {
      if (mayStandIn(tree, path, names)
          && tree.look(path, (bytes, size) -> !words.in(bytes, size).isEmpty()).orElse(false)) {
        users.add(path);
      }
    }
    return users;
  }

  private List<String> indexed(
      SourceTree tree, List<String> paths, Set<String> names, WordSet words) throws IOException {
    List<String> users = new ArrayList<>();
    for (String path : paths) {
      String id = tree.contentId(path).orElse("");
      boolean known = !id.isEmpty() && index.knows(id);
      if (known && !index.mayHold(id, names)) {
        continue;
      }
      boolean found =
          tree.look(
                  path,
                  (bytes, size) -> {
                    if (!known && !id.isEmpty()) {
                      index.learn(id, bytes, size);
                    }
                    return !words.in(bytes, size).isEmpty();
                  })
              .orElse(false);
      if (found) {
        users.add(path);
      }
    }
    return users;
  }

  private boolean mayStandIn(SourceTree tree, String path, Set<String> names) throws IOException {
    if (!remembers) {
      return true;
    }
    int[] words = known.get(path);
    if (words == null) {
      words = tree.look(path, WordHashes::of).orElse(new int[0]);
      known.put(path, words);
    }
    for (String name : names) {
      if (name.hashCode() == 0 || Arrays.binarySearch(words, name.hashCode()) >= 0) {
        return true;
      }
    }
    return false;
  }
}
