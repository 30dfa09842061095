package org.patchwright.srcml;

import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.patchwright.source.SourceFile;

/**
 * Writes srcML 1.0 of C sources, one file after the other, so that memory holds one at a time. The
 * text of a unit, without its tags, is its source; a source that is not UTF-8 is taken for ISO
 * 8859-1, and its unit says so; a byte that XML can't hold is an {@code escape} element.
 */
public final class SrcmlWriter {

  /** The namespace of srcML's elements. */
  public static final String NAMESPACE = "http://www.srcML.org/srcML/src";

  /** The namespace of its elements for preprocessor directives. */
  public static final String CPP_NAMESPACE = "http://www.srcML.org/srcML/cpp";

  /** The namespace of its attributes for positions. */
  public static final String POSITION_NAMESPACE = "http://www.srcML.org/srcML/position";

  private static final String DECLARATION =
      "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
  private static final String REVISION = " revision=\"1.0.0\"";

  private final Xml xml;
  private final boolean positions;
  private boolean begun;

  private SrcmlWriter(Xml xml, boolean positions) {
    this.xml = xml;
    this.positions = positions;
  }

  /** Writes a document of one unit. */
  public static void unit(SourceFile file, boolean positions, OutputStream out) throws IOException {
    SrcmlWriter writer = new SrcmlWriter(new Xml(out), positions);
    writer.xml.raw(DECLARATION);
    writer.unit(file, true);
    writer.xml.raw("\n");
    writer.xml.flush();
  }

  /** What stands inside the unit of a file: for tests and for documents of another frame. */
  static void content(SourceFile file, OutputStream out) throws IOException {
    SrcmlWriter writer = new SrcmlWriter(new Xml(out), false);
    writer.inside(file);
    writer.xml.flush();
  }

  /**
   * Begins an archive; {@link #add} its units and {@link #finish} it.
   *
   * @param positions whether elements get {@code pos:start} and {@code pos:end}
   */
  public static SrcmlWriter archive(boolean positions, OutputStream out) {
    return new SrcmlWriter(new Xml(out), positions);
  }

  /** Writes the next unit of an archive. */
  public void add(SourceFile file) throws IOException {
    begin();
    unit(file, false);
    xml.raw("\n\n");
  }

  /** Ends an archive; the stream stays open. */
  public void finish() throws IOException {
    begin();
    xml.raw("</unit>\n");
    xml.flush();
  }

  private void begin() throws IOException {
    if (!begun) {
      xml.raw(DECLARATION);
      xml.raw("<unit xmlns=\"" + NAMESPACE + "\"" + positionNamespace() + REVISION + ">\n\n");
      begun = true;
    }
  }

  private String positionNamespace() {
    return positions ? " xmlns:pos=\"" + POSITION_NAMESPACE + "\"" : "";
  }

  private void unit(SourceFile file, boolean alone) throws IOException {
    xml.raw("<unit");
    if (alone) {
      xml.raw(" xmlns=\"" + NAMESPACE + "\"");
    }
    xml.raw(" xmlns:cpp=\"" + CPP_NAMESPACE + "\"");
    xml.raw(alone ? positionNamespace() : "");
    xml.raw(REVISION + " language=\"C\" filename=\"");
    xml.attribute(file.path());
    xml.raw("\"");
    byte[] bytes = file.bytes();
    if (!Xml.isUtf8(bytes)) {
      xml.raw(" src-encoding=\"ISO-8859-1\"");
    }
    if (!alone) {
      xml.raw(" hash=\"" + HexFormat.of().formatHex(sha1(bytes)) + "\"");
    }
    if (positions) {
      xml.raw(" pos:tabs=\"8\"");
    }
    if (file.size() == 0) {
      xml.raw("/>");
      return;
    }
    xml.raw(">");
    inside(file);
    xml.raw("</unit>");
  }

  private void inside(SourceFile file) throws IOException {
    xml.latin(!Xml.isUtf8(file.bytes()));
    UnitText.write(file, xml, positions ? Optional.of(Positions.of(file)) : Optional.empty());
    xml.latin(false);
  }

  private static byte[] sha1(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-1").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no SHA-1", e);
    }
  }
}
