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
import org.patchwright.run.DeepStack;
import org.patchwright.source.SourceTree;
import org.patchwright.source.WordSet;

/** Finds the files in which names stand. */
final class Mentions {

  private final int jobs;
  private final boolean remembers;

  /** The identifiers of files, as sorted hashes. */
  private final Map<String, int[]> known = new ConcurrentHashMap<>();

  private Mentions(int jobs, boolean remembers) {
    this.jobs = jobs;
    this.remembers = remembers;
  }

  /** For one question: files are looked through as they are. */
  static Mentions once(int jobs) {
    return new Mentions(jobs, false);
  }

  /** For many questions about versions of one tree, see {@link #forget}. */
  static Mentions remembering(int jobs) {
    return new Mentions(jobs, true);
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
        parts.add(threads.submit(() -> among(tree, part, names, words)));
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

  private boolean mayStandIn(SourceTree tree, String path, Set<String> names) throws IOException {
    if (!remembers) {
      return true;
    }
    int[] words = known.get(path);
    if (words == null) {
      words = tree.look(path, Mentions::hashes).orElse(new int[0]);
      known.put(path, words);
    }
    for (String name : names) {
      if (name.hashCode() == 0 || Arrays.binarySearch(words, name.hashCode()) >= 0) {
        return true;
      }
    }
    return false;
  }

  private static int[] hashes(byte[] bytes, int size) {
    Distinct found = new Distinct();
    int at = 0;
    while (at < size) {
      int hash = 0;
      int start = at;
      while (at < size && isWord(bytes[at])) {
        hash = 31 * hash + bytes[at++];
      }
      if (at == start) {
        at++;
      } else {
        found.add(hash);
      }
    }
    return found.sorted();
  }

  /** Numbers, each once; none is zero, which marks a free place. */
  private static final class Distinct {
    private int[] table = new int[1 << 10];
    private int count;

    void add(int number) {
      if (number == 0) {
        return;
      }
      int mask = table.length - 1;
      int at = number * 0x9E3779B9 >>> 8 & mask;
      while (table[at] != 0 && table[at] != number) {
        at = at + 1 & mask;
      }
      if (table[at] == 0) {
        table[at] = number;
        count++;
        if (count * 2 > table.length) {
          grow();
        }
      }
    }

    private void grow() {
      int[] old = table;
      table = new int[old.length * 2];
      count = 0;
      for (int number : old) {
        add(number);
      }
    }

    int[] sorted() {
      int[] all = new int[count];
      int next = 0;
      for (int number : table) {
        if (number != 0) {
          all[next++] = number;
        }
      }
      Arrays.sort(all);
      return all;
    }
  }

  private static boolean isWord(byte b) {
    return b >= 'a' && b <= 'z' || b == '_' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9';
  }
}
