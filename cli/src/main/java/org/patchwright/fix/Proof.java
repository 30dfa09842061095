package org.patchwright.fix;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.patchwright.fact.Place;
import org.patchwright.report.Fingerprint;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Rank;
import org.patchwright.rule.Rule;
import org.patchwright.run.Report;
import org.patchwright.run.Runner;
import org.patchwright.source.OverlayTree;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.SyntaxTree;

/**
 * What must hold of every patch: what it touches is still whole C, its findings are gone, and no
 * new one came.
 *
 * @param tree the files before any patch
 * @param paths what is reported on
 * @param others rules that nothing is mended for, but that no patch may give something to tell
 * @param minRank how sure a finding must be to count
 */
record Proof(
    SourceTree tree,
    List<String> paths,
    List<Rule> rules,
    List<Rule> others,
    Rank minRank,
    int jobs) {

  /** The tree after some files changed. */
  SourceTree with(Map<String, SourceFile> changed) {
    return OverlayTree.of(changed.values(), List.of(), tree);
  }

  List<Finding> findings(Report report) {
    return report.findings().stream()
        .filter(finding -> finding.rank().compareTo(minRank) <= 0)
        .toList();
  }

  /**
   * What is to be said of a change.
   *
   * @param objection why it should not be made
   * @param findings all that are there after it, if it is made
   */
  record Verdict(Optional<String> objection, List<Finding> findings) {
    static Verdict against(String reason) {
      return new Verdict(Optional.of(reason), List.of());
    }
  }

  /**
   * Judges a change.
   *
   * @param mended the findings that it is to silence
   * @param earlier the changed files before it
   * @param later the changed files after it
   * @param known the findings before it
   */
  Verdict verdict(
      List<Finding> mended,
      Map<String, SourceFile> earlier,
      Map<String, SourceFile> later,
      Collection<Finding> known)
      throws IOException {
    Map<String, SourceFile> touched = new TreeMap<>(later);
    touched.entrySet().removeIf(entry -> entry.getValue().equals(earlier.get(entry.getKey())));
    for (SourceFile file : touched.values()) {
      Optional<SourceFile> old = Optional.ofNullable(earlier.get(file.path()));
      if (old.isEmpty()) {
        old = tree.read(file.path());
      }
      if (errors(file) > (old.isPresent() ? errors(old.get()) : 0)) {
        return Verdict.against("its edits to " + file.path() + " are no whole C");
      }
    }
    Set<String> looked = new LinkedHashSet<>(touched.keySet());
    mended.forEach(finding -> looked.add(finding.path()));
    looked.retainAll(Set.copyOf(paths));
    List<Finding> found = findings(Runner.run(with(later), looked, rules, jobs));
    for (Finding finding : mended) {
      // A function may have several of the same words; one fewer must be left for each mended,
      // but for those of another origin, which this one hid.
      long left = count(found, finding);
      if (left > count(known, finding) - count(mended, finding)
          && (left >= count(known, finding)
              || isOfSameOrigin(mended, finding, found, earlier, later))) {
        return Verdict.against("the finding is still there after it");
      }
    }
    Optional<Finding> brought = brought(known, found);
    if (brought.isEmpty()) {
      brought = toOthers(touched.keySet(), earlier, later);
    }
    if (brought.isPresent()) {
      return Verdict.against(
          "it would bring in: " + brought.get().path() + ": " + brought.get().message());
    }
    List<Finding> now = new ArrayList<>(known);
    now.removeIf(finding -> looked.contains(finding.path()));
    now.addAll(found);
    return new Verdict(Optional.empty(), now);
  }

  /** What a change gives the other rules to tell of the files that it touches. */
  private Optional<Finding> toOthers(
      Set<String> touched, Map<String, SourceFile> earlier, Map<String, SourceFile> later)
      throws IOException {
    if (others.isEmpty()) {
      return Optional.empty();
    }
    Set<String> looked = new LinkedHashSet<>(touched);
    looked.retainAll(Set.copyOf(paths));
    return brought(
        findings(Runner.run(with(earlier), looked, others, jobs)),
        findings(Runner.run(with(later), looked, others, jobs)));
  }

  /** Whether one of those that are left begins where the mended ones of the same words do. */
  private boolean isOfSameOrigin(
      List<Finding> mended,
      Finding like,
      List<Finding> found,
      Map<String, SourceFile> earlier,
      Map<String, SourceFile> later)
      throws IOException {
    Set<String> origins = new TreeSet<>();
    for (Finding finding : mended) {
      if (same(finding, like)) {
        origins.add(origin(finding, earlier));
      }
    }
    for (Finding finding : found) {
      if (same(finding, like) && origins.contains(origin(finding, later))) {
        return true;
      }
    }
    return false;
  }

  /** The code at which the path of a finding begins. */
  private String origin(Finding finding, Map<String, SourceFile> changed) throws IOException {
    if (finding.steps().isEmpty()) {
      return "";
    }
    Place place = finding.steps().get(0).place();
    Optional<SourceFile> file = Optional.ofNullable(changed.get(place.path()));
    if (file.isEmpty()) {
      file = tree.read(place.path());
    }
    return file.filter(one -> place.span().end() <= one.size())
        .map(one -> one.text(place.span()))
        .orElse("");
  }

  private static long count(Collection<Finding> findings, Finding like) {
    return findings.stream().filter(finding -> same(finding, like)).count();
  }

  /** A finding that was not there before. Fingerprints number like ones by file, so count them. */
  private static Optional<Finding> brought(Collection<Finding> known, List<Finding> found) {
    Map<String, List<Finding>> before = byPath(known);
    for (Map.Entry<String, List<Finding>> file : byPath(found).entrySet()) {
      Set<String> prints =
          Set.copyOf(Fingerprint.of(before.getOrDefault(file.getKey(), List.of())).values());
      for (Map.Entry<Finding, String> print : Fingerprint.of(file.getValue()).entrySet()) {
        if (!prints.contains(print.getValue())) {
          return Optional.of(print.getKey());
        }
      }
    }
    return Optional.empty();
  }

  private static Map<String, List<Finding>> byPath(Collection<Finding> findings) {
    Map<String, List<Finding>> byPath = new TreeMap<>();
    findings.forEach(
        finding -> byPath.computeIfAbsent(finding.path(), p -> new ArrayList<>()).add(finding));
    return byPath;
  }

  static boolean same(Finding one, Finding other) {
    return one.rule().equals(other.rule())
        && one.path().equals(other.path())
        && one.function().equals(other.function())
        && one.subject().equals(other.subject())
        && one.message().equals(other.message());
  }

  private static long errors(SourceFile file) {
    return file.path().endsWith(".c") || file.path().endsWith(".h")
        ? SyntaxTree.parse(file).root().findAll(Kind.ERROR).count()
        : 0;
  }

  /**
   * The findings after a round of changes. Only what the changes can reach is looked at again: the
   * files themselves, those with findings, and for a header or a function that others may call,
   * whatever mentions it.
   */
  List<Finding> again(
      List<Finding> known, Map<String, SourceFile> earlier, Map<String, SourceFile> later)
      throws IOException {
    Set<String> names = new TreeSet<>();
    Set<String> looked = new TreeSet<>();
    for (SourceFile file : later.values()) {
      if (!file.equals(earlier.get(file.path()))) {
        looked.add(file.path());
        names.addAll(Reach.names(file, Optional.ofNullable(earlier.get(file.path())), tree));
      }
    }
    known.forEach(finding -> looked.add(finding.path()));
    if (!names.isEmpty()) {
      for (String path : paths) {
        if (!looked.contains(path)
            && tree.read(path).map(file -> Reach.mentions(file, names)).orElse(false)) {
          looked.add(path);
        }
      }
    }
    looked.retainAll(Set.copyOf(paths));
    List<Finding> now = new ArrayList<>(known);
    now.removeIf(finding -> looked.contains(finding.path()));
    now.addAll(findings(Runner.run(with(later), looked, rules, jobs)));
    now.sort(Finding.ORDER);
    return now;
  }
}
