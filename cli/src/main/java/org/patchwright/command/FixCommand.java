package org.patchwright.command;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.patchwright.fix.Mending;
import org.patchwright.fix.Posting;
import org.patchwright.pipeline.RuleChoice;
import org.patchwright.pipeline.Target;
import org.patchwright.pipeline.UnusableInputException;
import org.patchwright.rule.Finding;
import org.patchwright.series.Person;
import org.patchwright.source.ConfiguredTree;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes the patches that mend what {@code check} finds. */
@Command(
    name = "fix",
    description = {
      "Writes a series of patches that mends what check finds, as mails for git am, and a cover"
          + " letter beside them. Each patch is taken only if its findings are gone with it and"
          + " nothing new comes in. Names of the files go to standard output, those who should see"
          + " the series by MAINTAINERS to standard error. Ends with 1 if findings are left."
    })
final class FixCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Mixin private TargetOptions options;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      required = true,
      description = "The folder for the patches; made if it is not there.")
  private Path output;

  @Option(
      names = "--author",
      paramLabel = "NAME <MAIL>",
      description = "The patches' author. Default: user.name and user.email of git.")
  private Optional<String> author = Optional.empty();

  @Option(
      names = "--signoff",
      description = "Add the author's Signed-off-by, who thereby vouches for the patches.")
  private boolean signoff;

  @Override
  public Integer call() throws Exception {
    PrintWriter err = spec.commandLine().getErr();
    SeriesFolder folder = SeriesFolder.at(output);
    try (Target target = options.open(err)) {
      RuleChoice all = options.allRules(options.ruleSources(target));
      if (!all.errors().isEmpty()) {
        all.errors().forEach(err::println);
        return ExitCode.USAGE;
      }
      RuleChoice rules = all.only(options.ids());
      Person person = author.map(Person::of).orElseGet(() -> GitIdentity.around(target.location()));
      if (signoff && author.isEmpty() && !GitIdentity.isGiven(target.location())) {
        throw new UnusableInputException(
            "--signoff: git has no user.name and user.email; set them, or name --author");
      }
      Mending.Question question =
          new Mending.Question(
              ConfiguredTree.of(target.tree(), options.config()),
              options.sources(target),
              rules.rules(),
              all.rules().stream().filter(rule -> !rules.rules().contains(rule)).toList(),
              options.minRank(),
              options.jobs());
      Mending mending = Mending.of(question);
      Posting posting = Posting.of(mending, question, person, signoff);
      for (Path file : folder.write(SeriesFolder.mails(posting.series()))) {
        ShownWriter.around(spec.commandLine().getOut()).println(file);
      }
      Troubles.tell(mending.before(), target, err);
      posting.recipients().forEach(one -> err.println("to: " + one));
      for (Finding finding : mending.left()) {
        err.printf(
            "left: %s:%d:%d: %s [%s]%s%n",
            target.shown(finding.path()),
            finding.place().line(),
            finding.place().column(),
            finding.message(),
            finding.rule(),
            finding.unmended().isEmpty() ? "" : ": no fix: " + finding.unmended());
      }
      err.printf(
          "%d patches, %d findings left%n",
          posting.series().patches().size(), mending.left().size());
      return Troubles.exitCode(
          mending.before(), mending.left().isEmpty() ? ExitCode.CLEAN : ExitCode.FINDINGS);
    }
  }
}
