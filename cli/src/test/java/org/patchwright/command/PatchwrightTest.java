package org.patchwright.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PatchwrightTest {

  @Test
  void saysItsVersion() {
    Ran ran = Ran.patchwright("--version");

    assertThat(ran.code()).isZero();
    assertThat(ran.out()).matches("patchwright \\d+\\.\\d+\\.\\d+\\S*\\R");
  }

  @Test
  void helpListsCommandsAndExitCodes() {
    Ran ran = Ran.patchwright("--help");

    assertThat(ran.code()).isZero();
    assertThat(ran.out()).contains("Commands:", "parse", "Exit codes:", "130");
    assertThat(ran.err()).isEmpty();
  }

  @Test
  void noCommandIsMisuse() {
    Ran ran = Ran.patchwright();

    assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.complaint()).contains("name a command");
  }

  @Test
  void unknownCommandAndUnknownOptionAreMisuseInOneLine() {
    assertThat(Ran.patchwright("prase").code()).isEqualTo(ExitCode.USAGE);
    assertThat(Ran.patchwright("prase").complaint()).contains("prase", "--help");
    assertThat(Ran.patchwright("parse", "--wrong", "a.c").code()).isEqualTo(ExitCode.USAGE);
    assertThat(Ran.patchwright("parse", "--wrong", "a.c").complaint()).contains("--wrong");
  }
}
