package org.patchwright.sweep;

import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.patchwright.report.page.Block;
import org.patchwright.report.page.Course;
import org.patchwright.report.page.Matrix;
import org.patchwright.report.page.Page;
import org.patchwright.report.page.Table;
import org.patchwright.report.page.Tone;
import org.patchwright.rule.Finding;

/**
 * The outcome of a sweep as one page: which branch has which finding, how their number went, and
 * the life of each.
 */
public final class SweepPage {

  /** More rows than this make a page that no one reads; all of them are in the data files. */
  private static final int MOST = 1_000;

  private SweepPage() {}

  /** Writes the page; it needs no file beside it. */
  public static void write(List<History> histories, Writer out) throws IOException {
    List<Block> blocks = new ArrayList<>();
    int all = 0;
    long open = 0;
    int revisions = 0;
    for (History history : histories) {
      all += history.lives().size();
      open += history.lives().stream().filter(life -> !life.isOver()).count();
      revisions += history.plan().revisions().size();
      add(history, histories.size() > 1, blocks);
    }
    String lead =
        all + " findings in " + revisions + " revisions; " + open + " are still in some branch.";
    Page.of("Findings through history", lead, blocks).writeAlone(out);
  }

  private static void add(History history, boolean named, List<Block> blocks) {
    if (named) {
      blocks.add(new Block.Heading(2, history.plan().repository()));
    }
    blocks.add(new Block.Heading(2, "Findings by branch"));
    List<Life> open = history.lives().stream().filter(life -> !life.isOver()).toList();
    if (open.isEmpty()) {
      blocks.add(Block.Paragraph.of("No branch that was swept has a finding at its end."));
    } else {
      blocks.add(new Block.Marks(matrix(history, open)));
      cut(open.size(), blocks);
    }
    blocks.add(new Block.Heading(2, "Findings by rule, over time"));
    blocks.add(new Block.Curves(course(history)));
    blocks.add(new Block.Heading(2, "What commits did"));
    blocks.add(new Block.Rows(events(history)));
    blocks.add(new Block.Heading(2, "The life of each finding"));
    history.lives().stream().limit(MOST).forEach(life -> life(life, blocks));
    cut(history.lives().size(), blocks);
  }

  private static void cut(int size, List<Block> blocks) {
    if (size > MOST) {
      blocks.add(
          Block.Paragraph.of((size - MOST) + " more are in findings.jsonl and findings.parquet."));
    }
  }

  private static String anchor(Life life) {
    return "life-" + life.id();
  }

  private static String where(Finding finding) {
    return finding.path()
        + ":"
        + finding.place().line()
        + (finding.function().isEmpty() ? "" : " " + finding.function() + "()");
  }

  private static Matrix matrix(History history, List<Life> open) {
    List<String> branches = history.branches();
    List<Matrix.Row> rows = new ArrayList<>();
    for (Life life : open.subList(0, Math.min(MOST, open.size()))) {
      Set<String> in = new TreeSet<>(life.branches());
      rows.add(
          new Matrix.Row(
              where(life.latest()),
              "#" + anchor(life),
              life.latest().rule() + ": " + life.latest().message(),
              branches.stream().map(in::contains).toList()));
    }
    String caption =
        branches.size() == 1
            ? "\u25cf: " + branches.get(0) + " has it"
            : "\u25cf: the branch has it at its end";
    return new Matrix(caption, shortened(branches), rows);
  }

  /** Names without what all of them begin with. */
  private static List<String> shortened(List<String> names) {
    if (names.size() < 2) {
      return names;
    }
    String common = names.get(0);
    for (String name : names) {
      while (!name.startsWith(common)) {
        common = common.substring(0, common.length() - 1);
      }
    }
    int end = Math.max(common.lastIndexOf('-'), common.lastIndexOf('/')) + 1;
    return names.stream().map(name -> name.substring(end)).toList();
  }

  /**
   * Along the first parents of the last revision; where branches are swept, from one to the next.
   */
  private static Course course(History history) {
    List<Plan.Revision> line = new ArrayList<>();
    List<Plan.Revision> all = history.plan().revisions();
    int at = all.size() - 1;
    while (at >= 0) {
      line.add(0, all.get(at));
      at = all.get(at).base();
    }
    Map<String, List<Course.Point>> points = new TreeMap<>();
    Set<String> rules = new TreeSet<>();
    for (Plan.Revision revision : line) {
      rules.addAll(history.counts().getOrDefault(revision.number(), Map.of()).keySet());
    }
    for (String rule : rules) {
      List<Course.Point> own = new ArrayList<>();
      int last = -1;
      for (int i = 0; i < line.size(); i++) {
        int count =
            history.counts().getOrDefault(line.get(i).number(), Map.of()).getOrDefault(rule, 0);
        if (count != last) {
          own.add(new Course.Point(line.size() < 2 ? 0 : (double) i / (line.size() - 1), count));
          last = count;
        }
      }
      points.put(rule, own);
    }
    return new Course(
        "Number of findings, revision by revision",
        end(line.get(0)),
        end(line.get(line.size() - 1)),
        points.entrySet().stream()
            .map(entry -> new Course.Line(entry.getKey(), entry.getValue()))
            .toList());
  }

  private static String end(Plan.Revision revision) {
    String name =
        revision.branches().isEmpty()
            ? revision.commit().substring(0, 12)
            : revision.branches().get(0);
    return name + " (" + revision.date() + ")";
  }

  private static Table events(History history) {
    List<Table.Column> columns =
        List.of(
            new Table.Column("Date", Table.Kind.TEXT, 10),
            new Table.Column("What", Table.Kind.CHOICE, 10),
            new Table.Column("Rule", Table.Kind.CHOICE, 15),
            new Table.Column("Finding", Table.Kind.TEXT, 30),
            new Table.Column("Commit", Table.Kind.TEXT, 12),
            new Table.Column("Subject", Table.Kind.TEXT, 23),
            new Table.Column("Author", Table.Kind.TEXT, 12));
    Map<Life.Event, Life> lives = new IdentityHashMap<>();
    List<Life.Event> all = new ArrayList<>();
    for (Life life : history.lives()) {
      for (Life.Event event : life.events()) {
        lives.put(event, life);
        all.add(event);
      }
    }
    all.sort(
        Comparator.comparingInt((Life.Event event) -> event.revision().number())
            .thenComparing(event -> lives.get(event).latest(), Finding.ORDER)
            .thenComparing(event -> lives.get(event).id()));
    List<Table.Row> rows = new ArrayList<>();
    for (Life.Event event : all) {
      Life life = lives.get(event);
      rows.add(
          Table.Row.of(
              Table.Cell.of(event.revision().date()),
              Table.Cell.of(JsonLines.word(event.kind()), tone(event.kind())),
              Table.Cell.of(life.latest().rule()),
              Table.Cell.to("#" + anchor(life), where(life.latest())),
              Table.Cell.of(event.revision().commit().substring(0, 12)),
              Table.Cell.of(event.revision().subject()),
              Table.Cell.of(event.revision().author())));
    }
    return new Table("events", "what commits did to findings", columns, rows);
  }

  private static Tone tone(Life.Kind kind) {
    return switch (kind) {
      case BROUGHT_IN, CAME_BACK -> Tone.BAD;
      case MENDED, REMOVED -> Tone.GOOD;
      case THERE_BEFORE, MOVED, REWRITTEN -> Tone.MUTED;
    };
  }

  private static void life(Life life, List<Block> blocks) {
    blocks.add(new Block.Mount(anchor(life)));
    List<Block.Paragraph> lines = new ArrayList<>();
    for (Life.Event event : life.events()) {
      lines.add(
          new Block.Paragraph(
              event.revision().date()
                  + " "
                  + JsonLines.word(event.kind())
                  + (event.kind() == Life.Kind.MOVED ? " to " + event.path() : "")
                  + (event.kind() == Life.Kind.THERE_BEFORE ? ": seen first in " : " by ")
                  + event.revision().commit().substring(0, 12)
                  + " \u201c"
                  + event.revision().subject()
                  + "\u201d, "
                  + event.revision().author(),
              tone(event.kind())));
    }
    lines.add(
        Block.Paragraph.of(
            life.isOver()
                ? "In no branch that was swept"
                : "Still in " + String.join(", ", life.branches())));
    blocks.add(
        new Block.Fold(
            life.latest().rule() + " " + where(life.latest()) + ": " + life.latest().message(),
            List.of(new Block.Items(lines))));
  }
}
