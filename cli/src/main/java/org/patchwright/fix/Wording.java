package org.patchwright.fix;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.patchwright.repository.Commit;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Fix;

/** What a patch says about itself. */
public final class Wording {

  private static final int WIDTH = 72;
  private static final int LONGEST_SUBJECT = 120;
  private static final String LINKING =
      "(of|on|in|by|when|before|every|path|the|and|with|a|for|to)";

  private static final Pattern SENTENCE = Pattern.compile("(?<=\\.)\\s+(?=[A-Z])");
  private static final Pattern CALL = Pattern.compile("[\\w.>-]+\\(\\)");

  private Wording() {}

  /** One title for all fixes of a patch, without a prefix. */
  static String title(List<Fix> fixes) {
    List<String> titles = fixes.stream().map(Fix::title).distinct().toList();
    if (titles.size() == 1) {
      return titles.get(0);
    }
    Optional<String> least =
        titles.stream().filter(one -> titles.stream().allMatch(all -> holds(all, one))).findFirst();
    return least
        .or(() -> joined(titles))
        .or(() -> common(titles))
        .orElse(titles.get(0) + " and more");
  }

  /** Whether the words of one title are in another, in their order. */
  private static boolean holds(String title, String fewer) {
    List<String> wanted = List.of(fewer.split(" ", -1));
    int at = 0;
    for (String word : title.split(" ", -1)) {
      at += at < wanted.size() && wanted.get(at).equals(word) ? 1 : 0;
    }
    return at == wanted.size();
  }

  /** Titles that differ in the functions which they name, as one. */
  private static Optional<String> joined(List<String> titles) {
    List<List<String>> names = new ArrayList<>();
    Set<String> shapes = new LinkedHashSet<>();
    for (String title : titles) {
      List<String> named = CALL.matcher(title).results().map(MatchResult::group).toList();
      for (int i = 0; i < named.size(); i++) {
        if (i == names.size()) {
          names.add(new ArrayList<>());
        }
        if (!names.get(i).contains(named.get(i))) {
          names.get(i).add(named.get(i));
        }
      }
      shapes.add(CALL.matcher(title).replaceAll("()"));
    }
    Optional<String> shape =
        shapes.stream().filter(one -> shapes.stream().allMatch(all -> holds(all, one))).findFirst();
    boolean even =
        titles.stream().allMatch(one -> CALL.matcher(one).results().count() == names.size());
    if (shape.isEmpty() || names.isEmpty() || !even) {
      return Optional.empty();
    }
    StringBuilder title = new StringBuilder();
    String[] literal = shape.get().split("\\(\\)", -1);
    for (int i = 0; i < literal.length; i++) {
      title.append(literal[i]);
      if (i < names.size()) {
        List<String> named = names.get(i);
        String many = i == names.size() - 1 ? named.size() + " functions" : "releases";
        title.append(named.size() > 2 ? many : String.join(" and ", named));
      }
    }
    return Optional.of(title.toString());
  }

  /** The reasons; those of one paragraph that begin with the same sentence are told as one. */
  private static List<String> paragraphs(List<Fix> fixes) {
    Map<String, Set<String>> alike = new LinkedHashMap<>();
    for (Fix fix : fixes) {
      String why = fix.why().strip();
      String first = why.contains("\n") ? why : SENTENCE.split(why, -1)[0];
      alike.computeIfAbsent(first, begin -> new LinkedHashSet<>()).add(why);
    }
    return alike.values().stream().map(Wording::together).toList();
  }

  /** What stands in the same place of several paragraphs stands together. */
  private static String together(Set<String> whys) {
    if (whys.size() == 1) {
      return whys.iterator().next();
    }
    List<String[]> all = whys.stream().map(why -> SENTENCE.split(why, -1)).toList();
    int longest = all.stream().mapToInt(one -> one.length).max().orElse(0);
    Set<String> sentences = new LinkedHashSet<>();
    for (int at = 0; at < longest; at++) {
      for (String[] one : all) {
        if (at < one.length) {
          sentences.add(one[at]);
        }
      }
    }
    return String.join(" ", sentences);
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
    for (String why : paragraphs(step.fixes())) {
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
