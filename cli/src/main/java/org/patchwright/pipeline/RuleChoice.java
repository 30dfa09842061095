package org.patchwright.pipeline;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.patchwright.catalog.Catalog;
import org.patchwright.loader.RuleSource;
import org.patchwright.loader.RuleSources;
import org.patchwright.rule.Rule;

/**
 * The rules that a command works with.
 *
 * @param rules by id
 * @param errors why rules from outside could not be compiled, see {@link RuleSources.Loaded}
 */
public record RuleChoice(List<Rule> rules, List<String> errors) {

  public RuleChoice {
    rules = List.copyOf(rules);
    errors = List.copyOf(errors);
  }

  /** The rules that ship. */
  public static RuleChoice shipped(List<String> ids) throws UnusableInputException {
    return of(List.of(), RuleSources.Trust.GUARDED, ids);
  }

  /** The rules that ship and those of a folder, which are not trusted. */
  public static RuleChoice of(Optional<Path> folder, List<String> ids) throws IOException {
    List<RuleSource> sources =
        folder.isPresent() ? RuleSources.below(folder.get()) : List.<RuleSource>of();
    if (folder.isPresent() && sources.isEmpty()) {
      return new RuleChoice(List.of(), List.of(folder.get() + ": holds no *.java file"));
    }
    return of(sources, RuleSources.Trust.GUARDED, ids);
  }

  /**
   * The rules that ship and those of others; one that is trusted takes the place of a shipped one
   * of its name.
   *
   * @param sources rules from outside; may be none
   * @param trust in these
   * @param ids the rules wanted, in any case; all if empty
   * @throws UnusableInputException if there is no rule of such a name
   */
  public static RuleChoice of(List<RuleSource> sources, RuleSources.Trust trust, List<String> ids)
      throws UnusableInputException {
    TreeMap<String, Rule> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    Catalog.rules().forEach(rule -> all.put(rule.id(), rule));
    if (!sources.isEmpty()) {
      RuleSources.Loaded loaded = RuleSources.load(sources, trust);
      if (!loaded.errors().isEmpty()) {
        return new RuleChoice(List.of(), loaded.errors());
      }
      for (Rule rule : loaded.rules()) {
        if (all.containsKey(rule.id()) && trust == RuleSources.Trust.GUARDED) {
          return new RuleChoice(
              List.of(),
              List.of(
                  sources.get(0).path()
                      + ": "
                      + rule.id()
                      + " is the name of another rule; only trusted rules take another's place"));
        }
        all.put(rule.id(), rule);
      }
    }
    return new RuleChoice(sorted(all), List.of()).only(ids);
  }

  /**
   * Some of these rules.
   *
   * @param ids the rules wanted, in any case; all if empty
   * @throws UnusableInputException if there is no rule of such a name
   */
  public RuleChoice only(List<String> ids) throws UnusableInputException {
    if (ids.isEmpty() || !errors.isEmpty()) {
      return this;
    }
    TreeMap<String, Rule> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    rules.forEach(rule -> all.put(rule.id(), rule));
    TreeMap<String, Rule> chosen = new TreeMap<>();
    for (String id : ids) {
      Rule rule = all.get(id);
      if (rule == null) {
        throw new UnusableInputException(
            "no rule is named '" + id + "'" + nearest(id, all) + "; patchwright rules lists them");
      }
      chosen.put(rule.id(), rule);
    }
    return new RuleChoice(sorted(chosen), List.of());
  }

  private static List<Rule> sorted(TreeMap<String, Rule> rules) {
    List<Rule> sorted = new ArrayList<>(rules.values());
    sorted.sort(Comparator.comparing(Rule::id));
    return sorted;
  }

  private static String nearest(String id, TreeMap<String, Rule> all) {
    return all.keySet().stream()
        .min(Comparator.comparingInt(known -> distance(id, known)))
        .filter(known -> distance(id, known) <= Math.max(2, id.length() / 3))
        .map(known -> " (" + known + "?)")
        .orElse("");
  }

  /** Levenshtein's, whatever the case. */
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        boolean same =
            Character.toLowerCase(one.charAt(i - 1)) == Character.toLowerCase(other.charAt(j - 1));
        int replaced = diagonal + (same ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[other.length()];
  }
}
