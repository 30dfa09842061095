package org.patchwright.fix;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;

/**
 * The sections of a kernel's MAINTAINERS file, read by the rules of {@code
 * scripts/get_maintainer.pl}: {@code F:} and {@code N:} take paths in, {@code X:} leaves them out,
 * {@code K:} takes in patches by their words.
 */
public final class Maintainers {

  private static final String REST = "THE REST";

  private static final String CHANGED = "^[+-].*";

  /** Lines of a mail that tell which files it changes; words in them count for nothing. */
  private static final Pattern HEAD =
      Pattern.compile(
          " mode change [0-7]+ => [0-7]+ \\S+\\s*|rename (from|to) \\S+\\s*|diff --git a/\\S+"
              + " b/\\S+\\s*|Fixes:\\s+[0-9a-fA-F]{6,40}.*|@@ -\\d+,\\d+.*");

  private static final Pattern FILE = Pattern.compile("(\\+\\+\\+|---)\\s+\\S.*");

  /**
   * One section.
   *
   * @param people lines of {@code M:} and {@code R:}, with what they are in brackets
   * @param lists addresses of {@code L:}, with what they are in brackets
   * @param intro {@code K:} for what stands before a patch's changes
   * @param change the same for its changed lines
   */
  private record Section(
      String title,
      List<String> people,
      List<String> lists,
      List<String> files,
      List<Pattern> names,
      List<String> excluded,
      List<Pattern> intro,
      List<Pattern> change) {

    /** Whether a word of the section stands in a mail's intro or in a line that it changes. */
    boolean isSpokenOf(String mail) {
      boolean changes = false;
      for (String line : intro.isEmpty() ? List.<String>of() : mail.lines().toList()) {
        if (FILE.matcher(line).matches()) {
          changes = true;
        } else if (!HEAD.matcher(line).matches()
            && (changes ? change : intro).stream().anyMatch(word -> word.matcher(line).find())) {
          return true;
        }
      }
      return false;
    }

    /** How many folders deep the pattern reaches that takes a path in; -1 if none does. */
    int depth(String path) {
      if (excluded.stream().anyMatch(pattern -> matches(pattern, path))) {
        return -1;
      }
      int deepest =
          files.stream()
              .filter(pattern -> matches(pattern, path))
              .mapToInt(pattern -> (int) count(pattern) + (pattern.endsWith("/") ? 0 : 1))
              .max()
              .orElse(-1);
      boolean named = names.stream().anyMatch(pattern -> pattern.matcher(path).find());
      return named ? Math.max(deepest, 0) : deepest;
    }
  }

  private final String root;
  private final List<Section> sections;

  private Maintainers(String root, List<Section> sections) {
    this.root = root;
    this.sections = List.copyOf(sections);
  }

  /**
   * The file of the kernel that holds a path.
   *
   * @param root the kernel's folder in the tree, empty for the tree itself
   * @return without sections if there is no such file
   */
  public static Maintainers of(SourceTree tree, String root) throws IOException {
    String folder = root.isEmpty() ? "" : root + "/";
    Mailmap mailmap = Mailmap.of(tree, folder);
    return new Maintainers(
        folder,
        tree.read(folder + "MAINTAINERS").map(file -> sections(file, mailmap)).orElse(List.of()));
  }

  private static List<Section> sections(SourceFile file, Mailmap mailmap) {
    List<Section> sections = new ArrayList<>();
    List<String> block = new ArrayList<>();
    String text = new String(file.bytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    for (String line : text.split("\n", -1)) {
      if (line.isBlank()) {
        section(block, mailmap).ifPresent(sections::add);
        block.clear();
      } else {
        block.add(line);
      }
    }
    section(block, mailmap).ifPresent(sections::add);
    return sections;
  }

  private static Optional<Section> section(List<String> block, Mailmap mailmap) {
    if (block.size() < 2 || block.get(0).matches("[A-Z]:\\s.*")) {
      return Optional.empty();
    }
    String status = "maintainer";
    List<String> maintainers = new ArrayList<>();
    List<String> reviewers = new ArrayList<>();
    List<String> lists = new ArrayList<>();
    List<String> files = new ArrayList<>();
    List<Pattern> names = new ArrayList<>();
    List<String> excluded = new ArrayList<>();
    List<Pattern> intro = new ArrayList<>();
    List<Pattern> change = new ArrayList<>();
    for (String line : block) {
      if (!line.matches("[A-Z]:\\s.*")) {
        continue;
      }
      String value = line.substring(2).strip();
      switch (line.charAt(0)) {
        case 'M' -> maintainers.add(mailmap.today(value));
        case 'R' -> reviewers.add(mailmap.today(value));
        case 'L' -> lists.add(list(value));
        case 'S' ->
            status =
                value.startsWith("Supported")
                    ? "supporter"
                    : value.startsWith("Odd") ? "odd fixer" : "maintainer";
        case 'F' -> files.add(value);
        case 'X' -> excluded.add(value);
        case 'N' -> names.add(pattern("", value));
        case 'K' -> {
          intro.add(pattern("", value));
          change.add(pattern(CHANGED, value));
        }
        default -> {}
      }
    }
    if (files.isEmpty() && names.isEmpty() && intro.isEmpty()) {
      return Optional.empty();
    }
    String title = block.get(0).strip();
    List<String> people = new ArrayList<>();
    for (String one : maintainers) {
      people.add(one + " (" + status + ":" + title + ")");
    }
    for (String one : reviewers) {
      people.add(one + " (reviewer:" + title + ")");
    }
    return Optional.of(new Section(title, people, lists, files, names, excluded, intro, change));
  }

  private static String list(String value) {
    int bracket = value.indexOf('(');
    String address = bracket < 0 ? value : value.substring(0, bracket).strip();
    String kind =
        value.contains("moderated")
            ? "moderated list"
            : value.contains("subscribers-only") ? "subscriber list" : "open list";
    return address + " (" + kind + ")";
  }

  /**
   * Perl's patterns, which may have blanks for the eye, are near enough to Java's; one that is not
   * matches itself.
   *
   * @param before what the script writes before it
   */
  private static Pattern pattern(String before, String value) {
    try {
      return Pattern.compile(before + value, Pattern.COMMENTS);
    } catch (PatternSyntaxException e) {
      return Pattern.compile(before + Pattern.quote(value));
    }
  }

  /** A pattern takes in the names that begin so, and a folder all that is in it. */
  private static boolean matches(String pattern, String path) {
    StringBuilder regex = new StringBuilder();
    for (char c : pattern.toCharArray()) {
      regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
    }
    boolean begins = Pattern.compile(regex.toString()).matcher(path).lookingAt();
    return begins
        && (pattern.endsWith("/")
            || path.startsWith(pattern + "/")
            || count(pattern) == count(path));
  }

  private static long count(String path) {
    return path.chars().filter(c -> c == '/').count();
  }

  private List<Section> of(String path) {
    String inside = path.startsWith(root) ? path.substring(root.length()) : path;
    return sections.stream()
        .filter(section -> !section.title().equals(REST) && section.depth(inside) >= 0)
        .sorted(Comparator.comparing((Section section) -> -section.depth(inside)))
        .toList();
  }

  /** The title of the section that is nearest to a path. */
  public Optional<String> subsystem(String path) {
    return of(path).stream().map(Section::title).findFirst();
  }

  /**
   * Who should see a change of these paths, nearest first, people before lists.
   *
   * @param mails the patches as they are mailed
   */
  public List<String> recipients(Iterable<String> paths, List<String> mails) {
    Set<String> people = new LinkedHashSet<>();
    Set<String> lists = new LinkedHashSet<>();
    for (String path : paths) {
      for (Section section : of(path)) {
        people.addAll(section.people());
        lists.addAll(section.lists());
      }
    }
    for (Section section : sections) {
      if (mails.stream().anyMatch(section::isSpokenOf)) {
        people.addAll(section.people());
        lists.addAll(section.lists());
      }
    }
    sections.stream()
        .filter(section -> section.title().equals(REST))
        .forEach(section -> lists.addAll(section.lists()));
    List<String> all = new ArrayList<>(people);
    all.addAll(lists);
    return List.copyOf(all);
  }
}
