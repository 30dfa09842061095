package org.patchwright.syntax;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.patchwright.source.SourceFile;

/** What C23 added, and what C before 1989 had. */
class NewerCTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        // attributes, wherever C23 6.7.13 lets them stand
        "[[nodiscard]] int a, b;\nint c, d [[x]];\nint [[x]] e;\nint f[8] [[x]];\n",
        "int g(void) [[x]];\nint *[[x]]const h;\n[[x]];\n[[]];\n[[a]] [[b]];\n",
        "[[gnu::hot, a(1 [2] {+ -} if else), , b]] int i(void);\n",
        "struct [[gnu::packed]] s {\n\t[[x]] int i;\n\tfloat [[x]] f;\n};\n",
        "enum [[x]] e { A [[x]], B [[x]] = 123, };\n",
        "[[x]] void f([[x]] int a, int [[x]] b)\n{\n\tc = sizeof(int [[x]]);\n}\n",
        "void f(void)\n{\n\t[[x]]\n\tif (a)\n\t\t[[likely]] return;\n\t[[x]]\nout: g();\n}\n",
        "void f(void)\n{\nout: [[x]]g();\n\t[[maybe_unused]] int z = a[b[1]];\n}\n",
        "void f(void)\n{\n\tswitch (a) {\n\tcase 1:\n\t\tb();\n\t\t[[fallthrough]];\n"
            + "\tdefault:\n\t\tc();\n\t}\n}\n",
        // types
        "enum a : short;\nenum b : unsigned short { B };\nenum c : u8 { C };\nenum : u8 { D };\n",
        "struct s {\n\tenum e a : 3;\n\tenum e : 4;\n};\n",
        "alignas(8) alignas(4) char a;\nunsigned _BitInt(6) b;\nthread_local int c;\n",
        "double complex a;\nlong double complex b;\n",
        // words that C23 took may be names before
        "struct alignas {\n\tint x;\n};\nint a, alignas;\nint alignof(int b);\n",
        // macros that nothing defines
        "EXTERNAL const struct type one, two;\nEXTERNAL const type three, *four = 0;\n",
        "struct s {\n\tALIGN(32) float_type place[3];\n};\n",
        // a function's type, its name in parentheses
        "typedef ssize_t (receive)(struct state *, const uint8_t *, size_t);\n",
        // the names of parameters inside another declarator
        "void (*set(number, action))() int number; void (*action)();\n{\n\treturn 0;\n}\n",
        "void f(void)\n{\n\tif (expect(__extension__ ({ int a; a = 1; a; }), 0))\n\t\tg();\n}\n",
      })
  void isUnderstood(String text) {
    assertThat(parse(text).problems()).as(text).isEmpty();
  }

  @Test
  void anAttributeLeavesTheStatementWhatItIs() {
    SyntaxTree tree =
        parse("void f(void)\n{\n\t[[x]] if (a)\n\t\t[[y]] g();\n\t[[z]] out: h();\n}\n");

    assertThat(tree.root().findAll(Kind.IF)).hasSize(1);
    assertThat(tree.root().findAll(Kind.CALL)).hasSize(2);
    assertThat(tree.root().findAll(Kind.LABEL)).hasSize(1);
    assertThat(tree.root().findAll(Kind.DECLARATION)).isEmpty();
  }

  @Test
  void twoClosingBracketsAreNoAttribute() {
    SyntaxTree tree = parse("int f(void)\n{\n\treturn a[b[c[1]]];\n}\n");

    assertThat(tree.problems()).isEmpty();
    assertThat(tree.root().findAll(Kind.INDEX)).hasSize(3);
    assertThat(tree.root().findAll(Kind.ATTRIBUTE)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "int a[[1];\n",
        "[[x] int a;\n",
        "void f(void)\n{\n\tx = a[[1]] + ;\n}\n",
      })
  void staysAFault(String text) {
    assertThat(parse(text).problems()).as(text).isNotEmpty();
  }

  private static SyntaxTree parse(String text) {
    return SyntaxTree.parse(SourceFile.owning("it.c", text.getBytes(UTF_8)));
  }
}
