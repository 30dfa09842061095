package org.patchwright.pipeline;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.patchwright.diff.FileDiff;
import org.patchwright.diff.HunkLine;
import org.patchwright.split.Part;

/**
 * The numbered list in which a message says what its patch does, and which part does what of it: a
 * topic belongs to a part if it has words in common with the part's paths and changed lines, and
 * more so the fewer other parts have them.
 */
final class Topics {

  private static final Pattern TOPIC =
      Pattern.compile(
          "(?m)^[ \\t]*[(\\[]?(\\d{1,2})[).\\]][ \\t]+"
              + "(\\S.*(?:\\n[ \\t]{2,}(?![(\\[]?\\d{1,2}[).\\]])\\S.*)*)$");
  private static final Pattern WORD = Pattern.compile("[A-Za-z_]\\w{2,}");
  // Words that say nothing of what is changed.
  private static final Set<String> COMMON =
      Set.of(
          "the", "and", "for", "not", "with", "when", "from", "this", "that", "are", "but", "some",
          "into", "all", "way", "called", "along", "also", "only", "state", "device", "devices",
          "add", "use", "new", "linux", "drivers", "include", "int", "char", "void", "static",
          "struct", "return");
  private static final double ENOUGH = 0.5;

  private Topics() {}

  /** The topics that a message lists, if it numbers them from 1. */
  static List<String> in(String message) {
    List<String> topics = new ArrayList<>();
    Matcher topic = TOPIC.matcher(message);
    while (topic.find()) {
      if (Integer.parseInt(topic.group(1)) == topics.size() + 1) {
        topics.add(topic.group(2).strip().replaceAll("\\s+", " "));
      }
    }
    return topics.size() < 2 ? List.of() : topics;
  }

  /** Each part's topic, where one fits best. */
  static List<Optional<String>> of(String message, List<Part> parts) {
    List<String> topics = in(message);
    List<Set<String>> words = parts.stream().map(Topics::words).toList();
    Map<String, Integer> held = new HashMap<>();
    words.forEach(all -> all.forEach(word -> held.merge(word, 1, Integer::sum)));
    List<Optional<String>> found = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      boolean works = parts.get(i).purpose().compareTo(Part.Purpose.WORK) <= 0;
      Optional<String> best = Optional.empty();
      double most = ENOUGH;
      for (String topic : works ? topics : List.<String>of()) {
        double score = 0;
        for (String word : topicWords(topic, held.keySet())) {
          score += words.get(i).contains(word) ? 1.0 / held.get(word) : 0;
        }
        if (score > most) {
          best = Optional.of(topic);
          most = score;
        }
      }
      found.add(best);
    }
    return found;
  }

  /** The words of a topic; {@code blk/netback} says blkback as well as netback. */
  private static Set<String> topicWords(String topic, Collection<String> known) {
    Set<String> words = new TreeSet<>();
    Matcher word = WORD.matcher(topic.toLowerCase(Locale.ROOT));
    while (word.find()) {
      words.add(word.group());
    }
    Matcher pair = Pattern.compile("(\\w+)/(\\w+)").matcher(topic.toLowerCase(Locale.ROOT));
    while (pair.find()) {
      for (int at = 1; at < pair.group(2).length(); at++) {
        String made = pair.group(1) + pair.group(2).substring(at);
        if (known.contains(made)) {
          words.add(made);
        }
      }
    }
    words.removeAll(COMMON);
    return words;
  }

  /** Words of the paths, and of changed lines those that are names of code for certain. */
  private static Set<String> words(Part part) {
    Set<String> words = new TreeSet<>();
    StringBuilder lines = new StringBuilder(String.join(" ", part.changes()));
    for (FileDiff file : part.files()) {
      add(file.path(), words);
      file.hunks().stream()
          .flatMap(hunk -> hunk.lines().stream())
          .filter(line -> line.kind() != HunkLine.Kind.CONTEXT)
          .forEach(line -> lines.append(' ').append(line.text()));
    }
    Set<String> names = new TreeSet<>();
    add(lines.toString(), names);
    names.stream().filter(name -> name.contains("_")).forEach(words::add);
    words.removeAll(COMMON);
    return words;
  }

  private static void add(String text, Set<String> words) {
    WORD.matcher(text.toLowerCase(Locale.ROOT))
        .results()
        .forEach(result -> words.add(result.group()));
  }
}
