package org.patchwright.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.TreeSet;
import org.patchwright.pipeline.SeriesVerdict;
import org.patchwright.report.SafeJson;
import org.patchwright.report.Uris;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Severity;
import org.patchwright.validate.Remark;

/**
 * A verdict in SARIF 2.1.0: a run for each patch. What it introduces is new there, what it mends is
 * absent.
 */
final class VerdictSarif {

  private static final String SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

  private VerdictSarif() {}

  static void write(SeriesVerdict verdict, PrintWriter out) throws IOException {
    ObjectMapper mapper = SafeJson.mapper();
    ObjectNode root = mapper.createObjectNode().put("$schema", SCHEMA).put("version", "2.1.0");
    ArrayNode runs = root.putArray("runs");
    int number = 0;
    for (SeriesVerdict.Step step : verdict.steps()) {
      run(runs.addObject(), step, ++number, verdict.steps().size());
    }
    out.println(mapper.writeValueAsString(root));
  }

  private static void run(ObjectNode run, SeriesVerdict.Step step, int number, int count) {
    TreeSet<String> rules = new TreeSet<>();
    step.mends().forEach(finding -> rules.add(finding.rule()));
    step.leaves().forEach(finding -> rules.add(finding.rule()));
    step.introduces().forEach(finding -> rules.add(finding.rule()));
    step.remarks().forEach(remark -> rules.add(remark.kind()));
    step.step().applied().remarks().forEach(placed -> rules.add("placement"));
    ObjectNode driver = run.putObject("tool").putObject("driver").put("name", "patchwright");
    ArrayNode ids = driver.putArray("rules");
    rules.forEach(rule -> ids.addObject().put("id", rule));
    run.putObject("automationDetails").put("id", "patch/" + number + "-of-" + count);
    run.putObject("properties").put("subject", step.step().patch().subject());
    ArrayNode results = run.putArray("results");
    step.mends().forEach(finding -> finding(results.addObject(), finding, "absent"));
    step.leaves().forEach(finding -> finding(results.addObject(), finding, "unchanged"));
    for (int i = 0; i < step.introduces().size(); i++) {
      ObjectNode result = results.addObject();
      finding(result, step.introduces().get(i), "new");
      if (step.mendedLater().containsKey(i)) {
        result.putObject("properties").put("mendedByPatch", step.mendedLater().get(i));
      }
    }
    for (Remark remark : step.remarks()) {
      result(
          results.addObject(),
          remark.kind(),
          "note",
          remark.message(),
          remark.path(),
          remark.line());
    }
    for (String placed : step.step().applied().remarks()) {
      String level = step.step().applied().isApplied() ? "note" : "error";
      result(results.addObject(), "placement", level, placed, "", 0);
    }
  }

  private static void finding(ObjectNode result, Finding finding, String state) {
    String level = finding.severity() == Severity.ERROR ? "error" : "warning";
    int line = finding.place().line();
    result(result, finding.rule(), level, finding.message(), finding.path(), line);
    result.put("baselineState", state);
  }

  private static void result(
      ObjectNode result, String rule, String level, String message, String path, int line) {
    result.put("ruleId", rule).put("level", level);
    result.putObject("message").put("text", message);
    ArrayNode locations = result.putArray("locations");
    if (!path.isEmpty()) {
      ObjectNode place = locations.addObject().putObject("physicalLocation");
      place.putObject("artifactLocation").put("uri", Uris.of(path));
      if (line > 0) {
        place.putObject("region").put("startLine", line);
      }
    }
  }
}
