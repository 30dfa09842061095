package org.patchwright.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.patchwright.loader.RuleSource;
import org.patchwright.pipeline.Configuration;
import org.patchwright.pipeline.Question;
import org.patchwright.pipeline.RuleChoice;
import org.patchwright.pipeline.Target;
import org.patchwright.pipeline.UnusableInputException;
import org.patchwright.report.Format;
import org.patchwright.report.HtmlReport;
import org.patchwright.report.Part;
import org.patchwright.report.Remarks;
import org.patchwright.report.Scene;
import org.patchwright.report.Shown;
import org.patchwright.rule.Rank;
import org.patchwright.rule.Rule;
import org.patchwright.run.Report;
import org.patchwright.source.DirectoryTree;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Asks the rules about a tree and prints what they found. */
@Command(
    name = "check",
    description = {
      "Finds broken promises in a driver tree. Findings go to standard output, a summary to"
          + " standard error. Ends with 1 if there are findings."
    })
final class CheckCommand implements Callable<Integer> {

  /** From which rank on findings make the run end with 1. */
  enum FailOn {
    CERTAIN,
    LIKELY,
    STYLE,
    NEVER;

    boolean failsFor(Rank rank) {
      return this != NEVER && rank.ordinal() <= ordinal();
    }
  }

  @Spec CommandSpec spec;

  @ParentCommand private Patchwright parent;

  @Mixin TargetOptions options;

  @Option(
      names = "--format",
      description = "How to write findings: ${COMPLETION-CANDIDATES}. Default: text.")
  Format format = Format.TEXT;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description =
          "Write findings to this file instead of standard output; for html, to this folder.")
  Optional<Path> output = Optional.empty();

  @Option(
      names = "--fail-on",
      paramLabel = "RANK",
      description =
          "End with 1 only for findings at least this sure: ${COMPLETION-CANDIDATES}. Default:"
              + " style, so for any that is told.")
  private Optional<FailOn> failOn = Optional.empty();

  @Option(
      names = "--since",
      paramLabel = "BASE",
      description =
          "Tell only what is new since this revision, or since its merge base with what is"
              + " checked: in code that changed, or caused by the change elsewhere.")
  Optional<String> since = Optional.empty();

  @Option(
      names = "--range",
      paramLabel = "A..B",
      description =
          "Judge each commit of this range by what it brought in. Ends with 125 if a commit can't"
              + " be judged and none brought anything in, as git bisect run wants it.")
  private Optional<String> range = Optional.empty();

  @Option(
      names = "--baseline",
      paramLabel = "FILE",
      description = "Do not tell the findings in this file.")
  Optional<Path> baseline = Optional.empty();

  @Option(
      names = "--write-baseline",
      paramLabel = "FILE",
      description = "Write all findings to this file, for --baseline, and end with 0.")
  Optional<Path> writeBaseline = Optional.empty();

  @Option(
      names = "--settings",
      paramLabel = "FILE",
      description = "Read settings from this file instead of the target's .patchwright.yml.")
  private Optional<Path> settings = Optional.empty();

  @Option(
      names = "--list-overruns",
      description =
          "Name every function that was too large to follow all paths of, on standard error. json"
              + " and sarif always do.")
  boolean listOverruns;

  @Override
  public Integer call() throws Exception {
    refuseContradictions();
    PrintWriter err = spec.commandLine().getErr();
    try (Target target = range.isPresent() ? options.openAt(range.get()) : options.open(err)) {
      if (since.isEmpty()
          && target.scopes().isEmpty()
          && target.tree() instanceof DirectoryTree disk) {
        // It takes as long as the rules take to load.
        disk.listAhead();
      }
      List<RuleSource> sources = options.ruleSources(target);
      RuleChoice all = options.allRules(sources);
      if (!all.errors().isEmpty()) {
        all.errors().forEach(err::println);
        return ExitCode.USAGE;
      }
      RuleChoice named = all.only(options.ids());
      Configuration.Loaded loaded = Configuration.of(target, settings, all.rules());
      if (!loaded.errors().isEmpty()) {
        loaded.errors().forEach(line -> err.println(Shown.of(line)));
        return ExitCode.USAGE;
      }
      Configuration configuration = loaded.configuration();
      List<Rule> rules = options.ids().isEmpty() ? configuration.rules() : named.rules();
      Question question =
          new Question(
              target.wanted(options.globs()).and(configuration.wanted()),
              rules,
              configuration.settings()::ranked,
              options.givenRank().or(configuration.settings()::minRank).orElse(Rank.LIKELY),
              options.jobs(),
              options.config());
      return range.isPresent()
          ? new RangeRun(this, target, question, configuration, sources).judge(range.get())
          : new CheckRun(this, target, question, configuration, sources).check();
    }
  }

  private void refuseContradictions() throws UnusableInputException {
    if (format == Format.HTML && output.isEmpty()) {
      throw new UnusableInputException(
          "--format html writes a folder of pages: name it with -o DIR");
    }
    if (range.isPresent() && (since.isPresent() || writeBaseline.isPresent())) {
      throw new UnusableInputException(
          "--range judges commits one by one; leave out "
              + (since.isPresent() ? "--since" : "--write-baseline"));
    }
    if (baseline.isPresent() && writeBaseline.isPresent()) {
      throw new UnusableInputException("give either --baseline or --write-baseline");
    }
  }

  boolean coloured() {
    return parent.coloured() && output.isEmpty();
  }

  /** Whether findings make the run end with 1. */
  boolean fails(Report report, Configuration configuration) {
    FailOn rank =
        failOn
            .or(
                () ->
                    configuration
                        .settings()
                        .failOn()
                        .map(name -> FailOn.valueOf(name.toUpperCase(Locale.ROOT))))
            .orElse(FailOn.STYLE);
    return report.findings().stream().anyMatch(finding -> rank.failsFor(finding.rank()));
  }

  /** Writes reports to where the user wants them. */
  void print(List<Part> parts) throws IOException {
    if (format == Format.HTML && output.isPresent()) {
      HtmlReport.write(parts, output.get());
    } else if (output.isPresent()) {
      OutputFile.write(output.get(), out -> format.write(parts, out));
    } else {
      PrintWriter out = spec.commandLine().getOut();
      format.write(parts, out);
      out.flush();
    }
  }

  static Scene scene(Target target, RuleChoice rules, boolean coloured) {
    return scene(target, rules.rules(), coloured, Remarks.NONE);
  }

  static Scene scene(Target target, List<Rule> rules, boolean coloured, Remarks remarks) {
    return scene(target, rules, coloured, remarks, target::shown);
  }

  static Scene scene(
      Target target,
      List<Rule> rules,
      boolean coloured,
      Remarks remarks,
      UnaryOperator<String> shown) {
    String base = target.location().normalize().toUri().toString();
    return new Scene(
        Patchwright.versionLine().replace("patchwright ", ""),
        target.tree(),
        shown,
        base.endsWith("/") ? base : base.substring(0, base.lastIndexOf('/') + 1),
        target.revision(),
        rules,
        coloured,
        remarks);
  }
}
