package org.patchwright.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.patchwright.source.SourceFile;
import org.patchwright.source.Span;

class DirectiveLinesTest {

  @Provide
  Arbitrary<String> text() {
    return Arbitraries.of(
            "#",
            "%:",
            "<%",
            "<",
            ":",
            "define A",
            "if B",
            "endif",
            "include <a.h>",
            "\n",
            "\r\n",
            "\\",
            "\"",
            "'",
            "/*",
            "*/",
            "//",
            "/",
            "*",
            "1",
            "0x",
            "e+",
            ".",
            "u8",
            "L",
            "x",
            " ",
            "\t",
            "%",
            ">",
            "$",
            "\u00e9",
            "{",
            ";")
        .list()
        .ofMaxSize(30)
        .map(parts -> String.join("", parts));
  }

  /** Against the lexer, which reads all tokens. */
  @Property(tries = 5_000)
  void findsWhatTheLexerFinds(@ForAll("text") String text) {
    SourceFile file = SourceFile.of("x.h", text);

    assertThat(new DirectiveLines(file).all()).isEqualTo(withoutNumbers(Tokens.of(file)));
  }

  @Example
  void noHashInACommentOrAStringBeginsOne() {
    SourceFile file =
        SourceFile.of(
            "x.h", "/* #if A */ \"#if B\" '#' // #if C\n#if D\n\"not closed #if E\n#endif\n");

    assertThat(new DirectiveLines(file).all())
        .extracting(directive -> file.text(directive.span()))
        .containsExactly("#if D", "#if E", "#endif");
  }

  private static List<Directive> withoutNumbers(Tokens tokens) {
    return tokens.directives().stream()
        .map(one -> new Directive(one.kind(), one.span(), 0, one.body()))
        .toList();
  }

  @Example
  void aSpanIsOfTheDirectiveAlone() {
    SourceFile file = SourceFile.of("x.h", "int a;\n  # define  B \\\n 1 /* one */\nint c;\n");

    assertThat(new DirectiveLines(file).all())
        .containsExactly(
            new Directive(Directive.Kind.DEFINE, new Span(9, 35), 0, new Span(19, 25)));
  }
}
