package org.patchwright.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.contrastsecurity.sarif.SarifSchema210;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.patchwright.fact.Place;
import org.patchwright.repository.Commit;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Fix;
import org.patchwright.rule.Note;
import org.patchwright.rule.Rank;
import org.patchwright.rule.Severity;
import org.patchwright.run.Report;
import org.patchwright.source.Edit;
import org.patchwright.source.OverlayTree;
import org.patchwright.source.Problem;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;
import org.patchwright.source.Span;

/** SARIF against the schema that OASIS published, and in the eyes of an independent reader. */
class SarifSchemaTest {

  private static final SourceFile FILE =
      SourceFile.of("drivers/a b/\u00e9:x.c", "int a;\n\tfoo(\u00e9);\n\treturn -EIO;\n");
  private static final Place CALL = Place.of(FILE, new Span(8, 16));
  private static final Place RETURN = Place.of(FILE, new Span(18, 30));

  private static Finding finding(Severity severity, Rank rank) {
    return Finding.at(RETURN, "lock \"a\" <is> held\nstill")
        .about("foo", "a->lock")
        .steps(List.of(new Note(CALL, "taken here"), new Note(RETURN, "left here")))
        .fixedBy(
            Fix.of("unlock", "Because.", List.of(Edit.insert(FILE.path(), 18, "unlock();\n\t")))
                .after(Fix.of("include", "", List.of(Edit.insert(FILE.path(), 0, "#include\n")))))
        .of("LockLeftHeld", severity)
        .ranked(rank);
  }

  private static JsonNode sarif(Remarks remarks, Finding... findings) throws IOException {
    SourceTree tree = OverlayTree.alone(List.of(FILE));
    Report report =
        new Report(
            List.of(findings),
            new Report.Statistics(1, 0, 1, 0, 0.1),
            List.of(new Report.RuleFailure("DoubleLock", FILE.path(), "foo", "failed")),
            List.of(),
            List.of(new Problem("drivers/big.c", Span.at(0), "too large")),
            List.of());
    Scene scene =
        new Scene(
            "1.0",
            tree,
            UnaryOperator.identity(),
            "file:///x/",
            Optional.of("HEAD"),
            List.of(),
            false,
            remarks);
    StringWriter out = new StringWriter();
    Format.SARIF.write(report, scene, out);
    return new ObjectMapper().readTree(out.toString());
  }

  private static Remarks remarks() {
    Commit commit =
        new Commit(
            "0123456789012345678901234567890123456789",
            List.of(),
            "s",
            "s",
            "a <b>",
            Instant.EPOCH);
    return new Remarks(
        List.of(
            new Remarks.Suppressed(finding(Severity.ERROR, Rank.CERTAIN), true, "", "so"),
            new Remarks.Suppressed(finding(Severity.NOTE, Rank.STYLE), false, "Jo <j@x>", "why")),
        List.of("a notice"),
        Optional.of(new Remarks.Judgement(commit, 2, Optional.empty())),
        true,
        Ages.NONE);
  }

  private static Set<ValidationMessage> faults(JsonNode sarif) throws IOException {
    try (InputStream in =
        SarifSchema210.class.getResourceAsStream("/schema/sarif-schema-2.1.0.json")) {
      JsonSchema schema = JsonSchemaFactory.getInstance(VersionFlag.V7).getSchema(in);
      return schema.validate(sarif);
    }
  }

  @Test
  void everyPartIsValid() throws IOException {
    JsonNode sarif =
        sarif(
            remarks(),
            finding(Severity.WARNING, Rank.LIKELY),
            Finding.at(CALL, "no path, no function").of("X", Severity.NOTE));

    assertThat(faults(sarif)).isEmpty();
    assertThat(sarif.at("/runs/0/results")).hasSize(4);
    assertThat(sarif.at("/runs/0/results").findValuesAsText("kind"))
        .contains("inSource", "external");
    assertThat(sarif.at("/runs/0/versionControlProvenance/0/revisionId").asText()).hasSize(40);
  }

  @Test
  void emptyReportIsValid() throws IOException {
    assertThat(faults(sarif(Remarks.NONE))).isEmpty();
  }

  @Test
  void schemaIsReallyAsked() throws IOException {
    JsonNode sarif = sarif(Remarks.NONE, finding(Severity.ERROR, Rank.CERTAIN));
    ((ObjectNode) sarif.at("/runs/0/results/0")).put("level", "fatal");
    ((ObjectNode) sarif.at("/runs/0/tool/driver")).remove("name");

    assertThat(faults(sarif)).hasSizeGreaterThanOrEqualTo(2);
  }

  @Test
  void independentReaderFindsWhatWasWritten() throws IOException {
    JsonNode sarif = sarif(remarks(), finding(Severity.WARNING, Rank.LIKELY));
    SarifSchema210 read = new ObjectMapper().treeToValue(sarif, SarifSchema210.class);
    com.contrastsecurity.sarif.Result result =
        read.getRuns().get(0).getResults().stream()
            .filter(r -> r.getSuppressions() == null || r.getSuppressions().isEmpty())
            .findFirst()
            .orElseThrow();

    assertThat(result.getRank()).isEqualTo(60.0);
    assertThat(result.getBaselineState().value()).isEqualTo("new");
    com.contrastsecurity.sarif.Region region =
        result.getLocations().get(0).getPhysicalLocation().getRegion();
    assertThat(region.getStartLine()).isEqualTo(3);
    assertThat(region.getStartColumn()).isEqualTo(2);
    assertThat(result.getCodeFlows().get(0).getThreadFlows().get(0).getLocations()).hasSize(3);
    assertThat(
            result
                .getFixes()
                .iterator()
                .next()
                .getArtifactChanges()
                .iterator()
                .next()
                .getReplacements())
        .hasSize(2);
    assertThat(result.getPartialFingerprints().getAdditionalProperties())
        .containsKey(Fingerprint.SCHEME);
  }
}
