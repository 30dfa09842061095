package org.patchwright.fix;

import java.io.IOException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.patchwright.diff.FileDiff;
import org.patchwright.report.Fingerprint;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Fix;
import org.patchwright.rule.Rank;
import org.patchwright.rule.Rule;
import org.patchwright.run.Report;
import org.patchwright.run.Runner;
import org.patchwright.series.Patch;
import org.patchwright.series.Person;
import org.patchwright.source.Edit;
import org.patchwright.source.Edits;
import org.patchwright.source.OverlayTree;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.SyntaxTree;

/**
 * What became of the findings of a tree.
 *
 * @param before the report on the tree as it was
 * @param patches in the order in which they apply
 * @param changed the files that they change, as they are afterwards
 * @param left findings that are still there after all patches
 * @param refused fixes that were not taken, with the reason, one line each
 */
public record Mending(
    Report before,
    List<Patch> patches,
    List<SourceFile> changed,
    List<Finding> left,
    List<String> refused) {

  /** A fix can make room for another; more rounds than this mean that two undo each other. */
  private static final int ROUNDS = 6;

  private static final int WIDTH = 72;

  public Mending {
    patches = List.copyOf(patches);
    changed = List.copyOf(changed);
    left = List.copyOf(left);
    refused = List.copyOf(refused);
  }

  /**
   * What to look at.
   *
   * @param minRank how sure a finding must be
   */
  public record Question(
      SourceTree tree, List<String> paths, List<Rule> rules, Rank minRank, int jobs) {

    private List<Finding> findings(Report report) {
      return report.findings().stream()
          .filter(finding -> finding.rank().compareTo(minRank) <= 0)
          .toList();
    }

    private Report ask(SourceTree now) throws IOException {
      Set<String> all = new LinkedHashSet<>(paths);
      return Runner.run(now, all, rules, jobs);
    }
  }

  /** A fix and the findings that it is to silence. */
  private record Candidate(Fix fix, List<Finding> findings) {}

  /**
   * Checks a tree, makes a patch of every fix, and takes those patches that silence their findings,
   * break no syntax and bring in nothing new.
   */
  public static Mending of(Question question, Person author, OffsetDateTime date)
      throws IOException {
    Report before = question.ask(question.tree());
    Map<String, SourceFile> changed = new TreeMap<>();
    List<Patch> patches = new ArrayList<>();
    Set<String> refused = new LinkedHashSet<>();
    Set<Fix> tried = new HashSet<>();
    Set<Fix> done = new HashSet<>();
    Report now = before;
    for (int round = 0; round < ROUNDS; round++) {
      boolean progress = false;
      Set<String> known = Set.copyOf(Fingerprint.of(question.findings(now)).values());
      // Edits speak of the files as they were when the round began.
      Map<String, SourceFile> originals = new TreeMap<>(changed);
      Map<String, List<Edit>> taken = new TreeMap<>();
      for (Candidate candidate : candidates(question.findings(now))) {
        List<Fix> chain = chain(candidate.fix());
        chain.removeAll(done);
        if (tried.contains(candidate.fix()) || chain.isEmpty()) {
          continue;
        }
        if (overlap(byPath(edits(chain)), taken)) {
          // Its edits are made anew in the next round, for the file as it is by then.
          continue;
        }
        tried.add(candidate.fix());
        Map<String, SourceFile> state = new TreeMap<>(changed);
        Map<String, List<Edit>> edited = new TreeMap<>();
        taken.forEach((path, edits) -> edited.put(path, new ArrayList<>(edits)));
        List<Patch> made = new ArrayList<>();
        for (Fix fix : chain) {
          List<Finding> silenced = fix.equals(candidate.fix()) ? candidate.findings() : List.of();
          List<FileDiff> diffs = apply(fix, question.tree(), originals, edited, state);
          if (!diffs.isEmpty()) {
            made.add(patch(fix, silenced, diffs, author, date));
          }
        }
        Optional<String> objection = objection(question, candidate, changed, state, known);
        if (objection.isPresent()) {
          refused.add(candidate.fix().title() + ": " + objection.get());
          continue;
        }
        patches.addAll(made);
        changed.putAll(state);
        taken.putAll(edited);
        done.addAll(chain);
        progress |= !made.isEmpty();
      }
      if (!progress) {
        break;
      }
      now = question.ask(OverlayTree.of(changed.values(), List.of(), question.tree()));
    }
    return new Mending(
        before,
        patches,
        List.copyOf(changed.values()),
        question.findings(now),
        List.copyOf(refused));
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
  private static List<FileDiff> apply(
      Fix fix,
      SourceTree tree,
      Map<String, SourceFile> originals,
      Map<String, List<Edit>> edited,
      Map<String, SourceFile> state)
      throws IOException {
    List<FileDiff> diffs = new ArrayList<>();
    for (Map.Entry<String, List<Edit>> wanted : byPath(fix.edits()).entrySet()) {
      String path = wanted.getKey();
      Optional<SourceFile> onDisk = tree.read(path);
      SourceFile original = originals.getOrDefault(path, onDisk.orElse(SourceFile.of(path, "")));
      List<Edit> all = edited.computeIfAbsent(path, p -> new ArrayList<>());
      all.addAll(wanted.getValue());
      Optional<SourceFile> before = Optional.ofNullable(state.get(path)).or(() -> onDisk);
      SourceFile after = Edits.apply(original, all);
      state.put(path, after);
      FileDiff.between(before, Optional.of(after)).ifPresent(diffs::add);
    }
    return diffs;
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

  /** Why a fix should not be taken. */
  private static Optional<String> objection(
      Question question,
      Candidate candidate,
      Map<String, SourceFile> changed,
      Map<String, SourceFile> after,
      Set<String> known)
      throws IOException {
    Map<String, SourceFile> touched = new TreeMap<>(after);
    touched.entrySet().removeIf(entry -> entry.getValue().equals(changed.get(entry.getKey())));
    for (SourceFile file : touched.values()) {
      Optional<SourceFile> old = Optional.ofNullable(changed.get(file.path()));
      if (old.isEmpty()) {
        old = question.tree().read(file.path());
      }
      if (errors(file) > (old.isPresent() ? errors(old.get()) : 0)) {
        return Optional.of("its edits to " + file.path() + " are no whole C");
      }
    }
    Set<String> looked = new LinkedHashSet<>(touched.keySet());
    candidate.findings().forEach(finding -> looked.add(finding.path()));
    looked.retainAll(Set.copyOf(question.paths()));
    SourceTree tree = OverlayTree.of(after.values(), List.of(), question.tree());
    Report report = Runner.run(tree, looked, question.rules(), question.jobs());
    List<Finding> found = question.findings(report);
    for (Finding finding : candidate.findings()) {
      if (found.stream().anyMatch(other -> same(finding, other))) {
        return Optional.of("the finding is still there after it");
      }
    }
    for (Map.Entry<Finding, String> print : Fingerprint.of(found).entrySet()) {
      if (!known.contains(print.getValue())) {
        Finding brought = print.getKey();
        return Optional.of("it would bring in: " + brought.path() + ": " + brought.message());
      }
    }
    return Optional.empty();
  }

  private static boolean same(Finding one, Finding other) {
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

  private static Patch patch(
      Fix fix, List<Finding> silenced, List<FileDiff> diffs, Person author, OffsetDateTime date) {
    String prefix = SubjectPrefix.of(diffs.stream().map(FileDiff::path).toList());
    String title = fix.title();
    String subject =
        prefix.isEmpty() || title.matches("[\\w/+-]+: .*") ? title : prefix + ": " + title;
    StringBuilder body = new StringBuilder(wrapped(fix.why()));
    for (Finding finding : silenced) {
      String where = finding.function().isEmpty() ? "" : " in " + finding.function() + "()";
      body.append('\n')
          .append(
              wrapped(
                  "Found by patchwright, rule "
                      + finding.rule()
                      + where
                      + ": "
                      + finding.message()
                      + "."));
    }
    return Patch.of(subject, body.toString(), author, date, diffs);
  }

  /** Paragraphs in lines of a mail's width; lines that are indented stay as they are. */
  private static String wrapped(String text) {
    StringBuilder out = new StringBuilder();
    int column = 0;
    for (String line : text.strip().split("\n", -1)) {
      if (line.isBlank() || line.startsWith(" ") || line.startsWith("\t")) {
        out.append(column > 0 ? "\n" : "").append(line.stripTrailing()).append('\n');
        column = 0;
        continue;
      }
      for (String word : line.strip().split("\\s+", -1)) {
        if (column > 0 && column + 1 + word.length() > WIDTH) {
          out.append('\n');
          column = 0;
        }
        out.append(column > 0 ? " " : "").append(word);
        column += word.length() + (column > 0 ? 1 : 0);
      }
    }
    return out.append(column > 0 ? "\n" : "").toString();
  }
}
