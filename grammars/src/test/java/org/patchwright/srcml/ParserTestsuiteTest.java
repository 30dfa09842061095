package org.patchwright.srcml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.patchwright.source.SourceFile;

/** What of srcML's own parser tests the writer reproduces, byte for byte. */
@Tag("srcml")
class ParserTestsuiteTest {

  @Test
  void unitsLabelledAsC() throws IOException {
    assertThat(score("labelled C", suite().labelled())).isGreaterThanOrEqualTo(0.95);
  }

  @Test
  void unitsThatTheBuildRelabelsToC() throws IOException {
    assertThat(score("relabelled to C", suite().relabelled())).isGreaterThanOrEqualTo(0.85);
  }

  @Test
  void unitsKeepTheirXmlInABlock() throws IOException {
    assertThat(wrapped("{\n", "\n}", "<block>{<block_content>\n", "\n</block_content>}</block>"))
        .isGreaterThanOrEqualTo(0.95);
  }

  @Test
  void unitsKeepTheirXmlInAStruct() throws IOException {
    assertThat(
            wrapped(
                "struct S {\n",
                "\n};",
                "<struct>struct <name>S</name> <block>{\n",
                "\n}</block>;</struct>"))
        .isGreaterThanOrEqualTo(0.95);
  }

  private static ParserTestsuite suite() {
    Optional<ParserTestsuite> suite = ParserTestsuite.find();
    if (suite.isEmpty()) {
      System.out.println(
          "skipped: PATCHWRIGHT_SRCML_TESTSUITE names no folder with srcML's parser tests");
    }
    assumeTrue(suite.isPresent());
    return suite.orElseThrow();
  }

  private static double score(String name, List<ParserTestsuite.Case> cases) throws IOException {
    Map<String, int[]> files = new TreeMap<>();
    int passed = 0;
    for (ParserTestsuite.Case unit : cases) {
      int[] counts = files.computeIfAbsent(unit.file(), file -> new int[2]);
      boolean equal = inside(unit.source()).equals(unit.expected());
      counts[0] += equal ? 1 : 0;
      counts[1]++;
      passed += equal ? 1 : 0;
    }
    files.forEach(
        (file, counts) -> System.out.printf("%s: %d of %d%n", file, counts[0], counts[1]));
    System.out.printf("%s: %d of %d%n", name, passed, cases.size());
    return (double) passed / cases.size();
  }

  /** How many of the units that pass alone also pass inside something. */
  private static double wrapped(String before, String after, String open, String close)
      throws IOException {
    ParserTestsuite suite = suite();
    int passed = 0;
    int all = 0;
    for (List<ParserTestsuite.Case> cases : List.of(suite.labelled(), suite.relabelled())) {
      for (ParserTestsuite.Case unit : cases) {
        if (inside(unit.source()).equals(unit.expected())) {
          all++;
          String expected = open + unit.expected() + close;
          passed += inside(before + unit.source() + after).equals(expected) ? 1 : 0;
        }
      }
    }
    System.out.printf("inside %s: %d of %d%n", before.strip(), passed, all);
    return (double) passed / all;
  }

  private static String inside(String source) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    SrcmlWriter.content(SourceFile.of("unit.c", source), out);
    return out.toString(StandardCharsets.UTF_8);
  }
}
