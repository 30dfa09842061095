package org.patchwright.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.patchwright.source.SourceFile;
import org.patchwright.syntax.Node;
import org.patchwright.syntax.SyntaxTree;

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

  @Property(tries = 1_000)
  void anyBytesHaveALosslessTree(@ForAll byte[] bytes) {
    check(bytes);
  }

  private static void check(byte[] bytes) {
    SourceFile file = SourceFile.of("any.c", bytes);
    Tokens tokens = Tokens.of(file);
    int at = 0;
    for (int token = 0; token < tokens.count(); token++) {
      assertThat(tokens.start(token)).isGreaterThanOrEqualTo(at);
      assertThat(tokens.end(token)).isGreaterThan(tokens.start(token));
      at = tokens.end(token);
    }
    assertThat(at).isLessThanOrEqualTo(bytes.length);

    SyntaxTree tree = SyntaxTree.parse(file);
    Node root = tree.root();
    assertThat(root.firstToken()).isZero();
    assertThat(root.endToken()).isEqualTo(tokens.count());
    root.walk()
        .forEach(
            node -> {
              int behind = node.firstToken();
              for (Node child : node.children()) {
                assertThat(child.firstToken()).isGreaterThanOrEqualTo(behind);
                behind = child.endToken();
              }
              assertThat(behind).isLessThanOrEqualTo(node.endToken());
            });
    int covered = 0;
    for (Node child : root.children()) {
      assertThat(child.firstToken()).as("nothing between declarations").isEqualTo(covered);
      covered = child.endToken();
    }
    assertThat(covered).isEqualTo(tokens.count());
  }
}
