package org.patchwright.fix;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.patchwright.repository.Commit;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Fix;

/** What a patch says about itself. */
public final class Wording {

  private static final int WIDTH = 72;
  private static final int LONGEST_SUBJECT = 120;
  private static final String LINKING =
      "(of|on|in|by|when|before|every|path|the|and|with|a|for|to)";

  private Wording() {}

  /** One title for all fixes of a patch, without a prefix. */
  static String title(List<Fix> fixes) {
    List<String> titles = fixes.stream().map(Fix::title).distinct().toList();
    if (titles.size() == 1) {
      return titles.get(0);
    }
    Set<String> shapes =
        titles.stream()
            .map(title -> title.replaceAll("\\w+\\(\\)", "()"))
            .collect(Collectors.toCollection(LinkedHashSet::new));
    if (shapes.size() == 1 && shapes.iterator().next().split("\\(\\)", -1).length == 2) {
      List<String> names =
          titles.stream().map(title -> title.replaceAll(".*?(\\w+\\(\\)).*", "$1")).toList();
      String all =
          names.size() == 2 ? names.get(0) + " and " + names.get(1) : names.size() + " functions";
      return shapes.iterator().next().replace("()", all);
    }
    return common(titles).orElse(titles.get(0) + " and more");
  }

  /** The words with which all begin, down to the last that can end a title. */
  private static Optional<String> common(List<String> titles) {
    List<String> words = List.of(titles.get(0).split(" ", -1));
    int same = words.size();
    for (String title : titles) {
      String[] others = title.split(" ", -1);
      int now = 0;
      while (now < Math.min(same, others.length) && words.get(now).equals(others[now])) {
        now++;
      }
      same = now;
    }
    while (same > 0 && words.get(same - 1).matches(LINKING)) {
      same--;
    }
    return same < 2 ? Optional.empty() : Optional.of(String.join(" ", words.subList(0, same)));
  }

  /** The reasons, then what was found. */
  static String body(Step step) {
    StringBuilder body = new StringBuilder();
    for (String why :
        step.fixes().stream().map(Fix::why).collect(Collectors.toCollection(LinkedHashSet::new))) {
      body.append(body.isEmpty() ? "" : "\n").append(wrapped(why, ""));
    }
    Map<String, List<Finding>> byRule = new LinkedHashMap<>();
    for (Finding finding : step.silenced()) {
      byRule.computeIfAbsent(finding.rule(), rule -> new ArrayList<>()).add(finding);
    }
    byRule.forEach((rule, findings) -> body.append('\n').append(found(rule, findings)));
    return body.toString();
  }

  private static String found(String rule, List<Finding> findings) {
    String start = "Found by patchwright, rule " + rule;
    if (findings.size() == 1) {
      return wrapped(start + ": " + what(findings.get(0)) + ".", "");
    }
    StringBuilder list = new StringBuilder(start).append(":\n");
    findings.stream()
        .map(Wording::what)
        .distinct()
        .forEach(what -> list.append(wrapped("- " + what, "  ")));
    return list.toString();
  }

  static String what(Finding finding) {
    String name = finding.function() + "()";
    return finding.function().isEmpty() || finding.message().contains(name)
        ? finding.message()
        : name + ": " + finding.message();
  }

  /** As kernel messages name commits; a message without an empty line is all one subject to git. */
  static String named(Commit commit) {
    String first = commit.message().strip().lines().findFirst().orElse("");
    String subject = commit.subject().length() > LONGEST_SUBJECT ? first : commit.subject();
    return commit.id().substring(0, 12) + " (\"" + subject + "\")";
  }

  /**
   * Paragraphs in lines of a mail's width; lines that are indented stay as they are.
   *
   * @param hanging what begins every line but the first
   */
  public static String wrapped(String text, String hanging) {
    StringBuilder out = new StringBuilder();
    int column = 0;
    for (String line : text.strip().split("\n", -1)) {
      if (line.isBlank() || line.startsWith(" ") || line.startsWith("\t")) {
        out.append(column > 0 ? "\n" : "").append(line.stripTrailing()).append('\n');
        column = 0;
        continue;
      }
      for (String word : line.strip().split("\\s+", -1)) {
        if (column > 0 && column + 1 + word.length() > WIDTH) {
          out.append('\n').append(hanging);
          column = hanging.length();
        } else if (column > 0) {
          out.append(' ');
          column++;
        }
        out.append(word);
        column += word.length();
      }
    }
    return out.append(column > 0 ? "\n" : "").toString();
  }
}
