package org.patchwright.pipeline;

import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.patchwright.rebase.Rebaser;
import org.patchwright.repository.Commit;
import org.patchwright.repository.GitRepository;
import org.patchwright.repository.RepositoryException;
import org.patchwright.series.Patch;
import org.patchwright.series.SeriesReading;
import org.patchwright.source.SourceTree;
import org.patchwright.validate.BaseFinder;

/** Carries a series from the tree that it was made for to another. */
public final class Rebasing {

  private Rebasing() {}

  /**
   * Its own base is the commit that it names, else the parent of the commit that its first mail was
   * made from, else one behind the target that holds all its pre-images. Nothing else is looked at.
   *
   * @throws UnusableInputException if there is no patch in the input
   */
  public static Carried of(SeriesInput input, PatchTarget target) throws IOException {
    SeriesReading bare = input.read();
    List<String> notes = new ArrayList<>();
    Optional<SourceTree> base = Optional.empty();
    if (target.repository().isPresent()) {
      GitRepository repository = target.repository().get();
      Optional<Commit> commit = base(input, bare, target, repository);
      if (commit.isPresent()) {
        notes.add("made for " + commit.get().describe());
        base = Optional.of(repository.tree(commit.get().id()));
      }
    }
    SeriesReading reading = bare;
    if (!bare.isProved()) {
      SeriesReading restored = input.read(Optional.of(base.orElse(target.tree())));
      reading = base.isPresent() || restored.isProved() ? restored : bare;
    }
    Rebaser rebaser = new Rebaser(target.repository(), base, target.tree());
    return Carried.over(reading, target, rebaser::carry, notes);
  }

  private static Optional<Commit> base(
      SeriesInput input, SeriesReading bare, PatchTarget target, GitRepository repository)
      throws IOException {
    Optional<Commit> named = known(repository, bare.series().baseCommit().orElse(""));
    if (named.isPresent()) {
      return named;
    }
    Optional<Commit> first = known(repository, input.firstCommit().orElse(""));
    if (first.isPresent() && first.get().parents().size() == 1) {
      return known(repository, first.get().parents().get(0));
    }
    if (target.commit().isEmpty()) {
      return Optional.empty();
    }
    List<BaseFinder.Candidate> candidates =
        new BaseFinder(repository, bare.series().files())
            .candidates(
                List.of(target.commit().get()),
                bare.series().patches().stream()
                    .map(Patch::date)
                    .flatMap(Optional::stream)
                    .map(OffsetDateTime::toInstant)
                    .min(java.time.Instant::compareTo));
    return candidates.isEmpty() || !candidates.get(0).isWhole()
        ? Optional.empty()
        : known(repository, candidates.get(0).commit());
  }

  private static Optional<Commit> known(GitRepository repository, String id) throws IOException {
    if (!id.matches("[0-9a-f]{40}")) {
      return Optional.empty();
    }
    try {
      return Optional.of(repository.commit(id));
    } catch (RepositoryException notHere) {
      // A sender's own commit is seldom in the reader's repository.
      return Optional.empty();
    }
  }
}
