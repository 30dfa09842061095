package org.patchwright.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.patchwright.source.KernelConfig;
import org.patchwright.source.SourceFile;
import org.patchwright.token.Condition;

/** Nodes know the conditions they stand under; a configuration chooses among them. */
class ConditionsTest {

  private static final String CHOICE =
      """
      int f(int a)
      {
      #ifdef CONFIG_A
      \tif (a) {
      \t\tone();
      #else
      \tif (!a) {
      \t\ttwo();
      #endif
      \t\tthree();
      \t}
      \treturn 0;
      }
      """;

  private static SyntaxTree parse(String text) {
    return SyntaxTree.parse(SourceFile.of("x.c", text));
  }

  private static SyntaxTree parse(String text, String definition) {
    return SyntaxTree.parse(
        SourceFile.of("x.c", text), KernelConfig.ANY.with(definition).orElseThrow());
  }

  /** The conditions of the smallest node of a text, in each reading that has it. */
  private static List<String> conditions(SyntaxTree tree, String text) {
    return Stream.concat(Stream.of(tree), tree.alternatives().stream())
        .flatMap(reading -> reading.root().walk())
        .filter(node -> node.text().equals(text) && !node.is(Kind.ALTERNATIVE))
        .map(node -> node.conditions().stream().map(Condition::toString).toList().toString())
        .distinct()
        .toList();
  }

  @Test
  void branchesInsideOthersAddUp() {
    SyntaxTree tree =
        parse(
            """
            #if A > 1 || B
            int one;
            #ifndef C
            int two;
            #elif defined(D)
            int three;
            #else
            int four;
            #endif
            #endif
            int five;
            """);

    assertThat(conditions(tree, "one")).containsExactly("[(A > 1 || B)]");
    assertThat(conditions(tree, "two")).containsExactly("[(A > 1 || B), !defined(C)]");
    assertThat(conditions(tree, "three"))
        .containsExactly("[(A > 1 || B), defined(C) && defined(D)]");
    assertThat(conditions(tree, "four"))
        .containsExactly("[(A > 1 || B), defined(C) && !defined(D)]");
    assertThat(conditions(tree, "five")).containsExactly("[]");
  }

  @Test
  void cutStatementStandsUnderTheBranchOfItsReading() {
    SyntaxTree tree = parse(CHOICE);

    assertThat(conditions(tree, "one()")).containsExactly("[defined(CONFIG_A)]");
    assertThat(conditions(tree, "two()")).containsExactly("[!defined(CONFIG_A)]");
    assertThat(
            Stream.concat(Stream.of(tree), tree.alternatives().stream())
                .flatMap(reading -> reading.root().findAll(Kind.IF))
                .map(node -> node.conditions().toString()))
        .containsExactlyInAnyOrder("[defined(CONFIG_A)]", "[!defined(CONFIG_A)]");
    assertThat(conditions(tree, "return 0;")).containsExactly("[]");
  }

  @Test
  void cutElseStandsUnderItsBranch() {
    SyntaxTree tree =
        parse("void f(int a)\n{\n#ifdef A\n\tif (a)\n\t\tone();\n\telse\n#endif\n\t\ttwo();\n}\n");

    assertThat(conditions(tree, "one()")).containsExactly("[defined(A)]");
    assertThat(tree.root().findAll(Kind.IF).map(node -> node.conditions().toString()))
        .containsExactly("[defined(A)]");
    assertThat(conditions(tree, "two()")).containsExactly("[]");
  }

  @Test
  void parametersAndInitializersKnowTheirBranch() {
    SyntaxTree tree =
        parse(
            """
            int f(int a
            #ifdef A
            , int b
            #endif
            );
            int t[] = {
            \t1,
            #ifdef B
            \t2,
            #else
            \t3,
            #endif
            };
            """);

    assertThat(conditions(tree, "int b")).containsExactly("[defined(A)]");
    assertThat(conditions(tree, "int a")).containsExactly("[]");
    assertThat(conditions(tree, "2")).containsExactly("[defined(B)]");
    assertThat(conditions(tree, "3")).containsExactly("[!defined(B)]");
  }

  @Test
  void configurationLeavesOneReading() {
    SyntaxTree on = parse(CHOICE, "CONFIG_A");
    SyntaxTree off = parse(CHOICE, "CONFIG_A=n");

    assertThat(on.alternatives()).isEmpty();
    assertThat(off.alternatives()).isEmpty();
    assertThat(on.problems()).isEmpty();
    assertThat(off.problems()).isEmpty();
    assertThat(conditions(on, "one()")).hasSize(1);
    assertThat(conditions(on, "two()")).isEmpty();
    assertThat(conditions(off, "one()")).isEmpty();
    assertThat(conditions(off, "two()")).hasSize(1);
  }

  @Test
  void configurationDecidesOnlyWhatItKnows() {
    String text = "#ifdef A\nint a;\n#else\nint b;\n#endif\n#ifdef B\nint c;\n#endif\n";
    SyntaxTree tree = parse(text, "A");

    assertThat(conditions(tree, "a")).hasSize(1);
    assertThat(conditions(tree, "b")).isEmpty();
    assertThat(conditions(tree, "c")).hasSize(1);
    assertThat(tree.root().endToken()).isEqualTo(tree.tokens().count());
  }
}
