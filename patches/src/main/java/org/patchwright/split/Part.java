package org.patchwright.split;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.patchwright.diff.FileDiff;

/**
 * One patch of those into which one was split.
 *
 * @param purpose what it is for
 * @param component the driver or part of the core that it belongs to: a folder or the stem of a
 *     file; empty where it has to change several at once
 * @param files what it changes
 * @param introduces what it declares and nobody had before; functions with {@code ()}
 * @param removes what is declared no more
 * @param uses what earlier parts introduce
 * @param changes functions and other things of the file scope that it changes
 */
public record Part(
    Purpose purpose,
    String component,
    List<FileDiff> files,
    SortedSet<String> introduces,
    SortedSet<String> removes,
    SortedSet<String> uses,
    SortedSet<String> changes) {

  /** What a part is for, in the order of a series. */
  public enum Purpose {
    /** What other parts need. */
    CORE,
    /** The work itself, one component a part. */
    WORK,
    /** White space, comments and code that only moves. */
    CLEAN_UP,
    /** Messages, and code that is commented out. */
    DEBUG
  }

  public Part {
    files = List.copyOf(files);
    introduces = new TreeSet<>(introduces);
    removes = new TreeSet<>(removes);
    uses = new TreeSet<>(uses);
    changes = new TreeSet<>(changes);
  }
}
