package org.patchwright.srcml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.patchwright.source.SourceFile;

class SrcmlWriterTest {

  @Test
  void marksUpAProbe() throws IOException {
    assertThat(
            inside(
                "static int probe(struct device *dev)\n"
                    + "{\n"
                    + "\tstruct clk *clk = get(dev, NULL);\n"
                    + "\n"
                    + "\tif (IS_ERR(clk))\n"
                    + "\t\treturn PTR_ERR(clk); /* gone */\n"
                    + "\treturn 0;\n"
                    + "}\n"))
        .isEqualTo(
            "<function><type><specifier>static</specifier> <name>int</name></type>"
                + " <name>probe</name><parameter_list>(<parameter><decl><type><name><name>struct"
                + "</name> <name>device</name></name> <modifier>*</modifier></type><name>dev</name>"
                + "</decl></parameter>)</parameter_list>\n"
                + "<block>{<block_content>\n"
                + "\t<decl_stmt><decl><type><name><name>struct</name> <name>clk</name></name>"
                + " <modifier>*</modifier></type><name>clk</name> <init>= <expr><call><name>get"
                + "</name><argument_list>(<argument><expr><name>dev</name></expr></argument>,"
                + " <argument><expr><name>NULL</name></expr></argument>)</argument_list></call>"
                + "</expr></init></decl>;</decl_stmt>\n"
                + "\n"
                + "\t<if_stmt><if>if <condition>(<expr><call><name>IS_ERR</name><argument_list>("
                + "<argument><expr><name>clk</name></expr></argument>)</argument_list></call>"
                + "</expr>)</condition><block type=\"pseudo\"><block_content>\n"
                + "\t\t<return>return <expr><call><name>PTR_ERR</name><argument_list>(<argument>"
                + "<expr><name>clk</name></expr></argument>)</argument_list></call></expr>;"
                + "</return></block_content></block></if></if_stmt>"
                + " <comment type=\"block\">/* gone */</comment>\n"
                + "\t<return>return <expr><literal type=\"number\">0</literal></expr>;</return>\n"
                + "</block_content>}</block></function>\n");
  }

  @Test
  void marksUpDirectives() throws IOException {
    assertThat(inside("#define ADD(a, ...) \\\n\tadd(a, __VA_ARGS__)\n#undef ADD /* done */\n"))
        .isEqualTo(
            "<cpp:define>#<cpp:directive>define</cpp:directive> <cpp:macro><name>ADD</name>"
                + "<parameter_list>(<parameter><type><name>a</name></type></parameter>,"
                + " <parameter><type><modifier>...</modifier></type></parameter>)"
                + "</parameter_list></cpp:macro> \\\n"
                + "\t<cpp:value>add(a, __VA_ARGS__)</cpp:value></cpp:define>\n"
                + "<cpp:undef>#<cpp:directive>undef</cpp:directive> <name>ADD</name></cpp:undef>"
                + " <comment type=\"block\">/* done */</comment>\n");
  }

  @Test
  void leavesDisabledCodeAsText() throws IOException {
    assertThat(inside("#if 0\nint a;\n#else\nint b;\n#endif\n"))
        .contains("</cpp:if>\nint a;\n<cpp:else>")
        .contains("<name>b</name></decl>;</decl_stmt>");
  }

  @Test
  void writesAnArchiveInTheOrderGiven() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SrcmlWriter archive = SrcmlWriter.archive(false, out);
    archive.add(SourceFile.of("b&c.c", "b;\n"));
    archive.add(SourceFile.of("a.c", "a;\n"));
    archive.finish();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .containsSubsequence("filename=\"b&amp;c.c\"", "filename=\"a.c\"", "</unit>\n\n</unit>\n");
  }

  @Test
  void saysWhereEachElementStands() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SrcmlWriter.unit(SourceFile.of("a.c", "\tint a;\n"), true, out);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("<decl_stmt pos:start=\"1:9\" pos:end=\"1:14\">")
        .contains("<name pos:start=\"1:13\" pos:end=\"1:13\">a</name>");
  }

  @Property(tries = 300)
  void keepsAnyText(
      @ForAll @StringLength(max = 60) @CharRange(from = '\0', to = '\u00ff') String text)
      throws IOException, XMLStreamException {
    SourceFile file = SourceFile.owning("any.c", text.getBytes(StandardCharsets.ISO_8859_1));
    assertThat(textOf(file))
        .isEqualTo(
            Xml.isUtf8(file.bytes())
                ? new String(file.bytes(), StandardCharsets.UTF_8)
                : file.text());
  }

  @Property(tries = 300)
  void keepsBrokenC(@ForAll("words") java.util.List<String> words)
      throws IOException, XMLStreamException {
    String text = String.join(" ", words);
    assertThat(textOf(SourceFile.of("any.c", text))).isEqualTo(text);
  }

  @net.jqwik.api.Provide
  net.jqwik.api.Arbitrary<java.util.List<String>> words() {
    return net.jqwik.api.Arbitraries.of(
            "if",
            "else",
            "while",
            "for",
            "do",
            "switch",
            "case",
            "default",
            "return",
            "goto",
            "struct",
            "enum",
            "typedef",
            "int",
            "static",
            "const",
            "a",
            "b",
            "__attribute__",
            "(",
            ")",
            "{",
            "}",
            "[",
            "]",
            ";",
            ",",
            ":",
            "?",
            "*",
            "=",
            ".",
            "->",
            "1",
            "\"s\"",
            "\n#if A\n",
            "\n#if 0\n",
            "\n#else\n",
            "\n#endif\n",
            "/* c */",
            "// c\n",
            "sizeof",
            "_Generic",
            "asm",
            "extern",
            "\\",
            "#",
            "<<<",
            ">>>",
            "...",
            "main",
            "_Static_assert")
        .list()
        .ofMaxSize(40);
  }

  private static String inside(String source) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SrcmlWriter.content(SourceFile.of("unit.c", source), out);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static String textOf(SourceFile file) throws IOException, XMLStreamException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SrcmlWriter.unit(file, true, out);
    XMLStreamReader reader =
        XMLInputFactory.newDefaultFactory()
            .createXMLStreamReader(new ByteArrayInputStream(out.toByteArray()));
    StringBuilder text = new StringBuilder();
    int depth = 0;
    while (reader.hasNext()) {
      switch (reader.next()) {
        case XMLStreamConstants.START_ELEMENT -> {
          depth++;
          if (reader.getLocalName().equals("escape")) {
            text.append((char) Integer.decode(reader.getAttributeValue(null, "char")).intValue());
          }
        }
        case XMLStreamConstants.END_ELEMENT -> depth--;
        case XMLStreamConstants.CHARACTERS -> {
          if (depth > 0) {
            text.append(reader.getText());
          }
        }
        default -> {}
      }
    }
    return text.toString();
  }
}
