package org.patchwright.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.patchwright.cache.Journal;
import org.patchwright.cache.ResultCache;
import org.patchwright.report.Shown;
import org.patchwright.repository.GitRepository;
import org.patchwright.repository.RevisionTree;
import org.patchwright.run.FileReport;
import org.patchwright.sweep.Past;
import org.patchwright.sweep.Plan;

/**
 * What earlier runs reached: a sweep that was stopped, by its journal, and runs of {@code check},
 * by their cache, which finds what this one reaches at the ends of branches.
 */
final class SweepPast implements Past, AutoCloseable {

  private final GitRepository repository;
  private final Optional<Journal> journal;
  private final String build;
  private final PrintWriter err;
  private final boolean used;
  private final Map<String, ResultCache> ends = new ConcurrentHashMap<>();
  private boolean complained;

  private SweepPast(
      GitRepository repository,
      Optional<Journal> journal,
      String build,
      PrintWriter err,
      boolean used) {
    this.repository = repository;
    this.journal = journal;
    this.build = build;
    this.err = err;
    this.used = used;
  }

  static SweepPast open(
      SweepCommand command, GitRepository repository, String build, PrintWriter err)
      throws IOException {
    boolean used = !command.noCache;
    Path journal =
        command.output.resolve(
            ".progress-" + Integer.toHexString(repository.location().toString().hashCode()));
    return new SweepPast(
        repository,
        used ? Optional.of(Journal.open(journal, build)) : Optional.empty(),
        build,
        err,
        used);
  }

  @Override
  public Optional<FileReport> recall(Plan.Revision revision, String path, String blob) {
    if (journal.isEmpty()) {
      return Optional.empty();
    }
    Optional<FileReport> known = journal.get().recall(key(revision, path, blob));
    return known.isPresent() || revision.branches().isEmpty()
        ? known
        : end(revision).flatMap(cache -> cache.recall(path));
  }

  private static String key(Plan.Revision revision, String path, String blob) {
    return revision.commit() + "\n" + path + "\n" + blob;
  }

  private Optional<ResultCache> end(Plan.Revision revision) {
    ResultCache known = ends.get(revision.commit());
    if (known != null) {
      return Optional.of(known);
    }
    try {
      RevisionTree tree = repository.tree(revision.commit());
      ResultCache opened =
          ResultCache.open(
              Caches.folder(),
              tree,
              repository.location().toString(),
              tree.id(),
              build,
              this::complain);
      ends.putIfAbsent(revision.commit(), opened);
      return Optional.of(ends.get(revision.commit()));
    } catch (IOException e) {
      complain("cache can't be read, going on without: " + e.getMessage());
      return Optional.empty();
    }
  }

  private synchronized void complain(String line) {
    if (!complained) {
      complained = true;
      err.println(Shown.of("patchwright: " + line));
    }
  }

  @Override
  public void keep(Plan.Revision revision, String path, String blob, FileReport report)
      throws IOException {
    if (journal.isPresent()) {
      journal.get().keep(key(revision, path, blob), report);
    }
  }

  @Override
  public void atEnd(Plan.Revision revision, String path, FileReport report) {
    if (used) {
      end(revision).ifPresent(cache -> cache.keep(path, report));
    }
  }

  /** Keeps what branches end with for runs of {@code check}. */
  void save() {
    ends.values().forEach(ResultCache::save);
  }

  @Override
  public void close() throws IOException {
    if (journal.isPresent()) {
      journal.get().close();
    }
  }
}
