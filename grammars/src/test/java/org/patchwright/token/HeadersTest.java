package org.patchwright.token;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.patchwright.source.KernelConfig;
import org.patchwright.source.SourceFile;
import org.patchwright.syntax.Kind;
import org.patchwright.syntax.SyntaxTree;

/** Macros whose headers tell what they stand for. */
class HeadersTest {

  private static final String LOOPS = "void f(void)\n{\n\tall_of(a) g(a);\n}\n";

  private final Map<String, String> files = new TreeMap<>();
  private final List<String> read = new ArrayList<>();
  private final Headers headers = Headers.of(folders());

  private Headers.Folders folders() {
    return new Headers.Folders() {
      @Override
      public Optional<SourceFile> read(String path) {
        read.add(path);
        return Optional.ofNullable(files.get(path)).map(text -> file(path, text));
      }

      @Override
      public boolean hasFolder(String path) {
        return files.keySet().stream().anyMatch(file -> file.startsWith(path + "/"));
      }
    };
  }

  private static SourceFile file(String path, String text) {
    return SourceFile.owning(path, text.getBytes(UTF_8));
  }

  private SyntaxTree parse(String text) {
    Tokens tokens = Tokens.of(file("drivers/net/it.c", text));
    return SyntaxTree.parse(
        tokens, KernelConfig.ANY, Words.of(tokens, headers.included(tokens.file().path(), tokens)));
  }

  private boolean loops(String text) {
    SyntaxTree tree = parse(text);
    return tree.problems().isEmpty() && tree.root().findAll(Kind.ITERATOR_STATEMENT).count() == 1;
  }

  @Test
  void aLoopIsToldByTheHeaderBesideTheFile() {
    files.put("drivers/net/it.h", "#define all_of(x) \\\n\tfor (x = 0; x < 3; x++)\n");

    assertThat(loops(LOOPS)).isFalse();
    assertThat(loops("#include \"it.h\"\n" + LOOPS)).isTrue();
  }

  @Test
  void headersOfHeadersAndOfTheIncludeFolderTellToo() {
    String loop = "#define all_of(x) for (x = 0; x < 3; x++)\n";
    files.put("drivers/net/outer.h", "#include \"../inner.h\"\n#include <linux/far.h>\n");
    files.put("drivers/inner.h", loop);
    files.put("include/linux/far.h", "#define far_of(x) while (x--)\n");
    files.put("include/linux/all.h", loop);
    files.put("include/linux/outer.h", "#include <linux/all.h>\n");

    assertThat(loops("#include \"outer.h\"\n" + LOOPS)).isTrue();
    assertThat(loops("#include \"outer.h\"\n" + LOOPS.replace("all", "far"))).isTrue();
    assertThat(loops("#include <linux/all.h>\n" + LOOPS)).isTrue();
    assertThat(loops("#include <linux/outer.h>\n" + LOOPS)).isFalse();
  }

  @Test
  void theFileItselfKnowsBetter() {
    files.put("drivers/net/it.h", "#define all_of(x) for (x = 0; x < 3; x++)\n");

    assertThat(loops("#include \"it.h\"\n#undef all_of\n#define all_of(x) start(x);\n" + LOOPS))
        .isFalse();
  }

  @Test
  void aHeaderThatSaysBothSaysNothing() {
    files.put(
        "drivers/net/it.h",
        "#ifdef A\n"
            + "#define all_of(x) for (x = 0; x < 3; x++)\n"
            + "#else\n"
            + "#define all_of(x) g(x);\n"
            + "#endif\n");

    assertThat(loops("#include \"it.h\"\n" + LOOPS)).isFalse();
  }

  @Test
  void declarationsStatementsAndAttributesAreTold() {
    files.put(
        "drivers/net/it.h",
        "#define room_for(x) struct room x = { 0 }\n"
            + "#define say(x) do { g(x); } while (0);\n"
            + "#define Placed __attribute__((section(\"x\")))\n"
            + "#define First one,\n");
    SyntaxTree tree =
        parse(
            "#include \"it.h\"\nint Placed x = 1;\nvoid f(void)\n{\n"
                + "\troom_for(y);\n\tsay(y)\n\tg(First y);\n}\n");

    assertThat(tree.problems()).isEmpty();
    assertThat(tree.root().findAll(Kind.MACRO_DECLARATOR)).hasSize(1);
    assertThat(tree.root().findAll(Kind.MACRO_STATEMENT)).hasSize(1);
    assertThat(tree.root().findAll(Kind.ATTRIBUTE)).hasSize(1);
  }

  @Test
  void macrosThatAreOneMarkPairBrackets() {
    files.put("drivers/net/it.h", "#define BEGIN {\n#define END }\n#define DONE ;\n");
    SyntaxTree tree =
        parse("#include \"it.h\"\nvoid f(void)\nBEGIN\n\tif (a) BEGIN\n\t\tb() DONE\n\t}\nEND\n");

    assertThat(tree.problems()).isEmpty();
    assertThat(tree.root().findAll(Kind.COMPOUND)).hasSize(2);
    assertThat(parse("void f(void)\nBEGIN\n\tb();\nEND\n").problems()).isNotEmpty();
  }

  @Test
  void macrosOpenABlockAndCloseIt() {
    files.put(
        "drivers/net/it.h",
        "#define guarded(x) if (lock(x)) {\n#define end_guarded(x) unlock(x); }\n"
            + "#define closed } while (0)\n");

    assertThat(
            parse(
                    "#include \"it.h\"\n"
                        + "void f(void)\n"
                        + "{\n"
                        + "\tguarded(a)\n"
                        + "\tg(a);\n"
                        + "\tclosed\n"
                        + "\tg(b);\n"
                        + "}\n")
                .problems())
        .isEmpty();
  }

  @Test
  void headersAreReadOnceAndThoseThatLackAreNamed() {
    files.put("drivers/net/it.h", "");
    files.put("include/linux/list.h", "");
    Tokens tokens =
        Tokens.of(
            file(
                "drivers/net/it.c",
                "#include \"it.h\"\n#include \"later.h\"\n#include <linux/list.h>\n"
                    + "#include MACRO\n#include \"code.c\"\n"));

    Headers.Included first = headers.included("drivers/net/it.c", tokens);
    Headers.Included second = headers.included("drivers/net/it.c", tokens);

    assertThat(first.looked())
        .extracting(Headers.Looked::path)
        .containsExactly(
            "drivers/net/it.h", "drivers/net/later.h", "include/later.h", "include/linux/list.h");
    assertThat(second).isEqualTo(first);
    assertThat(read).doesNotHaveDuplicates();
  }

  @Test
  void whatAHeaderIncludesHasASayWhereThatIsLookedAt() {
    String loop = "#define each(x) for (;;)\n";
    files.put("drivers/net/it.h", loop);
    files.put("include/linux/list.h", loop);
    Tokens tokens =
        Tokens.of(file("drivers/net/it.c", "#include \"it.h\"\n#include <linux/list.h>\n"));
    Headers.Included included = headers.included("drivers/net/it.c", tokens);
    List<String> before = included.looked().stream().map(headers::mark).toList();

    files.put("drivers/net/it.h", loop + "#include <linux/other.h>\n");
    files.put("include/linux/list.h", loop + "#include <linux/other.h>\n");
    Headers later = Headers.of(folders());
    List<String> after = included.looked().stream().map(later::mark).toList();

    assertThat(after.get(0)).isNotEqualTo(before.get(0));
    assertThat(after.get(1)).isEqualTo(before.get(1));
  }
}
