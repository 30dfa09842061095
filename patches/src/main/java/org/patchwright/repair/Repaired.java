package org.patchwright.repair;

import java.util.ArrayList;
import java.util.List;
import org.patchwright.diff.FileDiff;
import org.patchwright.source.Problem;

/**
 * What a damaged text was, as far as can be told.
 *
 * @param files the diffs, restored
 * @param repairs everything that was not taken as it stood
 * @param problems what could not be restored
 * @param certain number of added lines that are restored for certain
 * @param likely number of added lines that something else than likelihood would have to prove
 */
public record Repaired(
    List<FileDiff> files, List<Repair> repairs, List<Problem> problems, int certain, int likely) {

  public Repaired {
    files = List.copyOf(files);
    repairs = List.copyOf(repairs);
    problems = List.copyOf(problems);
  }

  /** Whether every repair is proved and nothing was left unread. */
  public boolean isProved() {
    return problems.isEmpty() && likely == 0 && repairs.stream().allMatch(Repair::isProved);
  }

  /** Whether every file's diff names the blob that must result. */
  boolean isIdentified() {
    return !files.isEmpty() && files.stream().allMatch(file -> file.newBlob().isPresent());
  }

  /** The same with one more doubt. */
  Repaired doubted(String reason) {
    List<Repair> more = new ArrayList<>(repairs);
    more.add(new Repair(1, Repair.Proof.LIKELY, reason));
    return new Repaired(files, more, problems, certain, likely);
  }

  /** How much is in doubt; for comparing readings of the same text. */
  int doubt() {
    long unproved = repairs.stream().filter(repair -> !repair.isProved()).count();
    int nothing = files.isEmpty() ? 1_000_000 : 0;
    return nothing + 100 * problems.size() + (int) unproved;
  }
}
