package org.patchwright.pipeline;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.patchwright.repository.Folder;
import org.patchwright.repository.GitRepository;
import org.patchwright.repository.RepositoryException;
import org.patchwright.repository.RevisionTree;
import org.patchwright.source.SourceTree;

/**
 * What patches are applied to.
 *
 * @param tree the files before
 * @param repository where the tree is of one
 * @param commit the commit whose tree it is; 40 hex digits
 * @param location as the user named it
 */
public record PatchTarget(
    SourceTree tree, Optional<GitRepository> repository, Optional<String> commit, Path location)
    implements AutoCloseable {

  /**
   * Opens a git directory, a work tree, or a plain folder of pre-images.
   *
   * @param revision of a git repository; its HEAD if empty
   * @param asOnDisk take a work tree's files as they stand on disk
   * @throws IOException if it can't be used; the message is for the user
   */
  public static PatchTarget open(Path path, Optional<String> revision, boolean asOnDisk)
      throws IOException {
    if (!Files.exists(path)) {
      throw new NoSuchFileException(path.toString());
    }
    if (!Files.isDirectory(path)) {
      throw new UnusableInputException(path + ": neither a git directory nor a folder of files");
    }
    boolean bare = GitRepository.isGitDirectory(path);
    boolean workTree = !bare && Files.exists(path.resolve(".git"));
    if (!bare && revision.isPresent() && GitRepository.gitDirectory(path).isEmpty()) {
      throw new UnusableInputException(
          path + ": no git repository, so it has no revision " + revision.get());
    }
    if (!bare && (asOnDisk || !workTree) && revision.isEmpty()) {
      return new PatchTarget(Folder.of(path), Optional.empty(), Optional.empty(), path);
    }
    try {
      GitRepository repository = GitRepository.open(path);
      try {
        return at(repository, revision.orElse("HEAD"), path);
      } catch (IOException | RuntimeException e) {
        repository.close();
        throw e;
      }
    } catch (RepositoryException e) {
      throw new UnusableInputException(e.getMessage(), e);
    }
  }

  private static PatchTarget at(GitRepository repository, String revision, Path path)
      throws IOException {
    RevisionTree tree = repository.tree(revision);
    return new PatchTarget(tree, Optional.of(repository), tree.commit(), path);
  }

  /** The same repository at another revision; closing either closes both. */
  public PatchTarget at(String revision) throws IOException {
    return at(repository.orElseThrow(), revision, location);
  }

  @Override
  public void close() throws IOException {
    tree.close();
    repository.ifPresent(GitRepository::close);
  }
}
