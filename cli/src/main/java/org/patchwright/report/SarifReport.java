package org.patchwright.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.patchwright.catalog.Catalog;
import org.patchwright.fact.Place;
import org.patchwright.repository.Commit;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Fix;
import org.patchwright.rule.Note;
import org.patchwright.rule.Rank;
import org.patchwright.rule.Rule;
import org.patchwright.rule.Severity;
import org.patchwright.run.Report;
import org.patchwright.source.Edit;
import org.patchwright.source.Problem;
import org.patchwright.source.SourceFile;

/** Findings in the Static Analysis Results Interchange Format, OASIS standard 2.1.0. */
final class SarifReport {

  private static final String SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";
  private static final String BASE = "TARGET";

  private final JsonGenerator json;
  private final Scene scene;
  private final Map<String, Optional<SourceFile>> files = new HashMap<>();
  private final Map<String, Integer> ruleIndex = new HashMap<>();

  private SarifReport(JsonGenerator json, Scene scene) {
    this.json = json;
    this.scene = scene;
  }

  static void write(List<Part> parts, Writer out) throws IOException {
    JsonGenerator json =
        SafeJson.factory().createGenerator(out).setPrettyPrinter(new DefaultPrettyPrinter());
    try (json) {
      json.writeStartObject();
      json.writeStringField("$schema", SCHEMA);
      json.writeStringField("version", "2.1.0");
      json.writeArrayFieldStart("runs");
      for (Part part : parts) {
        new SarifReport(json, part.scene()).run(part.report());
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    out.write('\n');
  }

  private void run(Report report) throws IOException {
    json.writeStartObject();
    tool();
    invocation(report);
    json.writeObjectFieldStart("originalUriBaseIds");
    json.writeObjectFieldStart(BASE);
    json.writeStringField("uri", scene.base());
    json.writeEndObject();
    json.writeEndObject();
    if (scene.remarks().judgement().isPresent()) {
      Commit commit = scene.remarks().judgement().get().commit();
      json.writeArrayFieldStart("versionControlProvenance");
      json.writeStartObject();
      json.writeStringField("repositoryUri", scene.base());
      json.writeStringField("revisionId", commit.id());
      json.writeEndObject();
      json.writeEndArray();
    }
    json.writeStringField("columnKind", "unicodeCodePoints");
    json.writeArrayFieldStart("results");
    Map<Finding, Remarks.Suppressed> suppressed = new IdentityHashMap<>();
    scene.remarks().suppressed().forEach(one -> suppressed.put(one.finding(), one));
    List<Finding> all = new ArrayList<>(report.findings());
    all.addAll(suppressed.keySet());
    all.sort(Finding.ORDER);
    Map<Finding, String> fingerprints = Fingerprint.of(all, scene.tree());
    for (Finding finding : all) {
      result(finding, fingerprints.get(finding), Optional.ofNullable(suppressed.get(finding)));
    }
    json.writeEndArray();
    json.writeObjectFieldStart("properties");
    json.writeStringField("target", scene.tree().name());
    if (scene.revision().isPresent()) {
      json.writeStringField("revision", scene.revision().get());
    }
    Report.Statistics statistics = report.statistics();
    json.writeNumberField("files", statistics.files());
    if (statistics.functions() > 0 || statistics.files() == 0) {
      // A sweep counts files alone.
      json.writeNumberField("functions", statistics.functions());
      json.writeNumberField("functionsNotParsed", statistics.functionsNotParsed());
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private void tool() throws IOException {
    json.writeObjectFieldStart("tool");
    json.writeObjectFieldStart("driver");
    json.writeStringField("name", "patchwright");
    json.writeStringField("version", scene.version());
    json.writeArrayFieldStart("rules");
    for (Rule rule : scene.rules()) {
      ruleIndex.put(rule.id(), ruleIndex.size());
      json.writeStartObject();
      json.writeStringField("id", rule.id());
      message("shortDescription", rule.summary());
      Optional<String> page = Catalog.page(rule);
      if (page.isPresent()) {
        json.writeObjectFieldStart("help");
        json.writeStringField("text", page.get());
        json.writeStringField("markdown", page.get());
        json.writeEndObject();
      }
      json.writeObjectFieldStart("defaultConfiguration");
      json.writeStringField("level", level(rule.severity()));
      json.writeEndObject();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndObject();
  }

  private void invocation(Report report) throws IOException {
    json.writeArrayFieldStart("invocations");
    json.writeStartObject();
    json.writeBooleanField("executionSuccessful", report.failures().isEmpty());
    json.writeArrayFieldStart("toolExecutionNotifications");
    for (Report.RuleFailure failure : report.failures()) {
      String what = failure.rule().isEmpty() ? "analysis" : failure.rule();
      notification("error", failure.path(), what + " failed: " + failure.message());
    }
    for (Problem problem : report.problems()) {
      notification("warning", problem.path(), problem.message());
    }
    for (String where : report.outOfBudget()) {
      String path = where.replaceFirst(":\\d+ .*", "");
      notification("note", path, where + " was too large to follow every path of");
    }
    for (String notice : scene.remarks().notices()) {
      json.writeStartObject();
      json.writeStringField("level", "note");
      message("message", notice);
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndArray();
  }

  private void notification(String level, String path, String text) throws IOException {
    json.writeStartObject();
    json.writeStringField("level", level);
    message("message", text);
    json.writeArrayFieldStart("locations");
    json.writeStartObject();
    json.writeObjectFieldStart("physicalLocation");
    artifact(path);
    json.writeEndObject();
    json.writeEndObject();
    json.writeEndArray();
    json.writeEndObject();
  }

  private void result(Finding finding, String fingerprint, Optional<Remarks.Suppressed> suppressed)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("ruleId", finding.rule());
    if (ruleIndex.containsKey(finding.rule())) {
      json.writeNumberField("ruleIndex", ruleIndex.get(finding.rule()));
    }
    json.writeStringField("level", level(finding.severity()));
    json.writeNumberField("rank", rank(finding.rank()));
    message("message", finding.message());
    json.writeArrayFieldStart("locations");
    json.writeStartObject();
    physical(finding.place());
    if (!finding.function().isEmpty()) {
      json.writeArrayFieldStart("logicalLocations");
      json.writeStartObject();
      json.writeStringField("name", finding.function());
      json.writeStringField("kind", "function");
      json.writeEndObject();
      json.writeEndArray();
    }
    json.writeEndObject();
    json.writeEndArray();
    json.writeObjectFieldStart("partialFingerprints");
    json.writeStringField(Fingerprint.SCHEME, fingerprint);
    json.writeEndObject();
    if (scene.remarks().compared()) {
      json.writeStringField("baselineState", "new");
    }
    if (suppressed.isPresent()) {
      suppression(suppressed.get());
    }
    if (!finding.steps().isEmpty()) {
      codeFlow(finding);
    }
    if (finding.fix().isPresent()) {
      json.writeArrayFieldStart("fixes");
      fix(finding.fix().get());
      json.writeEndArray();
    }
    json.writeObjectFieldStart("properties");
    json.writeStringField("certainty", finding.rank().name().toLowerCase(Locale.ROOT));
    if (scene.remarks().judgement().isPresent()) {
      json.writeStringField("introducedBy", scene.remarks().judgement().get().commit().describe());
    }
    if (!finding.subject().isEmpty()) {
      json.writeStringField("subject", finding.subject());
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private void suppression(Remarks.Suppressed suppressed) throws IOException {
    json.writeArrayFieldStart("suppressions");
    json.writeStartObject();
    json.writeStringField("kind", suppressed.inSource() ? "inSource" : "external");
    json.writeStringField("justification", suppressed.reason());
    if (!suppressed.owner().isEmpty()) {
      json.writeObjectFieldStart("properties");
      json.writeStringField("owner", suppressed.owner());
      json.writeEndObject();
    }
    json.writeEndObject();
    json.writeEndArray();
  }

  private void codeFlow(Finding finding) throws IOException {
    json.writeArrayFieldStart("codeFlows");
    json.writeStartObject();
    json.writeArrayFieldStart("threadFlows");
    json.writeStartObject();
    json.writeArrayFieldStart("locations");
    for (Note step : finding.steps()) {
      step(step.place(), step.message());
    }
    step(finding.place(), finding.message());
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndArray();
  }

  private void step(Place place, String text) throws IOException {
    json.writeStartObject();
    json.writeObjectFieldStart("location");
    physical(place);
    message("message", text);
    json.writeEndObject();
    json.writeEndObject();
  }

  /** Edits with those of the patches that must go before: SARIF knows no order among fixes. */
  private void fix(Fix fix) throws IOException {
    Map<String, List<Edit>> byPath = new TreeMap<>();
    collect(fix, byPath);
    json.writeStartObject();
    message("description", fix.title());
    json.writeArrayFieldStart("artifactChanges");
    for (Map.Entry<String, List<Edit>> change : byPath.entrySet()) {
      json.writeStartObject();
      artifact(change.getKey());
      json.writeArrayFieldStart("replacements");
      for (Edit edit : change.getValue()) {
        json.writeStartObject();
        json.writeObjectFieldStart("deletedRegion");
        Optional<SourceFile> file = file(edit.path());
        if (file.isPresent()) {
          Region.of(edit.span(), file.get()).writeFields(json);
        } else {
          new Region(1, 1, 1, 1).writeFields(json);
        }
        json.writeEndObject();
        json.writeObjectFieldStart("insertedContent");
        json.writeStringField("text", Region.decoded(edit.replacement()));
        json.writeEndObject();
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void collect(Fix fix, Map<String, List<Edit>> byPath) {
    fix.prerequisites().forEach(earlier -> collect(earlier, byPath));
    for (Edit edit : fix.edits()) {
      List<Edit> edits = byPath.computeIfAbsent(edit.path(), path -> new ArrayList<>());
      if (!edits.contains(edit)) {
        edits.add(edit);
      }
    }
  }

  private void physical(Place place) throws IOException {
    json.writeObjectFieldStart("physicalLocation");
    artifact(place.path());
    Region.of(place, file(place.path())).write(json);
    json.writeEndObject();
  }

  private void artifact(String path) throws IOException {
    json.writeObjectFieldStart("artifactLocation");
    json.writeStringField("uri", Uris.of(scene.shown().apply(path)));
    json.writeStringField("uriBaseId", BASE);
    json.writeEndObject();
  }

  private Optional<SourceFile> file(String path) throws IOException {
    Optional<SourceFile> known = files.get(path);
    if (known == null) {
      known = scene.file(path);
      files.put(path, known);
    }
    return known;
  }

  private void message(String field, String text) throws IOException {
    json.writeObjectFieldStart(field);
    json.writeStringField("text", text);
    json.writeEndObject();
  }

  private static String level(Severity severity) {
    return severity.name().toLowerCase(Locale.ROOT);
  }

  /** SARIF's rank runs from 0 to 100. */
  private static double rank(Rank rank) {
    return switch (rank) {
      case CERTAIN -> 95;
      case LIKELY -> 60;
      case STYLE -> 20;
    };
  }
}
