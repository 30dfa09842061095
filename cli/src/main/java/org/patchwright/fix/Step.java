package org.patchwright.fix;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.patchwright.diff.FileDiff;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Fix;
import org.patchwright.source.SourceFile;

/**
 * Fixes that were carried out on a tree together.
 *
 * @param fixes at least one
 * @param silenced the findings that they were made for; empty if they only prepare others
 * @param before the touched files as they were; a path that is missing was made
 * @param after the same paths as they are then
 */
public record Step(
    List<Fix> fixes,
    List<Finding> silenced,
    Map<String, SourceFile> before,
    Map<String, SourceFile> after) {

  public Step {
    fixes = List.copyOf(fixes);
    silenced = List.copyOf(silenced);
    before = Map.copyOf(before);
    after = Map.copyOf(after);
  }

  /** Whether it makes way for others and mends nothing itself. */
  public boolean prepares() {
    return silenced.isEmpty();
  }

  /** The changes, in the order of their paths. */
  public List<FileDiff> diffs() {
    return new TreeMap<>(after)
        .values().stream()
            .flatMap(
                file ->
                    FileDiff.between(
                        Optional.ofNullable(before.get(file.path())), Optional.of(file))
                        .stream())
            .toList();
  }

  /** The rule that it answers, or that of those it prepares. */
  public String rule() {
    return silenced.isEmpty() ? "" : silenced.get(0).rule();
  }

  /** Both as one; the other must be the next to touch the files that they share. */
  Step and(Step later) {
    List<Fix> bothFixes = new ArrayList<>(fixes);
    bothFixes.addAll(later.fixes);
    List<Finding> bothSilenced = new ArrayList<>(silenced);
    bothSilenced.addAll(later.silenced);
    Map<String, SourceFile> first = new TreeMap<>(later.before);
    // A file that this made has no earlier state.
    first.keySet().removeAll(after.keySet());
    first.putAll(before);
    Map<String, SourceFile> last = new TreeMap<>(after);
    last.putAll(later.after);
    return new Step(bothFixes, bothSilenced, first, last);
  }
}
