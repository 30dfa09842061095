package org.patchwright.rebase;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jgit.diff.Edit;

/**
 * Turns of phrase that the target has in another form: a member that is reached otherwise, a call
 * with one argument more, a constant written out. Each is learnt from lines that both versions of a
 * file have, and holds only where the target has the old form nowhere and the base the new one.
 *
 * @param rules in the order in which they are tried
 */
record Idioms(List<Rule> rules) {

  static final Idioms NONE = new Idioms(List.of());

  private static final int MOST_LINES = 12;
  private static final int MOST_WORDS = 6;
  private static final int LEAST_SEEN = 2;

  /** Words of context before and after, in the order in which they are tried. */
  private static final int[][] AROUND = {
    {0, 0}, {1, 0}, {2, 0}, {3, 0}, {5, 0}, {0, 1}, {1, 1}, {2, 1}, {2, 2}
  };

  Idioms {
    rules = List.copyOf(rules);
  }

  /**
   * One turn.
   *
   * @param pattern the base's words, blanks left out
   * @param from the first of them that is replaced
   * @param to behind the last of them
   * @param text what the target has in their place
   */
  record Rule(List<String> pattern, int from, int to, String text) {

    List<String> replaced() {
      List<String> all = new ArrayList<>(pattern.subList(0, from));
      all.addAll(Line.of(text).words());
      all.addAll(pattern.subList(to, pattern.size()));
      return all;
    }

    /** What a member is called may depend on what it is a member of. */
    boolean isReplacementAtEnd() {
      return from < to && to == pattern.size() && !text.isEmpty();
    }

    boolean saysSomething() {
      return pattern.stream().anyMatch(word -> Texts.isIdentifier(word) && word.length() > 1);
    }
  }

  /**
   * Words without the blanks between them.
   *
   * @param starts where each word begins in the text
   */
  private record Line(String text, List<String> words, List<Integer> starts) {

    static Line of(String text) {
      List<String> words = new ArrayList<>();
      List<Integer> starts = new ArrayList<>();
      int at = 0;
      for (String word : Texts.words(List.of(text))) {
        if (!word.isBlank()) {
          words.add(word);
          starts.add(at);
        }
        at += word.length();
      }
      return new Line(text, words, starts);
    }

    int end(int word) {
      return starts.get(word) + words.get(word).length();
    }

    /** The text of some words with the blanks between them. */
    String slice(int from, int to) {
      return text.substring(starts.get(from), end(to - 1));
    }
  }

  /**
   * @param since what happened to the base in the target, as edits of lines
   */
  static Idioms between(List<String> base, List<String> target, List<Edit> since) {
    Map<Rule, Integer> seen = new LinkedHashMap<>();
    List<List<Rule>> choices = new ArrayList<>();
    for (Edit edit : since) {
      if (edit.getLengthA() > 0
          && edit.getLengthB() > 0
          && edit.getLengthA() <= MOST_LINES
          && edit.getLengthB() <= MOST_LINES) {
        learn(
            Line.of(String.join("", base.subList(edit.getBeginA(), edit.getEndA()))),
            Line.of(String.join("", target.subList(edit.getBeginB(), edit.getEndB()))),
            choices);
      }
    }
    if (choices.isEmpty()) {
      return NONE;
    }
    Phrases inBase = Phrases.of(base);
    Phrases inTarget = Phrases.of(target);
    Map<List<String>, Rule> byPattern = new HashMap<>();
    Set<List<String>> torn = new LinkedHashSet<>();
    for (List<Rule> choice : choices) {
      for (Rule rule : choice) {
        Rule other = byPattern.putIfAbsent(rule.pattern(), rule);
        if (other != null && !other.equals(rule)) {
          torn.add(rule.pattern());
        }
      }
    }
    for (List<Rule> choice : choices) {
      for (Rule rule : choice) {
        boolean goesBothWays = torn.contains(rule.pattern());
        if (goesBothWays && !rule.isReplacementAtEnd()) {
          // However much context makes it look so, it is no turn of phrase.
          break;
        }
        if (!goesBothWays && !inTarget.hold(rule.pattern()) && !inBase.hold(rule.replaced())) {
          seen.merge(rule, 1, Integer::sum);
          break;
        }
      }
    }
    return new Idioms(seen.keySet().stream().filter(rule -> seen.get(rule) >= LEAST_SEEN).toList());
  }

  private static void learn(Line before, Line after, List<List<Rule>> choices) {
    List<Edit> edits = Texts.shortest(before.words(), after.words());
    int changed = edits.stream().mapToInt(edit -> edit.getLengthA() + edit.getLengthB()).sum();
    if (changed * 2 > before.words().size() + after.words().size()) {
      return;
    }
    for (Edit edit : edits) {
      if (edit.getLengthA() > MOST_WORDS || edit.getLengthB() > MOST_WORDS) {
        continue;
      }
      List<Rule> choice = new ArrayList<>();
      for (int[] around : AROUND) {
        rule(before, after, edit, around[0], around[1])
            .filter(Rule::saysSomething)
            .ifPresent(choice::add);
      }
      if (!choice.isEmpty()) {
        choices.add(choice);
      }
    }
  }

  private static Optional<Rule> rule(Line before, Line after, Edit edit, int left, int right) {
    int a = edit.getBeginA() - left;
    int b = edit.getEndA() + right;
    // A word may go where others come in: then nothing stands still on that side.
    boolean between = edit.getBeginB() > 0 && edit.getEndB() < after.words().size();
    boolean enough =
        edit.getLengthA() > 0
            ? edit.getLengthB() + left + right > 0
            : left > 0 && right > 0 && between;
    if (!enough || a < 0 || b > before.words().size()) {
      return Optional.empty();
    }
    String text;
    if (edit.getLengthA() > 0) {
      text = edit.getLengthB() == 0 ? "" : after.slice(edit.getBeginB(), edit.getEndB());
    } else {
      // What is put in brings the blanks around it.
      text =
          after
              .text()
              .substring(after.end(edit.getBeginB() - 1), after.starts().get(edit.getEndB()));
    }
    if (text.indexOf('\n') >= 0) {
      return Optional.empty();
    }
    return Optional.of(
        new Rule(List.copyOf(before.words().subList(a, b)), left, left + edit.getLengthA(), text));
  }

  /** A text's words, to look for some in a row. */
  private record Phrases(List<String> words, Map<String, List<Integer>> places) {

    static Phrases of(List<String> lines) {
      List<String> words = Line.of(String.join("", lines)).words();
      Map<String, List<Integer>> places = new HashMap<>();
      for (int i = 0; i < words.size(); i++) {
        places.computeIfAbsent(words.get(i), word -> new ArrayList<>()).add(i);
      }
      return new Phrases(words, places);
    }

    boolean hold(List<String> pattern) {
      int rarest = 0;
      for (int i = 1; i < pattern.size(); i++) {
        if (places(pattern.get(i)).size() < places(pattern.get(rarest)).size()) {
          rarest = i;
        }
      }
      for (int place : places(pattern.get(rarest))) {
        int from = place - rarest;
        if (from >= 0
            && from + pattern.size() <= words.size()
            && words.subList(from, from + pattern.size()).equals(pattern)) {
          return true;
        }
      }
      return false;
    }

    private List<Integer> places(String word) {
      return places.getOrDefault(word, List.of());
    }
  }

  /** A line in the target's turns. */
  String in(String line) {
    if (rules.isEmpty()) {
      return line;
    }
    Line here = Line.of(line);
    StringBuilder out = new StringBuilder();
    int told = 0;
    int at = 0;
    while (at < here.words().size()) {
      Optional<Rule> rule = at(here.words(), at);
      if (rule.isPresent()) {
        int from = at + rule.get().from();
        int to = at + rule.get().to();
        out.append(line, told, from == to ? here.end(from - 1) : here.starts().get(from));
        out.append(rule.get().text());
        told = from == to ? here.starts().get(to) : here.end(to - 1);
        at = to;
      }
      at += rule.isPresent() && rule.get().to() > 0 ? 0 : 1;
    }
    String turned = out.append(line.substring(told)).toString();
    return doubled(turned) > doubled(line) ? line : turned;
  }

  /** Number of words said twice in a row: a turn that makes such does not fit. */
  private static int doubled(String line) {
    List<String> words = Line.of(line).words();
    int count = 0;
    for (int i = 1; i < words.size(); i++) {
      count += Texts.isIdentifier(words.get(i)) && words.get(i).equals(words.get(i - 1)) ? 1 : 0;
    }
    return count;
  }

  /** The rule whose pattern begins at a word. */
  private Optional<Rule> at(List<String> words, int at) {
    return rules.stream()
        .filter(rule -> at + rule.pattern().size() <= words.size())
        .filter(rule -> words.subList(at, at + rule.pattern().size()).equals(rule.pattern()))
        .findFirst();
  }
}
