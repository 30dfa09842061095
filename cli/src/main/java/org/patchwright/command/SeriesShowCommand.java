package org.patchwright.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.patchwright.diff.DiffText;
import org.patchwright.diff.FileDiff;
import org.patchwright.pipeline.Target;
import org.patchwright.repair.Repair;
import org.patchwright.series.Diffstat;
import org.patchwright.series.Patch;
import org.patchwright.series.Series;
import org.patchwright.series.SeriesReader;
import org.patchwright.series.SeriesReading;
import org.patchwright.source.SourceTree;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints what a series changes, and every repair that reading it took. */
@Command(
    name = "show",
    description = {
      "Reads mails, an mbox, a Maildir, a quilt folder, an hg export, an archive page or a bare"
          + " diff, and prints what it changes and what had to be repaired.",
      "Ends with 0 if everything is proved, 1 if something is only likely or missing, 2 if there is"
          + " no patch in it."
    })
final class SeriesShowCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "INPUT", description = "File or folder; - for standard input.")
  private Path input;

  @Option(
      names = "--tree",
      paramLabel = "TARGET",
      description = "Git directory or plain directory that holds the files before the change.")
  private Optional<Path> target = Optional.empty();

  @Option(names = "--rev", paramLabel = "REV", description = "Revision of TARGET. Default: HEAD.")
  private Optional<String> revision = Optional.empty();

  @Option(names = "--diff", description = "Print the restored diff too.")
  private boolean diff;

  @Override
  public Integer call() throws IOException {
    if (target.isEmpty()) {
      return show(Optional.empty());
    }
    try (Target opened = Target.open(target.get(), revision)) {
      return show(Optional.of(opened.tree()));
    }
  }

  private int show(Optional<SourceTree> tree) throws IOException {
    SeriesReading reading =
        input.toString().equals("-")
            ? SeriesReader.read("standard input", System.in.readAllBytes(), tree)
            : SeriesReader.read(input, tree);
    PrintWriter out = spec.commandLine().getOut();
    Series series = reading.series();
    series.cover().ifPresent(cover -> out.println("cover: " + cover.subject()));
    series.baseCommit().ifPresent(base -> out.println("base-commit: " + base));
    int number = 0;
    for (Patch patch : series.patches()) {
      out.printf("%d. %s%n", ++number, patch.subject());
      out.println("   by " + patch.author() + patch.date().map(date -> ", " + date).orElse(""));
      out.print(Diffstat.of(patch.files()));
    }
    int hunks = series.files().stream().mapToInt(file -> file.hunks().size()).sum();
    out.printf(
        "%d files, %d hunks, +%d -%d; added lines: %d certain, %d likely%n",
        series.files().stream().map(FileDiff::path).distinct().count(),
        hunks,
        series.patches().stream().mapToInt(Patch::added).sum(),
        series.patches().stream().mapToInt(Patch::removed).sum(),
        reading.certain(),
        reading.likely());
    for (SeriesReading.PatchRepair one : reading.repairs()) {
      Repair repair = one.repair();
      String proof = repair.proof().name().toLowerCase(Locale.ROOT);
      out.println("line " + repair.line() + ": " + repair.message() + " (" + proof + ")");
    }
    reading.problems().forEach(problem -> out.println(problem.path() + ": " + problem.message()));
    if (diff) {
      out.print(DiffText.print(series.files()));
    }
    if (series.files().isEmpty()) {
      return ExitCode.USAGE;
    }
    return reading.isProved() ? ExitCode.CLEAN : ExitCode.FINDINGS;
  }
}
