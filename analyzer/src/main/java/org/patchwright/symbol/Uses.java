package org.patchwright.symbol;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What an answer about a tree rests on: it stays true as long as these files keep their content, no
 * file that comes or changes mentions one of these names, and these folders keep their list of
 * files. Filled by one thread.
 */
public final class Uses {

  private final SortedSet<String> files = new TreeSet<>();
  private final SortedSet<String> names = new TreeSet<>();
  private final SortedSet<String> listings = new TreeSet<>();

  /** Notes a file whose content was looked at. */
  public void file(String path) {
    files.add(path);
  }

  /** Notes a name that was looked for in other files. */
  public void name(String name) {
    names.add(name);
  }

  /** Notes a folder whose files were listed; with {@code /**} at its end, all below it. */
  public void listing(String folder) {
    listings.add(folder);
  }

  public SortedSet<String> files() {
    return Collections.unmodifiableSortedSet(files);
  }

  public SortedSet<String> names() {
    return Collections.unmodifiableSortedSet(names);
  }

  public SortedSet<String> listings() {
    return Collections.unmodifiableSortedSet(listings);
  }
}
