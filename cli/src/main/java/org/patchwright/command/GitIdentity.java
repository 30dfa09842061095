package org.patchwright.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.UserConfig;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.util.SystemReader;
import org.patchwright.repository.RevisionTree;
import org.patchwright.series.Person;

/** Who git would say writes a commit here. */
final class GitIdentity {

  private GitIdentity() {}

  /** As the repository around a path is configured, else as the user's git is. */
  static Person around(Path path) {
    UserConfig user = configuration(path);
    return new Person(user.getAuthorName(), user.getAuthorEmail());
  }

  /** Whether someone set it, rather than that it is made up of the user's and machine's names. */
  static boolean isGiven(Path path) {
    UserConfig user = configuration(path);
    return !user.isAuthorNameImplicit() && !user.isAuthorEmailImplicit();
  }

  private static UserConfig configuration(Path path) {
    try {
      Optional<Path> gitDirectory = RevisionTree.gitDirectory(path);
      if (gitDirectory.isEmpty()) {
        return SystemReader.getInstance().getUserConfig().get(UserConfig.KEY);
      }
      try (Repository repository =
          new FileRepositoryBuilder().setGitDir(gitDirectory.get().toFile()).build()) {
        return repository.getConfig().get(UserConfig.KEY);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ConfigInvalidException e) {
      throw new UncheckedIOException(new IOException("git's configuration: " + e.getMessage(), e));
    }
  }
}
