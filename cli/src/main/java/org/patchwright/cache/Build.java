package org.patchwright.cache;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.patchwright.loader.RuleSource;
import org.patchwright.loader.RuleSources;
import org.patchwright.rule.Rule;

/** Which build of the tool this is, and with which rules: results are good for that one only. */
public final class Build {

  private Build() {}

  /** The same for the rules of a folder, if there is one. */
  public static String of(String version, List<Rule> rules, Optional<Path> ruleDirectory)
      throws IOException {
    return of(
        version,
        rules,
        ruleDirectory.isPresent() ? RuleSources.below(ruleDirectory.get()) : List.of());
  }

  /**
   * A name for the tool and its rules.
   *
   * @param version of the tool; builds of one version are told apart by their files
   * @param sources rules from outside
   * @return one line for the build, then one for each rule
   */
  public static String of(String version, List<Rule> rules, List<RuleSource> sources)
      throws IOException {
    List<String> parts = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path path = Path.of(entry);
      if (Files.isDirectory(path)) {
        below(path, ".class", parts);
      } else if (entry.contains("patchwright")) {
        file(path, parts);
      }
    }
    sources.forEach(source -> parts.add(source.path() + "\n" + source.text()));
    StringBuilder text = new StringBuilder(version);
    text.append(' ').append(ResultCache.digest(String.join("\n", parts)));
    rules.forEach(rule -> text.append('\n').append(rule.id()));
    return text.toString();
  }

  private static void below(Path folder, String suffix, List<String> parts) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(suffix)).sorted().toList()) {
        file(file, parts);
      }
    }
  }

  private static void file(Path file, List<String> parts) throws IOException {
    if (Files.isRegularFile(file)) {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      parts.add(file + " " + attributes.size() + " " + attributes.lastModifiedTime());
    }
  }
}
