package org.patchwright.report;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Severity;
import org.patchwright.run.Report;

/** Findings in the XML of Checkstyle, which many older build servers read. */
final class CheckstyleReport {

  private CheckstyleReport() {}

  static void write(List<Part> parts, Writer out) throws IOException {
    try {
      XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out);
      xml.writeStartDocument("UTF-8", "1.0");
      xml.writeCharacters("\n");
      xml.writeStartElement("checkstyle");
      xml.writeAttribute("version", "8.0");
      for (Part part : parts) {
        files(part.report(), part.scene(), xml);
      }
      xml.writeCharacters("\n");
      xml.writeEndElement();
      xml.writeEndDocument();
      xml.writeCharacters("\n");
      xml.flush();
    } catch (XMLStreamException e) {
      throw new IOException("the report can't be written: " + e.getMessage(), e);
    }
  }

  private static void files(Report report, Scene scene, XMLStreamWriter xml)
      throws XMLStreamException {
    String open = "";
    for (Finding finding : report.findings()) {
      if (!finding.path().equals(open)) {
        if (!open.isEmpty()) {
          xml.writeCharacters("\n  ");
          xml.writeEndElement();
        }
        open = finding.path();
        xml.writeCharacters("\n  ");
        xml.writeStartElement("file");
        xml.writeAttribute("name", shown(scene.shown().apply(open)));
      }
      xml.writeCharacters("\n    ");
      xml.writeEmptyElement("error");
      xml.writeAttribute("line", Integer.toString(finding.place().line()));
      xml.writeAttribute("column", Integer.toString(finding.place().column()));
      xml.writeAttribute("severity", severity(finding.severity()));
      xml.writeAttribute("message", shown(finding.message()));
      xml.writeAttribute("source", "patchwright." + finding.rule());
    }
    if (!open.isEmpty()) {
      xml.writeCharacters("\n  ");
      xml.writeEndElement();
    }
  }

  private static String severity(Severity severity) {
    return severity == Severity.NOTE ? "info" : severity.name().toLowerCase(Locale.ROOT);
  }

  /** XML 1.0 has no way to write most control characters, and terminals obey others. */
  private static String shown(String text) {
    return Shown.of(text).replaceAll("[\\ufffe\\uffff]", "?");
  }
}
