package org.patchwright.fix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.patchwright.fact.FunctionFacts;
import org.patchwright.rule.Check;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Fix;
import org.patchwright.rule.Rank;
import org.patchwright.rule.Rule;
import org.patchwright.source.Edit;
import org.patchwright.source.OverlayTree;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.Node;

class MendingTest {

  private static final String PATH = "drivers/it/it.c";
  private static final String TEXT = "void it(void)\n{\n\tfirst();\n}\n";

  private static Stream<Node> calls(FunctionFacts function, String name) {
    return function
        .function()
        .node()
        .findAll(Kind.CALL)
        .filter(call -> call.text().equals(name + "()"));
  }

  /** Wants second() in place of first(). */
  @Check(summary = "first")
  public static final class NoFirst implements Rule {
    @Override
    public Stream<Finding> check(FunctionFacts function) {
      return calls(function, "first")
          .map(
              call ->
                  Finding.at(call, "first is called")
                      .fixedBy(
                          Fix.of(
                              "call second",
                              "It is better.",
                              List.of(new Edit(PATH, call.span(), "second()")))));
    }
  }

  /** Has nothing against first(), but against second(). */
  @Check(summary = "second")
  public static final class NoSecond implements Rule {
    @Override
    public Stream<Finding> check(FunctionFacts function) {
      return calls(function, "second").map(call -> Finding.at(call, "second is called"));
    }
  }

  private static Mending mended(List<Rule> rules, List<Rule> others) throws IOException {
    SourceTree tree = OverlayTree.alone(List.of(SourceFile.of(PATH, TEXT)));
    return Mending.of(new Mending.Question(tree, List.of(PATH), rules, others, Rank.LIKELY, 1));
  }

  @Test
  void aFixThatSilencesItsFindingIsTaken() throws IOException {
    Mending mending = mended(List.of(new NoFirst()), List.of());

    assertThat(mending.left()).isEmpty();
    assertThat(mending.steps()).hasSize(1);
  }

  @Test
  void whatRulesTellThatWereNotChosenSpeaksAgainstAFix() throws IOException {
    Mending mending = mended(List.of(new NoFirst()), List.of(new NoSecond()));

    assertThat(mending.steps()).isEmpty();
    assertThat(mending.left())
        .singleElement()
        .satisfies(
            left -> {
              assertThat(left.rule()).isEqualTo("NoFirst");
              assertThat(left.unmended())
                  .contains("it would bring in: " + PATH + ": second is called");
            });
  }
}
