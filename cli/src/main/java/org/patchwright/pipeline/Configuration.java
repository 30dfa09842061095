package org.patchwright.pipeline;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.patchwright.config.Comments;
import org.patchwright.config.Settings;
import org.patchwright.config.SettingsReader;
import org.patchwright.config.Suppression;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Rule;
import org.patchwright.run.Report;
import org.patchwright.source.KernelConfig;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;
import org.patchwright.token.Conditionals;
import org.patchwright.token.Tokens;

/**
 * The settings of a tree, and the rules they speak of.
 *
 * @param settings of the tree
 * @param known all rules there are, by id
 */
public record Configuration(Settings settings, List<Rule> known) {

  public Configuration {
    known = List.copyOf(known);
  }

  /** Settings, or what is wrong with them. */
  public record Loaded(Configuration configuration, List<String> errors) {
    public Loaded {
      errors = List.copyOf(errors);
    }
  }

  /**
   * Reads the settings of a target: of the file that is named, else of the one in the tree itself,
   * in the revision that is checked.
   *
   * @param known all rules there are
   * @throws IOException if a file is there, or was named, and can't be read
   */
  public static Loaded of(Target target, Optional<Path> named, List<Rule> known)
      throws IOException {
    Optional<String> text = Optional.empty();
    if (named.isPresent()) {
      text = Optional.of(new String(Files.readAllBytes(named.get()), StandardCharsets.UTF_8));
    } else {
      text =
          target
              .tree()
              .read(Settings.FILE)
              .map(file -> new String(file.bytes(), StandardCharsets.UTF_8));
    }
    if (text.isEmpty()) {
      return new Loaded(new Configuration(Settings.NONE, known), List.of());
    }
    SettingsReader.Result read =
        SettingsReader.read(
            named.map(Path::toString).orElse(Settings.FILE),
            text.get(),
            names(known),
            glob -> PathGlob.any(List.of(glob)));
    return new Loaded(new Configuration(read.settings(), known), read.errors());
  }

  private static Map<String, String> names(List<Rule> rules) {
    return rules.stream()
        .collect(Collectors.toMap(rule -> rule.id().toLowerCase(Locale.ROOT), Rule::id));
  }

  /** The rules to ask, where the command line names none. */
  public List<Rule> rules() {
    return known.stream()
        .filter(rule -> settings.rules().isEmpty() || settings.rules().contains(rule.id()))
        .filter(rule -> !settings.off().contains(rule.id()))
        .toList();
  }

  /** The paths of the tree that these settings report on. */
  public Predicate<String> wanted() {
    Predicate<String> in = PathGlob.any(settings.paths());
    Predicate<String> out =
        settings.exclude().isEmpty() ? path -> false : PathGlob.any(settings.exclude());
    String root = settings.kernelRoot().map(folder -> folder + "/").orElse("");
    return path -> path.startsWith(root) && in.test(path) && !out.test(path);
  }

  /**
   * Parts findings into those to tell and those that the settings, or comments in the sources,
   * allow.
   *
   * @param report its findings, and which files speak to the tool
   * @param shown how paths are told
   */
  public Allowed allow(Report report, SourceTree tree, UnaryOperator<String> shown)
      throws IOException {
    List<Suppression> suppressions = new ArrayList<>(settings.suppressions());
    List<String> notices = new ArrayList<>();
    for (String path : report.addressed()) {
      Optional<SourceFile> file = tree.read(path);
      if (file.isPresent()) {
        Comments comments = Comments.in(file.get(), shown.apply(path), names(known));
        suppressions.addAll(comments.suppressions());
        notices.addAll(comments.problems());
      }
    }
    return new Allowed(Suppression.apply(report.findings(), suppressions), notices);
  }

  /** The report without findings in code that the tree's kernel configuration leaves out. */
  public Report built(Report report, SourceTree tree) throws IOException {
    if (settings.kernelConfig().isEmpty() || report.findings().isEmpty()) {
      return report;
    }
    return built(report, tree, kernelConfig(tree, settings.kernelConfig().get()));
  }

  /** The report without findings in code that a kernel configuration leaves out. */
  public static Report built(Report report, SourceTree tree, KernelConfig config)
      throws IOException {
    Map<String, Conditionals> known = new HashMap<>();
    List<Finding> kept = new ArrayList<>();
    for (Finding finding : report.findings()) {
      Conditionals conditionals = known.get(finding.path());
      if (conditionals == null) {
        Optional<SourceFile> file = tree.read(finding.path());
        if (file.isEmpty()) {
          kept.add(finding);
          continue;
        }
        conditionals = Conditionals.of(Tokens.of(file.get()), config);
        known.put(finding.path(), conditionals);
      }
      if (!conditionals.leavesOut(finding.span().start())) {
        kept.add(finding);
      }
    }
    return Reports.with(report, kept);
  }

  private static KernelConfig kernelConfig(SourceTree tree, String path) throws IOException {
    Optional<SourceFile> inTree = tree.read(path);
    if (inTree.isEmpty() && !Files.isRegularFile(Path.of(path))) {
      throw new UnusableInputException(
          path + ": the kernel-config that the settings name is missing");
    }
    return KernelConfig.of(
        inTree.isPresent() ? inTree.get().text() : Files.readString(Path.of(path)));
  }

  /**
   * What suppressions left.
   *
   * @param notices comments that could not be followed, one line each
   */
  public record Allowed(Suppression.Outcome outcome, List<String> notices) {
    public Allowed {
      notices = List.copyOf(notices);
    }
  }
}
