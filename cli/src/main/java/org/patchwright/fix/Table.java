package org.patchwright.fix;

import java.util.ArrayList;
import java.util.List;
import org.patchwright.rule.Finding;

/** The table of what a series mends: patch, rule, file and function, one finding a row. */
final class Table {

  private Table() {}

  static String of(List<Step> steps) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("patch", "rule", "file", "function"));
    for (int i = 0; i < steps.size(); i++) {
      String number = (i + 1) + "/" + steps.size();
      if (steps.get(i).prepares()) {
        String path = steps.get(i).diffs().get(0).path();
        rows.add(List.of(number, "(prepares)", name(path), ""));
      }
      for (Finding finding : steps.get(i).silenced()) {
        rows.add(List.of(number, finding.rule(), name(finding.path()), finding.function()));
      }
    }
    int[] widths = new int[4];
    for (List<String> row : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    StringBuilder out = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder(" ");
      for (int column = 0; column < widths.length; column++) {
        line.append(' ').append(row.get(column));
        line.append(" ".repeat(widths[column] - row.get(column).length()));
        line.append(column < widths.length - 1 ? " " : "");
      }
      out.append(line.toString().stripTrailing()).append('\n');
    }
    return out.toString();
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
