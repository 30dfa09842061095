package org.patchwright.validate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.diff.RawTextComparator;
import org.eclipse.jgit.merge.MergeAlgorithm;
import org.eclipse.jgit.merge.MergeChunk;
import org.eclipse.jgit.merge.MergeResult;
import org.patchwright.diff.BinaryPatch;
import org.patchwright.diff.FileDiff;
import org.patchwright.diff.FileDiff.Change;
import org.patchwright.diff.Hunk;
import org.patchwright.repository.Commit;
import org.patchwright.repository.GitRepository;
import org.patchwright.repository.RevisionTree;
import org.patchwright.source.OverlayTree;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;

/**
 * Carries diffs out on a tree, in memory. A file of which one hunk has no place stays as it was;
 * the other files are still done.
 */
public final class Applier {

  /** Commits of a path that are searched for the one that took a line away. */
  private static final int MOST_HISTORY = 60;

  private final Optional<GitRepository> repository;
  private final Optional<String> revision;

  private Applier(Optional<GitRepository> repository, Optional<String> revision) {
    this.repository = repository;
    this.revision = revision;
  }

  /** Without history: no three-way merge. */
  public static Applier plain() {
    return new Applier(Optional.empty(), Optional.empty());
  }

  /**
   * With the objects of a repository for three-way merges, and the history of a revision.
   *
   * @param revision what the tree is of
   */
  public static Applier with(GitRepository repository, String revision) {
    return new Applier(Optional.of(repository), Optional.of(revision));
  }

  /**
   * Carries out one patch. Its files see the tree as it was before it, as in git.
   *
   * @throws IOException if the tree can't be read
   */
  public Applied apply(List<FileDiff> files, SourceTree tree) throws IOException {
    List<AppliedFile> outcomes = new ArrayList<>();
    Map<String, SourceFile> changed = new TreeMap<>();
    Set<String> removed = new TreeSet<>();
    for (FileDiff diff : files) {
      Optional<SourceFile> earlier = Optional.ofNullable(changed.get(diff.oldPath()));
      AppliedFile outcome = apply(diff, tree, earlier);
      outcomes.add(outcome);
      if (outcome instanceof AppliedFile.Done done) {
        boolean leaves = diff.change() == Change.RENAMED || diff.change() == Change.DELETED;
        if (leaves && !diff.isNew()) {
          changed.remove(diff.oldPath());
          removed.add(diff.oldPath());
        }
        done.after().ifPresent(file -> changed.put(file.path(), file));
        done.after().ifPresent(file -> removed.remove(file.path()));
      }
    }
    return new Applied(
        outcomes,
        List.copyOf(changed.values()),
        List.copyOf(removed),
        OverlayTree.of(changed.values(), removed, tree));
  }

  private AppliedFile apply(FileDiff diff, SourceTree tree, Optional<SourceFile> earlier)
      throws IOException {
    for (String path : List.of(diff.oldPath(), diff.newPath())) {
      if (!TreePath.isSafe(path)) {
        return refused(diff, "path leaves the tree or names git's own files");
      }
    }
    if (diff.isNew()) {
      return create(diff, tree);
    }
    Optional<SourceFile> before = earlier.isPresent() ? earlier : tree.read(diff.oldPath());
    if (before.isEmpty()) {
      return refused(diff, "no such file in " + tree.name());
    }
    if (!diff.newPath().equals(diff.oldPath()) && tree.contains(diff.newPath())) {
      return refused(diff, diff.newPath() + " is there already");
    }
    if (diff.binary().isPresent()) {
      return binary(diff, before.get(), tree);
    }
    return text(diff, before.get());
  }

  private static AppliedFile refused(FileDiff diff, String reason) {
    return new AppliedFile.Refused(diff, List.of(), reason);
  }

  private AppliedFile create(FileDiff diff, SourceTree tree) throws IOException {
    if (diff.binary().isPresent()) {
      return binary(diff, SourceFile.of(diff.newPath(), new byte[0]), tree);
    }
    List<String> lines = new ArrayList<>();
    diff.hunks().forEach(hunk -> lines.addAll(Lines.now(hunk)));
    SourceFile made = Lines.file(diff.newPath(), lines);
    Optional<SourceFile> there = tree.read(diff.newPath());
    if (there.isPresent() && !there.get().equals(made)) {
      return refused(diff, "new file is there already, with other content");
    }
    Manner manner = there.isPresent() ? Manner.ALREADY_APPLIED : Manner.EXACT;
    return new AppliedFile.Done(
        diff,
        diff.hunks().stream()
            .<Placement>map(hunk -> new Placement.At(hunk, manner, 1, Optional.empty()))
            .toList(),
        Optional.of(made));
  }

  private AppliedFile binary(FileDiff diff, SourceFile before, SourceTree tree) throws IOException {
    Optional<String> id = tree.contentId(diff.oldPath());
    boolean same =
        diff.isNew() || (id.isPresent() && diff.oldBlob().map(id.get()::startsWith).orElse(false));
    if (!same) {
      return refused(diff, "binary file is not the one that the diff was made from");
    }
    Optional<BinaryPatch.Part> forward = diff.binary().orElseThrow().forward();
    if (diff.isDeleted()) {
      return new AppliedFile.Done(diff, List.of(), Optional.empty());
    }
    if (forward.isEmpty() || forward.get().method() != BinaryPatch.Method.LITERAL) {
      return refused(diff, "binary content is not in the diff as a whole");
    }
    byte[] content = forward.get().data().getBytes(StandardCharsets.ISO_8859_1);
    return new AppliedFile.Done(
        diff, List.of(), Optional.of(SourceFile.owning(diff.newPath(), content)));
  }

  private AppliedFile text(FileDiff diff, SourceFile before) throws IOException {
    List<String> lines = Lines.of(before);
    List<HunkPlacer.Result> results = new HunkPlacer(lines).place(diff.hunks());
    boolean loose = results.stream().anyMatch(result -> isLoose(result.placement()));
    if (loose) {
      Optional<AppliedFile> merged = threeWay(diff, before);
      if (merged.isPresent()) {
        return merged.get();
      }
    }
    List<Placement> placements = new ArrayList<>();
    List<String> after = new ArrayList<>();
    int at = 0;
    boolean whole = true;
    for (HunkPlacer.Result result : results) {
      if (result.change().isPresent()) {
        HunkPlacer.Change change = result.change().get();
        after.addAll(lines.subList(at, change.from()));
        after.addAll(change.lines());
        at = change.to();
      }
      whole &= result.change().isPresent();
      placements.add(
          result.placement() instanceof Placement.Conflict conflict
              ? conflict.causedBy(cause(diff.oldPath(), conflict))
              : result.placement());
    }
    after.addAll(lines.subList(at, lines.size()));
    if (!whole) {
      return new AppliedFile.Refused(diff, placements, "hunks have no place");
    }
    if (diff.isDeleted()) {
      return after.isEmpty()
          ? new AppliedFile.Done(diff, placements, Optional.empty())
          : new AppliedFile.Refused(
              diff, List.of(), "file to be deleted has " + after.size() + " other lines");
    }
    return new AppliedFile.Done(diff, placements, Optional.of(Lines.file(diff.newPath(), after)));
  }

  private static boolean isLoose(Placement placement) {
    return !(placement instanceof Placement.At at)
        || at.manner() == Manner.FUZZ
        || at.manner() == Manner.WHITE_SPACE;
  }

  /** Merges the change with what happened to the file since the blob of the index line. */
  private Optional<AppliedFile> threeWay(FileDiff diff, SourceFile before) throws IOException {
    if (repository.isEmpty() || diff.oldBlob().isEmpty() || diff.isDeleted()) {
      return Optional.empty();
    }
    Optional<SourceFile> base = repository.get().blob(diff.oldBlob().get(), diff.oldPath());
    if (base.isEmpty() || base.get().isBinary()) {
      return Optional.empty();
    }
    List<HunkPlacer.Result> onBase = new HunkPlacer(Lines.of(base.get())).place(diff.hunks());
    if (onBase.stream().anyMatch(result -> !isExact(result.placement()))) {
      return Optional.empty();
    }
    AppliedFile theirs = plain().text(diff, base.get());
    Optional<SourceFile> wanted =
        theirs instanceof AppliedFile.Done done ? done.after() : Optional.empty();
    if (wanted.isEmpty()) {
      return Optional.empty();
    }
    return merge(base.get(), before, wanted.get())
        .map(text -> Lines.file(diff.newPath(), text))
        .map(file -> new AppliedFile.Done(diff, merged(diff.hunks()), Optional.of(file)));
  }

  private static boolean isExact(Placement placement) {
    return placement instanceof Placement.At at && at.manner() == Manner.EXACT;
  }

  private static List<Placement> merged(List<Hunk> hunks) {
    return hunks.stream()
        .<Placement>map(
            hunk ->
                new Placement.At(
                    hunk,
                    Manner.THREE_WAY,
                    Math.max(1, hunk.oldStart()),
                    Optional.of("lines around it changed since; line of the merge base")))
        .toList();
  }

  /** The merge of two versions' lines; empty where both changed the same. */
  private static Optional<List<String>> merge(SourceFile base, SourceFile ours, SourceFile theirs) {
    List<RawText> texts = new ArrayList<>();
    List<List<String>> lines = new ArrayList<>();
    for (SourceFile version : List.of(base, ours, theirs)) {
      texts.add(new RawText(version.bytes()));
      lines.add(Lines.of(version));
    }
    MergeResult<RawText> result =
        new MergeAlgorithm()
            .merge(RawTextComparator.DEFAULT, texts.get(0), texts.get(1), texts.get(2));
    if (result.containsConflicts()) {
      return Optional.empty();
    }
    List<String> merged = new ArrayList<>();
    for (MergeChunk chunk : result) {
      merged.addAll(lines.get(chunk.getSequenceIndex()).subList(chunk.getBegin(), chunk.getEnd()));
    }
    return Optional.of(merged);
  }

  /** The newest commit behind the revision that took the expected line out of the file. */
  private Optional<Commit> cause(String path, Placement.Conflict conflict) throws IOException {
    if (repository.isEmpty() || Lines.seen(conflict.expected()).length() < 3) {
      return Optional.empty();
    }
    for (Commit commit : repository.get().history(revision.orElseThrow(), path, MOST_HISTORY)) {
      if (commit.parents().size() == 1
          && !holds(commit.id(), path, conflict.expected())
          && holds(commit.parents().get(0), path, conflict.expected())) {
        return Optional.of(commit);
      }
    }
    return Optional.empty();
  }

  private boolean holds(String commit, String path, String line) throws IOException {
    RevisionTree tree = repository.orElseThrow().tree(commit);
    return tree.read(path).map(file -> Lines.of(file).contains(line)).orElse(false);
  }
}
