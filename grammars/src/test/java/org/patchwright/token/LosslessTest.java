package org.patchwright.token;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import org.patchwright.source.SourceFile;

/** Whatever the bytes are, they are all there, and there is a tree. */
final class LosslessTest {

  private static final String[] PIECES = {
    "int",
    "f",
    "(",
    ")",
    "{",
    "}",
    "[",
    "]",
    ";",
    ",",
    "x",
    "*",
    "=",
    "if",
    "else",
    "for",
    "while",
    "do",
    "switch",
    "case",
    ":",
    "?",
    "#if A\n",
    "#else\n",
    "#endif\n",
    "#define X \\\n y\n",
    "\"s\"",
    "'c'",
    "\"",
    "'",
    "/* c */",
    "/*",
    "// d\n",
    "\\\n",
    "struct",
    "enum",
    "goto",
    "return",
    "asm",
    "__attribute__",
    "1",
    "0x",
    ".",
    "...",
    "->",
    "++",
    "sizeof",
    "typeof",
    "FOO(x)",
    "\r\n",
    "\f",
    "\u00e9",
    "\0",
    "@",
    "`",
    "list_for_each(a, b)",
    "DEFINE_X(a)",
    "__init",
    "u8",
    "#",
  };

  @Provide
  Arbitrary<String> words() {
    return Arbitraries.of(PIECES).list().ofMaxSize(60).map(pieces -> String.join(" ", pieces));
  }

  @Property(tries = 3_000)
  void anyWordsHaveALosslessTree(@ForAll("words") String text) {
    check(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Property(tries = 50_000)
  @Tag("long")
  void manyMoreWordsHaveALosslessTree(@ForAll("words") String text) {
    check(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Property(tries = 1_000)
  void anyBytesHaveALosslessTree(@ForAll byte[] bytes) {
    check(bytes);
  }

  private static void check(byte[] bytes) {
    Lossless.check(SourceFile.of("any.c", bytes));
  }
}
