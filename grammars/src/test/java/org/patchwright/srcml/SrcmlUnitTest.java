package org.patchwright.srcml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.patchwright.ast.Expression.Call;
import org.patchwright.source.SourceFile;

class SrcmlUnitTest {

  @TempDir private Path folder;

  @Test
  void readsWhatTheSrcmlToolWrote() throws IOException {
    Path document = folder.resolve("a.xml");
    Files.writeString(
        document,
        """
        <?xml version="1.0" encoding="UTF-8" standalone="yes"?>
        <unit xmlns="http://www.srcML.org/srcML/src" xmlns:cpp="http://www.srcML.org/srcML/cpp"\
         revision="1.0.0" language="C" filename="a.c"><cpp:include>#<cpp:directive>include\
        </cpp:directive> <cpp:file>&lt;a.h&gt;</cpp:file></cpp:include>
        <function><type><name>int</name></type> <name>f</name><parameter_list>(<parameter><decl>\
        <type><name>void</name></type></decl></parameter>)</parameter_list> <block>{<block_content>\
         <return>return <expr><call><name>g</name><argument_list>(<argument><expr><literal\
         type="number">1</literal></expr></argument>)</argument_list></call></expr>;</return>\
        <escape char="0xc"/> </block_content>}</block></function>
        </unit>
        """);

    SrcmlUnit unit = SrcmlUnit.read(document);

    assertThat(unit.source().path()).isEqualTo("a.c");
    assertThat(unit.source().text()).isEqualTo("#include <a.h>\nint f(void) { return g(1);\f }\n");
    assertThat(unit.findAll(Call.class).map(call -> call.name().orElseThrow()))
        .containsExactly("g");
  }

  @Test
  void readsAnArchiveUnitByUnit() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SrcmlWriter archive = SrcmlWriter.archive(true, out);
    SourceFile one = SourceFile.of("one.c", "int one = 1;\r\n");
    SourceFile two =
        SourceFile.owning("two.c", "/* \u00e9 */ int two;\n".getBytes(StandardCharsets.ISO_8859_1));
    archive.add(one);
    archive.add(two);
    archive.finish();
    Path document = folder.resolve("all.xml");
    Files.write(document, out.toByteArray());

    assertThat(SrcmlUnit.readAll(document)).extracting(SrcmlUnit::source).containsExactly(one, two);
  }

  @Test
  void writesAndReadsTheSameTree() throws IOException {
    SrcmlUnit unit =
        SrcmlUnit.of(SourceFile.of("a.c", "int f(int a)\n{\n\treturn a ? -a : 1;\n}\n"));

    SrcmlUnit again = read(unit.toXml());

    assertThat(again.source()).isEqualTo(unit.source());
    assertThat(again.ast().isSameAs(unit.ast())).isTrue();
  }

  @Test
  void refusesWhatIsNoSrcmlOfC() {
    String namespace = "xmlns=\"http://www.srcML.org/srcML/src\"";
    refuses("<a/>", "root is <a>");
    refuses("<unit/>", "root is <unit>");
    refuses("<unit " + namespace + " language=\"Java\">int a;</unit>", "srcML of Java");
    refuses("<unit " + namespace + ">&a;</unit>", "in.xml:1:");
    refuses(
        "<!DOCTYPE unit [<!ENTITY a \"b\">]><unit " + namespace + ">&a;</unit>", "document type");
    refuses("<unit " + namespace + "><escape char=\"x\"/></unit>", "escapes no character");
    refuses("<unit " + namespace + " src-encoding=\"no\">a;</unit>", "unknown encoding");
    refuses("no XML", "no well-formed XML");
    refuses("", "no well-formed XML");
  }

  private static void refuses(String document, String reason) {
    assertThatThrownBy(() -> read(document))
        .isInstanceOf(SrcmlException.class)
        .hasMessageContaining(reason)
        .hasMessageNotContaining("\n");
  }

  private static SrcmlUnit read(String document) throws IOException {
    try (SrcmlReader reader =
        SrcmlReader.of(
            "in.xml", new ByteArrayInputStream(document.getBytes(StandardCharsets.UTF_8)))) {
      return reader.next().orElseThrow();
    }
  }
}
