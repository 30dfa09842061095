package org.patchwright.repair;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.patchwright.diff.FileDiff;
import org.patchwright.diff.FileDiff.Change;
import org.patchwright.diff.FileMode;
import org.patchwright.repair.Layout.RawFile;
import org.patchwright.repair.Layout.RawHunk;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;

/** Finds the files of hunks whose header lines are lost, by the diffstat and the tree. */
final class Names {

  private static final Pattern STAT =
      Pattern.compile("(?m)^ (?:\\.\\.\\.)?/?(\\S+) +\\| +\\d+ [+-]*\\s*$");
  private static final Pattern CREATED =
      Pattern.compile("(?m)^ create mode (10\\d{4}) (\\S+)\\s*$");
  private static final int MOST_FILES = 4_000;

  private final Optional<SourceTree> tree;
  private final Set<String> said = new LinkedHashSet<>();
  private final List<String> created = new ArrayList<>();
  private final Budget budget;
  private int hunksRead;

  Names(String text, Optional<SourceTree> tree, Budget budget) {
    this.tree = tree;
    this.budget = budget;
    Matcher stat = STAT.matcher(text);
    while (stat.find()) {
      said.add(stat.group(1));
    }
    Matcher create = CREATED.matcher(text);
    while (create.find()) {
      created.add(create.group(2));
    }
  }

  /**
   * Gives nameless hunks their files, and puts hunks of the same file together.
   *
   * @return files without a name are those that nothing names
   */
  List<RawFile> named(List<RawFile> files, List<Repair> repairs) throws IOException {
    if (files.stream().noneMatch(RawFile::isNameless)) {
      return files;
    }
    List<RawFile> out = new ArrayList<>();
    for (RawFile file : files) {
      if (!file.isNameless()) {
        out.add(file);
        continue;
      }
      RawHunk hunk = file.hunks().get(0);
      Optional<RawFile> last =
          out.isEmpty() ? Optional.empty() : Optional.of(out.get(out.size() - 1));
      Optional<FileDiff> header = header(hunk, last);
      boolean same =
          header.isPresent()
              && last.isPresent()
              && last.get().header().path().equals(header.get().path());
      if (same) {
        List<RawHunk> hunks = new ArrayList<>(last.get().hunks());
        hunks.add(hunk);
        out.set(out.size() - 1, new RawFile(last.get().line(), last.get().header(), hunks));
      } else {
        out.add(new RawFile(file.line(), header.orElse(file.header()), file.hunks()));
        header.ifPresent(
            found ->
                repairs.add(
                    new Repair(
                        file.line(),
                        found.isNew() ? Repair.Proof.LIKELY : Repair.Proof.TREE,
                        "the lines that name its file are lost; it is " + found.path())));
      }
    }
    return out;
  }

  private Optional<FileDiff> header(RawHunk hunk, Optional<RawFile> last) throws IOException {
    if (hunk.oldStart() == 0 && hunk.oldCount() == 0) {
      return created.isEmpty() ? Optional.empty() : Optional.of(added(created.remove(0)));
    }
    if (tree.isEmpty()) {
      return Optional.empty();
    }
    List<String> paths = new ArrayList<>();
    last.filter(file -> precedes(file.hunks(), hunk))
        .ifPresent(file -> paths.add(file.header().path()));
    List<String> all = tree.get().paths();
    for (String name : said) {
      all.stream()
          .filter(path -> path.equals(name) || path.endsWith("/" + name))
          .forEach(paths::add);
    }
    Optional<FileDiff> found = only(paths.stream().distinct().toList(), hunk);
    return found.isPresent() || !paths.isEmpty() && !said.isEmpty() ? found : only(all, hunk);
  }

  private static boolean precedes(List<RawHunk> hunks, RawHunk hunk) {
    return hunks.isEmpty() || hunks.get(hunks.size() - 1).oldStart() < hunk.oldStart();
  }

  /** The one file that holds the hunk at its place. */
  private Optional<FileDiff> only(List<String> paths, RawHunk hunk) throws IOException {
    List<String> holding = new ArrayList<>();
    for (String path : paths) {
      if (hunksRead++ > MOST_FILES * 10 || holding.size() > 1) {
        break;
      }
      Optional<SourceFile> file = tree.orElseThrow().read(path);
      if (file.isPresent() && !file.get().isBinary() && holds(file.get(), hunk)) {
        holding.add(path);
      }
    }
    return holding.size() == 1
        ? Optional.of(FileDiff.modified(holding.get(0), List.of()))
        : Optional.empty();
  }

  private boolean holds(SourceFile file, RawHunk hunk) {
    int from = hunk.oldStart() - 1;
    if (from < 0 || from + hunk.oldCount() > file.lineCount()) {
      return false;
    }
    List<String> lines = new ArrayList<>();
    for (int line = from + 1; line <= from + hunk.oldCount(); line++) {
      lines.add(HunkSearch.squeeze(file.text(file.lineSpan(line))));
    }
    return new HunkSearch(hunk, Optional.of(lines), HunkSearch.Mode.EXACT, budget)
        .find()
        .isPresent();
  }

  private static FileDiff added(String path) {
    FileDiff file = FileDiff.modified(path, List.of());
    return new FileDiff(
        Change.ADDED,
        path,
        path,
        Optional.empty(),
        Optional.of(FileMode.REGULAR),
        file.oldBlob(),
        file.newBlob(),
        file.similarity(),
        List.of(),
        Optional.empty());
  }
}
