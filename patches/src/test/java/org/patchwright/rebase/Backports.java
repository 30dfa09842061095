package org.patchwright.rebase;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jgit.diff.DiffEntry;
import org.eclipse.jgit.diff.DiffFormatter;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.patchwright.diff.DiffText;
import org.patchwright.diff.FileDiff;
import org.patchwright.repository.GitRepository;
import org.patchwright.repository.RevisionTree;
import org.patchwright.repository.TreeEntry;
import org.patchwright.validate.Applied;

/**
 * Carries originals to where maintainers backported them, and compares with what they committed.
 */
final class Backports implements AutoCloseable {

  private static final Pattern ORIGINAL =
      Pattern.compile("(?im)^\\s*master commit:\\s*([0-9a-f]{12,40})");

  /** A commit of a stable branch and the one that it says it was made from. */
  record Pair(String backport, String parent, String original, String originalParent) {}

  /**
   * What came of one.
   *
   * @param exact whether every file that the original or the result touches is as committed
   * @param exactAll whether that goes for all files of the backport, those included to which the
   *     original does nothing
   */
  record Result(
      Pair pair,
      boolean exact,
      boolean exactAll,
      boolean sameLines,
      boolean certain,
      boolean whole,
      String kinds) {}

  private final GitRepository repository;
  private final Repository objects;

  Backports(Path gitDirectory) throws IOException {
    this.repository = GitRepository.open(gitDirectory);
    this.objects = new FileRepositoryBuilder().setGitDir(gitDirectory.toFile()).build();
  }

  /** A random sample, the same for the same seed, of backports that touch C files. */
  List<Pair> sample(long seed, int size) throws IOException {
    List<Pair> all = new ArrayList<>();
    try (RevWalk walk = new RevWalk(objects)) {
      for (Ref ref : objects.getRefDatabase().getRefsByPrefix("refs/heads/stable-")) {
        walk.markStart(walk.parseCommit(ref.getObjectId()));
      }
      Map<String, Pair> found = new LinkedHashMap<>();
      for (RevCommit commit : walk) {
        Matcher named = ORIGINAL.matcher(commit.getFullMessage());
        boolean one = named.find();
        String name = one ? named.group(1) : "";
        // One made of several originals can't be compared with any of them.
        if (commit.getParentCount() == 1 && one && !named.find()) {
          ObjectId id = objects.resolve(name);
          if (id != null && objects.getObjectDatabase().has(id)) {
            try (RevWalk other = new RevWalk(objects)) {
              RevCommit original = other.parseCommit(id);
              if (original.getParentCount() == 1 && !original.getId().equals(commit.getId())) {
                found.put(
                    commit.name(),
                    new Pair(
                        commit.name(),
                        commit.getParent(0).name(),
                        original.name(),
                        original.getParent(0).name()));
              }
            }
          }
        }
      }
      all.addAll(found.values());
    }
    Collections.sort(all, (a, b) -> a.backport().compareTo(b.backport()));
    Collections.shuffle(all, new Random(seed));
    List<Pair> sample = new ArrayList<>();
    for (Pair pair : all) {
      if (sample.size() == size) {
        break;
      }
      boolean c =
          entries(pair.originalParent(), pair.original()).stream()
              .anyMatch(entry -> entry.getNewPath().matches(".*\\.[ch]"));
      if (c) {
        sample.add(pair);
      }
    }
    return sample;
  }

  private List<DiffEntry> entries(String before, String after) throws IOException {
    try (DiffFormatter format = new DiffFormatter(new ByteArrayOutputStream());
        RevWalk walk = new RevWalk(objects)) {
      format.setRepository(objects);
      return format.scan(
          walk.parseCommit(ObjectId.fromString(before)).getTree(),
          walk.parseCommit(ObjectId.fromString(after)).getTree());
    }
  }

  /** As git format-patch shows the commit. */
  List<FileDiff> diff(String before, String after) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DiffFormatter format = new DiffFormatter(out);
        RevWalk walk = new RevWalk(objects)) {
      format.setRepository(objects);
      format.setDetectRenames(true);
      format.setAbbreviationLength(10);
      format.format(
          walk.parseCommit(ObjectId.fromString(before)).getTree(),
          walk.parseCommit(ObjectId.fromString(after)).getTree());
    }
    String text = out.toString(StandardCharsets.ISO_8859_1);
    return DiffText.read(after, text).files();
  }

  Result carry(Pair pair) throws IOException {
    List<FileDiff> original = diff(pair.originalParent(), pair.original());
    RevisionTree parent = repository.tree(pair.parent());
    RevisionTree wanted = repository.tree(pair.backport());
    Rebaser rebaser =
        new Rebaser(
            Optional.of(repository), Optional.of(repository.tree(pair.originalParent())), parent);
    Applied applied = rebaser.carry(original, parent);
    TreeSet<String> touched = new TreeSet<>(applied.tree().changes().keySet());
    original.forEach(diff -> touched.addAll(List.of(diff.oldPath(), diff.newPath())));
    TreeSet<String> paths = new TreeSet<>(touched);
    entries(pair.parent(), pair.backport())
        .forEach(
            entry -> {
              paths.add(entry.getNewPath());
              paths.add(entry.getOldPath());
            });
    paths.remove("/dev/null");
    boolean exact = true;
    boolean exactAll = true;
    for (String path : paths) {
      Optional<TreeEntry> got = applied.tree().entry(path);
      boolean equal = got.equals(wanted.entry(path));
      exactAll &= equal;
      exact &= equal || !touched.contains(path);
    }
    boolean same = lines(original).equals(lines(diff(pair.parent(), pair.backport())));
    return new Result(
        pair,
        exact,
        exactAll,
        same,
        applied.isCertain(),
        applied.isApplied(),
        String.join("; ", applied.remarks()));
  }

  /** The added and removed lines of a patch, in order. */
  private static List<String> lines(List<FileDiff> files) {
    List<String> all = new ArrayList<>();
    for (FileDiff file : files) {
      for (var hunk : file.hunks()) {
        for (var line : hunk.lines()) {
          if (line.kind() != org.patchwright.diff.HunkLine.Kind.CONTEXT) {
            all.add(line.kind().mark() + line.text());
          }
        }
      }
    }
    return all;
  }

  @Override
  public void close() {
    objects.close();
    repository.close();
  }

  /**
   * Measures by hand: GIT-DIR SEED SIZE [v [dev|held]]; dev is one half of the originals, held the
   * other.
   */
  public static void main(String[] args) throws IOException {
    int count = 0;
    int exact = 0;
    int exactAll = 0;
    int same = 0;
    int sameExact = 0;
    int certain = 0;
    int certainWrong = 0;
    int whole = 0;
    int wholeWrong = 0;
    try (Backports backports = new Backports(Path.of(args[0]))) {
      List<Pair> sample = backports.sample(Long.parseLong(args[1]), Integer.parseInt(args[2]));
      long start = System.nanoTime();
      for (Pair pair : sample) {
        if (args.length > 4 && (pair.original().charAt(39) % 2 == 0) != args[4].equals("dev")) {
          continue;
        }
        count++;
        Result result = backports.carry(pair);
        exact += result.exact() ? 1 : 0;
        exactAll += result.exactAll() ? 1 : 0;
        same += result.sameLines() ? 1 : 0;
        sameExact += result.sameLines() && result.exact() ? 1 : 0;
        certain += result.certain() ? 1 : 0;
        certainWrong += result.certain() && !result.exact() ? 1 : 0;
        whole += result.whole() ? 1 : 0;
        wholeWrong += result.whole() && !result.exact() ? 1 : 0;
        if (args.length > 3) {
          System.out.printf(
              "%s %s %s %s %s %s %s%n",
              result.exact() ? "EXACT" : "OTHER",
              result.sameLines() ? "same" : "hand",
              result.certain() ? "certain" : result.whole() ? "likely" : "conflict",
              pair.parent(),
              pair.original(),
              pair.backport(),
              result.kinds());
        }
      }
      System.out.printf(
          "%d: exact %.1f %% (of all files %.1f %%), same lines %d of which exact %d (%.1f %%),"
              + " certain %d wrong %d (%.1f %%), whole %d wrong %d, %.1f s%n",
          count,
          100.0 * exact / count,
          100.0 * exactAll / count,
          same,
          sameExact,
          100.0 * sameExact / same,
          certain,
          certainWrong,
          100.0 * certainWrong / count,
          whole,
          wholeWrong,
          (System.nanoTime() - start) / 1e9);
    }
  }
}
