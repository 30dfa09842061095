package org.patchwright.repair;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.patchwright.diff.FileDiff;
import org.patchwright.diff.Hunk;
import org.patchwright.diff.HunkLine;
import org.patchwright.diff.HunkLine.Kind;
import org.patchwright.repair.Certifier.Certified;
import org.patchwright.repair.Certifier.Part;
import org.patchwright.repair.Certifier.Way;
import org.patchwright.repair.HunkSearch.Found;
import org.patchwright.repair.HunkSearch.Mode;
import org.patchwright.repair.HunkSearch.Piece;
import org.patchwright.repair.Layout.RawFile;
import org.patchwright.repair.Locator.Located;

/** Restores one file's hunks, once it is known where they stand and how the patch was damaged. */
final class FileRepair {

  private final RawFile raw;
  private final List<Located> hunks;
  private final Optional<PreImage> before;
  private final Evidence evidence;
  private final Habit habit;
  private final Budget budget;
  private final List<Repair> repairs = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private boolean isCertified;
  private int certain;
  private int likely;

  /**
   * The file before the change.
   *
   * @param lines without line feeds
   * @param finalFeed whether the last line has one
   * @param base what the diff's index line tells of it
   */
  record PreImage(List<String> lines, boolean finalFeed, Base base) {

    /** Whether the diff was made from this very file. */
    enum Base {
      SURE,
      OTHER,
      UNTOLD
    }

    String fed(int index) {
      return lines.get(index) + (index + 1 < lines.size() || finalFeed ? "\n" : "");
    }
  }

  /** A line of a hunk, with what came of it in the text. */
  private record Line(HunkLine read, Optional<AddedLine> added, Piece piece, int at) {}

  FileRepair(
      RawFile raw,
      List<Located> hunks,
      Optional<PreImage> before,
      Evidence evidence,
      Habit habit,
      Budget budget) {
    this.raw = raw;
    this.hunks = hunks;
    this.before = before;
    this.evidence = evidence;
    this.habit = habit;
    this.budget = budget;
  }

  List<Repair> repairs() {
    return repairs;
  }

  /** What can't be restored, with its line in front. */
  List<String> problems() {
    return problems;
  }

  /** Whether the file that results has the blob id that it must have. */
  boolean isCertified() {
    return isCertified;
  }

  int certain() {
    return certain;
  }

  int likely() {
    return likely;
  }

  FileDiff restored() {
    List<List<List<Line>>> ways = new ArrayList<>();
    for (Located hunk : hunks) {
      Habit near = habit.copy().learnNear(oldLines(hunk));
      ways.add(hunk.ways().stream().map(way -> lines(hunk, way, near)).toList());
    }
    Optional<Certified> certified = certified(ways);
    isCertified = certified.isPresent();
    List<Hunk> out = new ArrayList<>();
    int shift = 0;
    for (int i = 0; i < hunks.size(); i++) {
      Located hunk = hunks.get(i);
      int at = i;
      int way = certified.map(sure -> sure.ways().get(at)).orElse(0);
      List<HunkLine> lines =
          restored(hunk, ways.get(i).get(way), certified.map(sure -> sure.lines().get(at)));
      doubts(hunk, certified.isPresent());
      int start = hunk.raw().newStart();
      if (hunk.mode() == Mode.UNCOUNTED || hunk.oldStart() != hunk.raw().oldStart()) {
        start = hunk.oldStart() + shift;
      }
      Hunk made = new Hunk(hunk.oldStart(), start, hunk.raw().section(), lines);
      shift += made.newCount() - made.oldCount();
      out.add(made);
    }
    return raw.header().withHunks(out);
  }

  private List<String> oldLines(Located hunk) {
    if (before.isEmpty() || !hunk.inTree()) {
      return List.of();
    }
    List<String> tree = before.get().lines();
    int from = Math.max(0, hunk.oldStart() - 1 - 5);
    return tree.subList(
        Math.min(from, tree.size()),
        Math.min(tree.size(), hunk.oldStart() + hunk.raw().oldCount() + 5));
  }

  private List<Line> lines(Located hunk, Found way, Habit near) {
    List<Line> lines = new ArrayList<>();
    int old = hunk.oldStart() - 1;
    for (Piece piece : way.pieces()) {
      List<String> pieces =
          hunk.raw().lines().subList(piece.first(), piece.first() + piece.count());
      int line = hunk.raw().line() + 1 + piece.first();
      if (piece.kind() != Kind.ADDED) {
        boolean known = hunk.inTree() && before.isPresent();
        HunkLine read =
            known
                ? new HunkLine(
                    piece.kind(),
                    before.get().lines().get(old),
                    old + 1 < before.get().lines().size() || before.get().finalFeed())
                : new HunkLine(piece.kind(), asRead(pieces, piece), piece.terminated());
        lines.add(new Line(read, Optional.empty(), piece, line));
        old++;
        continue;
      }
      AddedLine added = AddedLine.of(pieces, evidence, near, around(hunk, way, lines, piece));
      HunkLine read = new HunkLine(Kind.ADDED, added.likeliest(), piece.terminated());
      lines.add(new Line(read, Optional.of(added), piece, line));
    }
    return lines;
  }

  /** The indentations beside an added line. */
  private List<String> around(Located hunk, Found way, List<Line> lines, Piece piece) {
    List<String> beside = new ArrayList<>();
    for (int i = lines.size() - 1; i >= Math.max(0, lines.size() - 3); i--) {
      beside.add(lines.get(i).read().text());
    }
    int next = piece.first() + piece.count();
    if (next < hunk.raw().lines().size()) {
      String line = hunk.raw().lines().get(next);
      beside.add(line.isEmpty() ? "" : line.substring(1));
    }
    return Habit.around(beside);
  }

  private static String asRead(List<String> pieces, Piece piece) {
    if (pieces.isEmpty()) {
      return "";
    }
    StringBuilder out = new StringBuilder(pieces.get(0));
    for (String more : pieces.subList(1, pieces.size())) {
      boolean blank = out.length() > 0 && out.charAt(out.length() - 1) == ' ';
      out.append(blank || more.startsWith(" ") ? "" : " ").append(more);
    }
    return piece.marked() && out.length() > 0 ? out.substring(1) : out.toString();
  }

  private Optional<Certified> certified(List<List<List<Line>>> ways) {
    Optional<String> wanted = raw.header().newBlob().filter(id -> id.length() >= 7);
    boolean isNew = raw.header().isNew();
    boolean whole =
        wanted.isPresent()
            && !raw.hunks().isEmpty()
            && hunks.size() == raw.hunks().size()
            && (isNew || before.isPresent() && before.get().base() != PreImage.Base.OTHER);
    if (!whole) {
      return Optional.empty();
    }
    List<String> between = new ArrayList<>();
    int at = 0;
    for (int i = 0; i < hunks.size(); i++) {
      Located hunk = hunks.get(i);
      int old = (int) hunk.best().pieces().stream().filter(p -> p.kind().inOld()).count();
      int from = old == 0 ? hunk.oldStart() : hunk.oldStart() - 1;
      if (!isNew && (!hunk.inTree() || from < at) || isNew && i > 0) {
        return Optional.empty();
      }
      StringBuilder text = new StringBuilder();
      for (; !isNew && at < from; at++) {
        text.append(before.get().fed(at));
      }
      between.add(text.toString());
      at += old;
    }
    StringBuilder rest = new StringBuilder();
    for (; !isNew && at < before.get().lines().size(); at++) {
      rest.append(before.get().fed(at));
    }
    between.add(rest.toString());
    Optional<Certified> found = new Certifier(between, parts(ways), wanted.get(), budget).find();
    if (found.isEmpty() && raw.header().binary().isEmpty()) {
      repairs.add(
          new Repair(
              raw.line(),
              Repair.Proof.LIKELY,
              raw.header().path() + ": no reading has the blob id " + wanted.get()));
    }
    return found;
  }

  private List<List<Way>> parts(List<List<List<Line>>> ways) {
    List<List<Way>> all = new ArrayList<>();
    for (int i = 0; i < ways.size(); i++) {
      List<Way> own = new ArrayList<>();
      for (int way = 0; way < ways.get(i).size(); way++) {
        List<Part> parts = new ArrayList<>();
        for (Line line : ways.get(i).get(way)) {
          if (line.added().isPresent()) {
            parts.add(new Part("", line.added(), line.read().terminated() ? "\n" : ""));
          } else if (line.read().kind() == Kind.CONTEXT) {
            parts.add(Part.fixed(line.read().content()));
          }
        }
        own.add(new Way(hunks.get(i).ways().get(way).cost(), parts));
      }
      all.add(own);
    }
    return all;
  }

  private List<HunkLine> restored(
      Located hunk, List<Line> lines, Optional<List<String>> certified) {
    List<HunkLine> out = new ArrayList<>();
    int part = 0;
    for (Line line : lines) {
      if (line.read().kind() != Kind.ADDED) {
        old(hunk, line, certified.isPresent());
        out.add(line.read());
        part += line.read().kind() == Kind.CONTEXT ? 1 : 0;
        continue;
      }
      AddedLine added = line.added().orElseThrow();
      HunkLine read = line.read();
      if (certified.isPresent()) {
        read = read.withText(certified.get().get(part));
      }
      part++;
      out.add(read);
      added(hunk, line, read, added, certified.isPresent());
    }
    return out;
  }

  private void added(Located hunk, Line line, HunkLine read, AddedLine added, boolean certified) {
    boolean same =
        line.piece().count() == 1
            && hunk.raw().lines().get(line.piece().first()).equals("+" + read.text());
    if (certified) {
      certain++;
      if (added.open() || !same && !added.likeliest().equals(read.text())) {
        repairs.add(
            new Repair(line.at(), Repair.Proof.BLOB, "added line certified by the blob id"));
      } else if (!same) {
        repairs.add(
            new Repair(line.at(), Repair.Proof.FORM, "white space of an added line restored"));
      }
    } else if (added.open()) {
      likely++;
      repairs.add(
          new Repair(
              line.at(),
              Repair.Proof.LIKELY,
              "added line has " + added.readings() + " readings: " + read.text().strip()));
    } else {
      certain++;
      if (!same) {
        repairs.add(
            new Repair(line.at(), Repair.Proof.FORM, "white space of an added line restored"));
      }
    }
  }

  private void old(Located hunk, Line line, boolean certified) {
    Piece piece = line.piece();
    HunkLine read = line.read();
    List<String> pieces = hunk.raw().lines().subList(piece.first(), piece.first() + piece.count());
    boolean same =
        pieces.size() == 1
            && (pieces.get(0).equals(read.kind().mark() + read.text())
                || pieces.get(0).isEmpty() && read.text().isEmpty());
    if (same) {
      return;
    }
    String what = read.kind() == Kind.CONTEXT ? "context" : "removed";
    Repair.Proof proof = hunk.inTree() ? Repair.Proof.TREE : Repair.Proof.LIKELY;
    String how = piece.count() > 1 ? ", it was wrapped" : "";
    if (piece.alike()) {
      proof = certified ? Repair.Proof.BLOB : Repair.Proof.LIKELY;
      how = " from the tree's, which is only like it";
    }
    repairs.add(new Repair(line.at(), proof, what + " line restored" + how));
  }

  /** What about a hunk as a whole is not proved. */
  private void doubts(Located hunk, boolean certified) {
    RawHunk said = new RawHunk(hunk);
    if (hunk.mode() == Mode.UNCOUNTED) {
      String message = said.counts() + ", but has " + said.found();
      if (certified) {
        repairs.add(new Repair(hunk.raw().line(), Repair.Proof.BLOB, message));
      } else if (hunk.raw().isLast()) {
        problems.add("line " + hunk.raw().line() + ": " + message + ": lines are missing");
      } else {
        repairs.add(new Repair(hunk.raw().line(), Repair.Proof.LIKELY, message));
      }
    } else if (hunk.isAmbiguous() && !certified) {
      repairs.add(
          new Repair(
              hunk.raw().line(), Repair.Proof.LIKELY, "hunk can be read in more than one way"));
    }
  }

  private record RawHunk(Located hunk) {
    String counts() {
      return "hunk announces "
          + hunk.raw().oldCount()
          + " old and "
          + hunk.raw().newCount()
          + " new lines";
    }

    String found() {
      long old = hunk.best().pieces().stream().filter(piece -> piece.kind().inOld()).count();
      long now = hunk.best().pieces().stream().filter(piece -> piece.kind().inNew()).count();
      return old + " and " + now;
    }
  }
}
