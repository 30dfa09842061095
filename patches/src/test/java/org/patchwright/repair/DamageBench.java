package org.patchwright.repair;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.patchwright.diff.FileDiff;
import org.patchwright.diff.Hunk;
import org.patchwright.diff.HunkLine;
import org.patchwright.repository.GitRepository;
import org.patchwright.repository.RevisionTree;
import org.patchwright.series.SeriesReader;
import org.patchwright.series.SeriesReading;
import org.patchwright.source.SourceFile;

/** Real commits as mails, each damaged in every way and read again with its pre-image at hand. */
final class DamageBench {

  /** How often each end was reached. */
  static final class Tally {
    int commits;
    int exact;
    int certified;
    int likely;
    int refused;
    int silentlyWrong;
    int tabbed;
    int tabbedCertified;
  }

  private DamageBench() {}

  /** A commit: its mail and whether it adds lines with tabs. */
  record Sample(String id, String mail, boolean addsTabs) {}

  /** Commits that touch C files, at least half of which add tabs; the same for the same seed. */
  static List<Sample> samples(Path git, long seed, int count, int longest) throws IOException {
    List<String> ids =
        new ArrayList<>(
            run(git, "log", "--no-merges", "--format=%H", "--", "*.c").lines().toList());
    Collections.shuffle(ids, new Random(seed));
    List<Sample> samples = new ArrayList<>();
    int others = 0;
    for (String id : ids) {
      if (samples.size() == count) {
        break;
      }
      String mail = run(git, "format-patch", "-1", "--stdout", id);
      boolean tabs = mail.matches("(?s).*\\n\\+[^\\n]*\\t.*");
      if (mail.length() > longest || !mail.contains("\n@@ ") || !tabs && others >= count / 2) {
        continue;
      }
      others += tabs ? 0 : 1;
      samples.add(new Sample(id, mail, tabs));
    }
    return samples;
  }

  static Map<Damage, Tally> measure(
      Path git, List<Sample> samples, List<Damage> kinds, PrintStream log) throws IOException {
    Map<Damage, Tally> tallies = new EnumMap<>(Damage.class);
    try (GitRepository repository = GitRepository.open(git)) {
      for (Sample sample : samples) {
        RevisionTree before = repository.tree(sample.id() + "^");
        RevisionTree after = repository.tree(sample.id());
        for (Damage kind : kinds) {
          Tally tally = tallies.computeIfAbsent(kind, any -> new Tally());
          byte[] bytes = kind.to(sample.mail()).getBytes(StandardCharsets.ISO_8859_1);
          long start = System.nanoTime();
          SeriesReading reading = SeriesReader.read("it", bytes, Optional.of(before));
          long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
          Optional<String> wrong = wrong(reading, before, after, sample.mail());
          boolean proved = reading.isProved();
          tally.commits++;
          tally.exact += wrong.isEmpty() ? 1 : 0;
          tally.certified += proved && wrong.isEmpty() ? 1 : 0;
          tally.silentlyWrong += proved && wrong.isPresent() ? 1 : 0;
          boolean refused = !reading.problems().isEmpty();
          tally.refused += refused ? 1 : 0;
          tally.likely += !proved && !refused ? 1 : 0;
          tally.tabbed += sample.addsTabs() ? 1 : 0;
          tally.tabbedCertified += sample.addsTabs() && proved && wrong.isEmpty() ? 1 : 0;
          if (wrong.isPresent()
              || !proved && kind.kind() == Damage.Kind.DETERMINED
              || millis > 4000) {
            log.printf(
                "%s %s %s%s in %d ms: %s%n",
                kind,
                sample.id().substring(0, 12),
                proved ? "PROVED " : "",
                wrong.orElse("exact"),
                millis,
                reading.problems().stream()
                    .map(p -> p.message())
                    .findFirst()
                    .or(
                        () ->
                            reading.repairs().stream()
                                .filter(r -> !r.repair().isProved())
                                .map(r -> r.repair().message())
                                .findFirst())
                    .orElse(""));
          }
        }
      }
    }
    return tallies;
  }

  static void print(Map<Damage, Tally> tallies, PrintStream out) {
    out.printf(
        "%-22s %7s %9s %6s %7s %12s %s%n",
        "kind",
        "exact",
        "certified",
        "likely",
        "refused",
        "SILENT-WRONG",
        "certified of those adding tabs");
    tallies.forEach(
        (kind, t) ->
            out.printf(
                "%-22s %3d/%3d %9d %6d %7d %12d %d/%d%n",
                kind,
                t.exact,
                t.commits,
                t.certified,
                t.likely,
                t.refused,
                t.silentlyWrong,
                t.tabbedCertified,
                t.tabbed));
  }

  /** What of the reading is not the commit; empty if it makes the very same files. */
  private static Optional<String> wrong(
      SeriesReading reading, RevisionTree before, RevisionTree after, String mail)
      throws IOException {
    List<FileDiff> wanted = org.patchwright.diff.DiffText.read("git", mail).files();
    List<FileDiff> got = reading.series().files();
    if (got.size() != wanted.size()) {
      return Optional.of("files: " + got.size() + " not " + wanted.size());
    }
    for (int i = 0; i < wanted.size(); i++) {
      FileDiff file = got.get(i);
      FileDiff like = wanted.get(i);
      if (!file.path().equals(like.path())
          || file.isDeleted() != like.isDeleted()
          || !file.oldPath().equals(like.oldPath())) {
        return Optional.of("path: " + file.path() + " not " + like.path());
      }
      if (file.isDeleted() || like.binary().isPresent()) {
        continue;
      }
      Optional<SourceFile> old = like.isNew() ? Optional.empty() : before.read(like.oldPath());
      Optional<SourceFile> now = after.read(like.newPath());
      String made = applied(old.map(SourceFile::text).orElse(""), file);
      if (!made.equals(now.map(SourceFile::text).orElse(made))) {
        return Optional.of("content of " + file.path());
      }
    }
    return Optional.empty();
  }

  private static String applied(String before, FileDiff file) {
    List<String> lines = new ArrayList<>(before.lines().map(l -> l + "\n").toList());
    lines.clear();
    for (int at = 0; at < before.length(); ) {
      int end = before.indexOf('\n', at) + 1;
      end = end == 0 ? before.length() : end;
      lines.add(before.substring(at, end));
      at = end;
    }
    StringBuilder out = new StringBuilder();
    int at = 0;
    for (Hunk hunk : file.hunks()) {
      int from = hunk.oldCount() == 0 ? hunk.oldStart() : hunk.oldStart() - 1;
      if (from < at || from + hunk.oldCount() > lines.size()) {
        return "hunk out of place";
      }
      for (; at < from; at++) {
        out.append(lines.get(at));
      }
      for (HunkLine line : hunk.lines()) {
        if (line.kind().inOld() && !lines.get(at++).equals(line.content())) {
          return "hunk differs";
        }
        if (line.kind().inNew()) {
          out.append(line.content());
        }
      }
    }
    for (; at < lines.size(); at++) {
      out.append(lines.get(at));
    }
    return out.toString();
  }

  private static String run(Path git, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("git", "--git-dir=" + git));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
  }

  /** For trying: git directory, seed, number of commits, kinds. */
  public static void main(String[] args) throws IOException {
    Path git = Path.of(args[0]);
    List<Sample> samples = samples(git, Long.parseLong(args[1]), Integer.parseInt(args[2]), 80_000);
    List<Damage> kinds = new ArrayList<>();
    for (int i = 3; i < args.length; i++) {
      kinds.add(Damage.valueOf(args[i]));
    }
    print(
        measure(git, samples, kinds.isEmpty() ? List.of(Damage.values()) : kinds, System.out),
        System.out);
  }
}
