package org.patchwright.repository;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevSort;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.eclipse.jgit.treewalk.TreeWalk;

/** Which commits there are, and what they did to files. For one thread at a time. */
public final class History {

  private final GitRepository repository;
  private final Map<String, List<Change>> changes = new HashMap<>();
  private final Map<String, Map<String, String>> folders = new HashMap<>();
  private Set<String> asked = Set.of();

  /** A commit and its place in time. */
  public record Point(String commit, Instant committed, String tree) {}

  /** A commit that changed a path, with the blob before and after. */
  private record Change(String commit, Optional<ObjectId> before, Optional<ObjectId> after) {}

  public History(GitRepository repository) {
    this.repository = repository;
  }

  /**
   * Commits that some branch or tag reaches.
   *
   * @param from the revisions to start at; all branches and tags, if there are none
   * @param until no newer ones than this
   * @param limit most to give
   * @return newest first
   */
  public List<Point> before(List<String> from, Instant until, int limit) throws IOException {
    List<Point> found = new ArrayList<>();
    try (RevWalk walk = started(from)) {
      for (RevCommit commit : walk) {
        if (found.size() == limit) {
          break;
        }
        if (commit.getCommitTime() <= until.getEpochSecond()) {
          found.add(point(commit));
        }
      }
    }
    return found;
  }

  /** The same for commits after a moment, oldest first. */
  public List<Point> after(List<String> from, Instant since, Duration span, int limit)
      throws IOException {
    List<Point> found = new ArrayList<>();
    long last = since.plus(span).getEpochSecond();
    try (RevWalk walk = started(from)) {
      for (RevCommit commit : walk) {
        if (commit.getCommitTime() <= since.getEpochSecond()) {
          break;
        }
        if (commit.getCommitTime() <= last) {
          found.add(point(commit));
        }
      }
    }
    Collections.reverse(found);
    return found.size() > limit ? found.subList(0, limit) : found;
  }

  private static Point point(RevCommit commit) {
    return new Point(
        commit.name(), Instant.ofEpochSecond(commit.getCommitTime()), commit.getTree().name());
  }

  private RevWalk started(List<String> from) throws IOException {
    RevWalk walk = new RevWalk(repository.objects());
    walk.setRetainBody(false);
    walk.sort(RevSort.COMMIT_TIME_DESC);
    if (from.isEmpty()) {
      for (Ref ref : repository.objects().getRefDatabase().getRefs()) {
        start(walk, ref.getObjectId());
      }
    } else {
      for (String revision : from) {
        start(walk, ObjectId.fromString(repository.commit(revision).id()));
      }
    }
    return walk;
  }

  private static void start(RevWalk walk, ObjectId id) throws IOException {
    if (id == null) {
      return;
    }
    try {
      RevObject object = walk.peel(walk.parseAny(id));
      if (object instanceof RevCommit commit) {
        walk.markStart(commit);
      }
    } catch (MissingObjectException | IncorrectObjectTypeException ofNoUse) {
      // A shallow or partial clone may lack what a tag names; there is nothing to search there.
      return;
    }
  }

  /**
   * The blob ids of some paths in a tree, as far as it has them. Folders that did not change since
   * another tree was asked for the same paths are not read again.
   */
  public Map<String, String> blobs(String tree, Collection<String> paths) throws IOException {
    if (!asked.equals(Set.copyOf(paths))) {
      asked = Set.copyOf(paths);
      folders.clear();
    }
    try (ObjectReader reader = repository.objects().newObjectReader()) {
      return blobs(reader, ObjectId.fromString(tree), "");
    }
  }

  private Map<String, String> blobs(ObjectReader reader, ObjectId tree, String prefix)
      throws IOException {
    String key = prefix + tree.name();
    Map<String, String> known = folders.get(key);
    if (known != null) {
      return known;
    }
    Set<String> below = new HashSet<>();
    for (String path : asked) {
      if (path.startsWith(prefix)) {
        int slash = path.indexOf('/', prefix.length());
        below.add(slash < 0 ? path : path.substring(0, slash + 1));
      }
    }
    Map<String, String> found = new HashMap<>();
    CanonicalTreeParser entries = new CanonicalTreeParser();
    for (entries.reset(reader, tree); !entries.eof(); entries.next()) {
      String path = prefix + entries.getEntryPathString();
      boolean folder = entries.getEntryFileMode().equals(FileMode.TREE);
      if (folder && below.contains(path + "/")) {
        found.putAll(blobs(reader, entries.getEntryObjectId(), path + "/"));
      } else if (!folder && below.contains(path)) {
        found.put(path, entries.getEntryObjectId().name());
      }
    }
    folders.put(key, found);
    return found;
  }

  private static Optional<ObjectId> blob(ObjectReader reader, ObjectId tree, String path)
      throws IOException {
    try (TreeWalk walk = TreeWalk.forPath(reader, path, tree)) {
      return walk == null || walk.isSubtree() ? Optional.empty() : Optional.of(walk.getObjectId(0));
    }
  }

  /**
   * The newest commit behind a revision that took a line out of a file.
   *
   * @param limit how many commits to look back, whatever they changed
   */
  public Optional<Commit> remover(String revision, String path, String line, int limit)
      throws IOException {
    String key = revision + ":" + path;
    if (!changes.containsKey(key)) {
      changes.put(key, changes(revision, path, limit));
    }
    for (Change change : changes.get(key)) {
      if (holds(change.before(), line) && !holds(change.after(), line)) {
        return Optional.of(repository.commit(change.commit()));
      }
    }
    return Optional.empty();
  }

  private List<Change> changes(String revision, String path, int limit) throws IOException {
    List<Change> found = new ArrayList<>();
    try (RevWalk walk = new RevWalk(repository.objects());
        ObjectReader reader = repository.objects().newObjectReader()) {
      walk.setRetainBody(false);
      RevCommit at = walk.parseCommit(ObjectId.fromString(repository.commit(revision).id()));
      Optional<ObjectId> now = blob(reader, at.getTree(), path);
      for (int i = 0; i < limit && at.getParentCount() > 0; i++) {
        // A merge that took the file from one of its sides leads on to that side.
        RevCommit next = at.getParent(0);
        walk.parseHeaders(next);
        Optional<ObjectId> before = blob(reader, next.getTree(), path);
        for (int parent = 1; parent < at.getParentCount() && !before.equals(now); parent++) {
          RevCommit side = at.getParent(parent);
          walk.parseHeaders(side);
          if (blob(reader, side.getTree(), path).equals(now)) {
            next = side;
            before = now;
          }
        }
        if (!before.equals(now)) {
          found.add(new Change(at.name(), before, now));
        }
        at = next;
        now = before;
      }
    }
    return found;
  }

  private boolean holds(Optional<ObjectId> blob, String line) throws IOException {
    if (blob.isEmpty()) {
      return false;
    }
    String text =
        new String(
            repository.objects().open(blob.get(), Constants.OBJ_BLOB).getBytes(Integer.MAX_VALUE),
            StandardCharsets.ISO_8859_1);
    return text.startsWith(line) || text.contains("\n" + line);
  }
}
