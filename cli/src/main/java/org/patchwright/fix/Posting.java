package org.patchwright.fix;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.patchwright.diff.FileDiff;
import org.patchwright.repository.Commit;
import org.patchwright.repository.GitRepository;
import org.patchwright.repository.RevisionTree;
import org.patchwright.rule.Finding;
import org.patchwright.series.CoverLetter;
import org.patchwright.series.Mails;
import org.patchwright.series.Patch;
import org.patchwright.series.Person;
import org.patchwright.series.Series;
import org.patchwright.source.ConfiguredTree;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;

/**
 * A mending as it is posted: patches by rule and subsystem, worded as the tree's log is.
 *
 * @param series with a cover letter if it has more than one patch
 * @param recipients who should see it, by the tree's MAINTAINERS: a suggestion
 */
public record Posting(Series series, List<String> recipients) {

  public Posting {
    recipients = List.copyOf(recipients);
  }

  /**
   * @param question as the mending was asked; a git revision adds what its history tells
   * @param signoff whether the author vouches for the patches
   */
  public static Posting of(
      Mending mending, Mending.Question question, Person author, boolean signoff)
      throws IOException {
    return new Writer(mending, question, author, signoff).posting();
  }

  /** The steps of one mending while they become patches. */
  private static final class Writer {
    private final Mending mending;
    private final Mending.Question question;
    private final Person author;
    private final boolean signoff;
    private final Optional<GitRepository> repository;
    private final Optional<String> commit;
    private final Map<String, String> homes = new HashMap<>();
    private final Map<String, Maintainers> maintainers = new TreeMap<>();
    private final SubjectStyles styles;

    Writer(Mending mending, Mending.Question question, Person author, boolean signoff)
        throws IOException {
      this.mending = mending;
      this.question = question;
      this.author = author;
      this.signoff = signoff;
      Optional<RevisionTree> revision =
          files(question.tree()) instanceof RevisionTree tree
              ? Optional.of(tree)
              : Optional.empty();
      this.commit = revision.flatMap(RevisionTree::commit);
      this.repository =
          commit.isPresent() ? revision.map(RevisionTree::repository) : Optional.empty();
      this.styles = new SubjectStyles(files(question.tree()));
    }

    private static SourceTree files(SourceTree tree) {
      return tree instanceof ConfiguredTree configured ? configured.tree() : tree;
    }

    Posting posting() throws IOException {
      List<Step> steps = proved(grouped(mending.steps()));
      List<Patch> patches = new ArrayList<>();
      Set<String> paths = new TreeSet<>();
      for (Step step : steps) {
        patches.add(patch(step));
        paths.addAll(step.after().keySet());
      }
      Set<String> recipients = new LinkedHashSet<>();
      Map<String, List<String>> byHome = new TreeMap<>();
      for (String path : paths) {
        byHome.computeIfAbsent(home(path), home -> new ArrayList<>()).add(path);
      }
      for (List<String> inside : byHome.values()) {
        List<Patch> own =
            patches.stream()
                .filter(
                    patch -> patch.files().stream().anyMatch(file -> inside.contains(file.path())))
                .toList();
        List<String> mails =
            Mails.write(Series.of(own, commit)).stream().map(SourceFile::text).toList();
        recipients.addAll(maintainers(inside.get(0)).recipients(inside, mails));
      }
      // People before lists, each in the order in which they came.
      List<String> ordered = new ArrayList<>(recipients);
      ordered.sort(Comparator.comparing(line -> line.endsWith(" list)")));
      Series series = Series.of(patches, commit);
      return new Posting(
          patches.size() > 1 ? series.withCover(cover(steps, patches, ordered)) : series, ordered);
    }

    private List<Step> grouped(List<Step> steps) throws IOException {
      Map<Step, String> keys = new IdentityHashMap<>();
      for (Step step : steps) {
        String path = main(step);
        String subsystem =
            maintainers(path)
                .subsystem(path)
                .orElseGet(
                    () -> path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "");
        keys.put(step, subsystem + "\n" + styles.prefix(path) + "\n" + step.rule());
      }
      return Grouping.of(steps, keys::get);
    }

    /** The new order, if each of its prefixes holds; else the one that is proved already. */
    private List<Step> proved(List<Step> grouped) throws IOException {
      if (grouped.equals(mending.steps())) {
        return grouped;
      }
      Proof proof = question.proof();
      List<Finding> known = proof.findings(mending.before());
      Map<String, SourceFile> earlier = new TreeMap<>();
      for (Step step : grouped) {
        Map<String, SourceFile> later = new TreeMap<>(earlier);
        later.putAll(step.after());
        Proof.Verdict verdict = proof.verdict(step.silenced(), earlier, later, known);
        if (verdict.objection().isPresent()) {
          return mending.steps();
        }
        known = verdict.findings();
        earlier = later;
      }
      return grouped;
    }

    private Maintainers maintainers(String path) throws IOException {
      String home = home(path);
      Maintainers known = maintainers.get(home);
      if (known == null) {
        known = Maintainers.of(question.tree(), home);
        maintainers.put(home, known);
      }
      return known;
    }

    /** The nearest folder around a path that has a MAINTAINERS file; else the tree itself. */
    private String home(String path) throws IOException {
      int slash = path.lastIndexOf('/');
      if (slash < 0) {
        return "";
      }
      String folder = path.substring(0, slash);
      String known = homes.get(folder);
      if (known == null) {
        known = question.tree().read(folder + "/MAINTAINERS").isPresent() ? folder : home(folder);
        homes.put(folder, known);
      }
      return known;
    }

    /** The file that a step is about: the first finding's, else the source that changes most. */
    private static String main(Step step) {
      if (!step.prepares() && step.after().containsKey(step.silenced().get(0).path())) {
        return step.silenced().get(0).path();
      }
      return step.diffs().stream()
          .max(
              Comparator.comparing((FileDiff diff) -> diff.path().endsWith(".c"))
                  .thenComparing(FileDiff::added)
                  .thenComparing(FileDiff::path, Comparator.reverseOrder()))
          .map(FileDiff::path)
          .orElseThrow();
    }

    private Patch patch(Step step) throws IOException {
      String subject =
          styles.subject(Wording.title(step.fixes()), main(step), step.after().keySet());
      StringBuilder body = new StringBuilder(Wording.body(step));
      Set<String> trailers = new LinkedHashSet<>();
      for (Commit introduced : introductions(step)) {
        trailers.add("Fixes: " + Wording.named(introduced));
      }
      if (signoff) {
        trailers.add("Signed-off-by: " + author);
      }
      if (!trailers.isEmpty()) {
        body.append('\n');
        trailers.forEach(trailer -> body.append(trailer).append('\n'));
      }
      return Patch.undated(subject, body.toString(), author, step.diffs());
    }

    private List<Commit> introductions(Step step) throws IOException {
      if (repository.isEmpty()) {
        return List.of();
      }
      List<Commit> commits = new ArrayList<>();
      for (Finding finding : step.silenced()) {
        // Only where it stood before any patch do its lines mean something to history.
        Optional<Finding> first =
            mending.before().findings().stream()
                .filter(other -> Proof.same(other, finding))
                .findFirst();
        if (first.isPresent()) {
          Introduction.of(repository.get(), commit.orElseThrow(), first.get(), question.rules())
              .filter(found -> commits.stream().noneMatch(other -> other.id().equals(found.id())))
              .ifPresent(commits::add);
        }
      }
      return commits;
    }

    private CoverLetter cover(List<Step> steps, List<Patch> patches, List<String> recipients)
        throws IOException {
      Set<String> rules = new TreeSet<>();
      Set<String> paths = new TreeSet<>();
      int mended = 0;
      for (Step step : steps) {
        step.silenced().forEach(finding -> rules.add(finding.rule()));
        step.silenced().forEach(finding -> paths.add(finding.path()));
        mended += step.silenced().size();
      }
      String where = SubjectPrefix.of(paths);
      String subject =
          (where.isEmpty() ? "" : where + ": ")
              + "Mend "
              + mended
              + (mended == 1 ? " finding of " : " findings of ")
              + (rules.size() > 2 ? rules.size() + " rules" : String.join(" and ", rules));
      StringBuilder body = new StringBuilder();
      body.append(
          Wording.wrapped(
              "Each patch was checked on top of those before it: its findings are gone, the files"
                  + " it touches are whole, and no finding was added.",
              ""));
      body.append('\n').append(Table.of(steps));
      if (!mending.left().isEmpty()) {
        body.append("\nLeft as they are:\n");
        for (Finding finding : mending.left()) {
          String why = finding.unmended().isEmpty() ? "" : " (" + finding.unmended() + ")";
          body.append(
              Wording.wrapped("- " + finding.path() + ": " + Wording.what(finding) + why, "  "));
        }
      }
      if (!recipients.isEmpty()) {
        body.append("\nSuggested recipients, by MAINTAINERS:\n");
        recipients.forEach(one -> body.append("  ").append(one).append('\n'));
      }
      return new CoverLetter(subject, body.toString(), author, Optional.empty(), Optional.empty());
    }
  }
}
