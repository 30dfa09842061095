package org.patchwright.repair;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.patchwright.diff.FileDiff;
import org.patchwright.diff.Hunk;
import org.patchwright.diff.HunkLine;
import org.patchwright.diff.HunkLine.Kind;
import org.patchwright.repair.HunkSearch.Found;
import org.patchwright.repair.HunkSearch.Piece;
import org.patchwright.repair.Layout.RawFile;
import org.patchwright.repair.Layout.RawHunk;
import org.patchwright.repair.Readings.Tabs;
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
    return new Repairer(name, tree).run(text);
  }

  private record Located(RawHunk raw, Found found, int oldStart, boolean inTree) {}

  private Repaired run(String damaged) throws IOException {
    String text = Transport.undone(damaged, repairs);
    Layout layout = new Layout(name, text, repairs);
    List<FileDiff> files = new ArrayList<>();
    List<RawFile> raw = layout.files();
    List<List<Located>> located = new ArrayList<>();
    List<Optional<SourceFile>> befores = new ArrayList<>();
    for (RawFile file : raw) {
      Optional<SourceFile> before = before(file.header());
      befores.add(before);
      located.add(locate(file, before));
    }
    Tabs tabs = tabs(located, befores);
    boolean trailingLost = trailingLost(raw);
    for (int i = 0; i < raw.size(); i++) {
      files.add(file(raw.get(i), located.get(i), befores.get(i), tabs, trailingLost));
    }
    problems.addAll(layout.problems());
    return new Repaired(files, repairs, problems, certain, likely);
  }

  private Optional<SourceFile> before(FileDiff header) throws IOException {
    if (tree.isEmpty() || header.isNew()) {
      return Optional.empty();
    }
    return tree.get().read(header.oldPath());
  }

  private List<Located> locate(RawFile file, Optional<SourceFile> before) {
    List<Located> all = new ArrayList<>();
    List<String> squeezed = new ArrayList<>();
    before.ifPresent(
        source -> lines(source).forEach(line -> squeezed.add(HunkSearch.squeeze(line))));
    int shift = 0;
    for (RawHunk hunk : file.hunks()) {
      Optional<Located> found = Optional.empty();
      if (before.isPresent()) {
        found = inTree(hunk, squeezed, shift);
        shift = found.map(at -> at.oldStart() - hunk.oldStart()).orElse(shift);
      }
      boolean expectTree = before.isPresent();
      if (found.isEmpty()) {
        found =
            new HunkSearch(
                    hunk.lines(), Optional.empty(), hunk.oldCount(), hunk.newCount(), hunk.isLast())
                .find()
                .map(form -> new Located(hunk, form, hunk.oldStart(), false));
        if (found.isPresent() && expectTree) {
          problem(hunk.line(), "the tree's " + file.header().oldPath() + " has no such lines");
        }
      }
      if (found.isEmpty()) {
        problem(
            hunk.line(),
            "hunk can't be read as "
                + hunk.oldCount()
                + " old and "
                + hunk.newCount()
                + " new lines: lines are missing or their number is wrong");
      }
      found.ifPresent(all::add);
    }
    return all;
  }

  private static Optional<Located> inTree(RawHunk hunk, List<String> squeezed, int shift) {
    int first = hunk.oldCount() == 0 ? hunk.oldStart() : hunk.oldStart() - 1;
    List<Integer> places = new ArrayList<>(List.of(first + shift));
    String anchor = anchor(hunk);
    for (int distance = 1; distance < squeezed.size() && places.size() < 40; distance++) {
      for (int place : new int[] {first + shift - distance, first + shift + distance}) {
        if (place >= 0
            && place + hunk.oldCount() <= squeezed.size()
            && hunk.oldCount() > 0
            && near(squeezed, place, anchor)) {
          places.add(place);
        }
      }
    }
    for (int place : places) {
      if (place < 0 || place + hunk.oldCount() > squeezed.size()) {
        continue;
      }
      Optional<Found> found =
          new HunkSearch(
                  hunk.lines(),
                  Optional.of(squeezed.subList(place, place + hunk.oldCount())),
                  hunk.oldCount(),
                  hunk.newCount(),
                  hunk.isLast())
              .find();
      if (found.isPresent()) {
        int start = hunk.oldCount() == 0 ? place : place + 1;
        return Optional.of(new Located(hunk, found.get(), start, true));
      }
    }
    return Optional.empty();
  }

  private static String anchor(RawHunk hunk) {
    for (String line : hunk.lines()) {
      String squeezed = HunkSearch.squeeze(line);
      if (!line.startsWith("+") && squeezed.length() > 3) {
        return line.startsWith("-") ? squeezed.substring(1) : squeezed;
      }
    }
    return "";
  }

  private static boolean near(List<String> squeezed, int place, String anchor) {
    for (int i = place; i < Math.min(squeezed.size(), place + 6); i++) {
      if (!anchor.isEmpty() && squeezed.get(i).startsWith(anchor)) {
        return true;
      }
    }
    return false;
  }

  private static List<String> lines(SourceFile file) {
    List<String> lines = new ArrayList<>();
    for (int line = 1; line <= file.lineCount(); line++) {
      lines.add(file.text(file.lineSpan(line)));
    }
    return lines;
  }

  /** Whether tabs came through: a tab in the text says yes, the tree's tabs without one say no. */
  private static Tabs tabs(List<List<Located>> located, List<Optional<SourceFile>> befores) {
    boolean lost = false;
    boolean added = false;
    for (int i = 0; i < located.size(); i++) {
      List<String> tree = befores.get(i).map(Repairer::lines).orElse(List.of());
      for (Located hunk : located.get(i)) {
        int old = hunk.oldStart() - 1;
        for (Piece piece : hunk.found().pieces()) {
          String raw = piece.count() == 0 ? "" : hunk.raw().lines().get(piece.first());
          if (raw.indexOf('\t') >= 0) {
            return Tabs.KEPT;
          }
          if (piece.kind() == Kind.ADDED) {
            added = true;
          } else {
            lost |=
                hunk.inTree()
                    && piece.count() > 0
                    && !raw.isBlank()
                    && tree.get(old).indexOf('\t') >= 0;
            old++;
          }
        }
      }
    }
    return lost ? Tabs.EXPANDED : added ? Tabs.UNKNOWN : Tabs.KEPT;
  }

  private static boolean trailingLost(List<RawFile> files) {
    Predicate<String> blank = line -> line.equals(" ") || line.matches("(?s).+[ \\t]");
    return files.stream()
        .flatMap(file -> file.hunks().stream())
        .flatMap(hunk -> hunk.lines().stream())
        .noneMatch(blank);
  }

  private FileDiff file(
      RawFile raw,
      List<Located> hunks,
      Optional<SourceFile> before,
      Tabs tabs,
      boolean trailingLost) {
    List<String> tree = before.map(Repairer::lines).orElse(List.of());
    boolean tabIndent = tabIndent(tree, hunks);
    boolean finalFeed = before.map(file -> file.text().endsWith("\n")).orElse(true);
    List<List<String>> parts = new ArrayList<>();
    List<List<HunkLine>> restored = new ArrayList<>();
    List<int[]> openLines = new ArrayList<>();
    List<Integer> openPart = new ArrayList<>();
    List<Integer> openAt = new ArrayList<>();
    boolean whole = raw.header().isNew() || before.isPresent();
    int at = 0;
    for (Located hunk : hunks) {
      whole &= hunk.inTree() || raw.header().isNew();
      int from = hunk.raw().oldCount() == 0 ? hunk.oldStart() : hunk.oldStart() - 1;
      int old = from;
      if (whole) {
        whole = from >= at;
        for (; at < from && at < tree.size(); at++) {
          parts.add(List.of(fed(tree, at, finalFeed)));
        }
      }
      List<HunkLine> lines = new ArrayList<>();
      for (Piece piece : hunk.found().pieces()) {
        List<String> pieces =
            hunk.raw().lines().subList(piece.first(), piece.first() + piece.count());
        int line = hunk.raw().line() + 1 + piece.first();
        if (piece.kind() != Kind.ADDED) {
          HunkLine read =
              hunk.inTree()
                  ? new HunkLine(piece.kind(), tree.get(old), old + 1 < tree.size() || finalFeed)
                  : new HunkLine(piece.kind(), asRead(pieces, piece), piece.terminated());
          oldRepair(read, pieces, piece, hunk.inTree(), line);
          lines.add(read);
          old++;
          at = old;
          if (piece.kind() == Kind.CONTEXT) {
            parts.add(List.of(read.content()));
          }
          continue;
        }
        Readings readings = Readings.of(pieces, tabs, tabIndent, trailingLost);
        lines.add(new HunkLine(Kind.ADDED, readings.texts().get(0), piece.terminated()));
        String feed = piece.terminated() ? "\n" : "";
        parts.add(readings.texts().stream().map(text -> text + feed).toList());
        openLines.add(new int[] {restored.size(), lines.size() - 1, line, readings.open() ? 1 : 0});
        openPart.add(parts.size() - 1);
        openAt.add(readings.texts().size());
        if (!("+" + readings.texts().get(0)).equals(pieces.get(0)) && !readings.open()) {
          repairs.add(new Repair(line, Repair.Proof.FORM, "white space of an added line restored"));
        }
      }
      restored.add(lines);
    }
    for (; at < tree.size(); at++) {
      parts.add(List.of(fed(tree, at, finalFeed)));
    }
    Optional<List<Integer>> picks = Optional.empty();
    Optional<String> wanted = raw.header().newBlob().filter(id -> id.length() >= 7);
    boolean complete = hunks.size() == raw.hunks().size();
    if (whole && complete && wanted.isPresent() && !parts.isEmpty()) {
      picks = Certifier.certified(parts, wanted.get());
      if (picks.isEmpty() && raw.header().binary().isEmpty()) {
        repairs.add(
            new Repair(
                raw.line(),
                Repair.Proof.LIKELY,
                raw.header().path() + ": no reading has the blob id " + wanted.get()));
      }
    }
    for (int i = 0; i < openLines.size(); i++) {
      int[] line = openLines.get(i);
      if (picks.isPresent()) {
        int part = openPart.get(i);
        int pick = picks.get().get(part);
        HunkLine was = restored.get(line[0]).get(line[1]);
        String text = parts.get(part).get(pick);
        restored
            .get(line[0])
            .set(line[1], was.withText(text.endsWith("\n") ? text.replace("\n", "") : text));
        certain++;
        if (openAt.get(i) > 1 && line[3] == 1) {
          repairs.add(
              new Repair(line[2], Repair.Proof.BLOB, "added line certified by the blob id"));
        }
      } else if (line[3] == 1) {
        likely++;
        repairs.add(
            new Repair(
                line[2],
                Repair.Proof.LIKELY,
                "added line has "
                    + openAt.get(i)
                    + " readings: "
                    + restored.get(line[0]).get(line[1]).text().strip()));
      } else {
        certain++;
      }
    }
    List<Hunk> out = new ArrayList<>();
    for (int i = 0; i < hunks.size(); i++) {
      RawHunk hunk = hunks.get(i).raw();
      out.add(new Hunk(hunk.oldStart(), hunk.newStart(), hunk.section(), restored.get(i)));
    }
    return raw.header().withHunks(out);
  }

  private void oldRepair(
      HunkLine read, List<String> pieces, Piece piece, boolean inTree, int line) {
    boolean same =
        pieces.size() == 1
            && (pieces.get(0).equals(read.kind().mark() + read.text())
                || pieces.get(0).isEmpty() && read.text().isEmpty());
    if (!same) {
      String what = read.kind() == Kind.CONTEXT ? "context" : "removed";
      repairs.add(
          new Repair(
              line,
              inTree ? Repair.Proof.TREE : Repair.Proof.LIKELY,
              what + " line restored" + (piece.count() > 1 ? ", it was wrapped" : "")));
    }
  }

  private static String asRead(List<String> pieces, Piece piece) {
    if (pieces.isEmpty()) {
      return "";
    }
    StringBuilder out = new StringBuilder(pieces.get(0));
    for (String more : pieces.subList(1, pieces.size())) {
      out.append(out.length() > 0 && out.charAt(out.length() - 1) == ' ' ? "" : " ").append(more);
    }
    return piece.marked() && out.length() > 0 ? out.substring(1) : out.toString();
  }

  private static String fed(List<String> tree, int index, boolean finalFeed) {
    return tree.get(index) + (index + 1 < tree.size() || finalFeed ? "\n" : "");
  }

  private static boolean tabIndent(List<String> tree, List<Located> hunks) {
    int tabs = 0;
    int blanks = 0;
    for (String line : tree) {
      tabs += line.startsWith("\t") ? 1 : 0;
      blanks += line.startsWith("        ") ? 1 : 0;
    }
    if (tree.isEmpty()) {
      // Columns 8, 16 and so on, as seen behind a mark, are what tabs leave; blanks leave others.
      for (Located hunk : hunks) {
        for (String line : hunk.raw().lines()) {
          tabs += line.matches("(?s)[+ -] {7}( {8})*\\S.*") ? 1 : 0;
          blanks += line.matches("(?s)[+ -] {4}( {4})*\\S.*") ? 1 : 0;
        }
      }
    }
    return tabs >= blanks;
  }

  private void problem(int line, String message) {
    problems.add(new Problem(name, new Span(0, 0), "line " + line + ": " + message));
  }
}
