package org.patchwright.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.patchwright.config.Baseline;
import org.patchwright.config.Known;
import org.patchwright.loader.RuleSource;
import org.patchwright.pipeline.Configuration;
import org.patchwright.pipeline.Question;
import org.patchwright.pipeline.Reports;
import org.patchwright.pipeline.Target;
import org.patchwright.pipeline.UnusableInputException;
import org.patchwright.pipeline.Verdict;
import org.patchwright.report.Ages;
import org.patchwright.report.Format;
import org.patchwright.report.Part;
import org.patchwright.report.Remarks;
import org.patchwright.report.Shown;
import org.patchwright.repository.RevisionTree;
import org.patchwright.run.Report;

/** One run of {@code check --range}: a verdict on each commit. */
final class RangeRun {

  private final CheckCommand command;
  private final Target target;
  private final Question question;
  private final Configuration configuration;
  private final List<RuleSource> sources;
  private final PrintWriter err;
  private final List<Part> kept = new ArrayList<>();
  private List<Known> baseline = List.of();
  private int commits;
  private int findings;
  private int doubtful;
  private boolean failing;
  private boolean broken;

  RangeRun(
      CheckCommand command,
      Target target,
      Question question,
      Configuration configuration,
      List<RuleSource> sources) {
    this.command = command;
    this.target = target;
    this.question = question;
    this.configuration = configuration;
    this.sources = sources;
    this.err = command.spec.commandLine().getErr();
  }

  /** The exit code. */
  int judge(String range) throws IOException {
    if (!(target.tree() instanceof RevisionTree revision)) {
      throw new UnusableInputException(target.location() + ": not in a git repository");
    }
    long start = System.nanoTime();
    if (command.baseline.isPresent()) {
      baseline = Baseline.read(command.baseline.get());
    }
    // As text, verdicts are told as they are reached.
    boolean atOnce = command.format == Format.TEXT && command.output.isEmpty();
    Verdict.ofEach(
        revision.repository(),
        range,
        question,
        verdict -> {
          try {
            Part part = part(verdict, revision);
            count(part, verdict);
            if (atOnce) {
              command.print(List.of(part));
            } else {
              kept.add(part);
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    if (!atOnce) {
      command.print(kept);
    }
    err.printf(
        Locale.ROOT,
        "%d commits, %d findings brought in, %d not judged, %.1f s%n",
        commits,
        findings,
        doubtful,
        (System.nanoTime() - start) / 1e9);
    if (failing) {
      return ExitCode.FINDINGS;
    }
    if (doubtful > 0) {
      return ExitCode.CANNOT_JUDGE;
    }
    return broken ? ExitCode.FAILED : ExitCode.CLEAN;
  }

  private void count(Part part, Verdict verdict) {
    Report report = part.report();
    commits++;
    findings += report.findings().size();
    doubtful += verdict.unjudged().isPresent() ? 1 : 0;
    broken |= !report.failures().isEmpty();
    failing |= command.fails(report, configuration);
    Troubles.tell(report, target, err, command.listOverruns);
    part.scene().remarks().notices().forEach(notice -> err.println(Shown.of(notice)));
    err.flush();
  }

  private Part part(Verdict verdict, RevisionTree anyRevision) throws IOException {
    String id = verdict.commit().id();
    Target at = target.at(anyRevision.repository().tree(id), id);
    Configuration.Allowed allowed =
        configuration.allow(configuration.built(verdict.report(), at.tree()), at.tree(), at::shown);
    List<Known> known = baseline;
    Known.Difference fresh = Known.difference(allowed.outcome().told(), at.tree(), known);
    Remarks remarks =
        new Remarks(
            allowed.outcome().suppressed(),
            allowed.notices(),
            Optional.of(
                new Remarks.Judgement(verdict.commit(), verdict.gone().size(), verdict.unjudged())),
            true,
            Ages.NONE);
    return new Part(
        Reports.with(verdict.report(), fresh.fresh()),
        CheckCommand.scene(at, question.rules(), command.coloured(), remarks));
  }
}
