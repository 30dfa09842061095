package org.patchwright.loader;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Attempts to get out, each refused with its line before anything is loaded. */
class GateTest {

  private static final String BODY =
      """
      package stranger;
      import java.util.*;
      import java.util.stream.Stream;
      import org.patchwright.fact.FunctionFacts;
      import org.patchwright.rule.*;
      @Check(summary = "x")
      public final class Escape implements Rule {
        @Override public Stream<Finding> check(FunctionFacts f) {
      %s
          return Stream.empty();
        }
      }
      """;

  private static final String MEMBERS = BODY.replace("%s\n", "").replaceFirst("\\}\n$", "%s\n}\n");

  /**
   * @param byText whether the bytes show nothing wrong, so that the text alone must be refused
   */
  record Attempt(String name, String refusal, boolean byText, String text) {
    int line() {
      return (int) text.substring(0, text.indexOf("// here")).chars().filter(c -> c == '\n').count()
          + 1;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Attempt> attempts() throws IOException {
    String all;
    try (InputStream in = GateTest.class.getResourceAsStream("escapes.txt")) {
      all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    List<Attempt> attempts = new ArrayList<>();
    for (String one : all.substring(all.indexOf("=== ")).split("(?m)^=== ")) {
      if (one.isBlank()) {
        continue;
      }
      String[] head = one.substring(0, one.indexOf('\n')).split(" \\| ");
      String text = one.substring(one.indexOf('\n') + 1);
      if (text.startsWith("file\n")) {
        text = text.substring(5);
      } else if (text.startsWith("members\n")) {
        text = MEMBERS.replace("%s", text.substring(8));
      } else {
        text = BODY.replace("%s", text);
      }
      attempts.add(new Attempt(head[0], head[1], head.length > 2, text));
    }
    return attempts;
  }

  private static List<RuleSource> source(String text) {
    return List.of(new RuleSource("rules/Escape.java", text));
  }

  @ParameterizedTest
  @MethodSource("attempts")
  void anAttemptIsRefusedWithItsLine(Attempt attempt) {
    RuleSources.Loaded loaded = RuleSources.load(source(attempt.text()), RuleSources.Trust.GUARDED);

    assertThat(loaded.rules()).isEmpty();
    assertThat(loaded.errors())
        .anySatisfy(
            error ->
                assertThat(error)
                    .startsWith("rules/Escape.java:" + attempt.line() + ":")
                    .contains(attempt.refusal()));
  }

  static Stream<Attempt> inBytes() throws IOException {
    return attempts().stream().filter(attempt -> !attempt.byText());
  }

  /** What the text would let pass by an oversight of ours. */
  @ParameterizedTest
  @MethodSource("inBytes")
  void theBytesAreRefusedWithoutALookAtTheText(Attempt attempt) {
    RuleCompiler.Output made = RuleCompiler.compile(source(attempt.text()), (source, unit) -> {});
    // A package of Java's is no package for the compiler, either.
    if (made.errors().isEmpty() && !attempt.text().startsWith("package org.patchwright")) {
      assertThat(ClassGate.refusals(made.classes())).isNotEmpty();
    }
  }

  @Test
  void thereAreManyAttempts() throws IOException {
    assertThat(attempts()).hasSizeGreaterThan(80);
  }

  @Test
  void trustLiftsTheGate() {
    String text = BODY.replace("%s", "if (f == null) System.exit(1);");
    assertThat(RuleSources.load(source(text), RuleSources.Trust.GUARDED).rules()).isEmpty();
    RuleSources.Loaded loaded = RuleSources.load(source(text), RuleSources.Trust.TRUSTED);
    assertThat(loaded.errors()).isEmpty();
    assertThat(loaded.rules()).hasSize(1);
  }

  /** All that plain rules are made of. */
  @Test
  void plainCodePasses() {
    String text =
        MEMBERS.replace(
            "%s",
            """
            private enum State { ON, OFF; State other() { return this == ON ? OFF : ON; } }
            private record Pair(String one, List<String> two) {}
            private static final Map<String, List<String>> CALLS = Map.of("a", List.of("b"));
            private static final List<String> NAMES = names();
            private static final Comparator<Pair> ORDER = Comparator.comparing(Pair::one);
            private static final java.util.regex.Pattern WORD = java.util.regex.Pattern.compile("\\\\w+");
            private static final Pair EMPTY = new Pair("", List.of());
            private static List<String> names() {
              List<String> names = new ArrayList<>();
              for (String one : new String[] {"x", "y"}) { names.add(one + names.size()); }
              return names;
            }
            private static int count(String text) {
              StringBuilder all = new StringBuilder();
              try { all.append(Integer.parseInt(text)); } catch (NumberFormatException e) { all.append(e.getMessage()); }
              int[] lengths = new int[3];
              for (int i = 0; i < lengths.length; i++) { lengths[i] = i; }
              EnumSet<State> states = EnumSet.noneOf(State.class);
              states.add(State.valueOf("ON").other());
              switch (states.iterator().next()) { case ON: return 1; case OFF: return lengths[1]; default: return 2; }
            }
            Stream<String> all(Object o) {
              String s = o instanceof Pair pair ? pair.one() : String.valueOf(o);
              return WORD.matcher(s).results().map(java.util.regex.MatchResult::group).sorted(Comparator.reverseOrder());
            }
            """);
    RuleSources.Loaded loaded = RuleSources.load(source(text), RuleSources.Trust.GUARDED);
    assertThat(loaded.errors().stream().collect(Collectors.joining("\n"))).isEmpty();
    assertThat(loaded.rules()).hasSize(1);
  }
}
