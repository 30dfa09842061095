package org.patchwright.srcml;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import javax.xml.stream.Location;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.patchwright.source.SourceFile;

/**
 * Reads the units of a srcML document one after the other, so that memory holds one at a time.
 * Document types are refused, and with them every entity but XML's own five.
 */
public final class SrcmlReader implements AutoCloseable {

  /** How deep elements may nest. */
  private static final int DEEPEST = 20_000;

  private final String name;
  private final InputStream in;
  private final XMLStreamReader xml;
  private Optional<String> archiveLanguage = Optional.empty();
  private boolean begun;
  private boolean ended;

  private SrcmlReader(String name, InputStream in, XMLStreamReader xml) {
    this.name = name;
    this.in = in;
    this.xml = xml;
  }

  /**
   * Opens a document.
   *
   * @throws SrcmlException if it is no XML
   */
  public static SrcmlReader open(Path path) throws IOException {
    return of(path.toString(), new BufferedInputStream(Files.newInputStream(path)));
  }

  /**
   * Reads a document from a stream.
   *
   * @param name how messages name it
   */
  public static SrcmlReader of(String name, InputStream in) throws IOException {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, true);
    try {
      return new SrcmlReader(name, in, factory.createXMLStreamReader(in));
    } catch (XMLStreamException e) {
      throw broken(name, e);
    }
  }

  /**
   * The next unit.
   *
   * @return empty behind the last
   * @throws SrcmlException if what follows is no srcML of C
   */
  public Optional<SrcmlUnit> next() throws IOException {
    return next(UnitListener.NONE);
  }

  /** The next unit; its elements and text go to a listener as they come. */
  Optional<SrcmlUnit> next(UnitListener listener) throws IOException {
    try {
      if (!begun) {
        begun = true;
        root();
        Optional<SrcmlUnit> alone = alone(listener);
        if (alone.isPresent()) {
          ended = true;
          return alone;
        }
      }
      return ended ? Optional.empty() : nested(listener);
    } catch (XMLStreamException e) {
      throw broken(name, e);
    }
  }

  private void root() throws XMLStreamException, SrcmlException {
    while (xml.hasNext()) {
      int event = xml.next();
      if (event == XMLStreamConstants.DTD) {
        throw at("has a document type, which srcML never has; entities are not expanded");
      }
      if (event == XMLStreamConstants.START_ELEMENT) {
        if (!isUnit()) {
          throw at(
              "is no srcML: its root is <"
                  + xml.getLocalName()
                  + ">, not <unit> in "
                  + SrcmlWriter.NAMESPACE);
        }
        return;
      }
    }
    throw at("is no srcML: it has no element");
  }

  private boolean isUnit() {
    return xml.getLocalName().equals("unit") && SrcmlWriter.NAMESPACE.equals(xml.getNamespaceURI());
  }

  /** The root as a unit of its own; empty if units are nested in it. */
  private Optional<SrcmlUnit> alone(UnitListener listener) throws XMLStreamException, IOException {
    Frame frame = frame();
    archiveLanguage = attribute("language");
    boolean archive = unit(frame, listener, true);
    return archive ? Optional.empty() : Optional.of(frame.unit(this));
  }

  private Optional<SrcmlUnit> nested(UnitListener listener) throws XMLStreamException, IOException {
    // The reader stands at a unit's start, or behind the last one's end.
    while (true) {
      if (xml.getEventType() == XMLStreamConstants.START_ELEMENT && isUnit()) {
        Frame frame = frame();
        unit(frame, listener, false);
        SrcmlUnit unit = frame.unit(this);
        skip();
        return Optional.of(unit);
      }
      if (!skip()) {
        ended = true;
        return Optional.empty();
      }
    }
  }

  /** Goes to the next unit's start. */
  private boolean skip() throws XMLStreamException, SrcmlException {
    while (xml.hasNext()) {
      int event = xml.next();
      if (event == XMLStreamConstants.START_ELEMENT && isUnit()) {
        return true;
      }
    }
    return false;
  }

  private record Frame(
      String path, Optional<String> language, Optional<String> encoding, StringBuilder text) {

    SrcmlUnit unit(SrcmlReader reader) throws SrcmlException {
      String spoken = language.or(() -> reader.archiveLanguage).orElse("C");
      if (!spoken.equals("C")) {
        throw reader.problem(path + " is srcML of " + spoken + "; only C is read");
      }
      byte[] bytes = text.toString().getBytes(reader.charset(this));
      return SrcmlUnit.of(SourceFile.owning(path, bytes));
    }
  }

  private Frame frame() {
    return new Frame(
        attribute("filename").orElse(name),
        attribute("language"),
        attribute("src-encoding"),
        new StringBuilder());
  }

  private Charset charset(Frame frame) throws SrcmlException {
    String encoding = frame.encoding().orElse("UTF-8");
    try {
      return Charset.forName(encoding.toUpperCase(Locale.ROOT));
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      throw new SrcmlException(
          name + ": unit " + frame.path() + " names an unknown encoding, " + encoding, e);
    }
  }

  private Optional<String> attribute(String attribute) {
    return Optional.ofNullable(xml.getAttributeValue(null, attribute));
  }

  /**
   * Reads up to the end of a unit.
   *
   * @return whether a nested unit begins instead, which only a root may have
   */
  private boolean unit(Frame frame, UnitListener listener, boolean root)
      throws XMLStreamException, IOException {
    listener.start(xml);
    int depth = 1;
    while (depth > 0) {
      switch (xml.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          if (isUnit()) {
            if (root && depth == 1 && frame.text().toString().isBlank()) {
              return true;
            }
            throw at("has a unit inside a unit of an archive");
          }
          depth++;
          if (depth > DEEPEST) {
            throw at("nests deeper than " + DEEPEST + " elements");
          }
          listener.start(xml);
          if (xml.getLocalName().equals("escape")) {
            String escaped = String.valueOf(escaped());
            frame.text().append(escaped);
            listener.text(escaped);
          }
        }
        case XMLStreamConstants.END_ELEMENT -> {
          depth--;
          listener.end();
        }
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE -> {
          frame.text().append(xml.getTextCharacters(), xml.getTextStart(), xml.getTextLength());
          listener.text(xml.getText());
        }
        case XMLStreamConstants.ENTITY_REFERENCE ->
            throw at("refers to the entity " + xml.getLocalName() + ", which nothing declares");
        default -> {}
      }
    }
    return false;
  }

  private char escaped() throws SrcmlException {
    String value = attribute("char").orElse("");
    try {
      return (char) Integer.decode(value).intValue();
    } catch (NumberFormatException e) {
      throw new SrcmlException(place() + "escapes no character: \"" + value + "\"", e);
    }
  }

  private String place() {
    Location location = xml.getLocation();
    return name + ":" + location.getLineNumber() + ":" + location.getColumnNumber() + ": ";
  }

  private SrcmlException at(String message) {
    return new SrcmlException(place() + message);
  }

  private SrcmlException problem(String message) {
    return new SrcmlException(name + ": " + message);
  }

  private static SrcmlException broken(String name, XMLStreamException e) {
    Location location = e.getLocation();
    String place =
        location == null ? "" : ":" + location.getLineNumber() + ":" + location.getColumnNumber();
    String message = String.valueOf(e.getMessage());
    int line = message.indexOf("Message: ");
    String reason = line < 0 ? message : message.substring(line + "Message: ".length());
    return new SrcmlException(
        name + place + ": is no well-formed XML: " + reason.strip().replaceAll("\\s+", " "), e);
  }

  /** How messages name the document. */
  public String name() {
    return name;
  }

  @Override
  public void close() throws IOException {
    try {
      xml.close();
    } catch (XMLStreamException e) {
      throw broken(name, e);
    } finally {
      in.close();
    }
  }

  /** Whether a file's first bytes are those of an XML document. */
  public static boolean isXml(SourceFile file) {
    String start = new String(file.bytes(), 0, Math.min(file.size(), 200), StandardCharsets.UTF_8);
    String text = start.startsWith("\ufeff") ? start.substring(1) : start;
    return text.stripLeading().startsWith("<");
  }
}
