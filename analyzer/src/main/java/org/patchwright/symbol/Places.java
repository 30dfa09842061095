package org.patchwright.symbol;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.patchwright.source.SourceTree;
import org.patchwright.source.SourceTree.Names;

/**
 * Where the files of a tree are, as far as their paths tell. Folders are listed when they are first
 * asked for, so that a question about one file costs its surroundings and not the tree. May be used
 * from several threads at once.
 */
final class Places {

  /** Folders by which a kernel root is known. */
  private static final List<String> ROOT_MARKS = List.of("drivers", "include");

  private final SourceTree tree;

  /** Whether what is not in {@link #folders} may still be in the tree. */
  private final boolean open;

  private final Map<String, Names> folders;
  private final Map<String, Boolean> files = new ConcurrentHashMap<>();
  private final Map<String, List<String>> sources = new ConcurrentHashMap<>();
  private final Map<String, String> roots = new ConcurrentHashMap<>();
  private final Map<String, Set<String>> below = new ConcurrentHashMap<>();
  private final Map<String, SharedSources> shared = new ConcurrentHashMap<>();
  private final Map<String, List<String>> sharing = new ConcurrentHashMap<>();

  private Places(SourceTree tree, boolean open, Map<String, Names> folders) {
    this.tree = tree;
    this.open = open;
    this.folders = folders;
  }

  /**
   * @throws IOException if the tree has to be listed for it and can't be
   */
  static Places of(SourceTree tree) throws IOException {
    return tree.names("").isPresent()
        ? new Places(tree, true, new ConcurrentHashMap<>())
        : new Places(tree, false, folders(tree.paths()));
  }

  private static Map<String, Names> folders(List<String> paths) {
    Map<String, List<String>> files = new HashMap<>();
    Map<String, List<String>> inside = new HashMap<>();
    files.put("", new ArrayList<>());
    inside.put("", new ArrayList<>());
    for (String path : paths) {
      String folder = parent(path);
      for (String at = folder; !files.containsKey(at); at = parent(at)) {
        files.put(at, new ArrayList<>());
        inside.put(at, new ArrayList<>());
      }
      files.get(folder).add(path.substring(folder.isEmpty() ? 0 : folder.length() + 1));
    }
    for (String folder : files.keySet()) {
      if (!folder.isEmpty()) {
        inside.get(parent(folder)).add(folder.substring(folder.lastIndexOf('/') + 1));
      }
    }
    Map<String, Names> folders = new HashMap<>();
    files.forEach(
        (folder, names) -> {
          List<String> within = inside.get(folder);
          Collections.sort(names);
          Collections.sort(within);
          folders.put(folder, new Names(names, within));
        });
    return folders;
  }

  static String parent(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }

  private Names in(String folder) {
    Names known = folders.get(folder);
    if (known != null || !open) {
      return known == null ? Names.NONE : known;
    }
    try {
      Names names = tree.names(folder).orElse(Names.NONE);
      folders.put(folder, names);
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException(folder, e);
    }
  }

  private static boolean isIn(List<String> sorted, String path) {
    return Collections.binarySearch(sorted, path.substring(path.lastIndexOf('/') + 1)) >= 0;
  }

  /** Whether there is a regular file of a path. */
  boolean contains(String path) {
    Names beside = folders.get(parent(path));
    return beside == null
        ? open && files.computeIfAbsent(path, this::isFile)
        : isIn(beside.files(), path);
  }

  private boolean isFile(String path) {
    try {
      return tree.contains(path);
    } catch (IOException e) {
      throw new UncheckedIOException(path, e);
    }
  }

  boolean hasFolder(String path) {
    return isIn(in(parent(path)).folders(), path);
  }

  /** The sources ({@code *.c}) of the folder that holds a file, in order. */
  List<String> sourcesBeside(String path) {
    return sources.computeIfAbsent(
        parent(path),
        folder -> {
          String prefix = folder.isEmpty() ? "" : folder + "/";
          return in(folder).files().stream()
              .filter(name -> name.endsWith(".c"))
              .map(name -> prefix + name)
              .toList();
        });
  }

  /** A name for a list of files, see {@link Uses#listing}. */
  String mark(String listing) {
    boolean deep = listing.endsWith("/**");
    return Mark.of(
        String.join(
            "\n",
            deep
                ? below(listing.substring(0, listing.length() - 3))
                : sourcesBeside(listing.isEmpty() ? "" : listing + "/")));
  }

  /** The kernel root of a file, without a slash at its end; empty for the tree itself. */
  String rootOf(String path) {
    return path.isEmpty() ? "" : roots.computeIfAbsent(parent(path), this::rootAround);
  }

  private String rootAround(String folder) {
    for (String at = folder; !at.isEmpty(); at = parent(at)) {
      if (isRoot(at)) {
        return at;
      }
    }
    return "";
  }

  /** Folders of one root may have folders of such names themselves: the outermost counts. */
  private boolean isRoot(String folder) {
    for (String mark : ROOT_MARKS) {
      if (isIn(in(folder).folders(), mark) && !("/" + folder + "/").contains("/" + mark + "/")) {
        return true;
      }
    }
    return false;
  }

  /** The paths below one root, in the order of their bytes. */
  Set<String> below(String root) {
    return below.computeIfAbsent(
        root,
        folder -> {
          try {
            return Collections.unmodifiableSet(
                new LinkedHashSet<>(tree.pathsUnder(folder).toList()));
          } catch (IOException e) {
            throw new UncheckedIOException(folder, e);
          }
        });
  }

  /**
   * Those sources of a root in whose paths a word stands and that may serve all of it, see {@link
   * #isShared} and {@link SharedSources#with}.
   *
   * @param word without a slash
   */
  List<String> shared(String root, String word) {
    return sharing.computeIfAbsent(
        root + " " + word, key -> shared.computeIfAbsent(root, this::sharedBelow).with(word));
  }

  /** Whether functions of a file are looked for from anywhere in its root. */
  static boolean isShared(String path) {
    return path.endsWith(".c") && (path.contains("drivers/") || path.contains("/core/"));
  }

  /** What drivers and the core of a subsystem ({@code net/core}) have. */
  private SharedSources sharedBelow(String root) {
    List<String> found = new ArrayList<>();
    String prefix = root.isEmpty() ? "" : root + "/";
    for (String folder : in(root).folders()) {
      if (folder.equals("drivers")) {
        addSources(prefix + folder, found);
      } else if (isIn(in(prefix + folder).folders(), "core")) {
        addSources(prefix + folder + "/core", found);
      }
    }
    Collections.sort(found);
    return SharedSources.of(found);
  }

  private void addSources(String folder, List<String> found) {
    if (open) {
      try (Stream<String> named = tree.namedSources(folder)) {
        named.forEach(found::add);
      } catch (IOException e) {
        throw new UncheckedIOException(folder, e);
      }
      return;
    }
    Names names = in(folder);
    for (String name : names.files()) {
      if (name.endsWith(".c")) {
        found.add(folder + "/" + name);
      }
    }
    names.folders().forEach(below -> addSources(folder + "/" + below, found));
  }
}
