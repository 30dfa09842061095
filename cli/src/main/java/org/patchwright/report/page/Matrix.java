package org.patchwright.report.page;

import java.util.List;
import org.jsoup.nodes.Element;

/**
 * Which rows have a mark in which columns, as a plain table whose heads stay in sight.
 *
 * @param caption what the marks say
 * @param heads of the columns, short
 */
public record Matrix(String caption, List<String> heads, List<Row> rows) {

  /**
   * @param title of the row
   * @param link where the title leads, on this page; empty for nowhere
   * @param detail what is said beside the title
   * @param marks one for each column
   */
  public record Row(String title, String link, String detail, List<Boolean> marks) {
    public Row {
      marks = List.copyOf(marks);
    }
  }

  public Matrix {
    heads = List.copyOf(heads);
    rows = List.copyOf(rows);
  }

  void addTo(Element parent) {
    Element place = parent.appendElement("div").addClass("pw-matrix").attr("tabindex", "0");
    Element table = place.appendElement("table");
    table.appendElement("caption").text(Block.shown(caption));
    Element head = table.appendElement("thead").appendElement("tr");
    head.appendElement("th").attr("scope", "col").text("Finding");
    for (String name : heads) {
      head.appendElement("th").attr("scope", "col").text(Block.shown(name));
    }
    Element body = table.appendElement("tbody");
    for (Row row : rows) {
      Element line = body.appendElement("tr");
      Element title = line.appendElement("th").attr("scope", "row");
      Element named =
          row.link().startsWith("#") ? title.appendElement("a").attr("href", row.link()) : title;
      named.appendText(Block.shown(row.title()));
      title.appendElement("span").addClass("tone-muted").text(" " + Block.shown(row.detail()));
      for (int i = 0; i < row.marks().size(); i++) {
        Element cell = line.appendElement("td");
        if (row.marks().get(i)) {
          cell.addClass("tone-bad").text("\u25cf");
          cell.attr("title", Block.shown(heads.get(i)));
        } else {
          cell.addClass("tone-muted").text("\u00b7");
        }
      }
    }
  }
}
