package org.patchwright.series;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line such as {@code Signed-off-by: A <a@b>} at the end of a message.
 *
 * @param name what stands before the colon
 * @param value what follows it
 */
public record Trailer(String name, String value) {

  private static final Pattern LINE = Pattern.compile("([A-Z][A-Za-z-]*[a-z]): ?(.*\\S.*)");

  /**
   * The trailers in the last paragraph of a message, in order; none, if that is not all trailers.
   */
  public static List<Trailer> in(String message) {
    String[] paragraphs = message.strip().split("\n[ \\t]*\n");
    List<Trailer> found = new ArrayList<>();
    boolean signed = false;
    int others = 0;
    for (String line : paragraphs[paragraphs.length - 1].split("\n")) {
      Matcher trailer = LINE.matcher(line);
      if (trailer.matches()) {
        found.add(new Trailer(trailer.group(1), trailer.group(2).strip()));
        signed |= trailer.group(1).endsWith("-by");
      } else if (!line.startsWith(" ") && !line.startsWith("[")) {
        others++;
      }
    }
    // Git's own rule: a known trailer, and at least a quarter of the lines are trailers.
    return others == 0 || signed && found.size() * 3 >= others ? List.copyOf(found) : List.of();
  }

  @Override
  public String toString() {
    return name + ": " + value;
  }
}
