package org.patchwright.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.Writer;
import java.util.Locale;
import java.util.Map;
import org.patchwright.fact.Place;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Note;
import org.patchwright.run.Report;

/** Findings as one JSON object for scripts: {@code findings} and {@code statistics}. */
final class JsonReport {

  private JsonReport() {}

  static void write(Report report, Scene scene, Writer out) throws IOException {
    Map<Finding, String> fingerprints = Fingerprint.of(report.findings());
    JsonGenerator generator =
        new JsonFactory()
            .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
            .createGenerator(out)
            .setPrettyPrinter(new DefaultPrettyPrinter());
    try (JsonGenerator json = generator) {
      json.writeStartObject();
      json.writeArrayFieldStart("findings");
      for (Finding finding : report.findings()) {
        json.writeStartObject();
        json.writeStringField("rule", finding.rule());
        json.writeStringField("severity", lower(finding.severity()));
        json.writeStringField("rank", lower(finding.rank()));
        place(json, scene, finding.place());
        json.writeStringField("function", finding.function());
        json.writeStringField("message", finding.message());
        json.writeStringField("fingerprint", fingerprints.get(finding));
        json.writeBooleanField("fixable", finding.fix().isPresent());
        json.writeArrayFieldStart("steps");
        for (Note step : finding.steps()) {
          json.writeStartObject();
          place(json, scene, step.place());
          json.writeStringField("message", step.message());
          json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
      }
      json.writeEndArray();
      Report.Statistics statistics = report.statistics();
      json.writeObjectFieldStart("statistics");
      json.writeNumberField("files", statistics.files());
      json.writeNumberField("functions", statistics.functions());
      json.writeNumberField("functionsNotParsed", statistics.functionsNotParsed());
      json.writeNumberField("findings", report.findings().size());
      json.writeNumberField("failures", report.failures().size());
      json.writeEndObject();
      json.writeEndObject();
    }
    out.write('\n');
  }

  private static void place(JsonGenerator json, Scene scene, Place place) throws IOException {
    json.writeStringField("path", scene.shown().apply(place.path()));
    json.writeNumberField("line", place.line());
    json.writeNumberField("column", place.column());
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
