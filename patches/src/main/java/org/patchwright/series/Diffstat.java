package org.patchwright.series;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.patchwright.diff.FileDiff;
import org.patchwright.diff.FileDiff.Change;
import org.patchwright.diff.FileMode;

/** The table of changed files that {@code git diff --stat --summary} prints, 72 columns wide. */
public final class Diffstat {

  private static final int WIDTH = 72;

  private Diffstat() {}

  private record Row(String name, int added, int removed, boolean binary) {}

  /** The table with its total and the list of created, deleted and renamed files. */
  public static String of(List<FileDiff> files) {
    Map<String, Row> byName = new LinkedHashMap<>();
    for (FileDiff file : files) {
      Row row = new Row(name(file), file.added(), file.removed(), file.binary().isPresent());
      byName.merge(
          row.name(),
          row,
          (a, b) ->
              new Row(
                  a.name(),
                  a.added() + b.added(),
                  a.removed() + b.removed(),
                  a.binary() || b.binary()));
    }
    List<Row> rows = new ArrayList<>(byName.values());
    int longest = rows.stream().mapToInt(row -> width(row.name())).max().orElse(0);
    int most = rows.stream().mapToInt(row -> row.added() + row.removed()).max().orElse(0);
    int numbers = Math.max(1, Integer.toString(most).length());
    if (rows.stream().anyMatch(Row::binary)) {
      numbers = Math.max(numbers, 3);
    }
    int graph = most;
    int names = longest;
    if (names + numbers + 6 + graph > WIDTH) {
      graph = Math.min(graph, Math.max(6, WIDTH * 3 / 8 - numbers - 6));
      if (names > WIDTH - numbers - 6 - graph) {
        names = WIDTH - numbers - 6 - graph;
      } else {
        graph = WIDTH - numbers - 6 - names;
      }
    }
    StringBuilder out = new StringBuilder();
    for (Row row : rows) {
      row(row, names, numbers, graph, most, out);
    }
    total(rows, out);
    files.forEach(file -> summary(file, out));
    return out.toString();
  }

  private static void row(Row row, int names, int numbers, int graph, int most, StringBuilder out) {
    String name = row.name();
    if (width(name) > names) {
      int from = name.length() - Math.max(0, names - 3);
      int slash = name.indexOf('/', from);
      name = "..." + name.substring(slash >= 0 ? slash : from);
    }
    out.append(' ').append(name).append(" ".repeat(Math.max(0, names - width(name))));
    out.append(" | ");
    if (row.binary()) {
      out.append(" ".repeat(Math.max(0, numbers - 3))).append("Bin\n");
      return;
    }
    int added = row.added();
    int removed = row.removed();
    if (graph < most) {
      int total = scale(added + removed, graph, most);
      if (total < 2 && added > 0 && removed > 0) {
        total = 2;
      }
      if (added < removed) {
        added = scale(added, graph, most);
        removed = total - added;
      } else {
        removed = scale(removed, graph, most);
        added = total - removed;
      }
    }
    String count = Integer.toString(row.added() + row.removed());
    out.append(" ".repeat(numbers - count.length())).append(count);
    if (row.added() + row.removed() > 0) {
      out.append(' ').append("+".repeat(added)).append("-".repeat(removed));
    }
    out.append('\n');
  }

  private static int scale(int value, int graph, int most) {
    return value == 0 ? 0 : 1 + (int) ((long) value * (graph - 1) / most);
  }

  private static int width(String name) {
    return new String(name.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8).length();
  }

  private static void total(List<Row> rows, StringBuilder out) {
    int added = rows.stream().mapToInt(Row::added).sum();
    int removed = rows.stream().mapToInt(Row::removed).sum();
    out.append(' ').append(rows.size()).append(rows.size() == 1 ? " file" : " files");
    out.append(" changed");
    if (added > 0 || removed == 0) {
      out.append(", ").append(added).append(added == 1 ? " insertion(+)" : " insertions(+)");
    }
    if (removed > 0 || added == 0) {
      out.append(", ").append(removed).append(removed == 1 ? " deletion(-)" : " deletions(-)");
    }
    out.append('\n');
  }

  private static void summary(FileDiff file, StringBuilder out) {
    switch (file.change()) {
      case ADDED ->
          out.append(" create mode ")
              .append(file.newMode().orElse(FileMode.REGULAR).octal())
              .append(' ')
              .append(file.newPath())
              .append('\n');
      case DELETED ->
          out.append(" delete mode ")
              .append(file.oldMode().orElse(FileMode.REGULAR).octal())
              .append(' ')
              .append(file.oldPath())
              .append('\n');
      case RENAMED, COPIED ->
          out.append(file.change() == Change.RENAMED ? " rename " : " copy ")
              .append(name(file))
              .append(" (")
              .append(file.similarity().orElse(100))
              .append("%)\n");
      case MODIFIED -> {
        if (file.oldMode().isPresent()
            && file.newMode().isPresent()
            && !file.oldMode().equals(file.newMode())) {
          out.append(" mode change ")
              .append(file.oldMode().get().octal())
              .append(" => ")
              .append(file.newMode().get().octal())
              .append(' ')
              .append(file.newPath())
              .append('\n');
        }
      }
    }
  }

  /** The path, or for renames git's short form with braces. */
  private static String name(FileDiff file) {
    if (file.change() != Change.RENAMED && file.change() != Change.COPIED) {
      return file.path();
    }
    String old = file.oldPath();
    String now = file.newPath();
    int prefix = 0;
    for (int i = 0; i < Math.min(old.length(), now.length()); i++) {
      if (old.charAt(i) != now.charAt(i)) {
        break;
      }
      prefix = old.charAt(i) == '/' ? i + 1 : prefix;
    }
    int suffix = 0;
    for (int i = 1; i <= Math.min(old.length(), now.length()) - Math.max(0, prefix - 1); i++) {
      if (old.charAt(old.length() - i) != now.charAt(now.length() - i)) {
        break;
      }
      suffix = old.charAt(old.length() - i) == '/' ? i : suffix;
    }
    if (prefix == 0 && suffix == 0) {
      return old + " => " + now;
    }
    String from = old.substring(prefix, Math.max(prefix, old.length() - suffix));
    String to = now.substring(prefix, Math.max(prefix, now.length() - suffix));
    return old.substring(0, prefix)
        + "{"
        + from
        + " => "
        + to
        + "}"
        + old.substring(old.length() - suffix);
  }
}
