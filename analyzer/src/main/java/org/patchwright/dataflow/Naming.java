package org.patchwright.dataflow;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** How values and places are named that the terms of a function stand for in a state. */
final class Naming {

  private static final int SMALL = 64;

  private static final List<String> NUMBERS =
      IntStream.range(0, SMALL).mapToObj(number -> "=" + number).toList();

  private Naming() {}

  /** The name of the place that a term denotes. */
  static String key(Term place, PathState state) {
    if (place instanceof Term.Name name) {
      return name.name();
    }
    if (place instanceof Term.Field field) {
      String base =
          field.arrow() ? PathState.target(value(field.base(), state)) : key(field.base(), state);
      return state.limited(base + "." + field.name());
    }
    if (place instanceof Term.Index index) {
      return state.limited(
          PathState.target(value(index.base(), state)) + "[" + value(index.index(), state) + "]");
    }
    if (place instanceof Term.Deref deref) {
      return state.limited(PathState.target(value(deref.base(), state)));
    }
    return PathState.target(value(place, state));
  }

  /** The name of the value that a term has. */
  static String value(Term term, PathState state) {
    if (term instanceof Term.Number number) {
      long value = number.value();
      return value >= 0 && value < SMALL ? NUMBERS.get((int) value) : "=" + value;
    }
    if (term instanceof Term.Name name) {
      return state.function().arrays().contains(name.name())
              && !state.function().isParameter(name.name())
          ? "&" + name.name()
          : state.places.getOrDefault(name.name(), name.name());
    }
    if (term.isPlace()) {
      String key = key(term, state);
      String known = state.places.get(key);
      return known != null ? known : state.unwritten(key);
    }
    if (term instanceof Term.AddressOf address) {
      return address(key(address.place(), state));
    }
    if (term instanceof Term.Result result) {
      String name = PathState.result(result.call().id());
      state.mayHave(name);
      return state.places.getOrDefault(name, name);
    }
    if (term instanceof Term.Compare compare) {
      String a = value(compare.left(), state);
      String b = value(compare.right(), state);
      Optional<Boolean> decided =
          Comparisons.decided(compare.operator(), state.range(a), state.range(b));
      return decided.isPresent()
          ? decided.get() ? "=1" : "=0"
          : state.limited("(" + a + compare.operator() + b + ")");
    }
    if (term instanceof Term.Choice choice) {
      return state.limited(
          "?("
              + value(choice.condition(), state)
              + ","
              + value(choice.yes(), state)
              + ","
              + value(choice.no(), state)
              + ")");
    }
    Term.Other other = (Term.Other) term;
    StringBuilder out = new StringBuilder(other.words()).append('(');
    for (Term operand : other.operands()) {
      out.append(value(operand, state)).append(',');
    }
    return state.limited(out.append(')').toString());
  }

  private static String address(String key) {
    if (key.startsWith("{") && key.endsWith("}")) {
      int depth = 0;
      for (int i = 0; i < key.length(); i++) {
        depth += key.charAt(i) == '{' ? 1 : key.charAt(i) == '}' ? -1 : 0;
        if (depth == 0) {
          return i == key.length() - 1 ? key.substring(1, i) : "&" + key;
        }
      }
    }
    return "&" + key;
  }

  /** Whether a value is computed from another that has a name of its own. */
  static boolean isComputed(String value, String handle) {
    if (handle.isEmpty()
        || value.equals(handle)
        || !handle.startsWith("#")
            && !handle.startsWith("@")
            && !(handle.startsWith("i") && handle.endsWith(";"))) {
      return false;
    }
    char first = value.isEmpty() ? ' ' : value.charAt(0);
    if (first == '{'
        || first == 'j'
        || first == 'J'
        || first == 'L'
        || first == '('
        || first == '&') {
      return false;
    }
    int at = value.indexOf(handle);
    while (at > 0) {
      if (value.charAt(at - 1) != '{') {
        return true;
      }
      at = value.indexOf(handle, at + 1);
    }
    return false;
  }
}
