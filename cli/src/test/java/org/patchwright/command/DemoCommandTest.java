package org.patchwright.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DemoCommandTest {

  @Test
  void theDemoGoesFromFindingsOverPatchesToSilence() {
    Ran ran = Ran.patchwright("demo");
    assertThat(ran.err()).isEmpty();
    assertThat(ran.code()).isEqualTo(ExitCode.CLEAN);
    String check = between(ran.out(), "patchwright check", "patchwright fix");
    assertThat(check)
        .contains("[ClosingDone]")
        .contains("[WatchOutlivesSuspend]")
        .contains("[GrantRefLeak]");
    String fix = between(ran.out(), "patchwright fix", "Applied");
    assertThat(fix)
        .contains("0001-")
        .contains("consback_frontend_changed()")
        .contains("consfront_closing()")
        .contains("unregister all watches on suspend")
        .contains("end grant references in consfront_free()")
        .doesNotContain("not taken");
    assertThat(ran.out()).endsWith("\n0 findings\n");
  }

  private static String between(String text, String from, String to) {
    int start = text.indexOf(from);
    return text.substring(start, text.indexOf(to, start));
  }
}
