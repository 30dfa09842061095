package org.patchwright.sweep;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.patchwright.report.SafeJson;
import org.patchwright.rule.Finding;

/** The outcome of a sweep as JSON, one object a line. */
public final class JsonLines {

  private JsonLines() {}

  private static JsonGenerator generator(Writer out) throws IOException {
    return SafeJson.factory().createGenerator(out).setPrettyPrinter(new MinimalPrettyPrinter("\n"));
  }

  /** Writes one line for each finding: where it is, and what commits did to it. */
  public static void findings(List<History> histories, Writer out) throws IOException {
    try (JsonGenerator json = generator(out)) {
      for (History history : histories) {
        for (Life life : history.lives()) {
          finding(json, history.plan(), life);
        }
      }
    }
    out.write('\n');
  }

  private static void finding(JsonGenerator json, Plan plan, Life life) throws IOException {
    Finding latest = life.latest();
    json.writeStartObject();
    json.writeStringField("id", life.id());
    json.writeStringField("repository", plan.repository());
    json.writeStringField("rule", latest.rule());
    json.writeStringField("severity", lower(latest.severity()));
    json.writeStringField("rank", lower(latest.rank()));
    json.writeStringField("path", latest.path());
    json.writeNumberField("line", latest.place().line());
    json.writeStringField("function", latest.function());
    json.writeStringField("subject", latest.subject());
    json.writeStringField("message", latest.message());
    json.writeStringField("fingerprint", life.fingerprint());
    json.writeBooleanField("olderThanSwept", !life.events(Life.Kind.THERE_BEFORE).isEmpty());
    events(json, "broughtInBy", life.events(Life.Kind.BROUGHT_IN, Life.Kind.CAME_BACK));
    events(json, "mendedBy", life.events(Life.Kind.MENDED, Life.Kind.REMOVED));
    events(json, "events", life.events());
    json.writeArrayFieldStart("stillIn");
    for (String branch : life.branches()) {
      json.writeString(branch);
    }
    json.writeEndArray();
    json.writeNumberField("revisions", life.revisions());
    json.writeEndObject();
  }

  private static void events(JsonGenerator json, String name, List<Life.Event> events)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (Life.Event event : events) {
      json.writeStartObject();
      json.writeStringField("what", word(event.kind()));
      json.writeStringField("commit", event.revision().commit());
      json.writeStringField("date", event.revision().date());
      json.writeStringField("subject", event.revision().subject());
      json.writeStringField("author", event.revision().author());
      json.writeStringField("path", event.path());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  /** Writes one line for each revision: how many findings it has, by rule. */
  public static void revisions(List<History> histories, Writer out) throws IOException {
    try (JsonGenerator json = generator(out)) {
      for (History history : histories) {
        for (Plan.Revision revision : history.plan().revisions()) {
          json.writeStartObject();
          json.writeStringField("repository", history.plan().repository());
          json.writeStringField("commit", revision.commit());
          json.writeStringField("date", revision.date());
          json.writeStringField("subject", revision.subject());
          json.writeArrayFieldStart("branches");
          for (String branch : revision.branches()) {
            json.writeString(branch);
          }
          json.writeEndArray();
          json.writeObjectFieldStart("findings");
          for (Map.Entry<String, Integer> count :
              history.counts().getOrDefault(revision.number(), Map.of()).entrySet()) {
            json.writeNumberField(count.getKey(), count.getValue());
          }
          json.writeEndObject();
          json.writeEndObject();
        }
      }
    }
    out.write('\n');
  }

  static String word(Life.Kind kind) {
    return lower(kind).replace('_', ' ');
  }

  static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
