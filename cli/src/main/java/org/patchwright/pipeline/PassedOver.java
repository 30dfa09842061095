package org.patchwright.pipeline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.patchwright.diff.FileDiff;
import org.patchwright.diff.Hunk;
import org.patchwright.diff.HunkLine;
import org.patchwright.validate.Remark;

/**
 * Loops that a patch adds to give things back, and that pass over some of them half done: a rule
 * that sees the loop takes all of them for given back.
 */
final class PassedOver {

  private static final Pattern LOOP = Pattern.compile("\\s*(?:for|while)\\s*\\(.*");
  private static final Pattern GIVES_BACK =
      Pattern.compile(
          "\\b(\\w*(?:release|free|put|unmap|end|destroy|unregister|revoke)(?:_\\w+)?)\\s*\\(");
  private static final int TAB = 8;

  private PassedOver() {}

  /** The places in a file's added lines where a loop goes on before it gave everything back. */
  static List<Remark> of(FileDiff file) {
    List<Remark> remarks = new ArrayList<>();
    for (Hunk hunk : file.hunks()) {
      List<HunkLine> run = new ArrayList<>();
      int number = hunk.newStart();
      for (HunkLine line : hunk.lines()) {
        if (line.kind() == HunkLine.Kind.ADDED) {
          run.add(line);
        } else {
          loops(file.path(), run, number - run.size(), remarks);
          run.clear();
        }
        number += line.kind().inNew() ? 1 : 0;
      }
      loops(file.path(), run, number - run.size(), remarks);
    }
    return remarks;
  }

  private static void loops(String path, List<HunkLine> run, int first, List<Remark> remarks) {
    for (int i = 0; i < run.size(); i++) {
      if (LOOP.matcher(run.get(i).text()).matches()) {
        loop(path, run, i, first, remarks);
      }
    }
  }

  private static void loop(
      String path, List<HunkLine> run, int start, int first, List<Remark> remarks) {
    int outer = indent(run.get(start).text());
    Set<String> done = new LinkedHashSet<>();
    Map<Integer, Set<String>> goesOn = new LinkedHashMap<>();
    for (int i = start + 1; i < run.size(); i++) {
      String text = run.get(i).text();
      String code = text.strip();
      if (!code.isEmpty() && indent(text) <= outer && !code.equals("{")) {
        break;
      }
      if (code.equals("continue;") && !done.isEmpty()) {
        goesOn.put(first + i, Set.copyOf(done));
      }
      Matcher call = GIVES_BACK.matcher(code);
      while (call.find()) {
        done.add(call.group(1));
      }
    }
    goesOn.forEach(
        (line, before) -> {
          Set<String> missed = new LinkedHashSet<>(done);
          missed.removeAll(before);
          if (!missed.isEmpty()) {
            remarks.add(
                new Remark(
                    path,
                    line,
                    "in-part",
                    "what the loop passes over here is not given back: "
                        + String.join("(), ", missed)
                        + "() is not reached"));
          }
        });
  }

  private static int indent(String text) {
    int width = 0;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\t') {
        width += TAB - width % TAB;
      } else if (text.charAt(i) == ' ') {
        width++;
      } else {
        return width;
      }
    }
    return Integer.MAX_VALUE;
  }
}
