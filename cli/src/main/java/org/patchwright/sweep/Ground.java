package org.patchwright.sweep;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.patchwright.cache.FileWords;
import org.patchwright.cache.Standing;
import org.patchwright.source.WordHashes;
import org.patchwright.symbol.KernelTree;
import org.patchwright.symbol.Units;

/**
 * The trees of a plan's revisions, and how they differ: what all shares of the work stand on. May
 * be used from several threads at once.
 */
public final class Ground {

  /** More changed files than this are not searched for names: everything is asked anew. */
  private static final int MOST_CHANGED = 2_000;

  /** More parsed files than this are not kept from one stretch to the next, if they changed. */
  private static final int UNITS = 1_500;

  /** Trees of so many revisions are kept ready. */
  private static final int TREES = 64;

  /** So many of them are compared with one that is made. */
  private static final int LATEST = 12;

  private final Plan plan;
  private final Blobs blobs;

  /** Where the kernels begin in which files are reported on, see {@link Standing#kernelOf}. */
  private final Set<String> kernels = new HashSet<>();

  private final Units units = new Units();
  private final List<Listing> listings = new ArrayList<>();
  private final Map<Integer, KernelTree> trees = recent(TREES);
  private final Map<List<Integer>, Standing> standings = recent(TREES * 4);
  private final Map<String, int[]> words = recent(4_000);

  public Ground(Plan plan, Blobs blobs) {
    this.plan = plan;
    this.blobs = new RecentBlobs(blobs);
    plan.shares().forEach(share -> kernels.add(Standing.kernelOf(share)));
    Listing empty = Listing.empty();
    for (Plan.Revision revision : plan.revisions()) {
      Listing base = revision.base() < 0 ? empty : listings.get(revision.base());
      listings.add(base.with(plan.changes().get(revision.number())));
    }
  }

  private static <K, V> Map<K, V> recent(int most) {
    return new LinkedHashMap<>(16, 0.75f, true) {
      private static final long serialVersionUID = 1;

      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
      }
    };
  }

  Plan plan() {
    return plan;
  }

  /** Lets go of most parsed files that a revision does not have any more. */
  public void forgetBut(int revision) {
    Listing now = listing(revision);
    units.shrink(UNITS, key -> isIn(now, key));
  }

  private static boolean isIn(Listing listing, String key) {
    int end = key.indexOf('\n');
    return listing.blob(key.substring(0, end)).map(key.substring(end + 1)::equals).orElse(false);
  }

  Listing listing(int revision) {
    return listings.get(revision);
  }

  /** A revision's tree with what other revisions parsed. */
  KernelTree tree(int revision) {
    synchronized (trees) {
      KernelTree known = trees.get(revision);
      if (known != null) {
        return known;
      }
      Listing listing = listings.get(revision);
      ListedTree source = new ListedTree(plan.revisions().get(revision).commit(), listing, blobs);
      KernelTree made = alike(listing).map(tree -> after(tree, source)).orElseGet(() -> of(source));
      trees.put(revision, made);
      return made;
    }
  }

  /** The tree, of the latest in which the same paths stand, that differs in the fewest files. */
  private Optional<KernelTree> alike(Listing listing) {
    return trees.values().stream()
        .skip(Math.max(0, trees.size() - LATEST))
        .filter(tree -> listing(tree).paths() == listing.paths())
        .min(Comparator.comparingInt(tree -> listing(tree).to(listing).size()));
  }

  private static KernelTree after(KernelTree before, ListedTree now) {
    return before.withContent(
        now,
        listing(before).to(now.listing()).stream()
            .map(Plan.Change::path)
            .collect(Collectors.toSet()));
  }

  private static Listing listing(KernelTree tree) {
    return ((ListedTree) tree.source()).listing();
  }

  private KernelTree of(ListedTree source) {
    try {
      return KernelTree.of(source, units);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Which results of one revision stand in another. */
  Standing standing(int from, int to) {
    List<Integer> key = List.of(from, to);
    synchronized (standings) {
      Standing known = standings.get(key);
      if (known == null) {
        known = compared(from, to);
        standings.put(key, known);
      }
      return known;
    }
  }

  private Standing compared(int from, int to) {
    Listing before = listings.get(from);
    Listing after = listings.get(to);
    Set<String> changed = new HashSet<>();
    Set<String> moved = new HashSet<>();
    for (Plan.Change change : before.to(after)) {
      boolean gone = change.blob().isEmpty();
      if (gone || before.blob(change.path()).isEmpty()) {
        moved.add(change.path());
      }
      if (!gone && change.isC()) {
        changed.add(change.path());
      }
    }
    boolean sameRoots =
        moved.isEmpty() || Standing.roots(before.paths()).equals(Standing.roots(after.paths()));
    if (changed.size() > MOST_CHANGED || !sameRoots) {
      return Standing.ofThoseAlone(changed);
    }
    Map<String, int[]> users = new HashMap<>();
    for (String path : changed) {
      // No name of what is reported on is looked for in another kernel.
      if (kernels.stream().anyMatch(path::startsWith)) {
        users.put(path, words(after.blob(path).orElseThrow()));
      }
    }
    return Standing.after(changed, moved, FileWords.of(users), () -> tree(to));
  }

  private int[] words(String blob) {
    synchronized (words) {
      int[] known = words.get(blob);
      if (known == null) {
        try {
          known =
              blobs.read(blob).map(bytes -> WordHashes.of(bytes, bytes.length)).orElse(new int[0]);
        } catch (IOException unreadable) {
          // Whoever needs the file itself says so.
          known = new int[0];
        }
        words.put(blob, known);
      }
      return known;
    }
  }
}
