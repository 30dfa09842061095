package org.patchwright.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Rank;

/**
 * What a tree says of how it wants to be checked. What the command line says goes before it.
 *
 * @param paths patterns of what to report on, relative to the tree; all if empty
 * @param exclude patterns of what not to report on
 * @param kernelRoot the folder of the tree that is the kernel; only that is reported on
 * @param rules the only rules to ask; all if empty
 * @param off rules not to ask
 * @param ranks ranks that findings of a rule are lowered to
 * @param minRank how sure a finding must be to be told
 * @param failOn from which rank on a run fails, in lower case, or {@code never}
 * @param baseline the file of known findings, relative to the tree
 * @param kernelConfig the kernel's own configuration ({@code .config}), relative to the tree
 * @param suppressions findings to leave alone
 */
public record Settings(
    List<String> paths,
    List<String> exclude,
    Optional<String> kernelRoot,
    List<String> rules,
    Set<String> off,
    Map<String, Rank> ranks,
    Optional<Rank> minRank,
    Optional<String> failOn,
    Optional<String> baseline,
    Optional<String> kernelConfig,
    List<Suppression> suppressions) {

  /** The file's name, at the top of a tree. */
  public static final String FILE = ".patchwright.yml";

  /** What holds where nothing is said. */
  public static final Settings NONE =
      new Settings(
          List.of(),
          List.of(),
          Optional.empty(),
          List.of(),
          Set.of(),
          Map.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of());

  public Settings {
    paths = List.copyOf(paths);
    exclude = List.copyOf(exclude);
    rules = List.copyOf(rules);
    off = Set.copyOf(off);
    ranks = Map.copyOf(ranks);
    suppressions = List.copyOf(suppressions);
  }

  /** A finding with the rank that these settings give its rule; never a surer one. */
  public Finding ranked(Finding finding) {
    Rank most = ranks.get(finding.rule());
    return most == null || finding.rank().compareTo(most) >= 0 ? finding : finding.ranked(most);
  }
}
