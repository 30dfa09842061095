package org.patchwright.rebase;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.patchwright.diff.FileDiff;
import org.patchwright.diff.Hunk;
import org.patchwright.repository.Changes;
import org.patchwright.repository.Commit;
import org.patchwright.repository.GitRepository;
import org.patchwright.repository.RepositoryException;
import org.patchwright.repository.RevisionTree;
import org.patchwright.repository.TreeEntry;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;
import org.patchwright.validate.Applied;
import org.patchwright.validate.AppliedFile;
import org.patchwright.validate.Applier;
import org.patchwright.validate.Manner;
import org.patchwright.validate.PatchedTree;
import org.patchwright.validate.Placement;

/**
 * Carries patches to another base, one after the other. Only what the patches' index lines name,
 * their own base, and the target itself is looked at: what was done on top of the target later
 * plays no part.
 */
public final class Rebaser {

  private final Optional<GitRepository> repository;
  private Optional<SourceTree> base;
  private final PathFollower follower;
  private final Doubts doubts;
  private final Map<String, String> moved = new HashMap<>();
  private final Applier applier;
  private final Optional<RevisionTree> made;
  private final SourceTree target;
  private Optional<SourceTree> fork = Optional.empty();
  private boolean forkIsSought = true;

  /**
   * @param repository whose objects hold the files that index lines name
   * @param base the tree that the series was made for, where it is known
   * @param target the tree that it is carried to
   */
  public Rebaser(Optional<GitRepository> repository, Optional<SourceTree> base, SourceTree target) {
    this.repository = repository;
    this.base = base;
    this.follower = new PathFollower(target, base);
    this.doubts = new Doubts(base, target);
    this.applier = Applier.plain().carriedBy(new HunkCarrier(new Sources()));
    this.made = base.filter(RevisionTree.class::isInstance).map(RevisionTree.class::cast);
    this.target = target;
  }

  private final class Sources implements HunkCarrier.PreImages {
    @Override
    public Optional<SourceFile> of(FileDiff diff) throws IOException {
      return preImage(diff);
    }

    @Override
    public Optional<SourceFile> fork(FileDiff diff) throws IOException {
      Optional<SourceTree> parted = Rebaser.this.fork();
      return parted.isPresent() ? parted.get().read(diff.oldPath()) : Optional.empty();
    }
  }

  /** Where the histories of base and target parted; looked for where it is first needed. */
  private Optional<SourceTree> fork() throws IOException {
    if (forkIsSought) {
      forkIsSought = false;
      Optional<String> one = made.flatMap(RevisionTree::commit);
      Optional<String> other =
          target instanceof RevisionTree there ? there.commit() : Optional.empty();
      if (repository.isPresent() && one.isPresent() && other.isPresent()) {
        try {
          Optional<Commit> parted = Changes.mergeBase(repository.get(), one.get(), other.get());
          if (parted.isPresent()) {
            fork = Optional.of(repository.get().tree(parted.get().id()));
          }
        } catch (RepositoryException shallow) {
          // A history that is cut short tells nothing of where both parted.
          fork = Optional.empty();
        }
      }
    }
    return fork;
  }

  /** The file of the index line is by its name the one that the change was made for. */
  private Optional<SourceFile> preImage(FileDiff diff) throws IOException {
    if (repository.isPresent() && diff.oldBlob().filter(id -> id.length() >= 7).isPresent()) {
      Optional<SourceFile> blob = repository.get().blob(diff.oldBlob().get(), diff.oldPath());
      if (blob.isPresent()) {
        return blob;
      }
    }
    String there = diff.oldPath();
    for (Map.Entry<String, String> one : moved.entrySet()) {
      if (one.getValue().equals(there)) {
        there = one.getKey();
      }
    }
    return base.isPresent() ? base.get().read(there) : Optional.empty();
  }

  /**
   * Makes one patch's changes in a tree.
   *
   * @param tree the target, or what the patch before left of it
   * @throws IOException if something can't be read
   */
  public Applied carry(List<FileDiff> files, SourceTree tree) throws IOException {
    PatchedTree before = PatchedTree.of(tree);
    Set<String> followed = new TreeSet<>();
    List<FileDiff> there = new ArrayList<>();
    for (FileDiff file : files) {
      FileDiff at = follow(file, before);
      Map<String, List<Hunk>> elsewhere = elsewhere(at, before);
      if (!elsewhere.isEmpty()) {
        for (Map.Entry<String, List<Hunk>> one : elsewhere.entrySet()) {
          there.add(at.withHunks(one.getValue()).withPaths(path -> one.getKey()));
          followed.add(one.getKey());
        }
        continue;
      }
      if (!at.oldPath().equals(file.oldPath()) || !at.newPath().equals(file.newPath())) {
        followed.add(at.path());
      }
      there.add(at);
    }
    Applied applied = moved(applier.apply(there, before), followed);
    if (base.isPresent()) {
      // The next patch was made for what this one left on its own side.
      base = Optional.of(Applier.plain().apply(files, base.get()).tree());
    }
    List<AppliedFile> told = new ArrayList<>();
    for (AppliedFile file : applied.files()) {
      told.add(
          file instanceof AppliedFile.Done done
              ? doubted(done, followed.contains(done.diff().path()))
              : file);
    }
    return new Applied(told, applied.changed(), applied.removed(), applied.tree());
  }

  /** Hunks whose code another file of the target holds by now are carried into that. */
  private Applied moved(Applied applied, Set<String> followed) throws IOException {
    List<AppliedFile> files = new ArrayList<>();
    List<AppliedFile> others = new ArrayList<>();
    PatchedTree tree = applied.tree();
    for (AppliedFile file : applied.files()) {
      List<Placement> left = new ArrayList<>();
      for (Placement placement : file.placements()) {
        Optional<AppliedFile> there =
            isLost(placement) ? elsewhere(file.diff(), placement.hunk(), tree) : Optional.empty();
        if (there.isPresent()) {
          Applied done = applier.apply(List.of(there.get().diff()), tree);
          tree = done.tree();
          others.addAll(done.files());
          followed.add(there.get().diff().path());
        } else {
          left.add(placement);
        }
      }
      if (left.size() == file.placements().size()) {
        files.add(file);
      } else if (!left.isEmpty()) {
        files.add(without(file, left));
      }
    }
    files.addAll(others);
    return others.isEmpty()
        ? applied
        : new Applied(
            files,
            tree.changes().values().stream()
                .flatMap(Optional::stream)
                .map(TreeEntry::content)
                .toList(),
            applied.removed(),
            tree);
  }

  private static boolean isLost(Placement placement) {
    return !(placement instanceof Placement.At at) || at.manner() == Manner.LEFT_OUT;
  }

  private Optional<AppliedFile> elsewhere(FileDiff diff, Hunk hunk, PatchedTree tree)
      throws IOException {
    if (diff.change() != FileDiff.Change.MODIFIED) {
      return Optional.empty();
    }
    Optional<String> path =
        follower
            .followCode(diff.oldPath(), List.of(hunk))
            .filter(other -> !other.equals(diff.oldPath()));
    if (path.isEmpty() || tree.entry(path.get()).isEmpty()) {
      return Optional.empty();
    }
    FileDiff there = diff.withHunks(List.of(hunk)).withPaths(any -> path.get());
    AppliedFile file = applier.apply(List.of(there), tree).files().get(0);
    return file.placements().stream().noneMatch(Rebaser::isLost)
        ? Optional.of(file)
        : Optional.empty();
  }

  /** The outcome for the hunks that are left to a file. */
  private static AppliedFile without(AppliedFile file, List<Placement> left) {
    FileDiff diff = file.diff().withHunks(left.stream().map(Placement::hunk).toList());
    if (file instanceof AppliedFile.Refused refused) {
      boolean whole = left.stream().allMatch(Placement.At.class::isInstance);
      return whole && refused.rest().isPresent()
          ? new AppliedFile.Done(diff, left, refused.rest())
          : new AppliedFile.Refused(diff, left, refused.reason(), refused.rest(), refused.marked());
    }
    return new AppliedFile.Done(diff, left, ((AppliedFile.Done) file).after());
  }

  private FileDiff follow(FileDiff diff, PatchedTree tree) throws IOException {
    String oldPath = moved.getOrDefault(diff.oldPath(), diff.oldPath());
    if (diff.isNew()) {
      Optional<String> there = follower.followNew(diff.newPath());
      there.ifPresent(path -> moved.put(diff.newPath(), path));
      return there.isPresent() ? diff.withPaths(path -> there.get()) : diff;
    }
    if (tree.entry(oldPath).isEmpty()) {
      Optional<SourceFile> file = preImage(diff);
      Optional<String> there = file.isPresent() ? follower.follow(file.get()) : Optional.empty();
      if (there.isPresent() && tree.entry(there.get()).isPresent()) {
        oldPath = there.get();
        moved.put(diff.oldPath(), oldPath);
      }
    }
    String before = oldPath;
    String after = diff.newPath().equals(diff.oldPath()) ? before : diff.newPath();
    return diff.withPaths(path -> path.equals(diff.oldPath()) ? before : after);
  }

  /** Hunks of a file that the target lacks, by the files that hold their code there. */
  private Map<String, List<Hunk>> elsewhere(FileDiff diff, PatchedTree tree) throws IOException {
    boolean plain = diff.change() == FileDiff.Change.MODIFIED && diff.binary().isEmpty();
    if (!plain || diff.hunks().isEmpty() || tree.entry(diff.oldPath()).isPresent()) {
      return Map.of();
    }
    Optional<String> all = follower.followCode(diff.oldPath(), diff.hunks());
    if (all.isPresent()) {
      return Map.of(all.get(), diff.hunks());
    }
    Map<String, List<Hunk>> byPath = new TreeMap<>();
    boolean some = false;
    for (Hunk hunk : diff.hunks()) {
      Optional<String> there = follower.followCode(diff.oldPath(), List.of(hunk));
      some |= there.isPresent();
      byPath.computeIfAbsent(there.orElse(diff.oldPath()), path -> new ArrayList<>()).add(hunk);
    }
    return some ? byPath : Map.of();
  }

  /** A place may be right and the added lines still not be what the target needs. */
  private AppliedFile doubted(AppliedFile.Done done, boolean followed) throws IOException {
    List<Placement> placements = new ArrayList<>();
    for (Placement placement : done.placements()) {
      if (placement instanceof Placement.At at
          && at.isCertain()
          && at.manner() != Manner.ALREADY_APPLIED) {
        Optional<String> why =
            followed
                ? Optional.of("the file has another path here")
                : doubts.about(at.hunk(), done.diff(), done.after());
        placements.add(new Placement.At(at.hunk(), at.manner(), at.line(), why));
      } else {
        placements.add(placement);
      }
    }
    return new AppliedFile.Done(done.diff(), placements, done.after());
  }
}
