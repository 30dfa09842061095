package org.patchwright.report.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import org.patchwright.report.SafeJson;

/** JSON inside of pages and scripts. */
final class Json {

  private static final ObjectMapper MAPPER =
      SafeJson.mapper().disable(SerializationFeature.INDENT_OUTPUT);

  private Json() {}

  /** JSON that ends no element and begins none, in a page or in a script. */
  static String inPage(JsonNode json) {
    try {
      return MAPPER
          .writeValueAsString(json)
          .replace("&", "\\u0026")
          .replace("<", "\\u003c")
          .replace(">", "\\u003e");
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON nodes can always be written", e);
    }
  }
}
