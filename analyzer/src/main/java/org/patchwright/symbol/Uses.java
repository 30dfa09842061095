package org.patchwright.symbol;

import java.util.Collections;
import java.util.Comparator;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What an answer about a tree rests on: it stays true as long as these files keep their content, no
 * file that comes or changes mentions one of these names, and these folders keep their list of
 * files. Filled by one thread.
 */
public final class Uses {

  private final SortedSet<String> files = new TreeSet<>();
  private final SortedSet<Lookup> lookups = new TreeSet<>();
  private final SortedSet<String> listings = new TreeSet<>();

  /** Notes a file whose content was looked at. */
  public void file(String path) {
    files.add(path);
  }

  /**
   * A name that was looked for in other files.
   *
   * @param from the file that uses it
   * @param constant whether an enumerator or macro is meant, or else a function
   */
  public record Lookup(String name, String from, boolean constant) implements Comparable<Lookup> {
    @Override
    public int compareTo(Lookup other) {
      return ORDER.compare(this, other);
    }
  }

  private static final Comparator<Lookup> ORDER =
      Comparator.comparing(Lookup::name)
          .thenComparing(Lookup::from)
          .thenComparing(Lookup::constant);

  /** Notes a name that was looked for in other files. */
  public void lookup(Lookup lookup) {
    lookups.add(lookup);
  }

  /** Notes a folder whose files were listed; with {@code /**} at its end, all below it. */
  public void listing(String folder) {
    listings.add(folder);
  }

  public SortedSet<String> files() {
    return Collections.unmodifiableSortedSet(files);
  }

  public SortedSet<Lookup> lookups() {
    return Collections.unmodifiableSortedSet(lookups);
  }

  public SortedSet<String> listings() {
    return Collections.unmodifiableSortedSet(listings);
  }
}
