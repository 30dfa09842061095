package org.patchwright.validate;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.patchwright.diff.Hunk;
import org.patchwright.diff.HunkLine;
import org.patchwright.diff.HunkLine.Kind;

/**
 * Finds the places of a file's hunks, one behind the other. The wanted line decides among equal
 * places, but then the place is only likely.
 */
final class HunkPlacer {

  /** Context lines that may be wrong at either end, as GNU patch's {@code -F2}. */
  private static final int MOST_FUZZ = 2;

  private final List<String> lines;
  private List<String> seen = List.of();

  /** What replaces which lines of the file. */
  record Change(int from, int to, List<String> lines) {}

  /**
   * Where a hunk went.
   *
   * @param change what it changes there; a conflict changes nothing
   * @param room for a conflict, the lines of the file where it comes closest, from and to
   */
  record Result(Placement placement, Optional<Change> change, Optional<Change> room) {

    Result(Placement placement, Optional<Change> change) {
      this(placement, change, Optional.empty());
    }
  }

  HunkPlacer(List<String> lines) {
    this.lines = List.copyOf(lines);
  }

  List<Result> place(List<Hunk> hunks) {
    List<Result> results = new ArrayList<>();
    int from = 0;
    int shift = 0;
    for (Hunk hunk : hunks) {
      Result result = place(hunk, from, shift);
      results.add(result);
      if (result.placement() instanceof Placement.At at) {
        shift = at.offset();
      }
      if (result.change().isPresent()) {
        from = result.change().get().to();
      }
    }
    return results;
  }

  private Result place(Hunk hunk, int from, int shift) {
    List<String> old = Lines.old(hunk);
    int stated = hunk.oldCount() == 0 ? hunk.oldStart() : hunk.oldStart() - 1;
    if (old.isEmpty()) {
      return insertion(hunk, stated);
    }
    List<Integer> places = matches(old, lines, from);
    // A hunk belongs to its function, even if another's equal lines stand where the diff points.
    boolean astray =
        places.size() > 1
            && !inSection(hunk, stated)
            && places.stream().anyMatch(place -> inSection(hunk, place));
    if (places.contains(stated) && !astray) {
      return at(hunk, stated, Manner.EXACT, Optional.empty(), change(hunk, stated, 0, 0));
    }
    List<Integer> after = matches(Lines.now(hunk), lines, from);
    // An applied deletion leaves nothing but context, which may well stand elsewhere too.
    boolean told = hunk.added() > 0 && !Lines.now(hunk).equals(old);
    if (told && after.contains(stated + hunk.newStart() - hunk.oldStart())
        || told && places.isEmpty() && after.size() == 1) {
      int there = nearest(after, stated + shift);
      boolean alsoOld = !places.isEmpty();
      return at(
          hunk,
          there,
          Manner.ALREADY_APPLIED,
          alsoOld ? Optional.of("the old lines are there as well") : Optional.empty(),
          new Change(there, there + after(hunk), lines.subList(there, there + after(hunk))));
    }
    if (!places.isEmpty()) {
      int there = nearest(places, stated + shift);
      List<Integer> named = places.stream().filter(place -> inSection(hunk, place)).toList();
      if (named.size() == 1) {
        there = named.get(0);
      }
      Optional<String> why =
          places.size() == 1 || (named.size() == 1 && !places.contains(stated))
              ? Optional.empty()
              : Optional.of(places.size() + " places have these lines");
      return at(hunk, there, Manner.OFFSET, why, change(hunk, there, 0, 0));
    }
    return loosely(hunk, from, stated + shift);
  }

  private static int after(Hunk hunk) {
    return hunk.newCount();
  }

  private Result insertion(Hunk hunk, int stated) {
    int there = Math.min(Math.max(stated, 0), lines.size());
    Optional<String> why =
        lines.isEmpty() ? Optional.empty() : Optional.of("no line says where it belongs");
    return at(hunk, there, Manner.EXACT, why, new Change(there, there, Lines.now(hunk)));
  }

  private List<String> seen() {
    if (seen.isEmpty()) {
      seen = lines.stream().map(Lines::seen).toList();
    }
    return seen;
  }

  private Result loosely(Hunk hunk, int from, int wanted) {
    List<String> blurred = Lines.old(hunk).stream().map(Lines::seen).toList();
    List<Integer> places = matches(blurred, seen(), from);
    if (!places.isEmpty() && says(blurred)) {
      int there = nearest(places, wanted);
      String why = "only white space differs" + (places.size() > 1 ? ", in several places" : "");
      return at(hunk, there, Manner.WHITE_SPACE, Optional.of(why), change(hunk, there, 0, 0));
    }
    int leading = leading(hunk.lines());
    List<HunkLine> reversed = new ArrayList<>(hunk.lines());
    Collections.reverse(reversed);
    int trailing = leading(reversed);
    List<String> old = Lines.old(hunk);
    for (int fuzz = 1; fuzz <= MOST_FUZZ; fuzz++) {
      int top = Math.min(fuzz, leading);
      int bottom = Math.min(fuzz, trailing);
      List<String> core = old.subList(top, old.size() - bottom);
      if (top + bottom == 0 || !says(core)) {
        break;
      }
      List<Integer> found = matches(core, lines, from);
      if (found.size() == 1) {
        int there = found.get(0);
        return at(
            hunk,
            there - top,
            Manner.FUZZ,
            Optional.of((top + bottom) + " context lines left out"),
            change(hunk, there, top, bottom));
      }
      if (found.size() > 1) {
        break;
      }
    }
    return conflict(hunk, from, wanted);
  }

  private static boolean says(List<String> pattern) {
    return pattern.stream().anyMatch(line -> line.chars().filter(Character::isLetter).count() > 2);
  }

  private static int leading(List<HunkLine> lines) {
    int count = 0;
    while (count < lines.size() && lines.get(count).kind() == Kind.CONTEXT) {
      count++;
    }
    return count;
  }

  private static Result at(
      Hunk hunk, int there, Manner manner, Optional<String> why, Change change) {
    return new Result(new Placement.At(hunk, manner, there + 1, why), Optional.of(change));
  }

  /** The file's own context lines stay, whatever the hunk's look like. */
  private Change change(Hunk hunk, int there, int top, int bottom) {
    List<String> after = new ArrayList<>();
    List<HunkLine> all = hunk.lines().subList(top, hunk.lines().size() - bottom);
    int at = there;
    for (HunkLine line : all) {
      if (line.kind() == Kind.ADDED) {
        after.add(line.content());
      } else {
        if (line.kind() == Kind.CONTEXT) {
          after.add(lines.get(at));
        }
        at++;
      }
    }
    return new Change(there, at, after);
  }

  private static List<Integer> matches(List<String> pattern, List<String> text, int from) {
    List<Integer> places = new ArrayList<>();
    for (int start = from; !pattern.isEmpty() && start <= text.size() - pattern.size(); start++) {
      int equal = 0;
      while (equal < pattern.size() && pattern.get(equal).equals(text.get(start + equal))) {
        equal++;
      }
      if (equal == pattern.size()) {
        places.add(start);
      }
    }
    return places;
  }

  private static int nearest(List<Integer> places, int wanted) {
    return places.stream()
        .min(Comparator.comparingInt(place -> Math.abs(place - wanted)))
        .orElseThrow();
  }

  /** Whether the nearest function head above a place is the one that the hunk names. */
  private boolean inSection(Hunk hunk, int place) {
    String section = hunk.section().strip();
    for (int line = Math.min(place, lines.size()) - 1; line >= 0 && !section.isEmpty(); line--) {
      String text = lines.get(line);
      if (!text.isEmpty()
          && (Character.isLetter(text.charAt(0)) || text.charAt(0) == '_')
          && !text.stripTrailing().endsWith(":")) {
        return text.strip().startsWith(section);
      }
    }
    return false;
  }

  private Result conflict(Hunk hunk, int from, int wanted) {
    List<String> old = Lines.old(hunk);
    int best = -1;
    int most = 0;
    for (int start = from; start <= lines.size() - 1; start++) {
      int equal = 0;
      for (int i = 0; i < old.size() && start + i < lines.size(); i++) {
        boolean telling = seen().get(start + i).length() > 1;
        equal += telling && old.get(i).equals(lines.get(start + i)) ? 1 : 0;
      }
      boolean nearer = best >= 0 && Math.abs(start - wanted) < Math.abs(best - wanted);
      if (equal > most || (equal == most && equal > 0 && nearer)) {
        best = start;
        most = equal;
      }
    }
    if (best < 0) {
      String reason = "nothing in the file is like the hunk";
      return new Result(
          new Placement.Conflict(hunk, 0, reason, old.get(0), Optional.empty(), Optional.empty()),
          Optional.empty());
    }
    int wrong = 0;
    while (best + wrong < lines.size()
        && wrong < old.size() - 1
        && old.get(wrong).equals(lines.get(best + wrong))) {
      wrong++;
    }
    Optional<String> found =
        best + wrong < lines.size() ? Optional.of(lines.get(best + wrong)) : Optional.empty();
    return new Result(
        new Placement.Conflict(
            hunk,
            best + wrong + 1,
            most + " of " + old.size() + " lines are there",
            old.get(wrong),
            found,
            Optional.empty()),
        Optional.empty(),
        Optional.of(new Change(best, Math.min(lines.size(), best + old.size()), Lines.now(hunk))));
  }
}
