package org.patchwright.sweep;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.patchwright.symbol.KernelTree;
import org.patchwright.symbol.Units;

/**
 * The trees of a plan's revisions, and how they differ: what all shares of the work stand on. May
 * be used from several threads at once.
 */
public final class Ground {

  /** More parsed files than this are not kept from one stretch to the next, if they changed. */
  private static final int UNITS = 1_500;

  /** Trees of so many revisions are kept ready. */
  private static final int TREES = 64;

  /** So many of them are compared with one that is made. */
  private static final int LATEST = 12;

  private final Plan plan;
  private final Blobs blobs;

  private final Units units = new Units();
  private final List<Listing> listings = new ArrayList<>();
  private final Map<Integer, KernelTree> trees = recent(TREES);

  public Ground(Plan plan, Blobs blobs) {
    this.plan = plan;
    this.blobs = new RecentBlobs(blobs);
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
      KernelTree made =
          latest(listing).map(tree -> after(tree, source)).orElseGet(() -> of(source));
      trees.put(revision, made);
      return made;
    }
  }

  /** The tree, of the latest, that differs in the fewest files, best in none that came or went. */
  private Optional<KernelTree> latest(Listing listing) {
    return trees.values().stream()
        .skip(Math.max(0, trees.size() - LATEST))
        .min(
            Comparator.comparing((KernelTree tree) -> listing(tree).paths() != listing.paths())
                .thenComparingInt(tree -> listing(tree).to(listing).size()));
  }

  private KernelTree after(KernelTree before, ListedTree now) {
    Set<String> content = new HashSet<>();
    Set<String> moved = new HashSet<>();
    Listing old = listing(before);
    for (Plan.Change change : old.to(now.listing())) {
      boolean isMoved = change.blob().isEmpty() || old.blob(change.path()).isEmpty();
      (isMoved ? moved : content).add(change.path());
    }
    try {
      return before.changed(now, content, moved);
    } catch (IOException | UncheckedIOException unreadable) {
      // What differs can't be told, and whoever asks about it will say why.
      return of(now);
    }
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
}
