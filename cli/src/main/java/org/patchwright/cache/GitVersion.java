package org.patchwright.cache;

import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.patchwright.repository.Changes;
import org.patchwright.repository.RevisionTree;
import org.patchwright.source.SourceTree;

/** The tree of a revision: its id says all, and git tells what differs from another. */
record GitVersion(RevisionTree tree) implements Version {

  @Override
  public Optional<Difference> since(Snapshot old) {
    if (old.tree().equals(tree.id())) {
      return Optional.of(Difference.NONE);
    }
    if (old.tree().isEmpty()) {
      return Optional.empty();
    }
    try {
      RevisionTree before = tree.repository().tree(old.tree());
      Set<String> changed = new HashSet<>();
      Set<String> moved = new HashSet<>();
      for (String path : Changes.changed(before, tree)) {
        if (Standing.isC(path)) {
          boolean here = tree.contains(path);
          if (here) {
            changed.add(path);
          }
          if (here != before.contains(path)) {
            moved.add(path);
          }
        }
      }
      boolean rooted =
          moved.isEmpty() || Standing.roots(before.paths()).equals(Standing.roots(tree.paths()));
      return Optional.of(new Difference(changed, moved, rooted, true));
    } catch (IOException goneOrDamaged) {
      return Optional.empty();
    }
  }

  @Override
  public boolean has(String path) {
    try {
      return Standing.isC(path) && tree.contains(path);
    } catch (IOException unreadable) {
      return false;
    }
  }

  @Override
  public <T> Optional<T> look(SourceTree from, String path, SourceTree.Look<T> look)
      throws IOException {
    return from.look(path, look);
  }

  @Override
  public Snapshot noted() {
    return Snapshot.ofTree(tree.id());
  }
}
