package org.patchwright.config;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.patchwright.report.Fingerprint;
import org.patchwright.report.SafeJson;

/**
 * A file of findings that are known and not to be told again. It is JSON without line numbers or
 * dates, in a fixed order, so that its own changes can be read in a diff.
 */
public final class Baseline {

  private static final Comparator<Known> ORDER =
      Comparator.comparing(Known::path)
          .thenComparing(Known::rule)
          .thenComparing(Known::function)
          .thenComparing(Known::subject)
          .thenComparing(Known::fingerprint);

  private Baseline() {}

  /**
   * Reads a baseline.
   *
   * @throws IOException if it can't be read or is none; the message names file and place
   */
  public static List<Known> read(Path file) throws IOException {
    JsonNode root;
    try {
      root = new ObjectMapper().readTree(Files.readString(file, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new IOException(
          file
              + ":"
              + e.getLocation().getLineNr()
              + ": no baseline: "
              + e.getOriginalMessage()
              + "; write it anew with --write-baseline",
          e);
    }
    String scheme = root.path("fingerprints").asText();
    if (!root.path("findings").isArray() || !scheme.equals(Fingerprint.SCHEME)) {
      throw new IOException(
          file
              + ": "
              + (scheme.isEmpty()
                  ? "no baseline"
                  : "a baseline of another version (" + scheme + ")")
              + "; write it anew with --write-baseline");
    }
    List<Known> known = new ArrayList<>();
    for (JsonNode finding : root.path("findings")) {
      known.add(
          new Known(
              finding.path("fingerprint").asText(),
              finding.path("rule").asText(),
              finding.path("path").asText(),
              finding.path("function").asText(),
              finding.path("subject").asText(),
              finding.path("message").asText()));
    }
    return List.copyOf(known);
  }

  /** Writes a baseline; the writer stays open. */
  public static void write(List<Known> known, Writer out) throws IOException {
    List<Known> sorted = new ArrayList<>(known);
    sorted.sort(ORDER);
    JsonGenerator generator =
        SafeJson.factory().createGenerator(out).setPrettyPrinter(new DefaultPrettyPrinter());
    try (JsonGenerator json = generator) {
      json.writeStartObject();
      json.writeStringField("tool", "patchwright");
      json.writeStringField("fingerprints", Fingerprint.SCHEME);
      json.writeArrayFieldStart("findings");
      for (Known one : sorted) {
        json.writeStartObject();
        json.writeStringField("rule", one.rule());
        json.writeStringField("path", one.path());
        json.writeStringField("function", one.function());
        json.writeStringField("subject", one.subject());
        json.writeStringField("message", one.message());
        json.writeStringField("fingerprint", one.fingerprint());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    out.write('\n');
  }
}
