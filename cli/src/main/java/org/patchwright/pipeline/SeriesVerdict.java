package org.patchwright.pipeline;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.patchwright.diff.FileDiff;
import org.patchwright.report.Fingerprint;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Rank;
import org.patchwright.rule.Rule;
import org.patchwright.run.Runner;
import org.patchwright.series.Patch;
import org.patchwright.source.SourceFile;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.SyntaxTree;
import org.patchwright.validate.Hygiene;
import org.patchwright.validate.PatchedTree;
import org.patchwright.validate.Remark;

/**
 * A series judged patch by patch.
 *
 * @param carried how it applies
 * @param steps one for each patch, in order
 */
public record SeriesVerdict(Carried carried, List<Step> steps) {

  /**
   * What one patch does to the code.
   *
   * @param mends findings that are gone with it
   * @param leaves findings that were there before the series and still are, in functions that it
   *     changes
   * @param introduces findings that come with it
   * @param mendedLater those of them, by their place in {@code introduces}, that a later patch
   *     mends, with that patch's number from 1
   * @param remarks on the patch itself
   */
  public record Step(
      Carried.Step step,
      List<Finding> mends,
      List<Finding> leaves,
      List<Finding> introduces,
      Map<Integer, Integer> mendedLater,
      List<Remark> remarks) {

    public Step {
      mends = List.copyOf(mends);
      leaves = List.copyOf(leaves);
      introduces = List.copyOf(introduces);
      mendedLater = Map.copyOf(mendedLater);
      remarks = List.copyOf(remarks);
    }
  }

  public SeriesVerdict {
    steps = List.copyOf(steps);
  }

  /** Whether everything applies beyond doubt and there is nothing to say. */
  public boolean isClean() {
    return carried.isProved()
        && steps.stream().allMatch(step -> step.introduces().isEmpty() && step.remarks().isEmpty());
  }

  /**
   * Judges a carried series.
   *
   * @param rules to ask of the files that a patch touches, before and after it; may be none
   * @param minRank how sure a finding must be
   * @param checkpatch to ask as well
   */
  public static SeriesVerdict of(
      Carried carried, List<Rule> rules, Rank minRank, int jobs, Optional<Checkpatch> checkpatch)
      throws IOException {
    List<Step> steps = new ArrayList<>();
    Map<String, Integer> errors = new HashMap<>();
    for (Carried.Step step : carried.steps()) {
      Map<String, Finding> before = new LinkedHashMap<>();
      Map<String, Finding> after = new LinkedHashMap<>();
      PatchedTree tree = step.applied().tree();
      if (!rules.isEmpty()) {
        TreeSet<String> paths = new TreeSet<>();
        step.applied().files().forEach(file -> paths.add(file.diff().oldPath()));
        step.applied().files().forEach(file -> paths.add(file.diff().newPath()));
        paths.removeIf(path -> !path.endsWith(".c") && !path.endsWith(".h"));
        before = findings(step.before(), paths, rules, minRank, jobs);
        after = findings(tree, paths, rules, minRank, jobs);
      }
      List<Finding> mends = new ArrayList<>();
      for (Map.Entry<String, Finding> one : before.entrySet()) {
        if (!after.containsKey(one.getKey())) {
          mends.add(one.getValue());
        }
      }
      List<Finding> introduces = new ArrayList<>();
      for (Map.Entry<String, Finding> one : after.entrySet()) {
        if (!before.containsKey(one.getKey())) {
          introduces.add(one.getValue());
        }
      }
      List<FileDiff> diffs = Carried.diffs(step);
      List<Finding> leaves = new ArrayList<>();
      for (Map.Entry<String, Finding> one : after.entrySet()) {
        if (before.containsKey(one.getKey()) && Touched.by(diffs, one.getValue(), tree)) {
          leaves.add(one.getValue());
        }
      }
      Patch patch = step.patch();
      List<Remark> remarks =
          new ArrayList<>(Hygiene.of((patch.subject() + "\n\n" + patch.body()).strip(), diffs));
      remarks.addAll(HalfConverted.of(diffs, tree));
      for (FileDiff diff : diffs) {
        if (mends.stream().anyMatch(finding -> isLeak(finding) && isIn(finding, diff))) {
          remarks.addAll(PassedOver.of(diff));
        }
      }
      unparsed(step, diffs, errors, remarks);
      if (checkpatch.isPresent() && !diffs.isEmpty()) {
        remarks.addAll(checkpatch.get().remarks(patch, diffs));
      }
      steps.add(new Step(step, mends, leaves, introduces, Map.of(), remarks));
    }
    return new SeriesVerdict(carried, connected(steps));
  }

  private static boolean isIn(Finding finding, FileDiff diff) {
    return finding.path().equals(diff.oldPath());
  }

  private static boolean isLeak(Finding finding) {
    return finding.rule().contains("Leak") || finding.rule().contains("Left");
  }

  /** Whether a patch gives back most of what a finding says is lost, but passes over some. */
  public static boolean isInPart(Step step, Finding mended) {
    return isLeak(mended)
        && step.remarks().stream()
            .anyMatch(
                remark -> remark.kind().equals("in-part") && remark.path().equals(mended.path()));
  }

  private static Map<String, Finding> findings(
      PatchedTree tree, TreeSet<String> paths, List<Rule> rules, Rank minRank, int jobs)
      throws IOException {
    List<Finding> all =
        Runner.run(tree, paths, rules, jobs).findings().stream()
            .filter(finding -> finding.rank().compareTo(minRank) <= 0)
            .toList();
    Map<Finding, String> prints = Fingerprint.of(all);
    Map<String, Finding> byPrint = new LinkedHashMap<>();
    all.forEach(finding -> byPrint.put(prints.get(finding), finding));
    return byPrint;
  }

  private static void unparsed(
      Carried.Step step, List<FileDiff> diffs, Map<String, Integer> errors, List<Remark> remarks)
      throws IOException {
    for (FileDiff diff : diffs) {
      if (!diff.path().endsWith(".c") && !diff.path().endsWith(".h") || diff.isDeleted()) {
        continue;
      }
      Optional<SourceFile> before = step.before().read(diff.oldPath());
      Optional<SourceFile> after = step.applied().tree().read(diff.path());
      int now = after.isPresent() ? errors(after.get(), errors) : 0;
      int then = before.isPresent() && now > 0 ? errors(before.get(), errors) : 0;
      if (now > then) {
        SyntaxTree tree = SyntaxTree.parse(after.get());
        int line =
            tree.root()
                .findAll(Kind.ERROR)
                .map(org.patchwright.syntax.Node::line)
                .findFirst()
                .orElse(0);
        remarks.add(new Remark(diff.path(), line, "syntax", "no longer parses as C"));
      }
    }
  }

  private static int errors(SourceFile file, Map<String, Integer> known) {
    return known.computeIfAbsent(
        file.path() + ":" + file.hashCode(),
        key -> (int) SyntaxTree.parse(file).root().findAll(Kind.ERROR).count());
  }

  /** A fault that comes with one patch and goes with a later one breaks bisection in between. */
  private static List<Step> connected(List<Step> steps) {
    List<Step> all = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      Map<Integer, Integer> later = new TreeMap<>();
      List<Finding> introduced = steps.get(i).introduces();
      for (int f = 0; f < introduced.size(); f++) {
        for (int j = i + 1; j < steps.size() && !later.containsKey(f); j++) {
          Finding wanted = introduced.get(f);
          if (steps.get(j).mends().stream().anyMatch(mended -> same(mended, wanted))) {
            later.put(f, j + 1);
          }
        }
      }
      Step step = steps.get(i);
      List<Finding> leaves = new ArrayList<>(step.leaves());
      // What an earlier patch brought in is told there.
      for (Step earlier : steps.subList(0, i)) {
        leaves.removeIf(
            left -> earlier.introduces().stream().anyMatch(brought -> same(brought, left)));
      }
      all.add(
          new Step(step.step(), step.mends(), leaves, step.introduces(), later, step.remarks()));
    }
    return all;
  }

  private static boolean same(Finding one, Finding other) {
    return one.rule().equals(other.rule())
        && one.path().equals(other.path())
        && one.function().equals(other.function())
        && one.subject().equals(other.subject())
        && one.message().replaceAll("\\d+", "#").equals(other.message().replaceAll("\\d+", "#"));
  }
}
