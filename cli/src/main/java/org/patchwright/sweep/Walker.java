package org.patchwright.sweep;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.patchwright.cache.Standing;
import org.patchwright.rule.Finding;
import org.patchwright.run.Answers;
import org.patchwright.run.FileReport;
import org.patchwright.run.Report;
import org.patchwright.source.Problem;
import org.patchwright.source.SourceTree;
import org.patchwright.symbol.Grounds;
import org.patchwright.symbol.KernelTree;

/**
 * Walks the files of one folder through the revisions of a plan, in their order. A file is judged
 * where its content is new, or where what its findings rest on has changed; else its result is
 * taken over. For one thread, which must have room for deep recursion.
 */
public final class Walker {

  /**
   * A file's result.
   *
   * @param told its findings, less those that a comment in the file allows
   * @param grounds what it rests on beside the file
   * @param inside whether nothing of that is in another kernel
   */
  private record Entry(
      String blob,
      FileReport report,
      List<Sighting> told,
      List<Walked.Trouble> troubles,
      Grounds grounds,
      boolean inside) {}

  /** Of one content of a file, so many results are kept: one for each company it was seen in. */
  private static final int COMPANIES = 8;

  private final Ground ground;
  private final String folder;

  /** Where the kernel begins that the folder is of; empty if it may be the whole tree. */
  private final String kernel;

  private final Judge judge;
  private final Past past;
  private final Predicate<String> wanted;
  private final int[] lastUse;
  private final Map<Integer, Map<String, Entry>> states = new HashMap<>();
  private final Map<String, Deque<Entry>> seen = new HashMap<>();
  private final Answers answers = new Answers();
  private final List<Walked.Step> steps = new ArrayList<>();
  private final List<Walked.Trouble> troubles = new ArrayList<>();
  private int next;
  private long judged;
  private long relinked;
  private long recalled;

  /**
   * @param folder the share of the work, see {@link Plan#shares}
   * @param past results of earlier runs
   */
  public Walker(Ground ground, String folder, Judge judge, Past past) {
    this.ground = ground;
    this.folder = folder;
    this.kernel = Standing.kernelOf(folder);
    this.judge = judge;
    this.past = past;
    this.wanted = ground.plan().wanted();
    this.lastUse = new int[ground.plan().revisions().size()];
    for (Plan.Revision revision : ground.plan().revisions()) {
      if (revision.base() >= 0) {
        lastUse[revision.base()] = revision.number();
      }
      revision.parents().forEach(parent -> lastUse[parent] = revision.number());
    }
  }

  /** Walks on, up to a revision that is not looked at yet. */
  public void walk(int end) throws IOException {
    for (; next < end; next++) {
      Plan.Revision revision = ground.plan().revisions().get(next);
      Map<String, Entry> base =
          revision.base() < 0 ? Map.of() : states.getOrDefault(revision.base(), Map.of());
      Map<String, Entry> state = after(base, revision);
      states.put(next, state);
      if (!revision.branches().isEmpty()) {
        state.forEach((path, entry) -> past.atEnd(revision, path, entry.report()));
      }
      release(revision);
    }
  }

  /** What was found so far. */
  public Walked walked() {
    return new Walked(steps, troubles, new Walked.Effort(judged, relinked, recalled));
  }

  private void release(Plan.Revision revision) {
    if (revision.base() >= 0 && lastUse[revision.base()] <= revision.number()) {
      states.remove(revision.base());
    }
    for (int parent : revision.parents()) {
      if (lastUse[parent] <= revision.number()) {
        states.remove(parent);
      }
    }
  }

  private Map<String, Entry> after(Map<String, Entry> base, Plan.Revision revision)
      throws IOException {
    List<Plan.Change> changes = ground.plan().changes().get(revision.number());
    if (changes.isEmpty()) {
      return base;
    }
    Map<String, Entry> state = new TreeMap<>(base);
    TreeSet<String> open = new TreeSet<>();
    for (Plan.Change change : changes) {
      if (Listing.folder(change.path()).equals(folder) && wanted.test(change.path())) {
        if (change.blob().isEmpty()) {
          Entry gone = state.remove(change.path());
          if (gone != null && !gone.told().isEmpty()) {
            steps.add(new Walked.Step(revision.number(), change.path(), List.of()));
          }
        } else {
          open.add(change.path());
        }
      }
    }
    if (!base.isEmpty() && concerns(changes, base)) {
      KernelTree tree = ground.tree(revision.number());
      base.forEach(
          (path, entry) -> {
            if (state.containsKey(path) && !entry.grounds().standIn(tree)) {
              open.add(path);
            }
          });
    }
    for (String path : open) {
      Entry entry = entry(revision, path);
      Entry before = state.put(path, entry);
      List<Sighting> old = before == null ? List.of() : before.told();
      if (!old.equals(entry.told())) {
        steps.add(new Walked.Step(revision.number(), path, entry.told()));
      }
      for (Walked.Trouble trouble : entry.troubles()) {
        troubles.add(
            new Walked.Trouble(revision.number(), path, trouble.message(), trouble.failed()));
      }
      remember(path, entry);
    }
    return state;
  }

  /**
   * Whether changes may have a say in what is known: those of other kernels in the repository have
   * none, unless something looked beyond its own.
   */
  private boolean concerns(List<Plan.Change> changes, Map<String, Entry> known) {
    return kernel.isEmpty()
        || changes.stream().anyMatch(change -> change.path().startsWith(kernel))
        || known.values().stream().anyMatch(entry -> !entry.inside());
  }

  /** Lines of history that run side by side ask in turn; each has its own company. */
  private void remember(String path, Entry entry) {
    Deque<Entry> known = seen.computeIfAbsent(key(path, entry.blob()), k -> new ArrayDeque<>());
    known.removeIf(one -> one == entry);
    known.addFirst(entry);
    if (known.size() > COMPANIES) {
      known.removeLast();
    }
  }

  private static String key(String path, String blob) {
    return path + "\n" + blob;
  }

  private Entry entry(Plan.Revision revision, String path) throws IOException {
    String blob = ground.listing(revision.number()).blob(path).orElseThrow();
    for (int parent : revision.parents()) {
      Entry there = states.getOrDefault(parent, Map.of()).get(path);
      if (there != null && there.blob().equals(blob) && stands(revision, there)) {
        return there;
      }
    }
    Deque<Entry> once = seen.getOrDefault(key(path, blob), new ArrayDeque<>());
    for (Entry entry : once) {
      if (stands(revision, entry)) {
        return entry;
      }
    }
    Optional<FileReport> known = past.recall(revision, path, blob);
    if (known.isPresent()) {
      recalled++;
      return entry(revision, path, blob, known.get());
    }
    judged++;
    if (!once.isEmpty()) {
      relinked++;
    }
    FileReport report = judge.about(ground.tree(revision.number()), path, answers);
    if (report.failures().isEmpty() && report.problems().isEmpty()) {
      past.keep(revision, path, blob, report);
    }
    return entry(revision, path, blob, report);
  }

  private boolean stands(Plan.Revision revision, Entry entry) {
    return entry.troubles().isEmpty() && entry.grounds().standIn(ground.tree(revision.number()));
  }

  private Entry entry(Plan.Revision revision, String path, String blob, FileReport report)
      throws IOException {
    List<Walked.Trouble> found = new ArrayList<>();
    for (Problem problem : report.problems()) {
      found.add(new Walked.Trouble(revision.number(), path, problem.message(), false));
    }
    for (Report.RuleFailure failure : report.failures()) {
      String rule = failure.rule().isEmpty() ? "analysis" : "rule " + failure.rule();
      found.add(
          new Walked.Trouble(
              revision.number(), path, rule + " failed: " + failure.message(), true));
    }
    SourceTree tree = ground.tree(revision.number()).source();
    List<Finding> told = List.of();
    if (!report.findings().isEmpty()) {
      told = judge.told(report, path, tree);
    }
    Grounds grounds = Grounds.of(report.uses(), ground.tree(revision.number()));
    return new Entry(
        blob, report, Sighting.of(told, tree), found, grounds, grounds.areWithin(kernel));
  }
}
