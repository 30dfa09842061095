package org.patchwright.report.page;

import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.jsoup.nodes.Element;

/**
 * How numbers went over time: one small curve each, with its first, highest and last number in
 * words.
 *
 * @param caption what the numbers are
 * @param begin of the time, as a reader should see it
 * @param end of the time
 */
public record Course(String caption, String begin, String end, List<Line> lines) {

  private static final int WIDTH = 600;
  private static final int HEIGHT = 40;

  /**
   * @param name what was counted
   * @param points when, from 0 to 1, and how many from then on; in order
   */
  public record Line(String name, List<Point> points) {
    public Line {
      points = List.copyOf(points);
    }
  }

  public record Point(double when, int count) {}

  public Course {
    lines = List.copyOf(lines);
  }

  void addTo(Element parent) {
    Element figure = parent.appendElement("figure").addClass("pw-course");
    figure.appendElement("figcaption").text(Block.shown(caption + ": " + begin + " to " + end));
    Element list = figure.appendElement("dl");
    for (Line line : lines) {
      int most = line.points().stream().mapToInt(Point::count).max().orElse(0);
      int last = line.points().isEmpty() ? 0 : line.points().get(line.points().size() - 1).count();
      int first = line.points().isEmpty() ? 0 : line.points().get(0).count();
      String words = String.format(Locale.ROOT, "first %d, highest %d, last %d", first, most, last);
      list.appendElement("dt")
          .text(Block.shown(line.name()))
          .appendElement("span")
          .addClass("tone-muted")
          .text(" " + words);
      Element svg =
          list.appendElement("dd")
              .appendElement("svg")
              .attr("viewBox", "0 0 " + WIDTH + " " + HEIGHT)
              .attr("preserveAspectRatio", "none")
              .attr("role", "img")
              .attr("aria-label", Block.shown(line.name() + ": " + words));
      svg.appendElement("polyline").attr("points", steps(line, Math.max(1, most)));
    }
  }

  private static String steps(Line line, int most) {
    StringJoiner points = new StringJoiner(" ");
    double y = HEIGHT - 1;
    for (Point point : line.points()) {
      double x = point.when() * WIDTH;
      points.add(at(x, y));
      y = HEIGHT - 1 - (HEIGHT - 2.0) * point.count() / most;
      points.add(at(x, y));
    }
    points.add(at(WIDTH, y));
    return points.toString();
  }

  private static String at(double x, double y) {
    return String.format(Locale.ROOT, "%.1f,%.1f", x, y);
  }
}
