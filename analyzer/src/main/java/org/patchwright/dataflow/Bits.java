package org.patchwright.dataflow;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What tests of bits tell of other tests of the same value's bits. */
final class Bits {

  /** The word by which a term says that it is what two values have in common. */
  static final String AND = "bits";

  private static final String TESTED = AND + "(";
  private static final String OR = "|(";

  private Bits() {}

  /**
   * Whether a value may be zero, or another number, if it is what another has of a mask's bits.
   *
   * @param name the value's name
   * @param some whether it is not to be zero
   * @param known ranges by the names of values
   */
  static boolean canBe(String name, boolean some, Map<String, Range> known) {
    if (!name.startsWith(TESTED)) {
      return true;
    }
    List<String> operands = operands(name, TESTED);
    return operands.size() != 2 || canBe(operands.get(0), operands.get(1), some, known);
  }

  private static boolean canBe(String value, String mask, boolean some, Map<String, Range> known) {
    if (value.startsWith("=") && (mask.startsWith("=") || value.equals("=0"))) {
      return (number(value) & (value.equals("=0") ? 0 : number(mask))) != 0 == some;
    }
    if (!some && parts(value).stream().anyMatch(part -> !part.equals("=0") && part.equals(mask))) {
      // x | BIT has that bit.
      return false;
    }
    String tested = TESTED + value + ",";
    for (Map.Entry<String, Range> fact : known.entrySet()) {
      String name = fact.getKey();
      if (name.startsWith(tested) && name.endsWith(",)")) {
        String other = name.substring(tested.length(), name.length() - 2);
        if (some
            ? fact.getValue().equals(Range.ZERO) && covers(other, mask)
            : !fact.getValue().contains(0) && covers(mask, other)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Numbers whose bits a value has because it is put together from them. */
  static List<String> set(String value) {
    return operands(value, OR).isEmpty()
        ? List.of()
        : parts(value).stream().filter(part -> part.startsWith("=") && !part.equals("=0")).toList();
  }

  private static long number(String value) {
    return Long.parseLong(value.substring(1));
  }

  /** Whether a mask has all bits of another. */
  private static boolean covers(String mask, String other) {
    if (mask.startsWith("=") && other.startsWith("=")) {
      long bits = number(other);
      return (bits & number(mask)) == bits;
    }
    return parts(mask).containsAll(parts(other));
  }

  /** What a value is put together from by {@code |}; the value itself if by nothing. */
  private static List<String> parts(String value) {
    List<String> found = operands(value, OR);
    return found.isEmpty()
        ? List.of(value)
        : found.stream().flatMap(part -> parts(part).stream()).toList();
  }

  /** What stands between the parentheses; nothing if the value begins otherwise. */
  private static List<String> operands(String value, String begin) {
    List<String> found = new ArrayList<>();
    if (!value.startsWith(begin) || !value.endsWith(",)")) {
      return found;
    }
    int depth = 0;
    int start = begin.length();
    for (int at = start; at < value.length() - 1; at++) {
      char c = value.charAt(at);
      depth += c == '(' || c == '[' || c == '{' ? 1 : c == ')' || c == ']' || c == '}' ? -1 : 0;
      if (c == ',' && depth == 0) {
        found.add(value.substring(start, at));
        start = at + 1;
      }
    }
    return found;
  }
}
