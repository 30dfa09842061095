package org.patchwright.report.picture;

import java.io.Writer;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.patchwright.report.Shown;

/** A drawing as an SVG file of its own, which follows its reader's light or dark. */
public final class Svg {

  private static final String STYLE =
      "svg{font:12px 'DejaVu Sans Mono',monospace;background:#fff}"
          + "rect{fill:#f4f5f7;stroke:#57606a}text{fill:#1b1f24}"
          + ".state{fill:#e3f5e6}.callback{fill:#e7f0fb}.entry,.exit{fill:#fff}"
          + "polyline{fill:none;stroke:#57606a}.head{fill:#57606a}"
          + "@media(prefers-color-scheme:dark){svg{background:#15181c}"
          + "rect{fill:#1f242a;stroke:#a7b0bb}text{fill:#e8eaed}"
          + ".state{fill:#17331d}.callback{fill:#12283f}.entry,.exit{fill:#15181c}"
          + "polyline{stroke:#a7b0bb}.head{fill:#a7b0bb}}";

  private Svg() {}

  /** Writes the drawing; the writer stays open. */
  public static void write(Drawing drawing, Writer out) throws XMLStreamException {
    XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(out);
    xml.writeStartElement("svg");
    xml.writeDefaultNamespace("http://www.w3.org/2000/svg");
    xml.writeAttribute("width", number(drawing.width()));
    xml.writeAttribute("height", number(drawing.height()));
    xml.writeAttribute(
        "viewBox", "0 0 " + number(drawing.width()) + " " + number(drawing.height()));
    xml.writeAttribute("role", "img");
    text(xml, "title", Shown.of(drawing.picture().title()));
    text(xml, "style", STYLE);
    xml.writeStartElement("defs");
    xml.writeStartElement("marker");
    for (String[] one :
        new String[][] {
          {"id", "head"},
          {"viewBox", "0 0 8 8"},
          {"refX", "7"},
          {"refY", "4"},
          {"markerWidth", "8"},
          {"markerHeight", "8"},
          {"orient", "auto"}
        }) {
      xml.writeAttribute(one[0], one[1]);
    }
    xml.writeEmptyElement("path");
    xml.writeAttribute("d", "M0 0L8 4L0 8z");
    xml.writeAttribute("class", "head");
    xml.writeEndElement();
    xml.writeEndElement();
    for (int i = 0; i < drawing.routes().size(); i++) {
      arrow(drawing, i, xml);
    }
    for (int i = 0; i < drawing.frames().size(); i++) {
      box(drawing.picture().boxes().get(i), drawing.frames().get(i), xml);
    }
    xml.writeEndElement();
    xml.writeCharacters("\n");
    xml.flush();
  }

  private static void arrow(Drawing drawing, int number, XMLStreamWriter xml)
      throws XMLStreamException {
    Drawing.Route route = drawing.routes().get(number);
    xml.writeEmptyElement("polyline");
    xml.writeAttribute(
        "points",
        route.points().stream()
            .map(point -> number(point.x()) + "," + number(point.y()))
            .collect(Collectors.joining(" ")));
    xml.writeAttribute("marker-end", "url(#head)");
    String label = drawing.picture().arrows().get(number).label();
    if (!label.isEmpty()) {
      at(xml, route.label().x(), route.label().y(), Shown.of(label));
    }
  }

  private static void box(Picture.Box box, Drawing.Frame frame, XMLStreamWriter xml)
      throws XMLStreamException {
    xml.writeEmptyElement("rect");
    xml.writeAttribute("x", number(frame.x()));
    xml.writeAttribute("y", number(frame.y()));
    xml.writeAttribute("width", number(frame.width()));
    xml.writeAttribute("height", number(frame.height()));
    xml.writeAttribute("rx", box.look() == Picture.Look.STATE ? "14" : "3");
    xml.writeAttribute("class", box.look().name().toLowerCase(Locale.ROOT));
    double y = frame.y() + 8 + Drawing.LINE - 4;
    for (String line : box.lines()) {
      at(xml, frame.x() + 8, y, Shown.of(line));
      y += Drawing.LINE;
    }
  }

  private static void at(XMLStreamWriter xml, double x, double y, String text)
      throws XMLStreamException {
    xml.writeStartElement("text");
    xml.writeAttribute("x", number(x));
    xml.writeAttribute("y", number(y));
    xml.writeAttribute("xml:space", "preserve");
    xml.writeCharacters(text);
    xml.writeEndElement();
  }

  private static void text(XMLStreamWriter xml, String element, String text)
      throws XMLStreamException {
    xml.writeStartElement(element);
    xml.writeCharacters(text);
    xml.writeEndElement();
  }

  private static String number(double value) {
    double rounded = Drawing.round(value);
    return rounded == Math.rint(rounded) ? Long.toString((long) rounded) : Double.toString(rounded);
  }
}
