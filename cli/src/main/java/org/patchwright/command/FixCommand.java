package org.patchwright.command;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.patchwright.fix.Mending;
import org.patchwright.pipeline.RuleChoice;
import org.patchwright.pipeline.Target;
import org.patchwright.repository.RevisionTree;
import org.patchwright.rule.Finding;
import org.patchwright.series.Mails;
import org.patchwright.series.Patch;
import org.patchwright.series.Person;
import org.patchwright.series.Series;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Writes the patches that mend what {@code check} finds. */
@Command(
    name = "fix",
    description = {
      "Writes a series of patches that mends what check finds, as mails for git am. Each patch is"
          + " taken only if its finding is gone with it and nothing new comes in. Names of the"
          + " files go to standard output. Ends with 1 if findings are left."
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
    RuleChoice rules = options.rules();
    if (!rules.errors().isEmpty()) {
      rules.errors().forEach(err::println);
      return ExitCode.USAGE;
    }
    SeriesFolder folder = SeriesFolder.at(output);
    try (Target target = options.open()) {
      Person person = author.map(Person::of).orElseGet(() -> GitIdentity.around(target.location()));
      Mending mending =
          Mending.of(
              new Mending.Question(
                  target.tree(),
                  options.sources(target),
                  rules.rules(),
                  options.minRank(),
                  options.jobs()),
              person,
              now());
      List<Patch> patches =
          mending.patches().stream().map(patch -> signoff ? signed(patch) : patch).toList();
      if (!patches.isEmpty()) {
        Optional<String> base =
            target.tree() instanceof RevisionTree revision ? revision.commit() : Optional.empty();
        for (Path file : folder.write(Mails.write(Series.of(patches, base)))) {
          spec.commandLine().getOut().println(file);
        }
      }
      Troubles.tell(mending.before(), target, err);
      mending.refused().forEach(refusal -> err.println("not taken: " + refusal));
      for (Finding finding : mending.left()) {
        err.printf(
            "left: %s:%d:%d: %s [%s]%s%n",
            target.shown(finding.path()),
            finding.place().line(),
            finding.place().column(),
            finding.message(),
            finding.rule(),
            finding.unmended().isEmpty() ? "" : ": no fix, for " + finding.unmended());
      }
      err.printf("%d patches, %d findings left%n", patches.size(), mending.left().size());
      return Troubles.exitCode(
          mending.before(), mending.left().isEmpty() ? ExitCode.CLEAN : ExitCode.FINDINGS);
    }
  }

  private static Patch signed(Patch patch) {
    return patch.withBody(patch.body() + "\nSigned-off-by: " + patch.author() + "\n");
  }

  /** Now, or what reproducible builds say it is. */
  private static OffsetDateTime now() {
    String epoch = System.getenv("SOURCE_DATE_EPOCH");
    return epoch != null && epoch.matches("\\d{1,11}")
        ? Instant.ofEpochSecond(Long.parseLong(epoch)).atOffset(ZoneOffset.UTC)
        : OffsetDateTime.now().truncatedTo(ChronoUnit.SECONDS);
  }
}
