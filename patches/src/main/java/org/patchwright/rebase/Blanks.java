package org.patchwright.rebase;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.diff.Edit;

/**
 * A change told in the white space of its target: lines that differ there in blanks alone are taken
 * as the target has them, and what is added beside them is indented as they are.
 *
 * @param base the lines that the change was made for
 * @param theirs the lines after it
 * @param since what happened to the base in the target, as edits from base to ours
 * @param reindents whether added lines are indented otherwise than in the change as it was made
 */
record Blanks(List<String> base, List<String> theirs, List<Edit> since, boolean reindents) {

  private static final int TAB = 8;

  /**
   * @param ours the target's lines
   * @param change the change's own edits, from base to theirs
   */
  static Blanks as(List<String> ours, List<String> base, List<String> theirs, List<Edit> change) {
    List<Edit> since =
        Texts.edits(
            base.stream().map(Texts::squeezed).toList(),
            ours.stream().map(Texts::squeezed).toList());
    int[] match = new int[base.size()];
    Arrays.fill(match, -1);
    List<String> old = new ArrayList<>(base);
    int a = 0;
    int b = 0;
    for (int next = 0; next <= since.size(); next++) {
      int end = next < since.size() ? since.get(next).getBeginA() : base.size();
      for (; a < end; a++, b++) {
        if (!base.get(a).equals(ours.get(b)) && !base.get(a).isBlank()) {
          match[a] = b;
        }
        old.set(a, ours.get(b));
      }
      if (next < since.size()) {
        a = since.get(next).getEndA();
        b = since.get(next).getEndB();
      }
    }
    List<String> now = new ArrayList<>();
    int at = 0;
    boolean reindents = false;
    for (Edit edit : change) {
      now.addAll(old.subList(at, edit.getBeginA()));
      at = edit.getEndA();
      List<String> added = theirs.subList(edit.getBeginB(), edit.getEndB());
      Optional<Integer> model = model(edit, added, base, match);
      for (String line : added) {
        String shifted =
            model.map(like -> shifted(line, base.get(like), old.get(like))).orElse(line);
        reindents |= !shifted.equals(line);
        now.add(shifted);
      }
    }
    now.addAll(old.subList(at, old.size()));
    return new Blanks(old, now, since, reindents);
  }

  /**
   * The line of the base after which added lines are indented: one that they replace, else a
   * neighbour; where both neighbours went different ways, the one as deep as the first added line.
   */
  private static Optional<Integer> model(
      Edit edit, List<String> added, List<String> base, int[] match) {
    for (int line = edit.getBeginA(); line < edit.getEndA(); line++) {
      if (match[line] >= 0) {
        return Optional.of(line);
      }
    }
    int above = edit.getBeginA() - 1;
    while (above >= 0 && base.get(above).isBlank()) {
      above--;
    }
    int below = edit.getEndA();
    while (below < base.size() && base.get(below).isBlank()) {
      below++;
    }
    boolean one = above >= 0 && match[above] >= 0;
    boolean other = below < base.size() && match[below] >= 0;
    if (one && other) {
      return Optional.of(
          !added.isEmpty() && indent(added.get(0)).equals(indent(base.get(below))) ? below : above);
    }
    // The neighbour that stayed as it was speaks for lines as deep as itself.
    if (one) {
      return stays(below, added, base) ? Optional.empty() : Optional.of(above);
    }
    if (other) {
      return stays(above, added, base) ? Optional.empty() : Optional.of(below);
    }
    return Optional.empty();
  }

  private static boolean stays(int line, List<String> added, List<String> base) {
    return line >= 0
        && line < base.size()
        && !added.isEmpty()
        && indent(base.get(line)).equals(indent(added.get(0)));
  }

  private static String indent(String line) {
    int end = 0;
    while (end < line.length() && (line.charAt(end) == ' ' || line.charAt(end) == '\t')) {
      end++;
    }
    return line.substring(0, end);
  }

  /** A line moved in or out as another was. */
  private static String shifted(String line, String before, String after) {
    String from = indent(before);
    String to = indent(after);
    String own = indent(line);
    if (from.equals(to) || line.isBlank() || own.isEmpty() && !from.isEmpty()) {
      return line;
    }
    if (own.startsWith(from)) {
      return to + line.substring(from.length());
    }
    int columns = Math.max(0, columns(own) + columns(to) - columns(from));
    boolean tabs = to.startsWith("\t") || own.startsWith("\t");
    String indent =
        tabs ? "\t".repeat(columns / TAB) + " ".repeat(columns % TAB) : " ".repeat(columns);
    return indent + line.substring(own.length());
  }

  private static int columns(String indent) {
    int columns = 0;
    for (int i = 0; i < indent.length(); i++) {
      columns += indent.charAt(i) == '\t' ? TAB - columns % TAB : 1;
    }
    return columns;
  }
}
