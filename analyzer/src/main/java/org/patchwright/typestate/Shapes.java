package org.patchwright.typestate;

import java.util.Set;
import java.util.TreeSet;
import org.patchwright.dataflow.PathState;

/** How the places that hold a handle look, whichever element of them is meant. */
final class Shapes {

  private Shapes() {}

  /** Whether a value stands in a place that a macro filled in with the handle. */
  static boolean isFrom(String value, PathState state) {
    return state.marks().stream()
        .anyMatch(
            mark -> mark.startsWith("filled ") && PathState.mentions(value, mark.substring(7)));
  }

  /** {@code x->p[i]} released where {@code x->p[j]} was stored. */
  static boolean isSameShape(String value, PathState state) {
    String shape = shape(value);
    return shape.length() > 1
        && (state.marks().stream()
                .anyMatch(
                    mark -> mark.startsWith("stored ") && shape(mark.substring(7)).equals(shape))
            || state.marks().contains("visible")
                && shape(state.handle()).equals(shape)
                && (shape.contains("[*]") || shape.contains("~")));
  }

  private static String shape(String value) {
    return value
        .replaceAll("\\[[^\\]]*\\]", "[*]")
        .replaceAll("L\\d+:-?\\d+;", "~")
        .replaceAll("j\\d+:[^;]*;", "~");
  }

  /** Whether a value points to what holds the handle. */
  static boolean holds(String value, PathState state) {
    if (value.startsWith("=")) {
      return false;
    }
    if (state.marks().isEmpty()) {
      return false;
    }
    String target = PathState.target(value);
    return state.marks().stream()
            .anyMatch(
                mark -> mark.startsWith("stored ") && PathState.mentions(mark.substring(7), target))
        || state.marks().contains("visible") && PathState.mentions(state.handle(), target);
  }

  /** The last name of the place that holds the handle. */
  static String member(PathState state) {
    String place =
        state.marks().stream()
            .filter(mark -> mark.startsWith("stored "))
            .findFirst()
            .map(mark -> mark.substring(7))
            .orElse(state.handle());
    return lastName(place);
  }

  /** The last names of all places that hold the handle. */
  static Set<String> members(PathState state) {
    Set<String> found = new TreeSet<>();
    state.marks().stream()
        .filter(mark -> mark.startsWith("stored "))
        .forEach(mark -> found.add(lastName(mark.substring(7))));
    return found.isEmpty() ? Set.of(lastName(state.handle())) : found;
  }

  /** The last name in a place, whatever element of it is meant. */
  static String lastName(String place) {
    StringBuilder name = new StringBuilder();
    int depth = 0;
    for (int i = 0; i < place.length(); i++) {
      char c = place.charAt(i);
      depth += c == '[' ? 1 : c == ']' ? -1 : 0;
      if (depth == 0 && c == '.') {
        name.setLength(0);
      } else if (depth == 0 && isWord(c)) {
        name.append(c);
      }
    }
    return name.toString();
  }

  private static boolean isWord(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
  }
}
