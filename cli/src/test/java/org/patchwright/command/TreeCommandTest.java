package org.patchwright.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeCommandTest {

  @TempDir private Path folder;
  private Path source;

  @BeforeEach
  void write() throws IOException {
    source = folder.resolve("a.c");
    Files.writeString(source, "int f(void)\n{\n\treturn g(1);\n}\n");
  }

  @Test
  void writesOneFileAsAUnit() {
    Ran ran = Ran.patchwright("tree", source, "--srcml");

    assertThat(ran.code()).isEqualTo(ExitCode.CLEAN);
    assertThat(ran.out())
        .contains("language=\"C\" filename=\"" + source + "\"")
        .contains("<function><type><name>int</name></type> <name>f</name>");
  }

  @Test
  void writesSeveralAsAnArchiveIntoAFile() throws IOException {
    Path out = folder.resolve("out.xml");

    Ran ran = Ran.patchwright("tree", source, source, "--srcml", "-o", out);

    assertThat(ran.code()).isEqualTo(ExitCode.CLEAN);
    assertThat(ran.out()).isEmpty();
    assertThat(Files.readString(out).split("<unit", -1)).hasSize(4);
  }

  @Test
  void findsByXPathInSourcesAndInDocuments() {
    Path document = folder.resolve("a.xml");
    Ran.patchwright("tree", source, "--srcml", "-o", document);
    String expected = source + ":3:9: call: g(1)\n";

    assertThat(Ran.patchwright("tree", source, "--xpath", "//src:call").out()).isEqualTo(expected);
    assertThat(Ran.patchwright("tree", document, "--xpath", "//src:call").out())
        .isEqualTo(expected);
    assertThat(Ran.patchwright("tree", source, "--xpath", "count(//src:name)").out())
        .isEqualTo(source + ": 4\n");
    assertThat(Ran.patchwright("tree", source, "--xpath", "//src:goto").code())
        .isEqualTo(ExitCode.FINDINGS);
  }

  @Test
  void saysInOneLineWhatIsWrong() throws IOException {
    assertThat(Ran.patchwright("tree", source).complaint()).contains("--srcml");
    assertThat(Ran.patchwright("tree", folder, "--srcml").complaint()).contains("directory");
    assertThat(Ran.patchwright("tree", folder.resolve("b.c"), "--srcml").complaint())
        .contains("b.c");
    assertThat(Ran.patchwright("tree", source, "--xpath", "//[").complaint())
        .contains("no XPath: //[");
    assertThat(found("<html/>")).contains("is no srcML: its root is <html>");
    assertThat(found("<unit xmlns=\"http://www.srcML.org/srcML/src\" language=\"C++\">a;</unit>"))
        .contains("is srcML of C++; only C is read");
    assertThat(
            found(
                "<!DOCTYPE unit [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>"
                    + "<unit xmlns=\"http://www.srcML.org/srcML/src\">&b;</unit>"))
        .contains("has a document type");
    assertThat(
            found(
                "<unit xmlns=\"http://www.srcML.org/srcML/src\" language=\"C\">The words here are"
                    + " plain, and so is what they say.</unit>"))
        .contains("is not C");
    assertThat(found("<unit xmlns=\"http://www.srcML.org/srcML/src\"><name>"))
        .contains("is no well-formed XML");
  }

  private String found(String document) throws IOException {
    Path path = folder.resolve("bad.xml");
    Files.writeString(path, document);
    Ran ran = Ran.patchwright("tree", path, "--xpath", "//src:name");
    assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
    return ran.complaint();
  }
}
