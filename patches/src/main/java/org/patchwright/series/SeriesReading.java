package org.patchwright.series;

import java.util.List;
import java.util.stream.Stream;
import org.patchwright.repair.Repair;
import org.patchwright.source.Problem;

/**
 * What an input yields when read as a series.
 *
 * @param series in order, repaired
 * @param repairs everything that was not taken as it stood, by patch
 * @param problems what is missing or can't be read
 * @param certain number of added lines that are as sent, or restored for certain
 * @param likely number of added lines that are only likely
 */
public record SeriesReading(
    Series series, List<PatchRepair> repairs, List<Problem> problems, int certain, int likely) {

  /** One repair and the subject of its patch. */
  public record PatchRepair(String subject, Repair repair) {}

  public SeriesReading {
    repairs = List.copyOf(repairs);
    problems = List.copyOf(problems);
  }

  /** Whether nothing is missing and every repair is proved. */
  public boolean isProved() {
    return problems.isEmpty()
        && likely == 0
        && repairs.stream().allMatch(repair -> repair.repair().isProved());
  }

  /** One line for each repair that is only likely, and for each thing that is missing. */
  public List<String> doubts() {
    return Stream.concat(
            repairs.stream()
                .map(PatchRepair::repair)
                .filter(repair -> !repair.isProved())
                .map(repair -> "likely: line " + repair.line() + ": " + repair.message()),
            problems.stream().map(problem -> problem.path() + ": " + problem.message()))
        .toList();
  }
}
