package org.patchwright.repair;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.patchwright.diff.DiffPaths;
import org.patchwright.diff.FileDiff;
import org.patchwright.repair.FileRepair.PreImage;
import org.patchwright.repair.HunkSearch.Piece;
import org.patchwright.repair.Layout.RawFile;
import org.patchwright.repair.Layout.RawHunk;
import org.patchwright.repair.Locator.Located;
import org.patchwright.source.Problem;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;
import org.patchwright.source.Span;

/**
 * Undoes what mail did to a diff: whole-text damage first, then each hunk line by line. With the
 * tree, context and removed lines are the tree's own; added lines are restored by the hunk's
 * counts, the columns of tabs, the file's habit and, where the diff has an index line, by the blob
 * id of the result.
 */
public final class Repairer {

  private final String name;
  private final Optional<SourceTree> tree;
  private final Budget budget = Budget.ofOneText();
  private final List<Repair> repairs = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private int certain;
  private int likely;

  private Repairer(String name, Optional<SourceTree> tree) {
    this.name = name;
    this.tree = tree;
  }

  /**
   * @param name how problems name the text
   * @param text one character a byte
   * @param tree the tree that the patch was made for, if it is known
   * @throws IOException if the tree can't be read
   */
  public static Repaired repair(String name, String text, Optional<SourceTree> tree)
      throws IOException {
    return repair(name, PlainText.of(text), tree);
  }

  /** The same for a text whose encodings are undone already. */
  public static Repaired repair(String name, PlainText text, Optional<SourceTree> tree)
      throws IOException {
    List<Repaired> all = new ArrayList<>();
    for (PlainText reading : text.readings()) {
      Repaired repaired = new Repairer(name, tree).run(reading);
      all.add(repaired);
      if (repaired.isProved() && repaired.isIdentified() && tree.isPresent()) {
        return repaired;
      }
    }
    Repaired best = Collections.min(all, Comparator.comparingInt(Repaired::doubt));
    boolean rivals =
        all.stream()
            .anyMatch(one -> one.doubt() == best.doubt() && !one.files().equals(best.files()));
    return rivals ? best.doubted("the text can be taken in more than one way") : best;
  }

  private Repaired run(PlainText text) throws IOException {
    Layout layout = new Layout(name, text.text(), repairs);
    List<RawFile> raw =
        new ArrayList<>(new Names(text.text(), tree, budget).named(layout.files(), repairs));
    for (RawFile file : List.copyOf(raw)) {
      if (file.isNameless()) {
        problem("line " + file.line() + ": nothing names the file of this hunk");
        raw.remove(file);
      } else if (!DiffPaths.isSafe(file.header().path())) {
        problem("line " + file.line() + ": refused: " + file.header().path());
        raw.remove(file);
      }
    }
    List<List<Located>> located = new ArrayList<>();
    List<Optional<PreImage>> befores = new ArrayList<>();
    for (RawFile file : raw) {
      Optional<PreImage> before = before(file.header());
      befores.add(before);
      located.add(locate(file, before));
    }
    Evidence evidence = evidence(raw, located, befores);
    List<FileDiff> files = new ArrayList<>();
    Habit common = common(raw, befores, evidence);
    boolean certified = true;
    for (int i = 0; i < raw.size(); i++) {
      Habit habit = new Habit(evidence.expansion());
      befores.get(i).ifPresent(file -> habit.learn(file.lines()));
      FileRepair repair =
          new FileRepair(
              raw.get(i),
              located.get(i),
              befores.get(i),
              evidence,
              habit.isEmpty() ? common : habit,
              budget);
      FileDiff file = repair.restored();
      files.add(file);
      repairs.addAll(repair.repairs());
      repair.problems().forEach(this::problem);
      certain += repair.certain();
      likely += repair.likely();
      certified &= repair.isCertified() || file.hunks().isEmpty();
      if (file.added() > 0 && !repair.isCertified()) {
        lostForGood(raw.get(i), evidence);
      }
    }
    for (Repair repair : text.repairs()) {
      boolean proved = certified && !repair.isProved();
      repairs.add(proved ? repair.provedBy(Repair.Proof.BLOB) : repair);
    }
    problems.addAll(layout.problems());
    return new Repaired(files, repairs, problems, certain, likely);
  }

  /** What other lines show to be lost may be lost from added lines too. */
  private void lostForGood(RawFile file, Evidence evidence) {
    String path = file.header().path();
    if (evidence.trailing() == Evidence.Trailing.LOST) {
      repairs.add(
          new Repair(
              file.line(),
              Repair.Proof.LIKELY,
              path + ": blanks at line ends were lost; added lines may have had some"));
    }
    if (evidence.collapsed()) {
      repairs.add(
          new Repair(
              file.line(),
              Repair.Proof.LIKELY,
              path + ": runs of blanks became one; added lines may have had some"));
    }
  }

  private Optional<PreImage> before(FileDiff header) throws IOException {
    if (tree.isEmpty() || header.isNew()) {
      return Optional.empty();
    }
    Optional<SourceFile> file = tree.get().read(header.oldPath());
    if (file.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> said = header.oldBlob().filter(id -> id.length() >= 7);
    PreImage.Base base =
        said.map(id -> BlobId.of(file.get(), id).startsWith(id))
            .map(same -> same ? PreImage.Base.SURE : PreImage.Base.OTHER)
            .orElse(PreImage.Base.UNTOLD);
    return Optional.of(new PreImage(lines(file.get()), file.get().text().endsWith("\n"), base));
  }

  private static List<String> lines(SourceFile file) {
    List<String> lines = new ArrayList<>();
    for (int line = 1; line <= file.lineCount(); line++) {
      lines.add(file.text(file.lineSpan(line)));
    }
    return lines;
  }

  private List<Located> locate(RawFile file, Optional<PreImage> before) {
    List<Optional<Located>> inTree =
        before
            .map(image -> new Locator(image.lines(), budget).locate(file))
            .orElse(Collections.nCopies(file.hunks().size(), Optional.empty()));
    List<Located> all = new ArrayList<>();
    for (int i = 0; i < file.hunks().size(); i++) {
      RawHunk hunk = file.hunks().get(i);
      Optional<Located> found = inTree.get(i).or(() -> Locator.byForm(hunk, budget));
      if (budget.isSpent()) {
        problem("line " + hunk.line() + ": too damaged to be searched further");
        return all;
      }
      if (found.isEmpty()) {
        problem(
            "line "
                + hunk.line()
                + ": hunk can't be read as "
                + hunk.oldCount()
                + " old and "
                + hunk.newCount()
                + " new lines: lines are missing or their number is wrong");
      } else if (before.isPresent() && !found.get().inTree()) {
        boolean sure = before.get().base() == PreImage.Base.SURE;
        String missing = "the tree's " + file.header().oldPath() + " has no such lines";
        if (sure || found.get().best().cost() > 0) {
          problem("line " + hunk.line() + ": " + missing + ", and the hunk is damaged");
        } else {
          repairs.add(
              new Repair(
                  hunk.line(), Repair.Proof.LIKELY, missing + "; the hunk is taken as it stands"));
        }
      }
      found.ifPresent(all::add);
    }
    return all;
  }

  private static Evidence evidence(
      List<RawFile> raw, List<List<Located>> located, List<Optional<PreImage>> befores) {
    Evidence.Gathering gathering = new Evidence.Gathering();
    for (int i = 0; i < raw.size(); i++) {
      List<String> tree = befores.get(i).map(PreImage::lines).orElse(List.of());
      for (Located hunk : located.get(i)) {
        hunk.raw().lines().subList(0, hunk.best().end()).forEach(gathering::text);
        int old = hunk.oldStart() - 1;
        for (Piece piece : hunk.best().pieces()) {
          if (piece.count() > 0) {
            gathering.end(hunk.raw().lines().get(piece.first() + piece.count() - 1));
          }
          if (!piece.kind().inOld()) {
            gathering.added();
            continue;
          }
          if (hunk.inTree() && piece.count() > 0) {
            gathering.old(
                tree.get(old),
                hunk.raw().lines().subList(piece.first(), piece.first() + piece.count()),
                piece);
          }
          old++;
        }
      }
    }
    return gathering.sum();
  }

  /** The habit of all files together, for those that have no lines of their own. */
  private static Habit common(
      List<RawFile> raw, List<Optional<PreImage>> befores, Evidence evidence) {
    Habit common = new Habit(evidence.expansion());
    befores.forEach(before -> before.ifPresent(file -> common.learn(file.lines())));
    if (common.isEmpty()) {
      common.suppose(indentsByTabs(raw));
    }
    return common;
  }

  /** Columns 8, 16 and so on are what tabs leave; blanks leave others too. */
  private static boolean indentsByTabs(List<RawFile> raw) {
    Predicate<String> tabs = line -> line.matches("(?s)[+ -] {7}( {8})*\\S.*");
    Predicate<String> blanks = line -> line.matches("(?s)[+ -] {4}( {4})*\\S.*");
    List<String> lines =
        raw.stream()
            .flatMap(file -> file.hunks().stream())
            .flatMap(hunk -> hunk.lines().stream())
            .toList();
    return lines.stream().filter(tabs).count() >= lines.stream().filter(blanks).count();
  }

  private void problem(String message) {
    problems.add(new Problem(name, new Span(0, 0), message));
  }
}
