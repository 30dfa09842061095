package org.patchwright.cache;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.patchwright.run.FileReport;
import org.patchwright.symbol.KernelTree;
import org.patchwright.symbol.Uses;

/** Which results of one version of a tree stand in another. */
public final class Standing {

  private final boolean searched;
  private final Set<String> changed;
  private final Set<String> moved;
  private final FileWords words;
  private final Supplier<KernelTree> now;
  private final boolean headers;

  private Standing(
      boolean searched,
      Set<String> changed,
      Set<String> moved,
      FileWords words,
      Supplier<KernelTree> now) {
    this.searched = searched;
    this.changed = Set.copyOf(changed);
    this.moved = Set.copyOf(moved);
    this.words = words;
    this.now = now;
    this.headers =
        Stream.concat(changed.stream(), moved.stream()).anyMatch(path -> path.endsWith(".h"));
  }

  /**
   * What stands after a change of which everything is known.
   *
   * @param changed C files that have other bytes now, and those that are new
   * @param moved paths that are new, or gone
   * @param words those of the changed files
   * @param now the tree behind the change, asked for if something has to be looked at again
   */
  public static Standing after(
      Set<String> changed, Set<String> moved, FileWords words, Supplier<KernelTree> now) {
    return new Standing(true, changed, moved, words, now);
  }

  /** What stands where only the changed files are known: results that rest on nothing else. */
  public static Standing ofThoseAlone(Set<String> changed) {
    return new Standing(
        false,
        changed,
        Set.of(),
        FileWords.of(Map.of()),
        () -> {
          throw new IllegalStateException("nothing is looked at again");
        });
  }

  /** Whether asking about the file would yield the same again. */
  public boolean holds(String path, FileReport report) {
    if (changed.contains(path)) {
      return false;
    }
    Uses uses = report.uses();
    return uses.areNone() || (searched && holds(uses));
  }

  private boolean holds(Uses uses) {
    for (String path : uses.files()) {
      if (differs(path) || !isC(path)) {
        return false;
      }
    }
    // What one file tells comes first: where that is another answer, no folder is searched.
    List<Map.Entry<Uses.Asked, String>> searched = new ArrayList<>();
    for (Map.Entry<Uses.Asked, String> one : uses.answers().entrySet()) {
      if (isOpen(one.getKey(), one.getValue())) {
        if (!one.getKey().kind().isOfOneFile()) {
          searched.add(one);
        } else if (!isAnswer(one.getKey(), one.getValue())) {
          return false;
        }
      }
    }
    for (Map.Entry<Uses.Asked, String> one : searched) {
      if (!isAnswer(one.getKey(), one.getValue())) {
        return false;
      }
    }
    return uses.listings().stream()
        .noneMatch(listing -> moved.stream().anyMatch(path -> Uses.lists(listing, path)));
  }

  private boolean differs(String path) {
    return changed.contains(path) || moved.contains(path);
  }

  /** Whether the change may have a say in the answer to a question. */
  private boolean isOpen(Uses.Asked asked, String answer) {
    if (differs(asked.path())) {
      return true;
    }
    return switch (asked.kind()) {
      case REACHES -> differs(answer) || isSearched(asked);
      case CONSTANT -> headers;
      case BESIDE -> true;
      case LINUX -> !moved.isEmpty();
      default -> false;
    };
  }

  private boolean isSearched(Uses.Asked asked) {
    for (String path : words.mayHold(asked.name())) {
      if (KernelTree.isSearched(asked, path)) {
        return true;
      }
    }
    return false;
  }

  private boolean isAnswer(Uses.Asked asked, String answer) {
    try {
      if (asked.kind() != Uses.Kind.BESIDE) {
        return now.get().knownAnswer(asked).equals(answer);
      }
      Set<String> before = Set.of(answer.split(" "));
      String folder = asked.path().substring(0, asked.path().lastIndexOf('/') + 1);
      for (String path : changed) {
        if (path.endsWith(".c")
            && !path.equals(asked.path())
            && path.startsWith(folder)
            && path.indexOf('/', folder.length()) < 0
            && before.contains(path) != now.get().hasAny(path, asked.name())) {
          return false;
        }
      }
      return true;
    } catch (UncheckedIOException unreadable) {
      // Whoever asks anew will say so.
      return false;
    }
  }

  static boolean isC(String path) {
    return path.endsWith(".c") || path.endsWith(".h");
  }

  /**
   * The kernel that a folder is of, with a slash at its end: names are resolved inside it. Empty if
   * that is the whole tree, or can't be told from the folder alone.
   */
  public static String kernelOf(String folder) {
    int first = -1;
    for (String mark : List.of("/drivers/", "/include/")) {
      int at = ("/" + folder + "/").indexOf(mark);
      first = at < 0 || first >= 0 && first < at ? first : at;
    }
    return first <= 0 ? "" : folder.substring(0, first);
  }

  /** Where kernels begin: names are resolved inside each, so another set changes everything. */
  public static Set<String> roots(Collection<String> paths) {
    Set<String> roots = new HashSet<>();
    for (String path : paths) {
      for (String mark : List.of("drivers/", "include/")) {
        int at = ("/" + path).indexOf("/" + mark);
        if (at >= 0) {
          roots.add(at == 0 ? "" : path.substring(0, at - 1));
        }
      }
    }
    return roots;
  }
}
