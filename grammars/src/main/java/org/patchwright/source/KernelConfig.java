package org.patchwright.source;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One configuration of the kernel: which {@code CONFIG_} options are built in, modules, or off, and
 * what other macros stand for. It tells of a condition whether it holds; where names have a say
 * that it does not know, it does not know either.
 */
public final class KernelConfig {

  /** Nothing is chosen: each condition may hold. */
  public static final KernelConfig ANY = new KernelConfig(Map.of(), Map.of(), false);

  /** Whether a condition holds. */
  public enum Truth {
    NO,
    UNKNOWN,
    YES;

    public Truth not() {
      return values()[2 - ordinal()];
    }

    public Truth and(Truth other) {
      return values()[Math.min(ordinal(), other.ordinal())];
    }

    public Truth or(Truth other) {
      return values()[Math.max(ordinal(), other.ordinal())];
    }

    static Truth of(boolean value) {
      return value ? YES : NO;
    }
  }

  private static final Pattern SET = Pattern.compile("^(CONFIG_\\w+)=(.*)$");
  private static final Pattern DEFINE = Pattern.compile("^#define\\s+(CONFIG_\\w+)\\s+(.*)$");
  private static final Pattern TOKEN =
      Pattern.compile(
          "\\s+|/\\*.*?\\*/|//.*|\\\\\\r?\\n|(\\w+|&&|\\|\\||[<>=!]=|.)", Pattern.DOTALL);

  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", ">", "<=", ">=");
  private static final Set<String> ENDS = Set.of("&&", "||", ")");
  private static final Pattern NAME = Pattern.compile("[A-Za-z_]\\w*");
  private static final Pattern NUMBER =
      Pattern.compile("(0[xX][0-9a-fA-F]{1,15}|\\d{1,18})[uUlL]*");

  private final Map<String, String> options;
  private final Map<String, String> macros;
  private final boolean complete;

  /**
   * @param complete whether an option that is not named is off
   */
  private KernelConfig(Map<String, String> options, Map<String, String> macros, boolean complete) {
    this.options = Map.copyOf(options);
    this.macros = Map.copyOf(macros);
    this.complete = complete;
  }

  /** Reads the text of a {@code .config} file; lines of no sense are passed over. */
  public static KernelConfig of(String text) {
    Map<String, String> options = new HashMap<>();
    text.lines()
        .forEach(
            line -> {
              Matcher set = SET.matcher(line.strip());
              if (set.find()) {
                options.put(set.group(1), set.group(2));
              }
            });
    return new KernelConfig(options, Map.of(), true);
  }

  /**
   * Reads the text of the {@code autoconf.h} that the kernel's build makes of its configuration.
   */
  public static KernelConfig ofHeader(String text) {
    Map<String, String> options = new HashMap<>();
    text.lines()
        .forEach(
            line -> {
              Matcher define = DEFINE.matcher(line.strip());
              if (define.find()) {
                String name = define.group(1);
                boolean module = name.endsWith("_MODULE");
                String option = module ? name.substring(0, name.length() - 7) : name;
                String value = define.group(2).strip();
                options.put(option, module ? "m" : value.equals("1") ? "y" : value);
              }
            });
    return new KernelConfig(options, Map.of(), true);
  }

  /**
   * This configuration with a macro defined, as by {@code -D} of a compiler.
   *
   * @param definition {@code NAME} or {@code NAME=VALUE}; options also take {@code y}, {@code m}
   *     and {@code n}
   * @return empty if that defines nothing
   */
  public Optional<KernelConfig> with(String definition) {
    int equals = definition.indexOf('=');
    String name = equals < 0 ? definition : definition.substring(0, equals);
    String value = equals < 0 ? "1" : definition.substring(equals + 1);
    if (!NAME.matcher(name).matches()) {
      return Optional.empty();
    }
    boolean option = name.startsWith("CONFIG_");
    Map<String, String> known = new HashMap<>(option ? options : macros);
    known.put(name, option && equals < 0 ? "y" : value);
    return Optional.of(
        option
            ? new KernelConfig(known, macros, complete)
            : new KernelConfig(options, known, complete));
  }

  /** Whether nothing is chosen. */
  public boolean isAny() {
    return !complete && options.isEmpty() && macros.isEmpty();
  }

  /** How many options are set. */
  public int size() {
    return options.size();
  }

  /** Whether the preprocessor takes a name as defined. */
  public Truth defined(String name) {
    if (!name.startsWith("CONFIG_")) {
      return macros.containsKey(name) ? Truth.YES : Truth.UNKNOWN;
    }
    if (name.endsWith("_MODULE")) {
      String option = name.substring(0, name.length() - "_MODULE".length());
      if (options.containsKey(option)) {
        return Truth.of("m".equals(options.get(option)) || built(name));
      }
    }
    return options.containsKey(name) || complete ? Truth.of(built(name)) : Truth.UNKNOWN;
  }

  private boolean built(String option) {
    return options.containsKey(option)
        && !options.get(option).equals("m")
        && !options.get(option).equals("n");
  }

  /** Whether the expression of an {@code #if} holds. */
  public Truth evaluate(String expression) {
    if (isAny() && !expression.strip().equals("0") && !expression.strip().equals("1")) {
      return Truth.UNKNOWN;
    }
    Deque<String> tokens = new ArrayDeque<>();
    Matcher matcher = TOKEN.matcher(expression);
    while (matcher.find()) {
      if (matcher.group(1) != null) {
        tokens.add(matcher.group(1));
      }
    }
    Truth truth = either(tokens);
    return tokens.isEmpty() ? truth : Truth.UNKNOWN;
  }

  private Truth either(Deque<String> tokens) {
    Truth truth = both(tokens);
    while ("||".equals(tokens.peek())) {
      tokens.poll();
      truth = truth.or(both(tokens));
    }
    return truth;
  }

  private Truth both(Deque<String> tokens) {
    Truth truth = single(tokens);
    while ("&&".equals(tokens.peek())) {
      tokens.poll();
      truth = truth.and(single(tokens));
    }
    return truth;
  }

  private Truth single(Deque<String> tokens) {
    String token = tokens.isEmpty() ? "" : tokens.poll();
    Truth truth;
    switch (token) {
      case "!" -> {
        return single(tokens).not();
      }
      case "(" -> {
        truth = either(tokens);
        skip(tokens, ")");
      }
      case "defined" -> truth = defined(argument(tokens));
      case "IS_ENABLED" -> {
        String option = argument(tokens);
        truth = tells(option) ? Truth.of(enabled(option)) : Truth.UNKNOWN;
      }
      case "IS_BUILTIN" -> truth = defined(argument(tokens));
      case "IS_MODULE" -> {
        String option = argument(tokens);
        truth = tells(option) ? Truth.of("m".equals(options.get(option))) : Truth.UNKNOWN;
      }
      default -> {
        OptionalLong left = number(token);
        if (COMPARISONS.contains(tokens.isEmpty() ? "" : tokens.peek())) {
          return compared(left, tokens);
        }
        truth =
            left.isPresent()
                ? Truth.of(left.getAsLong() != 0)
                : tells(token) ? value(token) : Truth.UNKNOWN;
      }
    }
    if (!tokens.isEmpty()
        && !"&&".equals(tokens.peek())
        && !"||".equals(tokens.peek())
        && !")".equals(tokens.peek())) {
      // A comparison or a call: what is in it is passed over, brackets in pairs.
      passOver(tokens);
      return Truth.UNKNOWN;
    }
    return truth;
  }

  /** A number, or what a known name stands for; an option that is off, or a module, counts as 0. */
  private OptionalLong number(String token) {
    String text = token;
    for (int depth = 0; depth < 8 && macros.containsKey(text); depth++) {
      text = macros.get(text).strip();
    }
    if (tells(text)) {
      String value = options.getOrDefault(text, "n");
      text = value.equals("y") ? "1" : value.equals("n") || value.equals("m") ? "0" : value;
    }
    Matcher matcher = NUMBER.matcher(text);
    if (!matcher.matches()) {
      return OptionalLong.empty();
    }
    String digits = matcher.group(1);
    boolean octal = digits.length() > 1 && digits.matches("0[0-7]+");
    return OptionalLong.of(octal ? Long.parseLong(digits, 8) : Long.decode(decimal(digits)));
  }

  private static String decimal(String digits) {
    return digits.startsWith("0x") || digits.startsWith("0X")
        ? digits
        : digits.replaceFirst("^0+(?=.)", "");
  }

  private Truth compared(OptionalLong left, Deque<String> tokens) {
    String operator = tokens.poll();
    OptionalLong right = number(tokens.isEmpty() ? "" : tokens.poll());
    if (!tokens.isEmpty() && !ENDS.contains(tokens.peek())) {
      passOver(tokens);
      return Truth.UNKNOWN;
    }
    if (left.isEmpty() || right.isEmpty()) {
      return Truth.UNKNOWN;
    }
    int order = Long.compare(left.getAsLong(), right.getAsLong());
    return Truth.of(
        switch (operator) {
          case "==" -> order == 0;
          case "!=" -> order != 0;
          case "<" -> order < 0;
          case ">" -> order > 0;
          case "<=" -> order <= 0;
          default -> order >= 0;
        });
  }

  private static void passOver(Deque<String> tokens) {
    int depth = 0;
    while (!tokens.isEmpty()) {
      String next = tokens.peek();
      if (depth == 0 && (next.equals("&&") || next.equals("||") || next.equals(")"))) {
        return;
      }
      depth += next.equals("(") ? 1 : next.equals(")") ? -1 : 0;
      tokens.poll();
    }
  }

  /** An option as a value: undefined names count as 0, so does one that is a module. */
  private Truth value(String option) {
    String value = options.getOrDefault(option, "n");
    return switch (value) {
      case "y" -> Truth.YES;
      case "n", "m" -> Truth.NO;
      default -> Truth.UNKNOWN;
    };
  }

  /** Whether this configuration says what an option is. */
  private boolean tells(String name) {
    return name.startsWith("CONFIG_") && (complete || options.containsKey(name));
  }

  private boolean enabled(String option) {
    return options.containsKey(option) && !options.get(option).equals("n");
  }

  private static String argument(Deque<String> tokens) {
    boolean bracket = skip(tokens, "(");
    String name = tokens.isEmpty() ? "" : tokens.poll();
    if (bracket) {
      skip(tokens, ")");
    }
    return name;
  }

  private static boolean skip(Deque<String> tokens, String token) {
    if (token.equals(tokens.peek())) {
      tokens.poll();
      return true;
    }
    return false;
  }
}
