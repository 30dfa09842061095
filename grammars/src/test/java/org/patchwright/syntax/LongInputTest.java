package org.patchwright.syntax;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.patchwright.source.SourceFile;
import org.patchwright.token.Lossless;

/**
 * Very long and very deep input takes a time that grows with its length, on a stack of ordinary
 * size, and leaves the functions around it alone.
 */
final class LongInputTest {

  private static final String[] SHAPES = {
    "int f(int a) { return a ~+ a~; }",
    "void f(void) { a()~, a()~; }",
    "void f(void) { g(a~, a~); }",
    "int t[] = { ~{ .a = 1, .b = B(2) },\n~ };",
    "int t[] = { ~[1] = 2, ~ };",
    "void f(int a) { if (a) b(); ~else if (a) b(); ~ }",
    "void f(int a) { ~a = b(a); ~ }",
    "void f(int a) { switch (a) { ~case 1: b(); break; ~ } }",
    "char *s = ~\"abc\" FOO ~;",
    "~DEFINE_FOO(a)\n~",
    "~foo bar ~",
    "void f(void) {\n~FOO(x)\n~}",
    "int a~, b~;",
    "struct s { ~int a; ~ };",
    "enum e { ~A,\n~ };",
    "enum e { ~A(x)\n~ };",
    "void f(void) {\n~#ifdef A\n a();\n#endif\n~}",
    "void f(void) {\n~#ifdef A\n if (a)\n#else\n if (b)\n#endif\n x();\n~}",
    "int f(\n#if A\nint a\n~#elif B\nint b\n~#endif\n) { return 0; }",
    "void f(void) { ~{(~",
    "void f(void) { ~})~",
    "void f(void) { ~([{}~",
    "void f(void) { ~{ a();\n} (~",
    "void f(void) { ~( }\n~",
    "int a = ~(~1;",
    "int a = ~(int)~1;",
    "int a = ~a ? b : ~c;",
    "int a = ~a ? ~c;",
    "void f(void) { ~a = ~1; }",
    "void f(void) { a~->b~ = 1; }",
    "void f(void) { a~(b)~; }",
    "void f(void) { ~for (;;) ~; }",
    "void f(void) { ~for_each_x(a) ~; }",
    "void f(void) { ~if (a) ~; }",
    "void f(void) { ~do ~; }",
    "void f(void) { ~else ~; }",
    "int a = ~sizeof ~a;",
    "int a = ~- ~a;",
    "int a = ~({ 1; ~;",
    "int a ~__attribute__((x)) ~;",
    "static __init ~__foo ~int a;",
    "int f(a) ~int a; ~{ }",
    "int f(a~, struct x *a~);",
    "~struct a { ~",
    "~{}~",
    "~;~",
    "~\"~",
    "~'~",
    "~/*~",
    "~#if 0\n~",
    "~#define A(x) x '\n~",
    "#define A ~\\\n~\n",
    "void f(void) { asm(\"\" : ~\"r\" (a), ~\"m\" (b)); }"
  };

  private static SourceFile file(String shape, int times) {
    String[] parts = shape.split("~", -1);
    String text =
        "void before(void) { a(); }\n\n" + parts[0] + parts[1].repeat(times) + parts[2] + "\n";
    return SourceFile.of("long.c", text);
  }

  private static void readAll(int times) {
    for (String shape : SHAPES) {
      SourceFile file = file(shape, times);
      Assertions.assertTimeoutPreemptively(
          Duration.ofSeconds(10), () -> Lossless.check(file), () -> shape + " x " + times);
    }
  }

  @Test
  void longInputIsReadInTime() {
    readAll(10_000);
  }

  @Test
  @Tag("long")
  void veryLongInputIsReadInTime() {
    readAll(100_000);
  }

  @ParameterizedTest
  @CsvSource({"'int f(int a) { return a ~+ a~; }'", "'void f(int a) { ~a = b(a); ~ }'"})
  void lengthAloneIsNoFault(String shape) {
    assertThat(SyntaxTree.parse(file(shape, 100_000)).problems()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"'void f(void) { ~for (;;) ~; }'", "'int a = ~(~1;'"})
  void depthIsAFaultThatStaysInItsFunction(String shape) {
    SyntaxTree tree = SyntaxTree.parse(file(shape, 100_000));

    assertThat(tree.problems()).isNotEmpty();
    assertThat(tree.functions().findFirst())
        .hasValueSatisfying(before -> assertThat(before.hasErrors()).isFalse());
  }
}
