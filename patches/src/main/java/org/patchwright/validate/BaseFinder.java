package org.patchwright.validate;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.patchwright.diff.FileDiff;
import org.patchwright.diff.Hunk;
import org.patchwright.diff.HunkLine;
import org.patchwright.repository.GitRepository;
import org.patchwright.repository.History;
import org.patchwright.repository.History.Point;
import org.patchwright.source.SourceFile;

/**
 * Looks for the commit that a series was made for: the one that holds all its pre-images, the
 * nearest before the mail's date.
 */
public final class BaseFinder {

  private static final int MOST_BEFORE = 400_000;
  private static final int MOST_AFTER = 20_000;
  private static final Duration MOST_LATE = Duration.ofDays(400);
  private static final int MOST_CANDIDATES = 6;

  private final GitRepository repository;
  private final History history;
  private final Map<String, FileDiff> first = new LinkedHashMap<>();
  private final Map<String, Double> scores = new HashMap<>();

  /**
   * A commit that may be the base.
   *
   * @param fit from 0 to 1, the part of the pre-images that it holds
   */
  public record Candidate(String commit, double fit) {

    /** Whether it holds all pre-images where the diff says. */
    public boolean isWhole() {
      return fit >= 1;
    }
  }

  /**
   * @param files all diffs of the series, in order
   */
  public BaseFinder(GitRepository repository, List<FileDiff> files) {
    this.repository = repository;
    this.history = new History(repository);
    for (FileDiff file : files) {
      if (TreePath.isSafe(file.oldPath()) && !first.containsKey(file.newPath())) {
        first.putIfAbsent(file.oldPath(), file);
      }
    }
    first.values().removeIf(FileDiff::isNew);
  }

  /**
   * The commits that fit best, the best first, each with other content of the files concerned.
   *
   * @param from revisions whose history to search; that of all branches and tags if empty
   * @param date of the mail
   */
  public List<Candidate> candidates(List<String> from, Optional<Instant> date) throws IOException {
    if (first.isEmpty()) {
      return List.of();
    }
    Instant until = date.orElse(Instant.MAX.minus(MOST_LATE.multipliedBy(2)));
    List<Candidate> found = new ArrayList<>();
    Set<Map<String, String>> states = new HashSet<>();
    collect(history.before(from, until, MOST_BEFORE), states, found);
    boolean whole = found.stream().anyMatch(Candidate::isWhole);
    if (date.isPresent() && !whole) {
      collect(history.after(from, until, MOST_LATE, MOST_AFTER), states, found);
    }
    // The sort is stable: among equals the first found, nearest before the date, stays first.
    found.sort(Comparator.comparingDouble(Candidate::fit).reversed());
    return List.copyOf(found.subList(0, Math.min(MOST_CANDIDATES, found.size())));
  }

  private void collect(List<Point> points, Set<Map<String, String>> states, List<Candidate> found)
      throws IOException {
    for (Point point : points) {
      Map<String, String> state = history.blobs(point.tree(), first.keySet());
      if (!state.isEmpty() && states.add(state)) {
        Candidate candidate = new Candidate(point.commit(), fit(state));
        if (candidate.fit() > 0) {
          found.add(candidate);
        }
        if (candidate.isWhole()) {
          return;
        }
      }
    }
  }

  private double fit(Map<String, String> state) throws IOException {
    double sum = 0;
    for (Map.Entry<String, FileDiff> one : first.entrySet()) {
      String blob = state.get(one.getKey());
      if (blob != null) {
        String key = one.getKey() + ":" + blob;
        if (!scores.containsKey(key)) {
          scores.put(key, fit(one.getValue(), blob));
        }
        sum += scores.get(key);
      }
    }
    return sum / first.size();
  }

  private double fit(FileDiff diff, String blob) throws IOException {
    Optional<String> wanted = diff.oldBlob().filter(id -> id.length() >= 7);
    if (wanted.isPresent() && blob.startsWith(wanted.get())) {
      return 1;
    }
    Optional<SourceFile> file = repository.blob(blob, diff.oldPath());
    if (file.isEmpty() || diff.hunks().isEmpty()) {
      return 0.5;
    }
    List<String> lines = Lines.of(file.get()).stream().map(BaseFinder::squeezed).toList();
    Set<String> all = new HashSet<>(lines);
    int held = 0;
    int inPlace = 0;
    int count = 0;
    for (Hunk hunk : diff.hunks()) {
      int at = hunk.oldStart() - 1;
      for (HunkLine line : hunk.oldLines()) {
        String text = squeezed(line.text());
        held += all.contains(text) ? 1 : 0;
        inPlace += at >= 0 && at < lines.size() && lines.get(at).equals(text) ? 1 : 0;
        at++;
        count++;
      }
    }
    // Lines elsewhere speak for the file, lines in their place for the revision.
    double fit = count == 0 ? 0.5 : (held + inPlace) / (2.0 * count);
    return wanted.isPresent() ? Math.min(fit, 0.9) : fit;
  }

  private static String squeezed(String line) {
    return line.replaceAll("\\s+", "");
  }
}
