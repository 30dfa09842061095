package org.patchwright.pipeline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
 * @param scope the part that is reported on: a path in the tree, empty for all of it
 * @param location where it is on this machine
 * @param revision the revision that was read; empty for files as they stand on disk
 */
public record Target(SourceTree tree, String scope, Path location, Optional<String> revision)
    implements AutoCloseable {

  /**
   * Opens what the user named. With a revision, the repository that holds the path; without, a bare
   * repository's HEAD, or a directory or file as it stands on disk. A file or folder inside a git
   * work tree or a kernel tree is looked at with the rest of that tree at hand.
   *
   * @throws IOException if it can't be read; the message says what and why
   */
  public static Target open(Path path, Optional<String> revision) throws IOException {
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
      String scope = scopeInWorkTree(gitDirectory, path);
      return new Target(
          revisionTree(gitDirectory, revision.get()), scope, path.toAbsolutePath(), revision);
    }
    if (RevisionTree.isGitDirectory(path)) {
      return new Target(revisionTree(path, "HEAD"), "", path.toAbsolutePath(), Optional.of("HEAD"));
    }
    if (!Files.isDirectory(path) && !Files.isRegularFile(path)) {
      throw new UnusableInputException(path + ": neither a file nor a directory");
    }
    Path real = path.toRealPath();
    Path root = rootAround(real);
    String scope = root.equals(real) ? "" : root.relativize(real).toString().replace('\\', '/');
    return new Target(DirectoryTree.of(root), scope, path.toAbsolutePath(), Optional.empty());
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
    List<String> sources = new ArrayList<>();
    boolean inScope = false;
    for (String path : scoped()) {
      inScope = true;
      boolean asked = isSource(path) || path.equals(scope);
      if (asked && matches.test(shown(path))) {
        sources.add(path);
      }
    }
    if (!scope.isEmpty() && !inScope) {
      throw new UnusableInputException(scope + ": not in " + tree.name());
    }
    if (sources.isEmpty() && !globs.isEmpty()) {
      throw new UnusableInputException(
          tree.name() + ": no C file matches --path " + String.join(" --path ", globs));
    }
    return sources;
  }

  /** The paths of the scope; one file, or one folder, is found without a list of the tree. */
  private List<String> scoped() throws IOException {
    return !scope.isEmpty() && tree.contains(scope)
        ? List.of(scope)
        : tree.pathsUnder(scope).toList();
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
    return new Target(revisionTree, scope, location, Optional.of(commit));
  }

  private boolean isBelow(String path) {
    return path.startsWith(scope)
        && (scope.isEmpty()
            || path.length() == scope.length()
            || path.charAt(scope.length()) == '/');
  }

  /** The only file asked for, if it is one. */
  public Optional<SourceFile> onlyFile() throws IOException {
    return scope.isEmpty() ? Optional.empty() : tree.read(scope);
  }

  /** A path as the user sees it: relative to the folder that was named, or that holds the file. */
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
    try {
      if (scope.isEmpty() || !tree.contains(scope)) {
        return scope;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return scope.contains("/") ? scope.substring(0, scope.lastIndexOf('/')) : "";
  }

  @Override
  public void close() throws IOException {
    tree.close();
  }
}
