package org.patchwright.command;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.patchwright.pipeline.Applying;
import org.patchwright.pipeline.Carried;
import org.patchwright.pipeline.PatchTarget;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Applies a series in memory and writes what comes of it. */
@Command(
    name = "apply",
    description = {
      "Applies a series to a revision or a folder, without a checkout, and says how each hunk found"
          + " its place. Without --onto or --find-base a git directory's HEAD is tried first, then"
          + " the commit that the series was made for.",
      "Ends with 0 if everything is placed and proved, 1 if something conflicts or is only likely"
          + " (it is written, and named), 2 if the input can't be used."
    })
final class ApplyCommand implements Callable<Integer> {

  @Mixin private CarryOptions options;

  @ArgGroup private Onto onto = new Onto();

  /** Which revision to apply to. */
  static final class Onto {
    @Option(
        names = "--onto",
        paramLabel = "REV",
        description = "The revision of TARGET to apply to.")
    private String revision;

    @Option(
        names = "--find-base",
        description = "Look for the commit that the series was made for.")
    private boolean findBase;

    Optional<String> revision() {
      return Optional.ofNullable(revision);
    }

    /** Applies there; without a word from the user to HEAD, or else to the series' own base. */
    Carried carried(Applying applying, PatchTarget opened) throws IOException {
      if (findBase) {
        return applying.toItsBase(opened);
      }
      Carried there = applying.to(opened);
      boolean free = revision == null && opened.repository().isPresent();
      return !free || there.isApplied() ? there : applying.toItsBaseOr(there);
    }
  }

  @Override
  public Integer call() throws IOException {
    Applying applying = new Applying(options.read());
    try (PatchTarget opened = options.open(onto.revision())) {
      return options.told(onto.carried(applying, opened), out -> {});
    }
  }
}
