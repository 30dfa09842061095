package org.patchwright.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.patchwright.fact.Place;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Note;
import org.patchwright.run.Report;

/**
 * Findings as one JSON object for scripts: {@code findings}, {@code suppressed}, {@code overruns}
 * and {@code statistics}; where commits are judged, these of each in {@code commits}.
 */
final class JsonReport {

  private JsonReport() {}

  static void write(List<Part> parts, Writer out) throws IOException {
    JsonGenerator generator =
        SafeJson.factory().createGenerator(out).setPrettyPrinter(new DefaultPrettyPrinter());
    try (JsonGenerator json = generator) {
      boolean commits = parts.size() != 1 || parts.get(0).scene().remarks().judgement().isPresent();
      json.writeStartObject();
      if (commits) {
        json.writeArrayFieldStart("commits");
        for (Part part : parts) {
          json.writeStartObject();
          commit(json, part);
          fields(json, part);
          json.writeEndObject();
        }
        json.writeEndArray();
      } else {
        fields(json, parts.get(0));
      }
      json.writeEndObject();
    }
    out.write('\n');
  }

  private static void commit(JsonGenerator json, Part part) throws IOException {
    Optional<Remarks.Judgement> judgement = part.scene().remarks().judgement();
    if (judgement.isPresent()) {
      Remarks.Judgement judged = judgement.get();
      json.writeStringField("commit", judged.commit().id());
      json.writeStringField("subject", judged.commit().subject());
      json.writeStringField("author", judged.commit().author());
      boolean clean = part.report().findings().isEmpty();
      json.writeStringField(
          "verdict", judged.doubt().isPresent() ? "unjudged" : clean ? "clean" : "findings");
      if (judged.doubt().isPresent()) {
        json.writeStringField("reason", judged.doubt().get());
      }
      json.writeNumberField("gone", judged.gone());
    }
  }

  private static void fields(JsonGenerator json, Part part) throws IOException {
    Report report = part.report();
    Scene scene = part.scene();
    Map<Finding, String> fingerprints = Fingerprint.of(report.findings(), scene.tree());
    json.writeArrayFieldStart("findings");
    for (Finding finding : report.findings()) {
      json.writeStartObject();
      finding(json, scene, finding, fingerprints.get(finding));
      json.writeEndObject();
    }
    json.writeEndArray();
    List<Remarks.Suppressed> suppressed = scene.remarks().suppressed();
    Map<Finding, String> others =
        Fingerprint.of(suppressed.stream().map(Remarks.Suppressed::finding).toList(), scene.tree());
    json.writeArrayFieldStart("suppressed");
    for (Remarks.Suppressed one : suppressed) {
      json.writeStartObject();
      finding(json, scene, one.finding(), others.get(one.finding()));
      json.writeStringField("allowedBy", one.inSource() ? "source" : "configuration");
      json.writeStringField("owner", one.owner());
      json.writeStringField("reason", one.reason());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("overruns");
    for (String where : report.outOfBudget()) {
      json.writeString(where);
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
  }

  private static void finding(JsonGenerator json, Scene scene, Finding finding, String fingerprint)
      throws IOException {
    json.writeStringField("rule", finding.rule());
    json.writeStringField("severity", lower(finding.severity()));
    json.writeStringField("rank", lower(finding.rank()));
    place(json, scene, finding.place());
    json.writeStringField("function", finding.function());
    json.writeStringField("subject", finding.subject());
    json.writeStringField("message", finding.message());
    json.writeStringField("fingerprint", fingerprint);
    json.writeBooleanField("fixable", finding.fix().isPresent());
    json.writeArrayFieldStart("steps");
    for (Note step : finding.steps()) {
      json.writeStartObject();
      place(json, scene, step.place());
      json.writeStringField("message", step.message());
      json.writeEndObject();
    }
    json.writeEndArray();
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
