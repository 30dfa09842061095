package org.patchwright.pipeline;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntConsumer;
import org.patchwright.config.Known;
import org.patchwright.repository.Changes;
import org.patchwright.repository.Commit;
import org.patchwright.repository.GitRepository;
import org.patchwright.repository.RevisionTree;
import org.patchwright.run.Report;
import org.patchwright.source.ConfiguredTree;
import org.patchwright.source.DirectoryTree;
import org.patchwright.source.SourceTree;
import org.patchwright.symbol.KernelTree;

/**
 * What a target has that an earlier revision had not.
 *
 * @param report of the files that the change reaches; its findings are new ones
 * @param gone findings that were there and are not any more
 * @param base the revision compared with
 * @param complete false if what changed is used too widely for all of its users to be looked at
 * @param unread changed functions that were not understood
 */
public record Since(
    Report report, List<Known> gone, Commit base, boolean complete, List<String> unread) {

  public Since {
    gone = List.copyOf(gone);
    unread = List.copyOf(unread);
  }

  /**
   * Compares a target with a revision.
   *
   * @param target a revision, or a work tree as it stands on disk
   * @param revision the revision to compare with; where the target's history has left it behind,
   *     their merge base is taken, so that only the target's own commits count
   * @param progress told the number of files done
   * @throws IOException if the target is in no repository, or there is no such revision
   */
  public static Since of(
      Target target, String revision, Question question, Memories memories, IntConsumer progress)
      throws IOException {
    Optional<Path> git =
        target.tree() instanceof RevisionTree tree
            ? Optional.of(tree.repository().location())
            : GitRepository.gitDirectory(target.location());
    if (git.isEmpty()) {
      throw new UnusableInputException(
          target.location() + ": not in a git repository, so nothing can be new since " + revision);
    }
    try (GitRepository repository = GitRepository.open(git.get())) {
      Optional<String> head =
          target.tree() instanceof RevisionTree tree ? tree.commit() : Optional.of("HEAD");
      Commit named = repository.commit(revision);
      Commit base =
          head.isPresent()
              ? Changes.mergeBase(repository, named.id(), head.get()).orElse(named)
              : named;
      RevisionTree before = repository.tree(base.id());
      Collection<String> changed =
          target.tree() instanceof RevisionTree after
              ? Changes.changed(before, after)
              : Changes.changed(before, onDisk(target.tree()));
      return compare(before, target.tree(), changed, base, question, memories, progress);
    }
  }

  /** The work tree, listed once for all who ask. */
  private static DirectoryTree onDisk(SourceTree tree) throws IOException {
    return tree instanceof DirectoryTree files ? files : DirectoryTree.of(Path.of(tree.name()));
  }

  private static Since compare(
      SourceTree before,
      SourceTree after,
      Collection<String> changed,
      Commit base,
      Question question,
      Memories memories,
      IntConsumer progress)
      throws IOException {
    KernelTree old = KernelTree.of(ConfiguredTree.of(before, question.config()));
    KernelTree now = KernelTree.of(ConfiguredTree.of(after, question.config()));
    Reach reach =
        Reach.of(old, now, changed, Mentions.once(question.jobs(), memories.words(after)));
    Set<String> present = new TreeSet<>();
    Set<String> then = new TreeSet<>();
    for (String path : reach.files()) {
      if (after.contains(path)) {
        present.add(path);
      }
      if (before.contains(path)) {
        then.add(path);
      }
    }
    Report report = question.ask(now, present, memories.of(after), progress);
    if (report.findings().isEmpty() && then.isEmpty()) {
      return new Since(report, List.of(), base, reach.complete(), reach.unread());
    }
    Report earlier = question.ask(old, then, memories.of(before), done -> {});
    Known.Difference difference =
        Known.difference(report.findings(), after, Known.of(earlier.findings(), before));
    return new Since(
        Reports.with(report, difference.fresh()),
        difference.gone(),
        base,
        reach.complete(),
        reach.unread());
  }
}
