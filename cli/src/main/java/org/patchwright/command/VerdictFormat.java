package org.patchwright.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.patchwright.pipeline.SeriesVerdict;
import org.patchwright.report.SafeJson;
import org.patchwright.rule.Finding;
import org.patchwright.validate.Remark;

/** How to tell a verdict. */
enum VerdictFormat {
  TEXT {
    @Override
    void write(SeriesVerdict verdict, PrintWriter out) throws IOException {
      text(verdict, out);
    }
  },
  JSON {
    @Override
    void write(SeriesVerdict verdict, PrintWriter out) throws IOException {
      json(verdict, out);
    }
  },
  SARIF {
    @Override
    void write(SeriesVerdict verdict, PrintWriter out) throws IOException {
      VerdictSarif.write(verdict, out);
    }
  },
  HTML {
    @Override
    void write(SeriesVerdict verdict, PrintWriter out) throws IOException {
      VerdictPage.write(verdict, out);
    }
  };

  abstract void write(SeriesVerdict verdict, PrintWriter out) throws IOException;

  static String told(Finding finding) {
    return String.format(
        "%s:%d: %s [%s]",
        finding.path(), finding.place().line(), finding.message(), finding.rule());
  }

  private static void text(SeriesVerdict verdict, PrintWriter out) throws IOException {
    List<List<String>> all = new ArrayList<>();
    for (SeriesVerdict.Step step : verdict.steps()) {
      List<String> lines = lines(step);
      boolean quiet = lines.isEmpty() && step.step().applied().isCertain();
      all.add(quiet ? List.of("nothing to say") : lines);
    }
    CarriedFormat.report(verdict.carried()).text(out, all);
  }

  /** What a patch mends, brings in and leaves behind, a line each. */
  static List<String> lines(SeriesVerdict.Step step) {
    List<String> lines = new ArrayList<>();
    for (Finding finding : step.mends()) {
      boolean part = SeriesVerdict.isInPart(step, finding);
      lines.add((part ? "mends in part " : "mends      ") + told(finding));
    }
    step.leaves().forEach(finding -> lines.add("leaves     " + told(finding)));
    for (int i = 0; i < step.introduces().size(); i++) {
      lines.add("introduces " + told(step.introduces().get(i)) + mendedLater(step, i));
    }
    step.remarks().forEach(remark -> lines.add(remark.describe()));
    return lines;
  }

  /** What to add on a finding that a patch brings in. */
  static String mendedLater(SeriesVerdict.Step step, int introduced) {
    Integer later = step.mendedLater().get(introduced);
    return later == null ? "" : "; mended by patch " + later + ", broken in between";
  }

  private static void json(SeriesVerdict verdict, PrintWriter out) throws IOException {
    ObjectMapper mapper = SafeJson.mapper();
    ObjectNode root = mapper.createObjectNode();
    verdict.carried().target().commit().ifPresent(id -> root.put("base", id));
    root.put("proved", verdict.carried().isProved()).put("clean", verdict.isClean());
    ArrayNode patches = root.putArray("patches");
    for (SeriesVerdict.Step step : verdict.steps()) {
      ObjectNode patch = patches.addObject().put("subject", step.step().patch().subject());
      patch.put("applied", step.step().applied().isApplied());
      patch.put("certain", step.step().applied().isCertain());
      ArrayNode placed = patch.putArray("placements");
      step.step().applied().remarks().forEach(placed::add);
      ArrayNode mends = patch.putArray("mends");
      for (Finding finding : step.mends()) {
        ObjectNode node = mends.addObject();
        finding(node, finding);
        if (SeriesVerdict.isInPart(step, finding)) {
          node.put("inPart", true);
        }
      }
      ArrayNode leaves = patch.putArray("leaves");
      step.leaves().forEach(finding -> finding(leaves.addObject(), finding));
      ArrayNode introduces = patch.putArray("introduces");
      for (int i = 0; i < step.introduces().size(); i++) {
        ObjectNode node = introduces.addObject();
        finding(node, step.introduces().get(i));
        if (step.mendedLater().containsKey(i)) {
          node.put("mendedByPatch", step.mendedLater().get(i));
        }
      }
      ArrayNode remarks = patch.putArray("remarks");
      for (Remark remark : step.remarks()) {
        ObjectNode node = remarks.addObject().put("kind", remark.kind());
        node.put("path", remark.path()).put("line", remark.line());
        node.put("message", remark.message());
      }
    }
    out.println(mapper.writeValueAsString(root));
  }

  private static void finding(ObjectNode node, Finding finding) {
    node.put("rule", finding.rule()).put("path", finding.path());
    node.put("line", finding.place().line()).put("function", finding.function());
    node.put("rank", finding.rank().name().toLowerCase(Locale.ROOT));
    node.put("message", finding.message());
  }
}
