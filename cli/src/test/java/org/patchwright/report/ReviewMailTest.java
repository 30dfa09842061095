package org.patchwright.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.patchwright.diff.FileDiff;
import org.patchwright.series.Patch;
import org.patchwright.series.Person;
import org.patchwright.source.SourceFile;

class ReviewMailTest {

  private static final String BEFORE = "int f(struct msg *msg)\n{\n\treturn msg->a;\n}\n";
  private static final FileDiff FILE =
      FileDiff.between(
              Optional.of(SourceFile.of("drivers/x.c", BEFORE)),
              Optional.of(SourceFile.of("drivers/x.c", BEFORE.replace("->a", "->b"))))
          .orElseThrow();

  @Test
  void aNameInTheCodeKeepsItsLetters() {
    assertThat(mail(3, "msg is used before it is set"))
        .contains("\nmsg is used before it is set.\n");
  }

  @Test
  void aWordOfOurOwnBeginsASentence() {
    assertThat(mail(3, "early return keeps the lock")).contains("\nEarly return keeps the lock.\n");
  }

  @Test
  void aPathOutsideTheHunksKeepsItsLetters() {
    assertThat(mail(70, "msg leaks")).contains("\ndrivers/x.c:70: msg leaks.\n");
  }

  private static String mail(int line, String text) {
    Patch patch =
        Patch.undated("x: read b", "Body.\n", new Person("A", "a@example.org"), List.of(FILE));
    return ReviewMail.of(
        patch, List.of(FILE), List.of(new ReviewMail.Note("drivers/x.c", line, text)));
  }
}
