package org.patchwright.command;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.patchwright.pipeline.Applying;
import org.patchwright.pipeline.Carried;
import org.patchwright.pipeline.PatchTarget;
import org.patchwright.pipeline.RuleChoice;
import org.patchwright.pipeline.SeriesInput;
import org.patchwright.pipeline.SeriesVerdict;
import org.patchwright.report.ReviewMail;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Rank;
import org.patchwright.validate.Remark;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Judges a series patch by patch. */
@Command(
    name = "validate",
    description = {
      "Judges a series patch by patch: how each applies, which findings it mends and brings in,"
          + " whether its files still parse, and what it leaves behind.",
      "Ends with 0 if everything is placed and proved and there is nothing to say, 1 if not, 2 if"
          + " the input can't be used."
    })
final class ValidateCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "SERIES",
      description = "Mails, mbox, folder, quilt, hg export, diff; - for standard input.")
  private Path series;

  @Parameters(
      index = "1",
      paramLabel = "TARGET",
      description = "A git directory, bare or not, or a folder with the files before the change.")
  private Path target;

  @ArgGroup private ApplyCommand.Onto onto = new ApplyCommand.Onto();

  @Option(
      names = "--rules",
      paramLabel = "ID",
      split = ",",
      description = "Ask only these rules; none for no rule. Default: all.")
  private List<String> ids = List.of();

  @Option(
      names = "--min-rank",
      paramLabel = "RANK",
      description =
          "How sure a finding must be to be told: ${COMPLETION-CANDIDATES}. Default: likely.")
  private Rank minRank = Rank.LIKELY;

  @Option(
      names = {"-j", "--jobs"},
      paramLabel = "N",
      description = "How many threads to use. Default: one for each processor.")
  private int jobs = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--reply",
      description = "Write the verdict as review mails, the patch's lines quoted.")
  private boolean reply;

  @Option(
      names = "--format",
      description = "How to report: ${COMPLETION-CANDIDATES}. Default: text.")
  private CarriedFormat format = CarriedFormat.TEXT;

  @Override
  public Integer call() throws IOException {
    RuleChoice rules =
        ids.equals(List.of("none"))
            ? new RuleChoice(List.of(), List.of())
            : RuleChoice.of(Optional.empty(), ids);
    Applying applying = new Applying(SeriesInput.of(series, System.in));
    try (PatchTarget opened = PatchTarget.open(target, onto.revision(), false)) {
      Carried carried = onto.carried(applying, opened);
      SeriesVerdict verdict = SeriesVerdict.of(carried, rules.rules(), minRank, Math.max(1, jobs));
      PrintWriter out = spec.commandLine().getOut();
      if (reply) {
        reply(verdict, out);
      } else if (format == CarriedFormat.JSON) {
        json(verdict, out);
      } else {
        format.write(carried, List.of(), out);
        text(verdict, out);
      }
      out.flush();
      return verdict.isClean() ? ExitCode.CLEAN : ExitCode.FINDINGS;
    }
  }

  private static String told(Finding finding) {
    return String.format(
        "%s:%d: %s [%s]",
        finding.path(), finding.place().line(), finding.message(), finding.rule());
  }

  private static void text(SeriesVerdict verdict, PrintWriter out) {
    int number = 0;
    for (SeriesVerdict.Step step : verdict.steps()) {
      number++;
      boolean quiet =
          step.mends().isEmpty() && step.introduces().isEmpty() && step.remarks().isEmpty();
      out.printf(
          "%d. %s%s%n", number, step.step().patch().subject(), quiet ? ": nothing to say" : "");
      step.mends().forEach(finding -> out.println("   mends      " + told(finding)));
      for (int i = 0; i < step.introduces().size(); i++) {
        Integer later = step.mendedLater().get(i);
        out.println(
            "   introduces "
                + told(step.introduces().get(i))
                + (later == null ? "" : "; mended by patch " + later + ", broken in between"));
      }
      step.remarks().forEach(remark -> out.println("   " + remark.describe()));
    }
  }

  private static void json(SeriesVerdict verdict, PrintWriter out) throws IOException {
    ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
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
      step.mends().forEach(finding -> finding(mends.addObject(), finding));
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

  private static void reply(SeriesVerdict verdict, PrintWriter out) throws IOException {
    for (SeriesVerdict.Step step : verdict.steps()) {
      List<ReviewMail.Note> notes = new ArrayList<>();
      for (int i = 0; i < step.introduces().size(); i++) {
        Finding finding = step.introduces().get(i);
        Integer later = step.mendedLater().get(i);
        notes.add(
            new ReviewMail.Note(
                finding.path(),
                finding.place().line(),
                finding.message()
                    + (later == null
                        ? ""
                        : "; patch " + later + " mends this, but in between it is broken")));
      }
      for (Remark remark : step.remarks()) {
        notes.add(new ReviewMail.Note(remark.path(), remark.line(), remark.message()));
      }
      for (String placed : step.step().applied().remarks()) {
        if (!step.step().applied().isApplied()) {
          notes.add(new ReviewMail.Note("", 0, "this does not apply: " + placed));
        }
      }
      if (!notes.isEmpty()) {
        out.println(ReviewMail.of(step.step().patch(), Carried.diffs(step.step()), notes));
      }
    }
  }
}
