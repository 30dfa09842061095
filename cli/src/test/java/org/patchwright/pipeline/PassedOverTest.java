package org.patchwright.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.patchwright.diff.FileDiff;
import org.patchwright.source.SourceFile;
import org.patchwright.validate.Remark;

class PassedOverTest {

  private static List<Remark> remarks(String body) {
    String before = "void end_all(struct ring *ring)\n{\n\tint i;\n\n\twake(ring);\n}\n";
    String loop = "\tfor (i = 0; i < SIZE; i++) {\n" + body + "\t}\n\twake(ring);\n";
    return PassedOver.of(
        FileDiff.between(
                Optional.of(SourceFile.of("ring.c", before)),
                Optional.of(SourceFile.of("ring.c", before.replace("\twake(ring);\n", loop))))
            .orElseThrow());
  }

  @Test
  void goingOnBeforeTheReleaseIsNamed() {
    List<Remark> remarks =
        remarks(
            "\t\tif (!end_transfer(ring, i))\n\t\t\tcontinue;\n\t\trelease_ref(ring->ref[i]);\n");
    assertThat(remarks).hasSize(1);
    assertThat(remarks.get(0).line()).isEqualTo(7);
    assertThat(remarks.get(0).message()).contains("release_ref() is not reached");
  }

  @Test
  void emptySlotsMayBePassedOver() {
    assertThat(remarks("\t\tif (!ring->ref[i])\n\t\t\tcontinue;\n\t\trelease_ref(ring->ref[i]);\n"))
        .isEmpty();
  }

  @Test
  void goingOnAfterTheReleaseIsFine() {
    assertThat(
            remarks(
                "\t\tok = end_transfer(ring, i);\n\t\trelease_ref(ring->ref[i]);\n"
                    + "\t\tif (!ok)\n\t\t\tcontinue;\n\t\tadd(ring, i);\n"))
        .isEmpty();
  }
}
