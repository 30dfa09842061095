package org.patchwright.command;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.patchwright.repository.GitRepository;
import org.patchwright.source.SourceFile;

/** A bare repository that a test fills commit by commit, a day apart, and code to fill it with. */
final class DriversGit {

  static final String AUTHOR = "A U Thor <author@example.org>";

  static final String GOOD =
      """
      static int good(struct thing *t)
      {
      	mutex_lock(&t->lock);
      	if (t->dead) {
      		mutex_unlock(&t->lock);
      		return -EIO;
      	}
      	mutex_unlock(&t->lock);
      	return 0;
      }
      """;

  /** The same with a lock that is left held. */
  static final String BROKEN =
      """
      static int good(struct thing *t)
      {
      	mutex_lock(&t->lock);
      	if (t->dead) {
      		return -EIO;
      	}
      	mutex_unlock(&t->lock);
      	return 0;
      }
      """;

  static final String OLD_FAULT =
      """
      static int old_fault(struct thing *t)
      {
      	mutex_lock(&t->lock);
      	if (t->dead)
      		return -EIO;
      	mutex_unlock(&t->lock);
      	return 0;
      }
      """;

  /** Whether its closing is whole is for a function of another file to say. */
  static final String CALLER =
      """
      static void backend_changed(struct xenbus_device *dev, enum xenbus_state state)
      {
      	switch (state) {
      	case XenbusStateClosing:
      		thing_closing(dev);
      		break;
      	default:
      		break;
      	}
      }

      static struct xenbus_driver thing = {
      	.otherend_changed = backend_changed,
      };

      int register_thing(void)
      {
      	return xenbus_register_frontend(&thing);
      }
      """;

  private final Path path;
  private final List<String> commits = new ArrayList<>();
  private final TreeMap<String, String> tree = new TreeMap<>();

  DriversGit(Path path) {
    this.path = path;
  }

  Path path() {
    return path;
  }

  /** The id of a commit, by its number. */
  String commit(int number) {
    return commits.get(number);
  }

  String last() {
    return commits.get(commits.size() - 1);
  }

  /** Lets the next commit have another parent, and its tree other files. */
  void goBack(String commit, Map<String, String> files) {
    commits.add(commit);
    tree.putAll(files);
  }

  /** Writes a commit of the tree with these files in it; an empty text removes a file. */
  String commit(String subject, Map<String, String> changes) throws IOException {
    return commit("main", AUTHOR, subject, changes);
  }

  String commit(String branch, String author, String subject, Map<String, String> changes)
      throws IOException {
    TreeSet<String> removed = new TreeSet<>();
    changes.forEach(
        (file, text) -> {
          if (text.isEmpty()) {
            tree.remove(file);
            removed.add(file);
          } else {
            tree.put(file, text);
          }
        });
    List<SourceFile> files =
        tree.entrySet().stream().map(e -> SourceFile.of(e.getKey(), e.getValue())).toList();
    try (GitRepository repository =
        commits.isEmpty() ? GitRepository.create(path) : GitRepository.open(path)) {
      Optional<String> parent = commits.isEmpty() ? Optional.empty() : Optional.of(last());
      Instant day = Instant.ofEpochSecond(1_700_000_000L + 86_400 * commits.size());
      String id = repository.write(parent, files, removed, subject + "\n", author, day);
      repository.branch(branch, id);
      commits.add(id);
      return id;
    }
  }
}
