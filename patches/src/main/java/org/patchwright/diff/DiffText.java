package org.patchwright.diff;

import java.util.List;
import org.patchwright.source.Problem;

/**
 * What a text yields when read as a diff.
 *
 * @param files the changes, as far as they could be read
 * @param problems what could not, with its place in the text
 */
public record DiffText(List<FileDiff> files, List<Problem> problems) {

  public DiffText {
    files = List.copyOf(files);
    problems = List.copyOf(problems);
  }

  /**
   * Reads a diff of git, Mercurial ({@code diff -r REV path}) or plain diff. Text before, between
   * and after the files is passed over. Damage by mail is no matter of this reader; see {@code
   * org.patchwright.repair}.
   *
   * @param name how problems name the text
   * @param text one character a byte
   * @param strip leading names to take from each path, as {@code patch -pN}; negative to find out
   *     by the paths themselves
   */
  public static DiffText read(String name, String text, int strip) {
    return new DiffReader(name, text, strip).read();
  }

  /** The same, with the paths' strip found out. */
  public static DiffText read(String name, String text) {
    return read(name, text, -1);
  }

  /** The changes in git's form, one after the other. */
  public static String print(List<FileDiff> files) {
    StringBuilder out = new StringBuilder();
    files.forEach(file -> out.append(file.print()));
    return out.toString();
  }
}
