package org.patchwright.pipeline;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.patchwright.config.Known;
import org.patchwright.repository.Changes;
import org.patchwright.repository.Commit;
import org.patchwright.repository.GitRepository;
import org.patchwright.repository.RepositoryException;
import org.patchwright.repository.RevisionTree;
import org.patchwright.rule.Finding;
import org.patchwright.run.Report;
import org.patchwright.source.ConfiguredTree;
import org.patchwright.source.OverlayTree;
import org.patchwright.source.SourceTree;
import org.patchwright.symbol.KernelTree;
import org.patchwright.symbol.Units;

/**
 * What one commit brought in and took away, against its first parent.
 *
 * @param report of the files that the commit reaches; its findings are those that it introduced
 * @param gone findings that are not there any more
 * @param unjudged why it can't be said whether the commit is clean; empty if it can
 */
public record Verdict(Commit commit, Report report, List<Known> gone, Optional<String> unjudged) {

  private static final Report NOTHING =
      new Report(
          List.of(),
          new Report.Statistics(0, 0, 0, 0, 0),
          List.of(),
          List.of(),
          List.of(),
          List.of());

  public Verdict {
    gone = List.copyOf(gone);
  }

  /**
   * Judges the commits of a range, parents first.
   *
   * @param each told every verdict as it is reached
   * @throws IOException if there is no such range
   */
  public static void ofEach(
      GitRepository repository, String range, Question question, Consumer<Verdict> each)
      throws IOException {
    Chain chain = new Chain(repository, question);
    for (Commit commit : Changes.range(repository, range)) {
      each.accept(chain.judge(commit));
    }
  }

  /** Findings of files as they were at one commit, carried along its descendants. */
  private static final class Chain {
    /** More parsed files than this are forgotten: memory is for the next ones. */
    private static final int UNITS = 2_000;

    private final GitRepository repository;
    private final Question question;
    private final Map<String, List<Known>> known = new HashMap<>();
    private final Units units = new Units();
    private final Mentions mentions;
    private final CarriedOver memory = new CarriedOver();
    private Optional<At> last = Optional.empty();

    /** Where the chain stands. */
    private record At(String commit, RevisionTree files, KernelTree kernel) {}

    Chain(GitRepository repository, Question question) {
      this.repository = repository;
      this.question = question;
      this.mentions = Mentions.remembering(question.jobs());
    }

    Verdict judge(Commit commit) throws IOException {
      try {
        return judgeReadable(commit);
      } catch (RepositoryException e) {
        if (e.reason() != RepositoryException.Reason.MISSING_OBJECT) {
          throw e;
        }
        forget();
        return new Verdict(commit, NOTHING, List.of(), Optional.of(e.getMessage()));
      }
    }

    private void forget() {
      known.clear();
      memory.clear();
      mentions.forget();
      last = Optional.empty();
    }

    private KernelTree kernel(SourceTree tree) throws IOException {
      return KernelTree.of(ConfiguredTree.of(tree, question.config()), units);
    }

    private Verdict judgeReadable(Commit commit) throws IOException {
      RevisionTree after = repository.tree(commit.id());
      if (commit.parents().isEmpty()) {
        forget();
        KernelTree now = kernel(after);
        last = Optional.of(new At(commit.id(), after, now));
        return judged(commit, KernelTree.of(OverlayTree.alone(List.of())), now, after.paths());
      }
      String parent = commit.parents().get(0);
      if (last.isEmpty() || !last.get().commit().equals(parent)) {
        forget();
        RevisionTree tree = repository.tree(parent);
        last = Optional.of(new At(parent, tree, kernel(tree)));
      }
      At before = last.get();
      Collection<String> changed = Changes.changed(before.files(), after);
      RevisionTree listed = after.listedAfter(before.files(), changed);
      KernelTree now =
          listed.paths() == before.files().paths()
              ? before.kernel().withContent(ConfiguredTree.of(listed, question.config()))
              : kernel(listed);
      last = Optional.of(new At(commit.id(), listed, now));
      return judged(commit, before.kernel(), now, changed);
    }

    private Verdict judged(
        Commit commit, KernelTree before, KernelTree after, Collection<String> changed)
        throws IOException {
      if (changed.stream().noneMatch(CarriedOver::isC)) {
        return new Verdict(commit, NOTHING, List.of(), Optional.empty());
      }
      mentions.forget(changed);
      Reach reach = Reach.of(before, after, changed, mentions);
      List<Known> old = before(before, reach);
      memory.go(before, after, changed);
      units.shrink(UNITS, key -> false);
      Set<String> now = new TreeSet<>();
      for (String path : reach.files()) {
        if (after.source().contains(path)) {
          now.add(path);
        }
      }
      Report report = question.ask(after, now, memory, done -> {});
      for (String path : reach.files()) {
        known.put(path, new ArrayList<>());
      }
      for (Known one : Known.of(report.findings(), after.source())) {
        known.get(one.path()).add(one);
      }
      Known.Difference difference = Known.difference(report.findings(), after.source(), old);
      return new Verdict(
          commit,
          Reports.with(report, difference.fresh()),
          difference.gone(),
          doubt(report, reach, difference.fresh()));
    }

    private List<Known> before(KernelTree before, Reach reach) throws IOException {
      Set<String> then = new TreeSet<>();
      for (String path : reach.files()) {
        if (!known.containsKey(path) && before.source().contains(path)) {
          then.add(path);
        }
      }
      if (!then.isEmpty()) {
        Report report = question.ask(before, then, memory, done -> {});
        then.forEach(path -> known.put(path, new ArrayList<>()));
        for (Known one : Known.of(report.findings(), before.source())) {
          known.get(one.path()).add(one);
        }
      }
      List<Known> old = new ArrayList<>();
      for (String path : reach.files()) {
        old.addAll(known.getOrDefault(path, List.of()));
      }
      return old;
    }

    private Optional<String> doubt(Report report, Reach reach, List<Finding> fresh) {
      if (!fresh.isEmpty()) {
        return Optional.empty();
      }
      if (!report.failures().isEmpty()) {
        Report.RuleFailure failure = report.failures().get(0);
        return Optional.of(
            failure.path() + ": rule " + failure.rule() + " failed: " + failure.message());
      }
      Optional<String> unread =
          reach.unread().stream()
              .filter(where -> question.wanted().test(where.substring(0, where.indexOf(": "))))
              .findFirst();
      return unread.map(where -> where + " was not understood");
    }
  }
}
