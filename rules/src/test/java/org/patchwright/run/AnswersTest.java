package org.patchwright.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.patchwright.catalog.Catalog;
import org.patchwright.fact.FunctionFacts;
import org.patchwright.rule.Check;
import org.patchwright.rule.Finding;
import org.patchwright.rule.Rule;
import org.patchwright.source.SourceFile;
import org.patchwright.source.SourceTree;
import org.patchwright.symbol.KernelTree;
import org.patchwright.symbol.Units;

class AnswersTest {

  private static final String PATH = "drivers/fixture/it.c";

  private static final String LEAK =
      """
      int it_open(struct it *it)
      {
      	spin_lock(&it->lock);
      	if (it->gone)
      		return -ENODEV;
      	it_count(it);
      	spin_unlock(&it->lock);
      	return 0;
      }
      """;

  private static final String OTHER =
      """
      void it_count(struct it *it)
      {
      	it->users++;
      }
      """;

  private final Units units = new Units();
  private final Answers answers = new Answers();

  /** Notes about which functions it is asked. */
  @Check(summary = "asked")
  public static final class Listening implements Rule {
    private static final List<String> ASKED = new ArrayList<>();

    @Override
    public Stream<Finding> check(FunctionFacts function) {
      ASKED.add(function.name());
      function.unit().function("it_count").ifPresent(callee -> callee.node().text());
      function.unit().macro("IT_MOST");
      return Stream.empty();
    }
  }

  private KernelTree tree(Map<String, String> files) throws IOException {
    Map<String, String> sorted = new TreeMap<>(files);
    return KernelTree.of(
        new SourceTree() {
          @Override
          public String name() {
            return "versions";
          }

          @Override
          public List<String> paths() {
            return List.copyOf(sorted.keySet());
          }

          @Override
          public Optional<SourceFile> read(String path) {
            return Optional.ofNullable(sorted.get(path)).map(text -> SourceFile.of(path, text));
          }

          @Override
          public Optional<String> contentId(String path) {
            return Optional.ofNullable(sorted.get(path)).map(text -> text.length() + text);
          }
        },
        units);
  }

  private List<Finding> findings(String... parts) throws IOException {
    return findings(answers, parts);
  }

  private List<Finding> findings(Answers known, String... parts) throws IOException {
    KernelTree tree = tree(Map.of(PATH, String.join("", parts)));
    return new Runner.Asking(Catalog.rules()).about(tree, PATH, known).findings();
  }

  private List<String> asked(String... parts) throws IOException {
    Listening.ASKED.clear();
    KernelTree tree = tree(Map.of(PATH, String.join("", parts)));
    new Runner.Asking(List.of(new Listening())).about(tree, PATH, answers);
    return List.copyOf(Listening.ASKED);
  }

  @Test
  void aFindingMovesWithItsFunction() throws IOException {
    List<Finding> first = findings(LEAK, OTHER);
    assertThat(first).extracting(Finding::rule).contains("LockLeftHeld");
    List<Finding> moved = findings(OTHER, "/* new */\n", LEAK);
    assertThat(moved).isEqualTo(findings(new Answers(), OTHER, "/* new */\n", LEAK));
    assertThat(moved.get(0).place().line()).isEqualTo(first.get(0).place().line() + 5);
    assertThat(findings(LEAK, OTHER)).isEqualTo(first);
  }

  @Test
  void anAnswerGoesWithWhatTheFunctionCalls() throws IOException {
    String unlocks = OTHER.replace("it->users++", "spin_unlock(&it->lock)");
    List<Finding> first = findings(LEAK, OTHER);
    List<Finding> then = findings(LEAK, unlocks);
    assertThat(then).isEqualTo(findings(new Answers(), LEAK, unlocks)).isNotEqualTo(first);
  }

  @Test
  void onlyWhatChangedIsAskedAgain() throws IOException {
    String third = "int it_third(void)\n{\n\treturn 3;\n}\n";
    assertThat(asked(LEAK, OTHER, third)).containsExactly("it_open", "it_count", "it_third");
    assertThat(asked("\n\n", third, LEAK, OTHER)).isEmpty();
    assertThat(asked(third.replace("3;", "4;"), LEAK, OTHER)).containsExactly("it_third");
    assertThat(asked(third, LEAK, OTHER.replace("users++", "users--")))
        .containsExactly("it_third", "it_open", "it_count");
    assertThat(asked("#define IT_MOST 3\n", third, LEAK, OTHER)).hasSize(3);
    assertThat(asked("#define IT_LEAST 3\n", third, LEAK, OTHER)).isEmpty();
  }

  @Test
  void twoFunctionsOfOneNameAreAskedEachTime() throws IOException {
    String twice = "#ifdef A\n" + OTHER + "#else\n" + OTHER + "#endif\n";
    assertThat(asked(twice)).hasSize(2);
    assertThat(asked("\n", twice)).isNotEmpty();
  }
}
