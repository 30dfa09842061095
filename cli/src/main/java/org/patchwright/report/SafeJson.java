package org.patchwright.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;

/**
 * JSON that a terminal can show: what it would obey, or what turns the direction of what follows,
 * is written as {@code \\u202e}, which every reader of JSON turns back.
 */
public final class SafeJson {

  private static final class Escapes extends CharacterEscapes {
    private static final long serialVersionUID = 1;

    @Override
    public int[] getEscapeCodesForAscii() {
      int[] codes = standardAsciiEscapesForJSON();
      codes[0x7f] = ESCAPE_STANDARD;
      return codes;
    }

    @Override
    public SerializableString getEscapeSequence(int c) {
      return Shown.isObeyed(c) && !Character.isSurrogate((char) c)
          ? new SerializedString(String.format("\\u%04x", c))
          : null;
    }
  }

  private SafeJson() {}

  /** For streams; generators leave their writer open. */
  public static JsonFactory factory() {
    JsonFactory factory = new JsonFactory().disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    factory.setCharacterEscapes(new Escapes());
    return factory;
  }

  /** For trees, indented. */
  public static ObjectMapper mapper() {
    return new ObjectMapper(factory()).enable(SerializationFeature.INDENT_OUTPUT);
  }
}
