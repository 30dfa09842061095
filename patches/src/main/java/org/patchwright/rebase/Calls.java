package org.patchwright.rebase;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.jgit.diff.Edit;

/**
 * Calls that the target makes in another form: of another function, with arguments more, fewer or
 * in another order. Each is learnt from lines that both versions of a file have, and holds only
 * where the target has the old form nowhere.
 *
 * @param forms by name and number of arguments of the call in the base
 */
record Calls(Map<String, Form> forms) {

  static final Calls NONE = new Calls(Map.of());

  private static final int MOST_LINES = 12;
  private static final int LEAST_SEEN = 2;
  private static final Set<String> NO_FUNCTIONS =
      Set.of("if", "while", "for", "switch", "return", "sizeof", "typeof", "defined");

  Calls {
    forms = Map.copyOf(forms);
  }

  /**
   * How a call is made in the target.
   *
   * @param arguments each the number of one that the old call has, or text
   */
  record Form(String name, List<Argument> arguments) {
    Form {
      arguments = List.copyOf(arguments);
    }
  }

  /**
   * One argument.
   *
   * @param number of the old call's argument, from 0; -1 for text
   */
  record Argument(int number, String text) {}

  /**
   * A call in a text.
   *
   * @param from where its name begins
   * @param open where its parenthesis is
   * @param to behind its closing parenthesis
   */
  private record Call(String name, List<String> arguments, int from, int open, int to) {
    String key() {
      return name + "/" + arguments.size();
    }
  }

  /**
   * @param since what happened to the base in the target, as edits of lines
   */
  static Calls between(List<String> base, List<String> target, List<Edit> since) {
    Map<String, Map<Form, Integer>> seen = new TreeMap<>();
    for (Edit edit : since) {
      boolean small = edit.getLengthA() <= MOST_LINES && edit.getLengthB() <= MOST_LINES;
      if (edit.getLengthA() > 0 && edit.getLengthB() > 0 && small) {
        learn(
            calls(String.join("", base.subList(edit.getBeginA(), edit.getEndA()))),
            calls(String.join("", target.subList(edit.getBeginB(), edit.getEndB()))),
            seen);
      }
    }
    seen.entrySet().removeIf(one -> !holds(one.getKey(), one.getValue()));
    if (seen.isEmpty()) {
      return NONE;
    }
    Set<String> there = new HashSet<>();
    calls(String.join("", target)).forEach(call -> there.add(call.key()));
    Map<String, Form> forms = new HashMap<>();
    seen.forEach(
        (key, form) -> {
          if (!there.contains(key)) {
            forms.put(key, form.keySet().iterator().next());
          }
        });
    return new Calls(forms);
  }

  /** Once is enough where only the arguments differ; another function may be there by chance. */
  private static boolean holds(String key, Map<Form, Integer> forms) {
    Form form = forms.keySet().iterator().next();
    boolean same = key.startsWith(form.name() + "/");
    return forms.size() == 1 && (same || forms.get(form) >= LEAST_SEEN);
  }

  private static void learn(
      List<Call> before, List<Call> after, Map<String, Map<Form, Integer>> seen) {
    for (Call old : before) {
      List<Form> fitting = new ArrayList<>();
      boolean stays = false;
      for (Call now : after) {
        stays |= now.name().equals(old.name()) && now.arguments().equals(old.arguments());
        boolean known = before.stream().anyMatch(other -> other.key().equals(now.key()));
        if (!known) {
          form(old, now).ifPresent(fitting::add);
        }
      }
      if (!stays && fitting.size() == 1) {
        seen.computeIfAbsent(old.key(), key -> new HashMap<>())
            .merge(fitting.get(0), 1, Integer::sum);
      }
    }
  }

  /** How one call became another; they must have an argument in common that is a name. */
  private static Optional<Form> form(Call old, Call now) {
    List<Argument> arguments = new ArrayList<>();
    Set<Integer> used = new HashSet<>();
    for (String argument : now.arguments()) {
      int number = old.arguments().indexOf(argument);
      arguments.add(new Argument(number, number < 0 ? argument : ""));
      if (number >= 0) {
        used.add(number);
      }
    }
    boolean names = used.stream().anyMatch(number -> isValue(old.arguments().get(number)));
    boolean all = used.size() == old.arguments().size();
    boolean fewer = used.size() == now.arguments().size();
    return names && (all || fewer)
        ? Optional.of(new Form(now.name(), arguments))
        : Optional.empty();
  }

  /** Whether an argument speaks of something; a parameter of a declaration does not. */
  private static boolean isValue(String argument) {
    return argument.chars().anyMatch(Character::isLetter)
        && !argument.matches("(\\w+[ *]+)+\\w+(\\[.*\\])?");
  }

  /** The calls in a text, those inside others included, in the order of their names. */
  private static List<Call> calls(String text) {
    List<Call> all = new ArrayList<>();
    for (int at = 0; at < text.length(); at++) {
      if (!Texts.isName(text.charAt(at))) {
        continue;
      }
      int from = at;
      while (at < text.length() && Texts.isName(text.charAt(at))) {
        at++;
      }
      int open = at;
      while (open < text.length() && text.charAt(open) == ' ') {
        open++;
      }
      String name = text.substring(from, at);
      if (open < text.length()
          && text.charAt(open) == '('
          && Texts.isIdentifier(name)
          && !NO_FUNCTIONS.contains(name)) {
        call(text, name, from, open).ifPresent(all::add);
      }
      at--;
    }
    return all;
  }

  /**
   * @return empty where the text ends before the call
   */
  private static Optional<Call> call(String text, String name, int from, int open) {
    List<String> arguments = new ArrayList<>();
    int depth = 0;
    int start = open + 1;
    char quote = 0;
    for (int at = open; at < text.length(); at++) {
      char c = text.charAt(at);
      if (quote != 0) {
        if (c == '\\') {
          at++;
        } else if (c == quote) {
          quote = 0;
        }
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == ';' || c == '{' || c == '}') {
        return Optional.empty();
      } else if (c == '(' || c == '[') {
        depth++;
      } else if (c == ')' || c == ']') {
        depth--;
      }
      boolean ends = depth == 0 && quote == 0;
      if (ends || depth == 1 && c == ',' && quote == 0) {
        String argument = text.substring(start, at).strip().replaceAll("\\s+", " ");
        if (!ends || !argument.isEmpty() || !arguments.isEmpty()) {
          arguments.add(argument);
        }
        start = at + 1;
      }
      if (ends) {
        return Optional.of(new Call(name, arguments, from, open, at + 1));
      }
    }
    return Optional.empty();
  }

  /** A line with its calls in the target's form; a call that goes on in the next line stays. */
  String in(String line) {
    if (forms.isEmpty()) {
      return line;
    }
    String text = line;
    // From the last to the first, so that what is inside a call is turned before it.
    List<Call> calls = calls(line);
    for (int i = calls.size() - 1; i >= 0; i--) {
      Call old = calls.get(i);
      if (forms.containsKey(old.key())) {
        Optional<Call> call = call(text, old.name(), old.from(), old.open());
        Form form = forms.get(old.key());
        String head = text.substring(old.from() + old.name().length(), old.open() + 1);
        List<String> arguments = new ArrayList<>();
        for (Argument argument : form.arguments()) {
          arguments.add(
              argument.number() < 0
                  ? argument.text()
                  : call.orElse(old).arguments().get(argument.number()));
        }
        text =
            text.substring(0, old.from())
                + form.name()
                + head
                + String.join(", ", arguments)
                + text.substring(call.orElse(old).to() - 1);
      }
    }
    return text;
  }
}
