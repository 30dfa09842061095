package org.patchwright.command;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.patchwright.pipeline.UnusableInputException;
import org.patchwright.rule.Rank;
import org.patchwright.sweep.Request;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks the rules about many revisions and tells the life of each finding. */
@Command(
    name = "sweep",
    description = {
      "Finds broken promises in every branch or every commit of a range, and follows each finding"
          + " through history: who brought it in, who mended it, which branches still have it. What"
          + " revisions share is judged once. Ends with 1 if a branch, or the end of the range, has"
          + " findings."
    })
final class SweepCommand implements Callable<Integer> {

  /** Where the work is done. */
  enum Where {
    LOCAL,
    SPARK
  }

  @Spec CommandSpec spec;

  @Parameters(paramLabel = "REPO", arity = "1..*", description = "Git repositories, bare or not.")
  List<Path> repositories = List.of();

  @Option(
      names = "--branches",
      paramLabel = "GLOB",
      description = "Sweep the tips of the branches that match.")
  private Optional<String> branches = Optional.empty();

  @Option(
      names = "--revs",
      paramLabel = "RANGE",
      description = "Sweep the commits of A..B, or all that B reaches.")
  private Optional<String> range = Optional.empty();

  @Option(names = "--first-parent", description = "Follow only the first parents of merges.")
  private boolean firstParent;

  @Option(
      names = "--every",
      paramLabel = "N",
      description = "Look at one of N commits. What lies between counts for the next one.")
  private int every = 1;

  @Option(
      names = "--path",
      paramLabel = "GLOB",
      description =
          "Report only on files that match; may be repeated. * stays inside a folder, ** crosses"
              + " folders.")
  private List<String> globs = List.of();

  @Option(
      names = "--rules",
      paramLabel = "ID",
      split = ",",
      description = "Ask only these rules. Default: all.")
  List<String> ids = List.of();

  @Option(
      names = "--rule-dir",
      paramLabel = "DIR",
      description = "Compile the *.java rules in this folder and ask them too.")
  Optional<Path> ruleDirectory = Optional.empty();

  @Option(
      names = "--min-rank",
      paramLabel = "RANK",
      description =
          "How sure a finding must be to be told: ${COMPLETION-CANDIDATES}. Default: likely.")
  Optional<Rank> minRank = Optional.empty();

  @Option(
      names = "--settings",
      paramLabel = "FILE",
      description = "Read settings from this file instead of the last revision's .patchwright.yml.")
  Optional<Path> settings = Optional.empty();

  @Option(
      names = {"-j", "--jobs"},
      paramLabel = "N",
      description = "How many threads to use. Default: one for each processor.")
  int jobs = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--engine",
      paramLabel = "WHERE",
      description =
          "Where to do the work: ${COMPLETION-CANDIDATES}. Default: local. The other needs the"
              + " sweep module and Spark.")
  Where engine = Where.LOCAL;

  @Option(
      names = "--master",
      paramLabel = "URL",
      description = "The master of the Spark cluster, for example spark://HOST:7077.")
  Optional<String> master = Optional.empty();

  @Option(
      names = "--ship-blobs",
      description = "Send the contents of files to the workers, which have no repository.")
  boolean shipBlobs;

  @Option(names = "--no-cache", description = "Do not use results of earlier runs.")
  boolean noCache;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      required = true,
      description = "The folder to write to; a run that was stopped goes on where it was.")
  Path output = Path.of("");

  @Override
  public Integer call() throws Exception {
    if (branches.isEmpty() && range.isEmpty()) {
      throw new UnusableInputException("give --branches GLOB or --revs RANGE");
    }
    if (every < 1 || jobs < 1) {
      throw new UnusableInputException("--every and --jobs must be 1 or more");
    }
    if (range.isEmpty() && (firstParent || every > 1)) {
      throw new UnusableInputException("--first-parent and --every go with --revs");
    }
    if (engine == Where.LOCAL && (master.isPresent() || shipBlobs)) {
      throw new UnusableInputException("--master and --ship-blobs go with --engine spark");
    }
    PrintWriter err = spec.commandLine().getErr();
    return new SweepRun(this, new Request(branches, range, firstParent, every, globs), err).sweep();
  }
}
