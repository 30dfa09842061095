package org.patchwright.pipeline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.patchwright.loader.RuleSources;
import org.patchwright.repository.RevisionTree;
import org.patchwright.source.DirectoryTree;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;

/**
 * What a command works on: a tree, and the part of it that the user named.
 *
 * @param tree all that names may be looked up in
 * @param scopes the parts that are reported on: paths in the tree; none for all of it
 * @param location where it is on this machine; of several parts, the folder that holds them all
 * @param revision the revision that was read; empty for files as they stand on disk
 */
public record Target(SourceTree tree, List<String> scopes, Path location, Optional<String> revision)
    implements AutoCloseable {

  public Target {
    scopes = List.copyOf(scopes);
  }

  /**
   * Where something named by the user lies.
   *
   * @param holder the git directory, or the root folder of the files on disk
   * @param revision what to read of the git directory; empty for files as they stand on disk
   * @param scope the path in the tree, empty for all of it
   */
  private record Place(Path holder, Optional<String> revision, String scope) {

    boolean isBesides(Place other) {
      return holder.equals(other.holder) && revision.equals(other.revision);
    }
  }

  /** {@link #open(List, Optional)} for one path. */
  public static Target open(Path path, Optional<String> revision) throws IOException {
    return open(List.of(path), revision);
  }

  /**
   * Opens what the user named. With a revision, the repository that holds the path; without, a bare
   * repository's HEAD, or a directory or file as it stands on disk. A file or folder inside a git
   * work tree or a kernel tree is looked at with the rest of that tree at hand.
   *
   * @param paths one, or several of the same tree
   * @throws IOException if one can't be read; the message says what and why
   * @throws UnusableInputException if they are of several trees
   */
  public static Target open(List<Path> paths, Optional<String> revision) throws IOException {
    Path first = paths.get(0);
    Place place = place(first, revision);
    Set<String> scopes = new TreeSet<>();
    Path location = first.toAbsolutePath();
    for (Path path : paths) {
      Place found = place(path, revision);
      if (!found.isBesides(place)) {
        throw new UnusableInputException(
            path + ": not of the tree that " + first + " is of; check each tree by itself");
      }
      scopes.add(found.scope());
      location = shared(location, path.toAbsolutePath());
    }
    SourceTree tree =
        place.revision().isPresent()
            ? revisionTree(place.holder(), place.revision().get())
            : DirectoryTree.of(place.holder());
    return new Target(
        tree, scopes.contains("") ? List.of() : List.copyOf(scopes), location, place.revision());
  }

  /** The nearest folder that holds two paths. */
  private static Path shared(Path one, Path other) {
    Path folder = one;
    while (!other.startsWith(folder)) {
      folder = folder.getParent();
    }
    return folder;
  }

  private static Place place(Path path, Optional<String> revision) throws IOException {
    if (!Files.exists(path)) {
      throw new NoSuchFileException(path.toString());
    }
    if (revision.isPresent()) {
      Path gitDirectory =
          RevisionTree.gitDirectory(path)
              .orElseThrow(
                  () ->
                      new UnusableInputException(
                          path + ": not in a git repository; leave --rev out to take it as it is"));
      return new Place(gitDirectory, revision, scopeInWorkTree(gitDirectory, path));
    }
    if (RevisionTree.isGitDirectory(path)) {
      return new Place(path, Optional.of("HEAD"), "");
    }
    if (!Files.isDirectory(path) && !Files.isRegularFile(path)) {
      throw new UnusableInputException(path + ": neither a file nor a directory");
    }
    Path real = path.toRealPath();
    Path root = rootAround(real);
    String scope = root.equals(real) ? "" : root.relativize(real).toString().replace('\\', '/');
    return new Place(root, Optional.empty(), scope);
  }

  private static SourceTree revisionTree(Path gitDirectory, String revision) throws IOException {
    try {
      return RevisionTree.open(gitDirectory, revision);
    } catch (IOException e) {
      throw new UnusableInputException(
          e.getMessage() == null ? gitDirectory + ": can't be read" : e.getMessage(), e);
    }
  }

  private static String scopeInWorkTree(Path gitDirectory, Path path) throws IOException {
    Path workTree = gitDirectory.getParent();
    Path real = path.toRealPath();
    if (workTree == null
        || !gitDirectory.endsWith(".git")
        || real.startsWith(gitDirectory.toRealPath())
        || !real.startsWith(workTree.toRealPath())) {
      return "";
    }
    return workTree.toRealPath().relativize(real).toString().replace('\\', '/');
  }

  /** The work tree around a path; else the nearest folder, from it upwards, of a kernel's shape. */
  private static Path rootAround(Path path) {
    for (Path folder = path; folder != null; folder = folder.getParent()) {
      if (Files.exists(folder.resolve(".git"))) {
        return folder;
      }
    }
    for (Path folder = path; folder != null; folder = folder.getParent()) {
      if (Files.isDirectory(folder.resolve("drivers"))
          || Files.isDirectory(folder.resolve("include"))) {
        // The system's own /usr/include makes no kernel of /usr.
        return folder.getNameCount() < 2 && !folder.equals(path) ? besides(path) : folder;
      }
    }
    return besides(path);
  }

  private static Path besides(Path path) {
    Path parent = path.getParent();
    return Files.isDirectory(path) || parent == null ? path : parent;
  }

  /**
   * The C sources and headers to report on.
   *
   * @param globs see {@link PathGlob}; relative to the scope
   * @throws UnusableInputException if no file matches
   */
  public List<String> sources(List<String> globs) throws IOException {
    Predicate<String> matches = PathGlob.any(globs);
    // The paths of one scope are in order and distinct.
    Collection<String> sources = scopes.size() > 1 ? new TreeSet<>() : new ArrayList<>();
    for (String scope : scopes.isEmpty() ? List.of("") : scopes) {
      List<String> found = below(scope);
      if (!scope.isEmpty() && found.isEmpty()) {
        throw new UnusableInputException(scope + ": not in " + tree.name());
      }
      for (String path : found) {
        boolean asked = isSource(path) || isOnly(path);
        if (asked && matches.test(shown(path))) {
          sources.add(path);
        }
      }
    }
    if (sources.isEmpty() && !globs.isEmpty()) {
      throw new UnusableInputException(
          tree.name() + ": no C file matches --path " + String.join(" --path ", globs));
    }
    return List.copyOf(sources);
  }

  /** Whether a path is all that was named: whoever names one file means it, whatever its name. */
  private boolean isOnly(String path) {
    return scopes.size() == 1 && scopes.get(0).equals(path);
  }

  /** The paths of a scope; one file, or one folder, is found without a list of the tree. */
  private List<String> below(String scope) throws IOException {
    return !scope.isEmpty() && tree.contains(scope)
        ? List.of(scope)
        : tree.pathsUnder(scope).toList();
  }

  /** Files that were named among others, and are left out as they are no C by their names. */
  public List<String> leftOut() throws IOException {
    List<String> left = new ArrayList<>();
    for (String scope : scopes) {
      if (!isOnly(scope) && !isSource(scope) && tree.contains(scope)) {
        left.add(scope);
      }
    }
    return left;
  }

  /**
   * Whether a path, of this tree or of another version of it, is one to report on.
   *
   * @param globs see {@link #sources}
   */
  public Predicate<String> wanted(List<String> globs) {
    Predicate<String> matches = PathGlob.any(globs);
    return path -> isBelow(path) && isSource(path) && matches.test(shown(path));
  }

  /** Whether a path is one of C that is code of the tree, not a fixture of the tree's own rules. */
  public static boolean isSource(String path) {
    return (path.endsWith(".c") || path.endsWith(".h"))
        && !path.startsWith(RuleSources.FOLDER + "/");
  }

  /** The same target with its tree as it was at a commit. */
  public Target at(RevisionTree revisionTree, String commit) {
    return new Target(revisionTree, scopes, location, Optional.of(commit));
  }

  private boolean isBelow(String path) {
    return scopes.isEmpty()
        || scopes.stream().anyMatch(scope -> path.equals(scope) || path.startsWith(scope + "/"));
  }

  /** The only file asked for, if it is one. */
  public Optional<SourceFile> onlyFile() throws IOException {
    return scopes.size() == 1 ? tree.read(scopes.get(0)) : Optional.empty();
  }

  /**
   * A path as the user sees it: relative to the folder that was named, or that holds what was
   * named.
   */
  public String shown(String path) {
    String base = base();
    if (base.isEmpty()) {
      return path;
    }
    return path.startsWith(base + "/")
        ? path.substring(base.length() + 1)
        : Path.of(base).relativize(Path.of(path)).toString().replace('\\', '/');
  }

  private String base() {
    if (scopes.isEmpty()) {
      return "";
    }
    String base = folderOf(scopes.get(0));
    for (String scope : scopes) {
      String folder = folderOf(scope);
      while (!base.isEmpty() && !folder.equals(base) && !folder.startsWith(base + "/")) {
        base = parent(base);
      }
    }
    return base;
  }

  /** The folder of that path, or the one that holds the file. */
  private String folderOf(String scope) {
    try {
      return tree.contains(scope) ? parent(scope) : scope;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String parent(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }

  @Override
  public void close() throws IOException {
    tree.close();
  }
}
