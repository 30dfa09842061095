package org.patchwright.config;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.patchwright.source.SourceFile;
import org.patchwright.syntax.SyntaxTree;
import org.patchwright.token.Directive;

/**
 * The kernel's own configuration: which {@code CONFIG_} options are built in, modules, or off. It
 * tells of a place in a file whether the preprocessor would leave it out; where other macros have a
 * say, it does not know, and the place counts as kept.
 */
public final class KernelConfig {

  private enum Truth {
    NO,
    UNKNOWN,
    YES;

    Truth not() {
      return values()[2 - ordinal()];
    }

    Truth and(Truth other) {
      return values()[Math.min(ordinal(), other.ordinal())];
    }

    Truth or(Truth other) {
      return values()[Math.max(ordinal(), other.ordinal())];
    }

    static Truth of(boolean value) {
      return value ? YES : NO;
    }
  }

  private static final Pattern SET = Pattern.compile("^(CONFIG_\\w+)=(.*)$");
  private static final Pattern DEFINE = Pattern.compile("^#define\\s+(CONFIG_\\w+)\\s+(.*)$");
  private static final Pattern TOKEN =
      Pattern.compile("\\s+|/\\*.*?\\*/|//.*|\\\\\\r?\\n|(\\w+|&&|\\|\\||.)", Pattern.DOTALL);

  private final Map<String, String> options;

  private KernelConfig(Map<String, String> options) {
    this.options = Map.copyOf(options);
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
    return new KernelConfig(options);
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
    return new KernelConfig(options);
  }

  /** Whether the preprocessor surely leaves out what stands at an offset of a file. */
  public boolean leavesOut(SyntaxTree tree, int offset) {
    // For each open group: whether its present branch is taken, and whether an earlier one was.
    Deque<Truth[]> open = new ArrayDeque<>();
    for (Directive directive : tree.tokens().directives()) {
      if (directive.span().start() >= offset) {
        break;
      }
      String body = body(tree.file(), directive);
      switch (directive.kind()) {
        case IF -> enter(open, evaluate(body));
        case IFDEF -> enter(open, defined(body.strip()));
        case IFNDEF -> enter(open, defined(body.strip()).not());
        case ELIF -> turn(open, evaluate(body));
        case ELSE -> turn(open, Truth.YES);
        case ENDIF -> open.poll();
        default -> {}
      }
    }
    return open.stream().anyMatch(group -> group[0] == Truth.NO);
  }

  private static String body(SourceFile file, Directive directive) {
    return file.text(directive.body());
  }

  private static void enter(Deque<Truth[]> open, Truth condition) {
    open.push(new Truth[] {condition, condition});
  }

  private static void turn(Deque<Truth[]> open, Truth condition) {
    Truth[] group = open.peek();
    if (group != null) {
      group[0] = condition.and(group[1].not());
      group[1] = group[1].or(condition);
    }
  }

  private Truth defined(String name) {
    if (!name.startsWith("CONFIG_")) {
      return Truth.UNKNOWN;
    }
    if (name.endsWith("_MODULE")) {
      String option = name.substring(0, name.length() - "_MODULE".length());
      return Truth.of("m".equals(options.get(option)) || built(name));
    }
    return Truth.of(built(name));
  }

  private boolean built(String option) {
    return options.containsKey(option)
        && !options.get(option).equals("m")
        && !options.get(option).equals("n");
  }

  private Truth evaluate(String expression) {
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
        truth = option.startsWith("CONFIG_") ? Truth.of(enabled(option)) : Truth.UNKNOWN;
      }
      case "IS_BUILTIN" -> truth = defined(argument(tokens));
      case "IS_MODULE" -> {
        String option = argument(tokens);
        truth =
            option.startsWith("CONFIG_")
                ? Truth.of("m".equals(options.get(option)))
                : Truth.UNKNOWN;
      }
      case "0" -> truth = Truth.NO;
      case "1" -> truth = Truth.YES;
      default -> truth = token.startsWith("CONFIG_") ? value(token) : Truth.UNKNOWN;
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
