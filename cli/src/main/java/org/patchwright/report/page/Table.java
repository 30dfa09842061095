package org.patchwright.report.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import org.jsoup.nodes.DataNode;
import org.jsoup.nodes.Element;

/**
 * Rows that a reader searches, sorts and narrows. The page's script shows those that are in sight;
 * thousands of rows cost no more than a screenful.
 *
 * @param id unique on its page
 * @param caption what the rows are
 */
public record Table(String id, String caption, List<Column> columns, List<Row> rows) {

  public Table {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }

  /**
   * @param name its head
   * @param kind how its cells sort, and whether a reader can choose among their values
   * @param width its share of the table's width
   */
  public record Column(String name, Kind kind, int width) {}

  /** What a column's cells are. */
  public enum Kind {
    TEXT,
    NUMBER,
    /** One of a few values, by which the rows can be narrowed. */
    CHOICE,
    /** The same, of which the end says most: that is what is shown where room is short. */
    PATH
  }

  public record Row(List<Cell> cells) {
    public Row {
      cells = List.copyOf(cells);
    }

    public static Row of(Cell... cells) {
      return new Row(List.of(cells));
    }
  }

  /**
   * @param link where the cell leads, relative to the page, {@code #...} on it; empty for nowhere.
   *     Only a path or a fragment: another scheme is left out.
   */
  public record Cell(String text, String link, Tone tone) {
    public static Cell of(String text) {
      return new Cell(text, "", Tone.PLAIN);
    }

    public static Cell of(long number) {
      return of(Long.toString(number));
    }

    public static Cell of(String text, Tone tone) {
      return new Cell(text, "", tone);
    }

    public static Cell to(String link, String text) {
      return new Cell(text, link, Tone.PLAIN);
    }

    /** Whether the link stays inside the folder of pages. */
    boolean staysInside() {
      return link.startsWith("#") || !link.contains(":") && !link.startsWith("/");
    }
  }

  void addTo(Element parent) {
    Element place = parent.appendElement("section").attr("id", id).addClass("pw-table");
    place.attr("data-table", id + "-data");
    place
        .appendElement("p")
        .addClass("noscript")
        .text(Block.shown(rows.size() + " rows: " + caption));
    parent
        .appendElement("script")
        .attr("type", "application/json")
        .attr("id", id + "-data")
        .appendChild(new DataNode(Json.inPage(json())));
  }

  private ObjectNode json() {
    ObjectNode table = JsonNodeFactory.instance.objectNode();
    table.put("caption", Block.shown(caption));
    ArrayNode heads = table.putArray("columns");
    for (Column column : columns) {
      heads
          .addObject()
          .put("name", Block.shown(column.name()))
          .put("kind", column.kind().name().toLowerCase(Locale.ROOT))
          .put("width", column.width());
    }
    ArrayNode body = table.putArray("rows");
    for (Row row : rows) {
      ArrayNode cells = body.addArray();
      for (Cell cell : row.cells()) {
        String text = Block.shown(cell.text());
        boolean linked = !cell.link().isEmpty() && cell.staysInside();
        if (!linked && cell.tone() == Tone.PLAIN) {
          cells.add(text);
        } else {
          ObjectNode rich = cells.addObject().put("t", text);
          if (linked) {
            rich.put("h", cell.link());
          }
          if (cell.tone() != Tone.PLAIN) {
            rich.put("c", cell.tone().style());
          }
        }
      }
    }
    return table;
  }
}
