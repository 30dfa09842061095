package org.patchwright.rebase;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.eclipse.jgit.diff.Edit;
import org.patchwright.diff.FileDiff;
import org.patchwright.diff.Hunk;
import org.patchwright.diff.HunkLine;
import org.patchwright.source.SourceFile;
import org.patchwright.validate.AppliedFile;
import org.patchwright.validate.Carrier;
import org.patchwright.validate.Manner;
import org.patchwright.validate.Placement;

/**
 * Carries text changes with the file that they were made for at hand: what happened to it since and
 * what the change does are merged line by line, then word by word.
 */
final class HunkCarrier implements Carrier {

  /** Where the file is that a diff was made for. */
  interface PreImages {
    /**
     * @return empty if it is not at hand
     */
    Optional<SourceFile> of(FileDiff diff) throws IOException;

    /**
     * The file where the base of a diff and the target parted.
     *
     * @return empty if that is not known
     */
    default Optional<SourceFile> fork(FileDiff diff) throws IOException {
      return Optional.empty();
    }
  }

  private final PreImages preImages;

  HunkCarrier(PreImages preImages) {
    this.preImages = preImages;
  }

  @Override
  public AppliedFile carry(FileDiff diff, SourceFile before, AppliedFile placed)
      throws IOException {
    Optional<SourceFile> base = preImages.of(diff).filter(file -> !file.isBinary());
    if (base.isEmpty()) {
      return placed;
    }
    List<String> old = Texts.lines(base.get().text());
    Optional<List<Edit>> change = edits(diff.hunks(), old);
    if (change.isEmpty() || old.isEmpty()) {
      return placed;
    }
    List<String> ours = Texts.lines(before.text());
    if (old.equals(ours)) {
      return placed;
    }
    FileDiff wanted = diff.withHunks(withoutKnownIncludes(diff.hunks(), old, ours));
    boolean fewer = wanted.added() < diff.added();
    change = edits(wanted.hunks(), old);
    List<String> theirs = changed(wanted.hunks(), old);
    Names names = Names.between(old, ours, Texts.edits(old, ours));
    List<String> named = names.in(old);
    List<Edit> since = Texts.edits(named, ours);
    Turns turns = new Turns(Calls.between(named, ours, since), Idioms.between(named, ours, since));
    List<String> there = turned(named, since, turns);
    List<String> turned = turned(names.in(theirs), there, change.orElseThrow(), turns);
    Way way = new Way(ours, there, turned, change.orElseThrow());
    Told best = way.told(List.of());
    if (best.merge().lost() > 0 && !there.equals(named)) {
      // The target's turns may make other lines alike than those that belong together.
      List<String> now = turned(names.in(theirs), named, change.orElseThrow(), turns);
      Way other = new Way(ours, named, now, change.orElseThrow());
      Told told = other.told(List.of());
      if (told.merge().lost() < best.merge().lost()) {
        best = told;
        way = other;
      }
    }
    if (!best.merge().isWhole()) {
      Optional<SourceFile> fork = preImages.fork(diff);
      if (fork.isPresent()) {
        best = way.told(Texts.lines(fork.get().text()));
      }
    }
    boolean other =
        fewer
            || best.reindents()
            || !added(theirs, change.orElseThrow()).equals(added(turned, change.orElseThrow()));
    return told(diff, ours, best.merge(), other, placed);
  }

  /**
   * What comes of a change.
   *
   * @param reindents whether lines that it adds are indented otherwise than it has them
   */
  private record Told(LineMerge merge, boolean reindents) {}

  /** A change and the lines that it is carried to. */
  private record Way(List<String> ours, List<String> base, List<String> theirs, List<Edit> change) {

    /**
     * As the change has it; where that finds no way, or differs from it in blanks alone, in the
     * white space of the target.
     */
    Told told(List<String> fork) {
      LineMerge plain = LineMerge.of(base, ours, theirs, change, Texts.edits(base, ours), fork);
      if (plain.lost() > 0) {
        LineMerge shortest =
            LineMerge.of(base, ours, theirs, change, Texts.shortest(base, ours), fork);
        plain = shortest.lost() < plain.lost() ? shortest : plain;
      }
      if (plain.worst().compareTo(How.APART) <= 0) {
        return new Told(plain, false);
      }
      Blanks blanks = Blanks.as(ours, base, theirs, change);
      LineMerge other =
          LineMerge.of(blanks.base(), ours, blanks.theirs(), change, blanks.since(), fork);
      boolean better =
          plain.isWhole() ? squeezed(plain).equals(squeezed(other)) : other.lost() < plain.lost();
      return better ? new Told(other, blanks.reindents()) : new Told(plain, false);
    }

    private static String squeezed(LineMerge merge) {
      return Texts.squeezed(String.join("", merge.lines()));
    }
  }

  /** The target's ways of saying things. */
  private record Turns(Calls calls, Idioms idioms) {
    String in(String line) {
      return idioms.in(calls.in(line));
    }
  }

  /** The base with the lines that the target has not in the target's turns of phrase. */
  private static List<String> turned(List<String> base, List<Edit> since, Turns turns) {
    List<String> all = new ArrayList<>(base);
    for (Edit edit : since) {
      for (int line = edit.getBeginA(); line < edit.getEndA(); line++) {
        all.set(line, turns.in(base.get(line)));
      }
    }
    return all;
  }

  /** The lines after a change, those that it adds and those of the base, in the target's turns. */
  private static List<String> turned(
      List<String> theirs, List<String> base, List<Edit> change, Turns turns) {
    List<String> all = new ArrayList<>();
    int at = 0;
    for (Edit edit : change) {
      all.addAll(base.subList(at, edit.getBeginA()));
      for (String line : theirs.subList(edit.getBeginB(), edit.getEndB())) {
        all.add(turns.in(line));
      }
      at = edit.getEndA();
    }
    all.addAll(base.subList(at, base.size()));
    return all;
  }

  private static List<String> added(List<String> theirs, List<Edit> change) {
    List<String> all = new ArrayList<>();
    change.forEach(edit -> all.addAll(theirs.subList(edit.getBeginB(), edit.getEndB())));
    return all;
  }

  /** What the target includes already need not be included twice. */
  private static List<Hunk> withoutKnownIncludes(
      List<Hunk> hunks, List<String> base, List<String> ours) {
    List<Hunk> all = new ArrayList<>();
    for (Hunk hunk : hunks) {
      List<HunkLine> lines = new ArrayList<>();
      for (HunkLine line : hunk.lines()) {
        boolean known =
            line.kind() == HunkLine.Kind.ADDED
                && line.text().startsWith("#include")
                && ours.contains(line.content())
                && !base.contains(line.content());
        if (!known) {
          lines.add(line);
        }
      }
      all.add(hunk.withLines(lines));
    }
    return all;
  }

  private static AppliedFile told(
      FileDiff diff, List<String> ours, LineMerge merge, boolean renames, AppliedFile placed) {
    String text = String.join("", merge.lines());
    boolean samePlace =
        placed instanceof AppliedFile.Done done
            && done.after().map(SourceFile::text).orElse("").equals(text);
    if (samePlace && !renames) {
      return placed.isCertain() ? placed : certain(diff, (AppliedFile.Done) placed, merge);
    }
    if (!merge.isWhole() && placed.isApplied()) {
      return placed;
    }
    if (diff.isDeleted()) {
      return placed;
    }
    boolean otherPlace = placed.isApplied() && placed.isCertain();
    List<Placement> placements = placements(diff, ours, merge, renames, otherPlace);
    SourceFile after = file(diff.newPath(), merge.lines());
    if (merge.isWhole()) {
      return new AppliedFile.Done(diff, placements, Optional.of(after));
    }
    boolean some = !merge.lines().equals(ours);
    return new AppliedFile.Refused(
        diff,
        placements,
        "the target changed the same lines",
        some ? Optional.of(after) : Optional.empty(),
        Optional.of(file(diff.newPath(), merge.marked())));
  }

  /** Two independent ways that come to the same lines leave no doubt, if no line was guessed. */
  private static AppliedFile certain(FileDiff diff, AppliedFile.Done placed, LineMerge merge) {
    if (merge.worst().compareTo(How.APART) > 0) {
      return placed;
    }
    List<Placement> sure =
        placed.placements().stream()
            .map(
                one ->
                    one instanceof Placement.At at
                        ? new Placement.At(at.hunk(), at.manner(), at.line(), Optional.empty())
                        : one)
            .toList();
    return new AppliedFile.Done(diff, sure, placed.after());
  }

  private static SourceFile file(String path, List<String> lines) {
    return SourceFile.owning(path, String.join("", lines).getBytes(StandardCharsets.ISO_8859_1));
  }

  private static final Map<How, Manner> MANNERS =
      Map.of(
          How.ALREADY, Manner.ALREADY_APPLIED,
          How.APART, Manner.THREE_WAY,
          How.GONE, Manner.LEFT_OUT);

  /**
   * Names the lost line that is nearest to the place at which a hunk is stuck, and what the target
   * has there: braces and blank lines tell a reader nothing, so lines with words go first.
   */
  private static Placement conflict(
      Hunk hunk, int from, LineMerge.Carried stuck, List<String> ours) {
    List<HunkLine> old = hunk.oldLines();
    Set<String> here = new HashSet<>(ours);
    String expected =
        IntStream.range(0, old.size())
            .boxed()
            .sorted(
                Comparator.comparing((Integer at) -> here.contains(old.get(at).content()))
                    .thenComparing(at -> !tells(old.get(at).content()))
                    .thenComparing(at -> Math.abs(from + at - stuck.base())))
            .map(at -> old.get(at).content())
            .findFirst()
            .orElse(hunk.lines().get(0).content());
    Optional<String> found =
        ours.stream().skip(stuck.ours()).filter(HunkCarrier::tells).findFirst();
    String reason =
        stuck.base() < stuck.baseEnd()
            ? stuck.how().words()
            : addedAt(hunk, stuck.base() - from)
                .map(text -> "the target has other lines where the patch adds \"" + text + "\"")
                .orElse(stuck.how().words());
    return new Placement.Conflict(hunk, stuck.line(), reason, expected, found, Optional.empty());
  }

  /** The first line with words that a hunk adds before one of its old lines, counted from 0. */
  private static Optional<String> addedAt(Hunk hunk, int old) {
    int at = 0;
    for (HunkLine line : hunk.lines()) {
      if (line.kind() != HunkLine.Kind.ADDED) {
        at++;
      } else if (at == old && tells(line.text())) {
        return Optional.of(line.text().strip());
      }
    }
    return Optional.empty();
  }

  private static boolean tells(String line) {
    return line.chars().anyMatch(Character::isLetterOrDigit);
  }

  private static List<Placement> placements(
      FileDiff diff, List<String> ours, LineMerge merge, boolean renames, boolean otherPlace) {
    List<Placement> all = new ArrayList<>();
    for (Hunk hunk : diff.hunks()) {
      int from = hunk.oldCount() == 0 ? hunk.oldStart() : hunk.oldStart() - 1;
      int to = from + hunk.oldCount();
      How worst = How.ALREADY;
      int line = 0;
      Optional<LineMerge.Carried> stuck = Optional.empty();
      for (LineMerge.Carried one : merge.carried()) {
        boolean inside = one.base() >= from && one.base() <= to;
        if (inside || one.base() < to && one.baseEnd() > from) {
          worst = one.how().compareTo(worst) > 0 ? one.how() : worst;
          line = line == 0 ? one.line() : line;
          if (stuck.isEmpty() && one.how() == How.NOWHERE) {
            stuck = Optional.of(one);
          }
        }
      }
      if (stuck.isPresent()) {
        all.add(conflict(hunk, from, stuck.get(), ours));
        continue;
      }
      Optional<String> why = Optional.empty();
      if (renames) {
        why = Optional.of(How.RENAMED.words());
      } else if (otherPlace) {
        why = Optional.of("its lines also stand at another place");
      } else if (worst != How.ALREADY) {
        why = Optional.of(worst.words());
      }
      all.add(
          new Placement.At(
              hunk, MANNERS.getOrDefault(worst, Manner.MERGED), Math.max(1, line), why));
    }
    return all;
  }

  /**
   * The hunks' changes by lines of the file that they were made for.
   *
   * @return empty if a hunk is not for this file
   */
  private static Optional<List<Edit>> edits(List<Hunk> hunks, List<String> base) {
    List<Edit> edits = new ArrayList<>();
    int shift = 0;
    for (Hunk hunk : hunks) {
      int at = hunk.oldCount() == 0 ? hunk.oldStart() : hunk.oldStart() - 1;
      int from = -1;
      int added = 0;
      for (HunkLine line : hunk.lines()) {
        boolean old = line.kind() != HunkLine.Kind.ADDED;
        if (old && (at >= base.size() || !base.get(at).equals(line.content()))) {
          return Optional.empty();
        }
        if (line.kind() == HunkLine.Kind.CONTEXT) {
          shift += end(edits, from, at, added, shift);
          from = -1;
          added = 0;
          at++;
        } else {
          from = from < 0 ? at : from;
          added += old ? 0 : 1;
          at += old ? 1 : 0;
        }
      }
      shift += end(edits, from, at, added, shift);
    }
    return Optional.of(edits);
  }

  private static int end(List<Edit> edits, int from, int to, int added, int shift) {
    if (from < 0) {
      return 0;
    }
    edits.add(new Edit(from, to, from + shift, from + shift + added));
    return added - (to - from);
  }

  private static List<String> changed(List<Hunk> hunks, List<String> base) {
    List<String> all = new ArrayList<>();
    int at = 0;
    for (Hunk hunk : hunks) {
      int from = hunk.oldCount() == 0 ? hunk.oldStart() : hunk.oldStart() - 1;
      all.addAll(base.subList(at, from));
      hunk.newLines().forEach(line -> all.add(line.content()));
      at = from + hunk.oldCount();
    }
    all.addAll(base.subList(at, base.size()));
    return all;
  }
}
