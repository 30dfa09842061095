package org.patchwright.validate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.patchwright.diff.FileDiff;
import org.patchwright.source.SourceFile;

class HygieneTest {

  private static final String SIGNED = "Open it\n\nWhy not.\n\nSigned-off-by: A <a@example.org>\n";

  private static List<String> kinds(String message, String path, String line) {
    FileDiff diff =
        FileDiff.between(
                Optional.of(SourceFile.of(path, "\tone();\n\ttwo();\n")),
                Optional.of(SourceFile.of(path, "\tone();\n" + line + "\n\ttwo();\n")))
            .orElseThrow();
    return Hygiene.of(message, List.of(diff)).stream().map(Remark::kind).toList();
  }

  private static List<Remark> said(String before, String after) {
    FileDiff diff =
        FileDiff.between(
                Optional.of(SourceFile.of("ring.c", before)),
                Optional.of(SourceFile.of("ring.c", after)))
            .orElseThrow();
    return Hygiene.of(SIGNED, List.of(diff));
  }

  @Test
  void whatWasThereBeforeIsNotItsMoversDoing() {
    String tail = "\tone();\n\ttwo();\n\tthree();\n";
    String report = "\tprintk(\"no ring\\n\");\n";
    assertThat(said(report + tail, "\tif (!ring)\n\t" + report + tail)).isEmpty();
    assertThat(said(report + tail, tail + report)).isEmpty();
    assertThat(said(tail + report, tail + report.replace("no", "a"))).isEmpty();
    assertThat(said(tail + report, tail + report.replace("no", "a") + report.replace("no", "b")))
        .hasSize(1);
    assertThat(said(tail, tail + report)).extracting(Remark::kind).containsExactly("debug");
  }

  @Test
  void aReleaseThatIsCompiledOutIsNamed() {
    String tail = "\tone();\n\ttwo();\n";
    assertThat(said(tail, "#if 0 /* later */\n\t\tdev_kfree_skb(skb);\n#endif\n" + tail))
        .extracting(Remark::message)
        .containsExactly("#if 0 left in: dev_kfree_skb(skb) is not done");
    assertThat(said(tail, "#if 0\n\tshow(skb);\n#endif\n\tkfree(skb);\n" + tail))
        .extracting(Remark::message)
        .containsExactly("#if 0 left in");
  }

  @Test
  void indentationThatThePatchFoundIsKept() {
    String tabs = "\tone();\n\ttwo();\n\tthree();\n";
    String blanks = "        four();\n";
    assertThat(said(tabs + blanks, tabs + blanks.replace("four", "five"))).isEmpty();
    assertThat(said(tabs + blanks, tabs + blanks + "        five();\n")).isEmpty();
    assertThat(said(blanks + tabs, blanks + tabs + "        five();\n"))
        .extracting(Remark::kind)
        .containsExactly("whitespace");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "//\tclose(ring);",
        "\t// .shutdown = ring_shutdown,",
        "\t/* close(ring); */",
        "\tprintk(\"%s: here\\n\", __func__);",
        "#if 0",
        "#if 0 /* later */",
        "#define DEBUG"
      })
  void whatWasLeftInIsNamed(String line) {
    assertThat(kinds(SIGNED, "ring.c", line)).containsExactly("debug");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\t// The ring is closed by its owner.",
        "// SPDX-License-Identifier: GPL-2.0",
        "\t// see https://example.org/a;",
        "\t/* closes the ring */",
        "\tprintk(KERN_ERR \"no ring\\n\");",
        "\tprintk(\"<4>no ring\\n\");",
        "\tpr_err(\"no ring\\n\");",
        "#if CONFIG_RING > 0",
        "#define DEBUG_RING 1"
      })
  void whatBelongsThereIsNot(String line) {
    assertThat(kinds(SIGNED, "ring.c", line)).isEmpty();
  }

  @Test
  void whiteSpace() {
    assertThat(kinds(SIGNED, "ring.c", "\tthree(); ")).containsExactly("whitespace");
    assertThat(kinds(SIGNED, "ring.c", "        three();")).containsExactly("whitespace");
    assertThat(kinds(SIGNED, "ring.c", "  \tthree();")).containsExactly("whitespace");
    assertThat(kinds(SIGNED, "ring.txt", "words ")).isEmpty();
  }

  @Test
  void linesThatDeserveTheSameShareARemark() {
    assertThat(kinds(SIGNED, "ring.c", "\tthree(); \n\tfour(); \n\tfive(); "))
        .containsExactly("whitespace");
  }

  @Test
  void signOffMayStandInAFoldedSubject() {
    assertThat(kinds("Open it. Signed-off-by: A <a@example.org>", "ring.c", "\tthree();"))
        .isEmpty();
  }

  @Test
  void makefiles() {
    assertThat(kinds(SIGNED, "drivers/Makefile", "EXTRA_CFLAGS += -DDEBUG"))
        .containsExactly("debug");
    assertThat(kinds(SIGNED, "drivers/Makefile", "# EXTRA_CFLAGS += -DDEBUG")).isEmpty();
  }

  @Test
  void messages() {
    assertThat(kinds("Open it\n", "ring.c", "\tthree();")).containsExactly("sign-off");
    assertThat(kinds("", "ring.c", "\tthree();")).isEmpty();
    String topics = "Some things\n\n (1) one\n (2) two,\n     more\n (3) three\n\n" + SIGNED;
    assertThat(kinds(topics, "ring.c", "\tthree();")).containsExactly("topics");
  }
}
