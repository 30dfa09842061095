package org.patchwright.pipeline;

import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.patchwright.diff.FileDiff;
import org.patchwright.repository.RepositoryException;
import org.patchwright.series.Patch;
import org.patchwright.series.Series;
import org.patchwright.series.SeriesReading;
import org.patchwright.validate.Applier;
import org.patchwright.validate.BaseFinder;
import org.patchwright.validate.Manner;
import org.patchwright.validate.Placement;

/** Applies a series where it belongs: to a named revision, or to the one that it was made for. */
public final class Applying {

  private final SeriesInput input;
  private final SeriesReading bare;

  /**
   * @throws UnusableInputException if there is no patch in the input
   */
  public Applying(SeriesInput input) throws IOException {
    this.input = input;
    this.bare = input.read();
  }

  /** The series as far as it can be read without a tree. */
  public SeriesReading bare() {
    return bare;
  }

  /**
   * Applies to a tree as it is.
   *
   * <p>A reading that the mail alone proves is taken first; where it does not apply, the tree may
   * show that the mail was damaged all the same.
   */
  public Carried to(PatchTarget target) throws IOException {
    return to(target, List.of());
  }

  private Carried to(PatchTarget target, List<String> notes) throws IOException {
    Applier applier = target.repository().map(Applier::with).orElseGet(Applier::plain);
    Optional<Carried> asSent = Optional.empty();
    if (bare.isProved()) {
      asSent = Optional.of(carried(bare, target, applier, notes));
      if (asSent.get().isProved()) {
        return asSent.get();
      }
    }
    Carried restored = carried(input.read(Optional.of(target.tree())), target, applier, notes);
    boolean better =
        asSent.isEmpty()
            || restored.isProved()
            || restored.placed() > asSent.get().placed()
                && restored.hunks() >= asSent.get().hunks();
    return better ? restored : asSent.get();
  }

  private static Carried carried(
      SeriesReading reading, PatchTarget target, Applier applier, List<String> notes)
      throws IOException {
    Relocation relocation = Relocation.of(reading.series(), target.tree());
    List<String> all = new ArrayList<>(notes);
    relocation.note().ifPresent(all::add);
    SeriesReading there =
        new SeriesReading(
            relocation.series(),
            reading.repairs(),
            reading.problems(),
            reading.certain(),
            reading.likely());
    return Carried.over(there, target, applier::apply, all);
  }

  /**
   * Applies to the commit that the series was made for, wherever it is in the repository.
   *
   * @throws UnusableInputException if no commit holds what the series changes
   */
  public Carried toItsBase(PatchTarget target) throws IOException {
    if (target.repository().isEmpty()) {
      throw new UnusableInputException(
          target.location() + ": no git repository, so no base can be looked for");
    }
    Optional<Carried> best = Optional.empty();
    for (String commit : bases(target)) {
      Carried there =
          to(
              target.at(commit),
              List.of("base found: " + target.repository().get().commit(commit).describe()));
      if (there.isApplied() && atOnce(there)) {
        return there;
      }
      if (best.isEmpty() || there.placed() > best.get().placed()) {
        best = Optional.of(there);
      }
    }
    return best.orElseThrow(
        () ->
            new UnusableInputException(
                target.location()
                    + ": no commit holds the files that the series changes; name one with --onto"));
  }

  /** The same, unless no commit holds more of it than what was tried already. */
  public Carried toItsBaseOr(Carried tried) throws IOException {
    if (bases(tried.target()).isEmpty()) {
      return tried;
    }
    Carried found = toItsBase(tried.target());
    return found.placed() > tried.placed() ? found : tried;
  }

  private static boolean atOnce(Carried carried) {
    return carried.steps().get(0).applied().files().stream()
        .flatMap(file -> file.placements().stream())
        .allMatch(place -> place instanceof Placement.At at && at.manner() == Manner.EXACT);
  }

  /** Commits that may be the base, the likeliest first. */
  public List<String> bases(PatchTarget target) throws IOException {
    Set<String> commits = new LinkedHashSet<>();
    Series series = bare.series();
    if (series.baseCommit().isPresent()) {
      try {
        commits.add(target.repository().orElseThrow().commit(series.baseCommit().get()).id());
      } catch (RepositoryException notHere) {
        // The sender's base may be a commit that was never published: the content decides.
        commits.clear();
      }
    }
    Optional<Instant> date =
        series.patches().stream()
            .map(Patch::date)
            .flatMap(Optional::stream)
            .map(OffsetDateTime::toInstant)
            .min(Instant::compareTo);
    List<FileDiff> files = series.files();
    Optional<Instant> parent = input.parentDate();
    if (parent.isPresent()) {
      new BaseFinder(target.repository().orElseThrow(), files)
          .candidates(List.of(), parent).stream()
              .filter(BaseFinder.Candidate::isWhole)
              .limit(1)
              .forEach(candidate -> commits.add(candidate.commit()));
    }
    if (commits.isEmpty()) {
      new BaseFinder(target.repository().orElseThrow(), files)
          .candidates(List.of(), date)
          .forEach(candidate -> commits.add(candidate.commit()));
    }
    return List.copyOf(commits);
  }
}
