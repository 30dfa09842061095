package org.patchwright.validate;

import java.util.ArrayList;
import java.util.List;
import org.patchwright.diff.Hunk;

/** Conflicts as git writes them into a file, with what the patch expects in the middle (diff3). */
public final class Markers {

  private Markers() {}

  static List<String> around(List<String> ours, Hunk hunk) {
    return around(ours, Lines.old(hunk), Lines.now(hunk));
  }

  /** The lines of each side with their line feeds. */
  public static List<String> around(List<String> ours, List<String> base, List<String> theirs) {
    List<String> all = new ArrayList<>();
    all.add("<<<<<<< target\n");
    all.addAll(fed(ours));
    all.add("||||||| expected by the patch\n");
    all.addAll(fed(base));
    all.add("=======\n");
    all.addAll(fed(theirs));
    all.add(">>>>>>> patch\n");
    return all;
  }

  private static List<String> fed(List<String> lines) {
    return lines.stream().map(line -> line.endsWith("\n") ? line : line + "\n").toList();
  }
}
