package org.patchwright.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.patchwright.config.Baseline;
import org.patchwright.config.Known;
import org.patchwright.config.Suppression;
import org.patchwright.loader.RuleSource;
import org.patchwright.pipeline.Configuration;
import org.patchwright.pipeline.Memories;
import org.patchwright.pipeline.Question;
import org.patchwright.pipeline.Reports;
import org.patchwright.pipeline.Since;
import org.patchwright.pipeline.Target;
import org.patchwright.report.Ages;
import org.patchwright.report.Format;
import org.patchwright.report.Part;
import org.patchwright.report.Remarks;
import org.patchwright.report.Shown;
import org.patchwright.repository.GitRepository;
import org.patchwright.repository.RevisionTree;
import org.patchwright.rule.Rule;
import org.patchwright.run.Memory;
import org.patchwright.run.Report;
import org.patchwright.source.DirectoryTree;

/** One run of {@code check} over one tree: what is found, less what is old, allowed or known. */
final class CheckRun {

  private final CheckCommand command;
  private final Target target;
  private final Question question;
  private final Configuration configuration;
  private final List<RuleSource> sources;
  private final PrintWriter err;
  private final List<String> notices = new ArrayList<>();

  CheckRun(
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
  int check() throws IOException {
    // What is kept of earlier runs was found under no one configuration.
    if (!command.options.usesCache() || !question.config().isAny()) {
      return check(Memories.NONE);
    }
    Caches caches = Caches.of(question, sources, err);
    int code = check(caches);
    caches.save();
    return code;
  }

  private int check(Memories memories) throws IOException {
    Optional<Since> compared = Optional.empty();
    Report found;
    if (command.since.isPresent()) {
      compared = Optional.of(since(command.since.get(), memories));
      found = compared.get().report();
    } else {
      // First the memory: it is read while the tree is listed, which both have to wait for.
      Memory memory = memories.of(target.tree());
      List<String> sources = command.options.sources(target);
      try (Progress progress = new Progress("files", sources.size())) {
        found = question.ask(target.tree(), sources, memory, progress);
      }
    }
    found = configuration.built(found, target.tree());
    Configuration.Allowed allowed = configuration.allow(found, target.tree(), target::shown);
    notices.addAll(allowed.notices());
    if (compared.isEmpty()) {
      allowed.outcome().unused().forEach(this::tellUnused);
    }
    Report told = Reports.with(found, allowed.outcome().told());
    if (command.writeBaseline.isPresent()) {
      return writeBaseline(command.writeBaseline.get(), told);
    }
    Optional<Path> baseline = baselineFile();
    Report fresh = baseline.isPresent() ? without(baseline.get(), told) : told;
    Remarks remarks =
        new Remarks(
            allowed.outcome().suppressed(),
            notices,
            Optional.empty(),
            compared.isPresent() || baseline.isPresent(),
            ages(fresh));
    command.print(
        List.of(
            new Part(
                fresh, CheckCommand.scene(target, question.rules(), command.coloured(), remarks))));
    tellTroubles(fresh);
    int known = told.findings().size() - fresh.findings().size();
    err.println(
        summary(fresh)
            + (known > 0 ? ", " + known + " in the baseline" : "")
            + (remarks.suppressed().isEmpty()
                ? ""
                : ", " + remarks.suppressed().size() + " allowed")
            + compared
                .map(c -> ", " + c.gone().size() + " gone since " + c.base().describe())
                .map(Shown::of)
                .orElse(""));
    return Troubles.exitCode(
        fresh, command.fails(fresh, configuration) ? ExitCode.FINDINGS : ExitCode.CLEAN);
  }

  /** Only where a page shows them. */
  private Ages ages(Report report) throws IOException {
    if (command.format != Format.HTML || target.revision().isEmpty()) {
      return Ages.NONE;
    }
    Optional<Path> git = RevisionTree.gitDirectory(target.location());
    if (git.isEmpty()) {
      return Ages.NONE;
    }
    try (GitRepository repository = GitRepository.open(git.get())) {
      Ages ages = Ages.of(repository, target.revision().get(), report.findings());
      if (ages.leftOut() > 0) {
        notices.add("the ages of findings in " + ages.leftOut() + " files were not looked up");
      }
      return ages;
    }
  }

  private Since since(String revision, Memories memories) throws IOException {
    Since compared;
    try (Progress progress = new Progress("files", 0)) {
      compared = Since.of(target, revision, question, memories, progress);
    }
    for (String where : compared.unread()) {
      notices.add(where + " was not understood");
    }
    if (!compared.complete()) {
      notices.add("what changed is used too widely: not all of its users were followed");
    }
    return compared;
  }

  private void tellTroubles(Report report) {
    Troubles.tell(report, target, err, command.listOverruns);
    notices.forEach(notice -> err.println(Shown.of(notice)));
  }

  private int writeBaseline(Path file, Report report) throws IOException {
    List<Known> all = Known.of(report.findings(), target.tree());
    OutputFile.write(file, out -> Baseline.write(all, out));
    tellTroubles(report);
    err.println(file + ": " + all.size() + " findings written");
    return Troubles.exitCode(report, ExitCode.CLEAN);
  }

  private Report without(Path file, Report report) throws IOException {
    Known.Difference difference =
        Known.difference(report.findings(), target.tree(), Baseline.read(file));
    if (command.since.isEmpty() && command.options.looksEverywhere()) {
      int gone = difference.gone().size();
      if (gone > 0) {
        notices.add(
            file + ": " + gone + " of its findings are gone; write it anew with --write-baseline");
      }
    }
    return Reports.with(report, difference.fresh());
  }

  /** Only a run that looked everywhere can say that a suppression has nothing to do. */
  private void tellUnused(Suppression suppression) {
    Set<String> asked = question.rules().stream().map(Rule::id).collect(Collectors.toSet());
    boolean looked = suppression.inSource() || command.options.looksEverywhere();
    if (looked && asked.contains(suppression.rule())) {
      notices.add(
          suppression.where()
              + ": "
              + suppression.rule()
              + " finds nothing here: this suppression is unused and can go");
    }
  }

  private Optional<Path> baselineFile() {
    return command.baseline.or(
        () ->
            configuration
                .settings()
                .baseline()
                .map(
                    name ->
                        target.tree() instanceof DirectoryTree tree
                            ? Path.of(tree.name()).resolve(name)
                            : Path.of(name)));
  }

  private static String summary(Report report) {
    Report.Statistics statistics = report.statistics();
    return String.format(
        Locale.ROOT,
        "%d files, %d functions, %d not parsed, %d findings, %.1f s",
        statistics.files(),
        statistics.functions(),
        statistics.functionsNotParsed(),
        report.findings().size(),
        statistics.seconds());
  }
}
