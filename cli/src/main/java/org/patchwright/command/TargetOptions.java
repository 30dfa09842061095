package org.patchwright.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.patchwright.loader.RuleSource;
import org.patchwright.pipeline.RuleChoice;
import org.patchwright.pipeline.Target;
import org.patchwright.pipeline.UnusableInputException;
import org.patchwright.report.Shown;
import org.patchwright.rule.Rank;
import org.patchwright.source.KernelConfig;
import org.patchwright.source.SourceFile;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What to look at and which rules to ask: shared by {@code check} and {@code fix}. */
final class TargetOptions {

  /** Of files that are left out, so many are named. */
  private static final int MOST_NAMED = 5;

  @Mixin private ConfigOptions configuration;

  @Parameters(
      paramLabel = "TARGET",
      arity = "0..*",
      description =
          "A directory, a file, a git work tree as it stands on disk, or a bare repository (its"
              + " HEAD); or several directories and files of one tree. Default: the current"
              + " directory.")
  private List<Path> targets = List.of();

  @Option(
      names = "--rev",
      paramLabel = "REV",
      description = "Look at this git revision of TARGET, without a checkout.")
  private Optional<String> revision = Optional.empty();

  @Option(
      names = "--path",
      paramLabel = "GLOB",
      description =
          "Report only on files that match, relative to TARGET, or to what holds them all; may be"
              + " repeated. * stays inside a folder, ** crosses folders.")
  private List<String> globs = List.of();

  @Option(
      names = "--rules",
      paramLabel = "ID",
      split = ",",
      description = "Ask only these rules. Default: all.")
  private List<String> ids = List.of();

  @Mixin private RuleOptions ruleOptions = new RuleOptions();

  @Option(
      names = "--min-rank",
      paramLabel = "RANK",
      description =
          "How sure a finding must be to be told: ${COMPLETION-CANDIDATES}. Default: likely.")
  private Optional<Rank> minRank = Optional.empty();

  @Option(
      names = {"-j", "--jobs"},
      paramLabel = "N",
      description = "How many threads to use. Default: one for each processor.")
  private int jobs = Runtime.getRuntime().availableProcessors();

  @Option(names = "--no-cache", description = "Do not use results of earlier runs.")
  private boolean noCache;

  /**
   * @param err told which of the named files are left out
   */
  Target open(PrintWriter err) throws IOException {
    if (jobs < 1) {
      throw new UnusableInputException("--jobs must be 1 or more, not " + jobs);
    }
    Target opened = Target.open(targets(), revision);
    Optional<SourceFile> only = opened.onlyFile();
    if (only.isPresent() && only.get().isBinary()) {
      opened.close();
      throw new UnusableInputException(targets().get(0) + ": binary file, no C source");
    }
    List<String> left = opened.leftOut();
    if (!left.isEmpty()) {
      String some = String.join(", ", left.subList(0, Math.min(left.size(), MOST_NAMED)));
      err.println(
          Shown.of(
              "left out, as it is not named *.c or *.h: "
                  + some
                  + (left.size() > MOST_NAMED
                      ? " and " + (left.size() - MOST_NAMED) + " more"
                      : "")));
    }
    return opened;
  }

  private List<Path> targets() {
    return targets.isEmpty() ? List.of(Path.of(".")) : targets;
  }

  /** The same at the last commit of a range. */
  Target openAt(String range) throws IOException {
    int dots = range.indexOf("..");
    String last = dots < 0 ? range : range.substring(dots + 2);
    return Target.open(targets(), Optional.of(last.isEmpty() ? "HEAD" : last));
  }

  /** Whether nothing on the command line narrows what is looked at. */
  boolean looksEverywhere() {
    return globs.isEmpty();
  }

  /** Rules from outside: of the user's folder and of the tree. */
  List<RuleSource> ruleSources(Target opened) throws IOException {
    return ruleOptions.sources(Optional.of(opened.tree()));
  }

  /** All rules, those from outside among them. */
  RuleChoice allRules(List<RuleSource> sources) throws IOException {
    return ruleOptions.choose(sources, List.of());
  }

  Rank minRank() {
    return minRank.orElse(Rank.LIKELY);
  }

  int jobs() {
    return jobs;
  }

  /** The files to report on. */
  List<String> sources(Target opened) throws IOException {
    return opened.sources(globs);
  }

  /** The globs of {@code --path}. */
  List<String> globs() {
    return globs;
  }

  /** The rules of {@code --rules}; empty for all. */
  List<String> ids() {
    return ids;
  }

  /** The rank of {@code --min-rank}, if that was given. */
  Optional<Rank> givenRank() {
    return minRank;
  }

  boolean usesCache() {
    return !noCache;
  }

  /** The configuration of the kernel that code is read under. */
  KernelConfig config() throws IOException {
    return configuration.config();
  }
}
