package org.patchwright.diff;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * One hunk. The counts of its {@code @@} line follow from its lines.
 *
 * @param oldStart line number of the first line in the pre-image, from 1; where the old side has no
 *     lines, the line behind which the hunk stands, so 0 at the beginning of a file
 * @param newStart the same in the post-image
 * @param section what follows the second {@code @@}, usually the head of a function; may be empty
 * @param lines context, removed and added lines in the order of the hunk
 */
public record Hunk(int oldStart, int newStart, String section, List<HunkLine> lines) {

  public Hunk {
    lines = List.copyOf(lines);
  }

  /** Number of lines of the old side. */
  public int oldCount() {
    return count(HunkLine.Kind::inOld);
  }

  /** Number of lines of the new side. */
  public int newCount() {
    return count(HunkLine.Kind::inNew);
  }

  /** Lines that only the new side has. */
  public int added() {
    return count(kind -> kind == HunkLine.Kind.ADDED);
  }

  /** Lines that only the old side has. */
  public int removed() {
    return count(kind -> kind == HunkLine.Kind.REMOVED);
  }

  /** The pre-image of the hunk. */
  public List<HunkLine> oldLines() {
    return lines.stream().filter(line -> line.kind().inOld()).toList();
  }

  /** The post-image of the hunk. */
  public List<HunkLine> newLines() {
    return lines.stream().filter(line -> line.kind().inNew()).toList();
  }

  /** The same hunk with other lines. */
  public Hunk withLines(List<HunkLine> others) {
    return new Hunk(oldStart, newStart, section, others);
  }

  /** The same hunk at other line numbers. */
  public Hunk at(int otherOldStart, int otherNewStart) {
    return new Hunk(otherOldStart, otherNewStart, section, lines);
  }

  /** The {@code @@} line, without its line feed. */
  public String header() {
    return "@@ -"
        + range(oldStart, oldCount())
        + " +"
        + range(newStart, newCount())
        + " @@"
        + (section.isEmpty() ? "" : " " + section);
  }

  /** The hunk as a diff shows it. */
  public String print() {
    return header()
        + "\n"
        + lines.stream()
            .map(
                line ->
                    line.kind().mark()
                        + line.text()
                        + (line.terminated() ? "\n" : "\n\\ No newline at end of file\n"))
            .collect(Collectors.joining());
  }

  private static String range(int start, int count) {
    return count == 1 ? Integer.toString(start) : start + "," + count;
  }

  private int count(Predicate<HunkLine.Kind> which) {
    return (int) lines.stream().filter(line -> which.test(line.kind())).count();
  }
}
