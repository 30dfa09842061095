package org.patchwright.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A command line as documentation writes it: words, quoted words, {@code $VARIABLES}, and the
 * notation of a synopsis, {@code [optional]}, {@code (one | of)}, {@code again...}.
 */
final class Synopsis {

  private final List<String> tokens;
  private int next;

  private Synopsis(List<String> tokens) {
    this.tokens = tokens;
  }

  /**
   * The command lines that it stands for: the shortest, and for each option and each choice one
   * that has it.
   */
  static List<List<String>> lines(String command, Map<String, String> variables) {
    return new Synopsis(tokens(command, variables)).sequence();
  }

  /** Marks of the notation are tokens that begin with a zero byte. */
  private static List<String> tokens(String command, Map<String, String> variables) {
    List<String> tokens = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean open = false;
    char quote = 0;
    for (int i = 0; i < command.length(); i++) {
      char c = command.charAt(i);
      if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '\'' || c == '"') {
        quote = c;
        open = true;
      } else if (Character.isWhitespace(c) || "[]()|".indexOf(c) >= 0) {
        if (open || word.length() > 0) {
          tokens.add(replaced(word.toString(), variables));
        }
        word.setLength(0);
        open = false;
        if (!Character.isWhitespace(c)) {
          boolean inWord = c == '|' && i > 0 && Character.isLetter(command.charAt(i - 1));
          tokens.add("\0" + (inWord ? '/' : c));
        }
      } else {
        word.append(c);
      }
    }
    if (open || word.length() > 0) {
      tokens.add(replaced(word.toString(), variables));
    }
    return tokens;
  }

  private static String replaced(String word, Map<String, String> variables) {
    String text = word;
    for (Map.Entry<String, String> one : variables.entrySet()) {
      text = text.replace("$" + one.getKey(), one.getValue());
    }
    return text;
  }

  private boolean at(String mark) {
    return next < tokens.size() && tokens.get(next).equals("\0" + mark);
  }

  private List<List<String>> sequence() {
    List<List<List<String>>> elements = new ArrayList<>();
    while (next < tokens.size() && !at("]") && !at(")") && !at("|")) {
      elements.add(element());
    }
    List<List<String>> all = new ArrayList<>();
    all.add(joined(elements, -1, 0));
    for (int i = 0; i < elements.size(); i++) {
      for (int variant = 1; variant < elements.get(i).size(); variant++) {
        all.add(joined(elements, i, variant));
      }
    }
    return all;
  }

  private static List<String> joined(List<List<List<String>>> elements, int other, int variant) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < elements.size(); i++) {
      words.addAll(elements.get(i).get(i == other ? variant : 0));
    }
    return words;
  }

  private List<List<String>> element() {
    List<List<String>> variants = new ArrayList<>();
    if (at("[") || at("(")) {
      boolean optional = at("[");
      next++;
      if (optional) {
        variants.add(List.of());
      }
      variants.addAll(sequence());
      while (at("|")) {
        next++;
        variants.addAll(sequence());
      }
      next++;
      if (next < tokens.size() && tokens.get(next).equals("...")) {
        next++;
      }
      return variants;
    }
    variants.add(List.of(word()));
    while (at("/")) {
      next++;
      variants.add(List.of(word()));
    }
    return variants;
  }

  private String word() {
    String word = tokens.get(next++);
    return word.replaceFirst(",?\\.\\.\\.$", "");
  }
}
