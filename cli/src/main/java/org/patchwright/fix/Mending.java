package org.patchwright.fix;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Fix;
import org.patchwright.rule.Rank;
import org.patchwright.rule.Rule;
import org.patchwright.run.Report;
import org.patchwright.run.Runner;
import org.patchwright.source.Edit;
import org.patchwright.source.Edits;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;

/**
 * What became of the findings of a tree.
 *
 * @param before the report on the tree as it was
 * @param steps in the order in which they apply, each proved on top of those before it
 * @param left findings that are still there after all steps; where a fix was tried in vain, they
 *     say why
 */
public record Mending(Report before, List<Step> steps, List<Finding> left) {

  /** A fix can make room for another; more rounds than this mean that two undo each other. */
  private static final int ROUNDS = 6;

  public Mending {
    steps = List.copyOf(steps);
    left = List.copyOf(left);
  }

  /**
   * What to look at.
   *
   * @param rules those whose findings are to be mended
   * @param others rules that only say whether a fix brings in something new
   * @param minRank how sure a finding must be
   */
  public record Question(
      SourceTree tree,
      List<String> paths,
      List<Rule> rules,
      List<Rule> others,
      Rank minRank,
      int jobs) {

    Proof proof() {
      return new Proof(tree, paths, rules, others, minRank, jobs);
    }
  }

  /** A fix and the findings that it is to silence. */
  private record Candidate(Fix fix, List<Finding> findings) {}

  /** The tree while it is mended. */
  private static final class Work {
    private final Proof proof;
    private final Map<String, SourceFile> changed = new TreeMap<>();
    private final List<Step> steps = new ArrayList<>();
    private final Set<Fix> done = new HashSet<>();
    private final Map<Fix, String> refused = new HashMap<>();

    Work(Proof proof) {
      this.proof = proof;
    }
  }

  /**
   * Checks a tree and takes those fixes that silence their findings, break no syntax and bring in
   * nothing new.
   */
  public static Mending of(Question question) throws IOException {
    Report before =
        Runner.run(question.tree(), question.paths(), question.rules(), question.jobs());
    Work work = new Work(question.proof());
    List<Finding> now = work.proof.findings(before);
    for (int round = 0; round < ROUNDS; round++) {
      Map<String, SourceFile> earlier = new TreeMap<>(work.changed);
      if (!round(work, now)) {
        break;
      }
      now = work.proof.again(now, earlier, work.changed);
    }
    return new Mending(
        before, work.steps, now.stream().map(finding -> explained(finding, work.refused)).toList());
  }

  private static Finding explained(Finding finding, Map<Fix, String> refused) {
    return finding
        .fix()
        .map(fix -> refused.getOrDefault(fix, "it collides with another"))
        .map(reason -> finding.notFixed("the one tried was not proved: " + reason))
        .orElse(finding);
  }

  /**
   * Tries every fix once whose edits do not touch another's.
   *
   * @return whether something changed
   */
  private static boolean round(Work work, List<Finding> findings) throws IOException {
    boolean progress = false;
    List<Finding> known = findings;
    // Edits speak of the files as they were when the round began.
    Map<String, SourceFile> originals = new TreeMap<>(work.changed);
    Map<String, List<Edit>> taken = new TreeMap<>();
    for (Candidate candidate : candidates(findings)) {
      List<Fix> chain = chain(candidate.fix());
      chain.removeAll(work.done);
      if (work.refused.containsKey(candidate.fix()) || chain.isEmpty()) {
        continue;
      }
      if (overlap(byPath(edits(chain)), taken)) {
        // Its edits are made anew in the next round, for the file as it is by then.
        continue;
      }
      Map<String, SourceFile> state = new TreeMap<>(work.changed);
      Map<String, List<Edit>> edited = new TreeMap<>();
      taken.forEach((path, edits) -> edited.put(path, new ArrayList<>(edits)));
      List<Step> made = new ArrayList<>();
      for (Fix fix : chain) {
        List<Finding> silenced = fix.equals(candidate.fix()) ? candidate.findings() : List.of();
        Step step = apply(fix, silenced, work.proof.tree(), originals, edited, state);
        if (!step.diffs().isEmpty()) {
          made.add(step);
        }
      }
      Proof.Verdict verdict =
          made.isEmpty()
              ? Proof.Verdict.against("it changes nothing")
              : work.proof.verdict(candidate.findings(), work.changed, state, known);
      if (verdict.objection().isPresent()) {
        work.refused.put(candidate.fix(), verdict.objection().get());
        continue;
      }
      known = verdict.findings();
      work.steps.addAll(made);
      work.changed.putAll(state);
      taken.putAll(edited);
      work.done.addAll(chain);
      progress = true;
    }
    return progress;
  }

  /** The fixes in the order of their findings. */
  private static List<Candidate> candidates(List<Finding> findings) {
    Map<Fix, List<Finding>> candidates = new LinkedHashMap<>();
    for (Finding finding : findings) {
      finding
          .fix()
          .ifPresent(fix -> candidates.computeIfAbsent(fix, f -> new ArrayList<>()).add(finding));
    }
    return candidates.entrySet().stream()
        .map(entry -> new Candidate(entry.getKey(), entry.getValue()))
        .toList();
  }

  /** A fix behind those that must go before it. */
  private static List<Fix> chain(Fix fix) {
    Set<Fix> chain = new LinkedHashSet<>();
    fix.prerequisites().forEach(earlier -> chain.addAll(chain(earlier)));
    chain.add(fix);
    return new ArrayList<>(chain);
  }

  private static List<Edit> edits(List<Fix> chain) {
    return chain.stream().flatMap(fix -> fix.edits().stream()).toList();
  }

  private static Map<String, List<Edit>> byPath(List<Edit> edits) {
    return edits.stream()
        .distinct()
        .collect(Collectors.groupingBy(Edit::path, TreeMap::new, Collectors.toList()));
  }

  /**
   * Carries one fix out on top of others.
   *
   * @param originals the changed files as edits know them
   * @param edited the edits so far, to which this adds
   * @param state the changed files so far, which this changes
   */
  private static Step apply(
      Fix fix,
      List<Finding> silenced,
      SourceTree tree,
      Map<String, SourceFile> originals,
      Map<String, List<Edit>> edited,
      Map<String, SourceFile> state)
      throws IOException {
    Map<String, SourceFile> before = new TreeMap<>();
    Map<String, SourceFile> after = new TreeMap<>();
    for (Map.Entry<String, List<Edit>> wanted : byPath(fix.edits()).entrySet()) {
      String path = wanted.getKey();
      Optional<SourceFile> onDisk = tree.read(path);
      SourceFile original = originals.getOrDefault(path, onDisk.orElse(SourceFile.of(path, "")));
      List<Edit> all = edited.computeIfAbsent(path, p -> new ArrayList<>());
      all.addAll(wanted.getValue());
      Optional.ofNullable(state.get(path)).or(() -> onDisk).ifPresent(f -> before.put(path, f));
      after.put(path, Edits.apply(original, all));
    }
    state.putAll(after);
    return new Step(List.of(fix), silenced, before, after);
  }

  private static boolean overlap(Map<String, List<Edit>> wanted, Map<String, List<Edit>> taken) {
    return wanted.entrySet().stream()
        .anyMatch(
            entry ->
                taken.getOrDefault(entry.getKey(), List.of()).stream()
                    .anyMatch(
                        earlier ->
                            entry.getValue().stream().anyMatch(edit -> collide(earlier, edit))));
  }

  private static boolean collide(Edit one, Edit other) {
    return one.span().overlaps(other.span())
        || one.span().start() == other.span().start()
        || one.span().contains(other.span().start()) && other.span().isEmpty()
        || other.span().contains(one.span().start()) && one.span().isEmpty();
  }
}
