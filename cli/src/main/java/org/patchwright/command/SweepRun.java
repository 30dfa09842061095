package org.patchwright.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.patchwright.cache.Build;
import org.patchwright.config.Settings;
import org.patchwright.config.Suppression;
import org.patchwright.pipeline.Configuration;
import org.patchwright.pipeline.RuleChoice;
import org.patchwright.pipeline.Target;
import org.patchwright.pipeline.UnusableInputException;
import org.patchwright.report.Shown;
import org.patchwright.repository.GitRepository;
import org.patchwright.repository.RepositoryException;
import org.patchwright.repository.Revisions;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Rank;
import org.patchwright.rule.Rule;
import org.patchwright.sweep.Engine;
import org.patchwright.sweep.Engines;
import org.patchwright.sweep.Fold;
import org.patchwright.sweep.History;
import org.patchwright.sweep.LocalEngine;
import org.patchwright.sweep.Plan;
import org.patchwright.sweep.Planning;
import org.patchwright.sweep.Request;
import org.patchwright.sweep.Walked;
import org.patchwright.sweep.Work;

/** One run of {@code sweep}: plans, walks, folds, and writes what came out. */
final class SweepRun {

  private final SweepCommand command;
  private final Request request;
  private final PrintWriter err;
  private final Set<String> troubles = new LinkedHashSet<>();
  private boolean failed;
  private boolean unread;

  SweepRun(SweepCommand command, Request request, PrintWriter err) {
    this.command = command;
    this.request = request;
    this.err = err;
  }

  /** The exit code. */
  int sweep() throws IOException {
    RuleChoice named = RuleChoice.of(command.ruleDirectory, command.ids);
    if (!named.errors().isEmpty()) {
      named.errors().forEach(err::println);
      return ExitCode.USAGE;
    }
    try {
      Files.createDirectories(command.output);
    } catch (IOException e) {
      throw new UnusableInputException(command.output + ": can't be made: " + e.getMessage(), e);
    }
    List<History> histories = new ArrayList<>();
    for (Path path : command.repositories) {
      Optional<History> history = one(path, named.rules());
      if (history.isEmpty()) {
        return ExitCode.USAGE;
      }
      histories.add(history.get());
    }
    SweepOutput.write(histories, command.output, named.rules());
    troubles.forEach(line -> err.println(Shown.of(line)));
    boolean open =
        histories.stream().flatMap(h -> h.lives().stream()).anyMatch(life -> !life.isOver());
    if (failed) {
      return ExitCode.FAILED;
    }
    return open ? ExitCode.FINDINGS : unread ? ExitCode.USAGE : ExitCode.CLEAN;
  }

  private Optional<History> one(Path path, List<Rule> named) throws IOException {
    long start = System.nanoTime();
    try (GitRepository repository = GitRepository.open(path)) {
      Planning planning = Planning.of(repository, request);
      Plan plan = planning.plan();
      planning.notes().forEach(note -> trouble(path + ": " + note));
      if (plan.revisions().isEmpty()) {
        throw new UnusableInputException(path + ": none of its revisions can be read");
      }
      Configuration.Loaded loaded = configuration(repository, plan);
      if (!loaded.errors().isEmpty()) {
        loaded.errors().forEach(line -> err.println(Shown.of(line)));
        return Optional.empty();
      }
      Configuration configuration = loaded.configuration();
      List<Rule> rules = command.ids.isEmpty() ? configuration.rules() : named;
      Work work =
          new Work(
              plan,
              rules.stream().map(Rule::id).toList(),
              command.ruleDirectory.map(d -> d.toAbsolutePath().toString()).orElse(""));
      List<Walked> walked;
      String build = Build.of(Patchwright.versionLine(), rules, command.ruleDirectory);
      try (SweepPast past = SweepPast.open(command, repository, build, err);
          Progress progress = new Progress("revisions", plan.revisions().size())) {
        walked = engine().walk(work, repository::content, past, progress);
        past.save();
      }
      History history = Fold.of(plan, walked, told(configuration));
      tell(path, plan, walked, history, (System.nanoTime() - start) / 1e9);
      moved(path, planning);
      return Optional.of(history);
    }
  }

  private Engine engine() throws IOException {
    if (command.engine == SweepCommand.Where.LOCAL) {
      return new LocalEngine(command.jobs);
    }
    return Engines.spark(command.master, command.shipBlobs);
  }

  private Configuration.Loaded configuration(GitRepository repository, Plan plan)
      throws IOException {
    RuleChoice all = RuleChoice.of(command.ruleDirectory, List.of());
    Plan.Revision last = plan.revisions().get(plan.revisions().size() - 1);
    Target target =
        new Target(
            repository.tree(last.commit()),
            List.of(),
            repository.location(),
            Optional.of(last.commit()));
    return Configuration.of(target, command.settings, all.rules());
  }

  private UnaryOperator<List<Finding>> told(Configuration configuration) {
    Settings settings = configuration.settings();
    Rank least = command.minRank.or(settings::minRank).orElse(Rank.LIKELY);
    return findings -> {
      List<Finding> ranked =
          findings.stream()
              .filter(finding -> configuration.wanted().test(finding.path()))
              .map(settings::ranked)
              .filter(finding -> finding.rank().compareTo(least) <= 0)
              .toList();
      return Suppression.apply(ranked, settings.suppressions()).told();
    };
  }

  private void tell(
      Path path, Plan plan, Collection<Walked> walked, History history, double seconds) {
    Walked.Effort effort = new Walked.Effort(0, 0, 0);
    for (Walked share : walked) {
      effort = effort.plus(share.effort());
      for (Walked.Trouble one : share.troubles()) {
        failed |= one.failed();
        unread |= !one.failed();
        trouble(
            path
                + ": "
                + one.path()
                + " at "
                + plan.revisions().get(one.revision()).commit().substring(0, 12)
                + ": "
                + one.message());
      }
    }
    long open = history.lives().stream().filter(life -> !life.isOver()).count();
    err.println(
        String.format(
            Locale.ROOT,
            "%s: %d revisions, %d of them change %d distinct files; %d judged, %d of these anew in"
                + " other company, %d recalled; %d findings, %d still there; %.1f s",
            path,
            plan.revisions().size(),
            plan.touching(),
            plan.distinct(),
            effort.judged(),
            effort.relinked(),
            effort.recalled(),
            history.lives().size(),
            open,
            seconds));
  }

  /** Branches may be rewritten while they are swept. */
  private void moved(Path path, Planning planning) throws IOException {
    for (Revisions.Branch branch : planning.branches()) {
      String now;
      try (GitRepository again = GitRepository.open(path)) {
        now = again.commit(branch.name()).id();
      } catch (RepositoryException e) {
        now = "";
      }
      if (!now.equals(branch.commit())) {
        trouble(
            path
                + ": "
                + branch.name()
                + (now.isEmpty() ? " is gone" : " was moved")
                + " during the sweep; it was swept as it was, at "
                + branch.commit().substring(0, 12));
      }
    }
  }

  private void trouble(String line) {
    troubles.add(line);
  }
}
