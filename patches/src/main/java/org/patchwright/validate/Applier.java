package org.patchwright.validate;

import java.io.IOException;
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
import org.patchwright.diff.FileMode;
import org.patchwright.diff.Hunk;
import org.patchwright.repository.GitRepository;
import org.patchwright.repository.TreeEntry;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;

/**
 * Carries diffs out on a tree, in memory. A file of which one hunk has no place stays as it was;
 * the other files are still done.
 */
public final class Applier {

  private final Optional<GitRepository> repository;
  private final Optional<Carrier> carrier;

  private Applier(Optional<GitRepository> repository, Optional<Carrier> carrier) {
    this.repository = repository;
    this.carrier = carrier;
  }

  /** Without history: no three-way merge. */
  public static Applier plain() {
    return new Applier(Optional.empty(), Optional.empty());
  }

  /** With the objects of a repository for three-way merges. */
  public static Applier with(GitRepository repository) {
    return new Applier(Optional.of(repository), Optional.empty());
  }

  /** The same with another way to change text where hunks have no exact place. */
  public Applier carriedBy(Carrier other) {
    return new Applier(repository, Optional.of(other));
  }

  /**
   * Carries out one patch. Its files see the tree as it was before it, as in git.
   *
   * @throws IOException if the tree can't be read
   */
  public Applied apply(List<FileDiff> files, SourceTree tree) throws IOException {
    PatchedTree before = PatchedTree.of(tree);
    Set<String> leaving = new TreeSet<>();
    for (FileDiff diff : files) {
      if (leaves(diff)) {
        leaving.add(diff.oldPath());
      }
    }
    List<AppliedFile> outcomes = new ArrayList<>();
    Map<String, TreeEntry> changed = new TreeMap<>();
    Set<String> removed = new TreeSet<>();
    for (FileDiff diff : files) {
      Optional<TreeEntry> earlier = Optional.ofNullable(changed.get(diff.oldPath()));
      Optional<TreeEntry> old =
          earlier.isPresent() || !TreePath.isSafe(diff.oldPath())
              ? earlier
              : before.entry(diff.oldPath());
      AppliedFile outcome = new Step(before, leaving, changed).apply(diff, old);
      outcomes.add(outcome);
      Optional<SourceFile> after = Optional.empty();
      if (outcome instanceof AppliedFile.Done done) {
        if (leaves(diff)) {
          changed.remove(diff.oldPath());
          removed.add(diff.oldPath());
        }
        after = done.after();
      } else if (outcome instanceof AppliedFile.Refused refused) {
        after = refused.rest();
      }
      after.ifPresent(file -> changed.put(file.path(), new TreeEntry(mode(diff, old), file)));
    }
    removed.removeAll(changed.keySet());
    return new Applied(
        outcomes,
        changed.values().stream().map(TreeEntry::content).toList(),
        List.copyOf(removed),
        before.with(changed.values(), removed));
  }

  private static boolean leaves(FileDiff diff) {
    return diff.change() == Change.RENAMED || diff.change() == Change.DELETED;
  }

  /** The mode afterwards: the diff's where it changes it, else the file's own. */
  private static String mode(FileDiff diff, Optional<TreeEntry> old) {
    boolean says = diff.isNew() || old.isEmpty() || !diff.oldMode().equals(diff.newMode());
    return diff.newMode()
        .filter(mode -> says)
        .map(FileMode::octal)
        .or(() -> old.map(TreeEntry::mode))
        .orElse(TreeEntry.REGULAR);
  }

  /** One patch at work. */
  private final class Step {

    private final PatchedTree tree;
    private final Set<String> leaving;
    private final Map<String, TreeEntry> changed;

    Step(PatchedTree tree, Set<String> leaving, Map<String, TreeEntry> changed) {
      this.tree = tree;
      this.leaving = leaving;
      this.changed = changed;
    }

    AppliedFile apply(FileDiff diff, Optional<TreeEntry> old) throws IOException {
      for (String path : List.of(diff.oldPath(), diff.newPath())) {
        if (!TreePath.isSafe(path)) {
          return new AppliedFile.Refused(diff, "path leaves the tree or names git's own files");
        }
      }
      Optional<String> blocked = diff.isDeleted() ? Optional.empty() : blocked(diff.newPath());
      if (blocked.isPresent()) {
        return new AppliedFile.Refused(diff, blocked.get());
      }
      if (diff.isNew()) {
        return create(diff);
      }
      if (old.isEmpty()) {
        return new AppliedFile.Refused(diff, "no such file in " + tree.name());
      }
      boolean moves = !diff.newPath().equals(diff.oldPath());
      if (moves && there(diff.newPath()).isPresent()) {
        return new AppliedFile.Refused(diff, diff.newPath() + " is there already");
      }
      boolean wasLink = old.get().mode().equals(TreeEntry.SYMLINK);
      boolean namesMode = diff.oldMode().isPresent() && !diff.isNew();
      if (namesMode && wasLink != (diff.oldMode().get() == FileMode.SYMLINK)) {
        return new AppliedFile.Refused(
            diff, wasLink ? "is a symbolic link here" : "is no symbolic link here");
      }
      if (!namesMode && wasLink) {
        return new AppliedFile.Refused(diff, "is a symbolic link here; links are not followed");
      }
      if (diff.binary().isPresent()) {
        return binary(diff, Optional.of(old.get().content()));
      }
      if (diff.hunks().isEmpty() && !diff.isDeleted()) {
        SourceFile same = SourceFile.owning(diff.newPath(), old.get().content().bytes());
        return new AppliedFile.Done(diff, List.of(), Optional.of(same));
      }
      return text(diff, old.get().content());
    }

    private Optional<TreeEntry> there(String path) throws IOException {
      if (changed.containsKey(path)) {
        return Optional.of(changed.get(path));
      }
      return leaving.contains(path) ? Optional.empty() : tree.entry(path);
    }

    /** A file can't stand below another, below a link, or where a folder is. */
    private Optional<String> blocked(String path) throws IOException {
      for (int at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
        String above = path.substring(0, at);
        Optional<TreeEntry> entry = there(above);
        if (entry.isPresent()) {
          boolean link = entry.get().mode().equals(TreeEntry.SYMLINK);
          return Optional.of(above + " is a " + (link ? "symbolic link" : "file") + ", no folder");
        }
      }
      return tree.isFolder(path) ? Optional.of(path + " is a folder") : Optional.empty();
    }

    private AppliedFile create(FileDiff diff) throws IOException {
      Optional<TreeEntry> there = there(diff.newPath());
      if (diff.binary().isPresent()) {
        return there.isPresent()
            ? new AppliedFile.Refused(diff, "new file is there already")
            : binary(diff, Optional.empty());
      }
      List<String> lines = new ArrayList<>();
      diff.hunks().forEach(hunk -> lines.addAll(Lines.now(hunk)));
      SourceFile made = Lines.file(diff.newPath(), lines);
      if (there.isPresent() && !there.get().content().equals(made)) {
        return new AppliedFile.Refused(diff, "new file is there already, with other content");
      }
      Manner manner = there.isPresent() ? Manner.ALREADY_APPLIED : Manner.EXACT;
      return new AppliedFile.Done(
          diff,
          diff.hunks().stream()
              .<Placement>map(hunk -> new Placement.At(hunk, manner, 1, Optional.empty()))
              .toList(),
          Optional.of(made));
    }
  }

  private static AppliedFile binary(FileDiff diff, Optional<SourceFile> before) {
    Optional<String> id = before.map(file -> BlobId.of(file.bytes()));
    boolean same =
        diff.isNew() || (id.isPresent() && diff.oldBlob().map(id.get()::startsWith).orElse(false));
    if (!same) {
      return new AppliedFile.Refused(
          diff, "binary file is not the one that the diff was made from");
    }
    if (diff.isDeleted()) {
      return new AppliedFile.Done(diff, List.of(), Optional.empty());
    }
    Optional<BinaryPatch.Part> forward = diff.binary().orElseThrow().forward();
    Optional<byte[]> content =
        forward.flatMap(
            part -> Delta.content(part, before.map(SourceFile::bytes).orElse(new byte[0])));
    if (content.isEmpty()) {
      return new AppliedFile.Refused(diff, "binary content is not in the diff as a whole");
    }
    if (!diff.newBlob().map(BlobId.of(content.get())::startsWith).orElse(true)) {
      return new AppliedFile.Refused(diff, "binary content is not what the index line names");
    }
    return new AppliedFile.Done(
        diff, List.of(), Optional.of(SourceFile.owning(diff.newPath(), content.get())));
  }

  private AppliedFile text(FileDiff diff, SourceFile before) throws IOException {
    List<String> lines = Lines.of(before);
    List<HunkPlacer.Result> results = new HunkPlacer(lines).place(diff.hunks());
    AppliedFile placed = placed(diff, lines, results);
    if (carrier.isPresent()) {
      return carrier.get().carry(diff, before, placed);
    }
    boolean loose = results.stream().anyMatch(result -> isLoose(result.placement()));
    return loose ? threeWay(diff, before).orElse(placed) : placed;
  }

  private AppliedFile placed(FileDiff diff, List<String> lines, List<HunkPlacer.Result> results)
      throws IOException {
    List<Placement> placements = new ArrayList<>();
    List<String> after = new ArrayList<>();
    List<String> marked = new ArrayList<>();
    int at = 0;
    int marker = 0;
    int conflicts = 0;
    for (HunkPlacer.Result result : results) {
      if (result.change().isPresent()) {
        HunkPlacer.Change change = result.change().get();
        after.addAll(lines.subList(at, change.from()));
        after.addAll(change.lines());
        at = change.to();
        int from = Math.max(marker, change.from());
        marked.addAll(lines.subList(marker, from));
        marked.addAll(change.lines());
        marker = Math.max(from, change.to());
      } else {
        conflicts++;
        HunkPlacer.Change room =
            result.room().orElse(new HunkPlacer.Change(marker, marker, List.of()));
        int from = Math.max(marker, room.from());
        int to = Math.max(from, room.to());
        marked.addAll(lines.subList(marker, from));
        marked.addAll(Markers.around(lines.subList(from, to), result.placement().hunk()));
        marker = to;
      }
      placements.add(result.placement());
    }
    after.addAll(lines.subList(at, lines.size()));
    marked.addAll(lines.subList(marker, lines.size()));
    if (conflicts > 0) {
      return new AppliedFile.Refused(
          diff,
          placements,
          "hunks have no place",
          conflicts == results.size()
              ? Optional.empty()
              : Optional.of(Lines.file(diff.newPath(), after)),
          Optional.of(Lines.file(diff.newPath(), marked)));
    }
    if (diff.isDeleted()) {
      return after.isEmpty()
          ? new AppliedFile.Done(diff, placements, Optional.empty())
          : new AppliedFile.Refused(
              diff, "file to be deleted has " + after.size() + " other lines");
    }
    return new AppliedFile.Done(diff, placements, Optional.of(Lines.file(diff.newPath(), after)));
  }

  private static boolean isLoose(Placement placement) {
    return !(placement instanceof Placement.At at) || at.manner().compareTo(Manner.THREE_WAY) > 0;
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
}
