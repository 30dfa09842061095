package org.patchwright.repair;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How the lines of a tree write their white space, as far as expanding tabs hides it. */
final class Habit {

  private static final int NEAR = 6;
  // No line of source is longer; each place looks at all that stands beside it.
  static final int LONGEST = 2_000;
  private static final int ENOUGH = 4;
  private static final double SURE = 0.98;
  private static final double FEW = 0.25;

  private final Expansion expansion;
  private final Map<String, Map<String, Integer>> counts = new HashMap<>();
  private final Map<String, String> words = new HashMap<>();

  /**
   * A place for white space.
   *
   * @param group names places that are alike
   * @param coarse names more places that are somewhat alike
   */
  record Place(String group, String coarse) {}

  Habit(Expansion expansion) {
    this.expansion = expansion;
  }

  /** The same habit, to be added to. */
  Habit copy() {
    Habit other = new Habit(expansion);
    counts.forEach((group, codes) -> other.counts.put(group, new HashMap<>(codes)));
    other.words.putAll(words);
    return other;
  }

  /** Learns from a file's lines. */
  Habit learn(List<String> lines) {
    lines.forEach(line -> learn(line, 1));
    return this;
  }

  /** Learns from lines close by, which count for more. */
  Habit learnNear(List<String> lines) {
    lines.forEach(line -> learn(line, NEAR));
    return this;
  }

  /** Without a tree: whether indentation by tabs is the likelier. */
  Habit suppose(boolean tabs) {
    for (String coarse : List.of("L", "Iw", "Ic")) {
      counts
          .computeIfAbsent(coarse, any -> new HashMap<>())
          .merge(tabs ? "T" : "B", 12, Integer::sum);
    }
    return this;
  }

  boolean isEmpty() {
    return counts.isEmpty();
  }

  static Place place(
      Expansion expansion, String left, String right, boolean leading, int from, int to) {
    if (leading) {
      return new Place("L" + (to - expansion.start()), "L");
    }
    boolean atStop = expansion.fixed() || to % expansion.width() == 0;
    if (atStop && to - from > 1 && left.strip().equals("//")) {
      // A line that was commented out where it stood keeps its indentation.
      return new Place("C" + (to - expansion.start()), "L");
    }
    String what =
        isInString(left)
            ? "s"
            : right.startsWith("/*") || right.startsWith("//")
                ? "c"
                : right.startsWith("\\") ? "b" : left.startsWith("#") ? "d" : "w";
    String width = to - from == 1 ? "1" : "n";
    String group = "I" + what + width + (atStop ? "s" : "") + expansion.mostTabs(from, to);
    return new Place(group, "I" + what + (to - from == 1 ? "1" : "") + (atStop ? "" : "o"));
  }

  private static boolean isInString(String left) {
    boolean inside = false;
    for (int i = 0; i < left.length(); i++) {
      if (left.charAt(i) == '\\') {
        i++;
      } else if (left.charAt(i) == '"') {
        inside = !inside;
      }
    }
    return inside;
  }

  private void learn(String line, int weight) {
    if (line.length() > LONGEST) {
      return;
    }
    int at = 0;
    int column = expansion.start();
    while (at < line.length()) {
      char c = line.charAt(at);
      if (c != ' ' && c != '\t') {
        at++;
        column++;
        continue;
      }
      int end = at;
      int to = column;
      while (end < line.length() && (line.charAt(end) == ' ' || line.charAt(end) == '\t')) {
        boolean tab = line.charAt(end) == '\t';
        to +=
            !tab
                ? 1
                : expansion.fixed()
                    ? expansion.width()
                    : expansion.width() - to % expansion.width();
        end++;
      }
      if (end < line.length()) {
        String run = line.substring(at, end);
        String left = line.substring(0, at);
        String right = line.substring(end);
        int most = expansion.mostTabs(column, to);
        if (most > 0) {
          Place place = place(expansion, left, right, at == 0, column, to);
          String code = code(run, most);
          counts
              .computeIfAbsent(place.group(), any -> new HashMap<>())
              .merge(code, weight, Integer::sum);
          counts
              .computeIfAbsent(place.coarse(), any -> new HashMap<>())
              .merge(code, weight, Integer::sum);
        }
        if (at > 0) {
          words.put(key(left, right), run);
        }
      }
      at = end;
      column = to;
    }
  }

  private static String code(String run, int most) {
    int tabs = (int) run.chars().filter(c -> c == '\t').count();
    if (tabs == 0) {
      return "B";
    }
    if (run.startsWith(" ")) {
      return "bT";
    }
    return tabs == most ? "T" : "T-" + (most - tabs);
  }

  private static String key(String left, String right) {
    return word(left, false) + "\0" + word(right, true);
  }

  /** The last or first word of a text. */
  private static String word(String text, boolean first) {
    String line = text.strip();
    int blank = first ? line.indexOf(' ') : line.lastIndexOf(' ');
    int tab = first ? line.indexOf('\t') : line.lastIndexOf('\t');
    if (first) {
      int end = blank < 0 ? tab : tab < 0 ? blank : Math.min(blank, tab);
      return end < 0 ? line : line.substring(0, end);
    }
    return line.substring(Math.max(blank, tab) + 1);
  }

  /** What stands between the same two words elsewhere. */
  Optional<String> said(String left, String right) {
    return Optional.ofNullable(words.get(key(left, right)));
  }

  /** Ten times the bits of surprise of a form. */
  int cost(Place place, String code, String run, String left, String right) {
    double fine = count(place.group(), code);
    double fineAll = all(place.group());
    double coarse = count(place.coarse(), code);
    double coarseAll = all(place.coarse());
    // What alike places do counts most; the rest fills in where they are few.
    double prior = (coarse + prior(place, code)) / (coarseAll + 1);
    double share = (fine + 2 * prior) / (fineAll + 2);
    int cost = (int) Math.round(-10 * Math.log(Math.max(share, 1e-6)) / Math.log(2));
    Optional<String> said = said(left, right);
    if (said.isPresent()) {
      cost += said.get().equals(run) ? 0 : 25;
      cost = said.get().equals(run) ? Math.min(cost, 5) : cost;
    }
    return cost;
  }

  /** Whether other lines show more than one form in such places. */
  boolean isMixed(Place place, String code) {
    for (String group : List.of(place.group(), place.coarse())) {
      double all = all(group);
      if (all >= ENOUGH) {
        return count(group, code) < all * SURE || isOddOneOut(place, code);
      }
    }
    // Few lines: any that does otherwise counts, and before comments one blank says nothing.
    return place.coarse().equals("Ic1") || count(place.coarse(), code) < all(place.coarse());
  }

  /** A form of indentation that most of the file's other lines do not have. */
  private boolean isOddOneOut(Place place, String code) {
    boolean leading = place.coarse().equals("L");
    return leading && code.equals("T") && count("L", "B") > all("L") * FEW;
  }

  /** Whether other lines show anything of such places. */
  boolean knows(Place place) {
    return all(place.group()) + all(place.coarse()) > 0;
  }

  private static double prior(Place place, String code) {
    boolean single = place.group().contains("1");
    return switch (code) {
      case "B" -> place.group().startsWith("I") && single ? 0.9 : 0.45;
      case "T" -> place.group().startsWith("I") && single ? 0.05 : 0.45;
      case "bT" -> 0.01;
      default -> 0.02;
    };
  }

  private double count(String group, String code) {
    return counts.getOrDefault(group, Map.of()).getOrDefault(code, 0);
  }

  private double all(String group) {
    return counts.getOrDefault(group, Map.of()).values().stream().mapToInt(Integer::intValue).sum();
  }

  /** The indentations of lines before and after one, most likely first, each once. */
  static List<String> around(List<String> lines) {
    List<String> out = new ArrayList<>();
    for (String line : lines) {
      String indentation = line.substring(0, line.length() - line.stripLeading().length());
      if (!indentation.isEmpty() && !out.contains(indentation)) {
        out.add(indentation);
      }
    }
    return out;
  }
}
