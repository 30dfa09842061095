package org.patchwright.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Rank;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads {@link Settings} from YAML, and says of everything it can't use where it stands. */
public final class SettingsReader {

  private static final Set<String> KEYS =
      new TreeSet<>(
          List.of(
              "paths",
              "exclude",
              "kernel-root",
              "rules",
              "ranks",
              "min-rank",
              "fail-on",
              "baseline",
              "kernel-config",
              "suppressions"));
  private static final Set<String> SUPPRESSION_KEYS =
      new TreeSet<>(List.of("rule", "path", "function", "subject", "owner", "reason"));
  private static final List<String> FAIL_ON = List.of("certain", "likely", "style", "never");

  /**
   * What was read.
   *
   * @param settings what could be used
   * @param errors the rest, as {@code file:line:column: message}
   */
  public record Result(Settings settings, List<String> errors) {
    public Result {
      errors = List.copyOf(errors);
    }
  }

  private final String file;
  private final Map<String, String> ruleNames;
  private final Function<String, Predicate<String>> globs;
  private final List<String> errors = new ArrayList<>();

  private SettingsReader(
      String file, Map<String, String> ruleNames, Function<String, Predicate<String>> globs) {
    this.file = file;
    this.ruleNames = ruleNames;
    this.globs = globs;
  }

  /**
   * Reads a file's text.
   *
   * @param file its name, for messages
   * @param text YAML
   * @param ruleNames the names of all rules there are, by their lower-case form
   * @param globs how patterns of paths are understood
   */
  public static Result read(
      String file,
      String text,
      Map<String, String> ruleNames,
      Function<String, Predicate<String>> globs) {
    SettingsReader reader = new SettingsReader(file, ruleNames, globs);
    Settings settings = reader.settings(text);
    return new Result(settings, reader.errors);
  }

  private Settings settings(String text) {
    Optional<Node> root;
    try {
      LoadSettings load =
          LoadSettings.builder().setLabel(file).setMaxAliasesForCollections(50).build();
      root = new Compose(load).composeString(text);
    } catch (MarkedYamlEngineException e) {
      String place =
          e.getProblemMark()
              .map(mark -> ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1))
              .orElse("");
      errors.add(file + place + ": no YAML: " + e.getProblem());
      return Settings.NONE;
    } catch (YamlEngineException e) {
      errors.add(file + ": no YAML: " + e.getMessage());
      return Settings.NONE;
    }
    if (root.isEmpty()) {
      return Settings.NONE;
    }
    Map<String, Node> values = mapping(root.get(), "the file", KEYS);
    Map<String, Rank> ranks = new HashMap<>();
    Set<String> off = new HashSet<>();
    ranks(values, ranks, off);
    return new Settings(
        strings(values, "paths"),
        strings(values, "exclude"),
        string(values, "kernel-root").map(SettingsReader::folder),
        ruleIds(values),
        off,
        ranks,
        string(values, "min-rank").flatMap(name -> rank(values.get("min-rank"), name)),
        failOn(values),
        string(values, "baseline"),
        string(values, "kernel-config"),
        suppressions(values));
  }

  private static String folder(String name) {
    return name.replaceAll("^(\\./)+|/+$", "");
  }

  private void error(Node at, String message) {
    String place =
        at.getStartMark()
            .map(mark -> ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1))
            .orElse("");
    errors.add(file + place + ": " + message);
  }

  private Map<String, Node> mapping(Node node, String what, Set<String> keys) {
    Map<String, Node> values = new LinkedHashMap<>();
    if (!(node instanceof MappingNode mapping)) {
      error(node, what + " must hold keys and values: " + String.join(", ", keys));
      return values;
    }
    for (NodeTuple tuple : mapping.getValue()) {
      String key = tuple.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
      if (!keys.contains(key)) {
        error(
            tuple.getKeyNode(), "unknown key '" + key + "'; known are " + String.join(", ", keys));
      } else if (values.put(key, tuple.getValueNode()) != null) {
        error(tuple.getKeyNode(), "'" + key + "' stands twice");
      }
    }
    return values;
  }

  private Optional<String> string(Map<String, Node> values, String key) {
    Node node = values.get(key);
    if (node == null) {
      return Optional.empty();
    }
    if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
      return Optional.of(scalar.getValue().strip());
    }
    error(node, "'" + key + "' must be one word or path");
    return Optional.empty();
  }

  private List<String> strings(Map<String, Node> values, String key) {
    Node node = values.get(key);
    if (node == null) {
      return List.of();
    }
    if (node instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
      return List.of(scalar.getValue());
    }
    List<String> found = new ArrayList<>();
    if (node instanceof SequenceNode sequence) {
      for (Node item : sequence.getValue()) {
        if (item instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
          found.add(scalar.getValue());
        } else {
          error(item, "'" + key + "' must list words or patterns");
        }
      }
    } else {
      error(node, "'" + key + "' must be a list");
    }
    return found;
  }

  private Optional<String> ruleName(Node at, String name) {
    Optional<String> known = Optional.ofNullable(ruleNames.get(name.toLowerCase(Locale.ROOT)));
    if (known.isEmpty()) {
      error(at, "no rule is named '" + name + "'; patchwright rules lists them");
    }
    return known;
  }

  private List<String> ruleIds(Map<String, Node> values) {
    Node node = values.get("rules");
    List<String> ids = new ArrayList<>();
    for (String name : strings(values, "rules")) {
      ruleName(node, name).ifPresent(ids::add);
    }
    return ids;
  }

  private Optional<Rank> rank(Node at, String name) {
    Optional<Rank> rank =
        Arrays.stream(Rank.values())
            .filter(one -> one.name().equalsIgnoreCase(name.strip()))
            .findFirst();
    if (rank.isEmpty()) {
      error(at, "'" + name + "' is no rank; ranks are certain, likely, style");
    }
    return rank;
  }

  private void ranks(Map<String, Node> values, Map<String, Rank> ranks, Set<String> off) {
    Node node = values.get("ranks");
    if (node == null) {
      return;
    }
    if (!(node instanceof MappingNode mapping)) {
      error(node, "'ranks' must give rules their ranks, for example LockLeftHeld: style");
      return;
    }
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)
          || !(tuple.getValueNode() instanceof ScalarNode value)) {
        error(tuple.getKeyNode(), "'ranks' must give rules their ranks");
        continue;
      }
      Optional<String> rule = ruleName(key, key.getValue());
      if (value.getValue().equalsIgnoreCase("off")) {
        rule.ifPresent(off::add);
      } else {
        Optional<Rank> rank = rank(value, value.getValue());
        rule.ifPresent(name -> rank.ifPresent(most -> ranks.put(name, most)));
      }
    }
  }

  private Optional<String> failOn(Map<String, Node> values) {
    Optional<String> given = string(values, "fail-on").map(word -> word.toLowerCase(Locale.ROOT));
    if (given.isPresent() && !FAIL_ON.contains(given.get())) {
      error(values.get("fail-on"), "'fail-on' must be one of " + String.join(", ", FAIL_ON));
      return Optional.empty();
    }
    return given;
  }

  private List<Suppression> suppressions(Map<String, Node> values) {
    Node node = values.get("suppressions");
    if (node == null) {
      return List.of();
    }
    if (!(node instanceof SequenceNode sequence)) {
      error(node, "'suppressions' must be a list");
      return List.of();
    }
    return sequence.getValue().stream()
        .map(this::suppression)
        .flatMap(Optional::stream)
        .collect(Collectors.toList());
  }

  private Optional<Suppression> suppression(Node node) {
    Map<String, Node> values = mapping(node, "a suppression", SUPPRESSION_KEYS);
    for (String needed : List.of("rule", "owner", "reason")) {
      if (!values.containsKey(needed) && !values.isEmpty()) {
        error(node, "a suppression needs a '" + needed + "'");
      }
    }
    if (!values.containsKey("path") && !values.containsKey("function") && !values.isEmpty()) {
      error(node, "a suppression needs a 'path' or a 'function'; 'ranks: off' turns a rule off");
    }
    int before = errors.size();
    Optional<String> rule =
        string(values, "rule").flatMap(name -> ruleName(values.get("rule"), name));
    Optional<String> path = string(values, "path");
    Optional<String> function = string(values, "function");
    Optional<String> subject = string(values, "subject");
    Optional<String> owner = string(values, "owner");
    Optional<String> reason = string(values, "reason");
    if (errors.size() > before
        || rule.isEmpty()
        || owner.isEmpty()
        || reason.isEmpty()
        || (path.isEmpty() && function.isEmpty())) {
      return Optional.empty();
    }
    Predicate<String> inPath = path.map(globs).orElse(any -> true);
    Predicate<Finding> covers =
        finding ->
            inPath.test(finding.path())
                && function.map(finding.function()::equals).orElse(true)
                && subject.map(finding.subject()::equals).orElse(true);
    String where = file + node.getStartMark().map(mark -> ":" + (mark.getLine() + 1)).orElse("");
    return Optional.of(
        new Suppression(rule.get(), false, owner.get(), reason.get(), where, covers));
  }
}
