package org.patchwright.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class PrintedTest {

  private final StringWriter err = new StringWriter();

  /** Takes nothing, and says why. */
  private static OutputStream refusing(String why) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException(why);
      }
    };
  }

  private int ended(OutputStream stream) {
    Printed printed = new Printed(stream);
    PrintWriter out = new PrintWriter(printed);
    out.println("a finding");
    return printed.exitCode(ExitCode.FINDINGS, out, new PrintWriter(err));
  }

  @Test
  void keepsTheCodeOfARunWhoseOutputArrived() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    assertThat(ended(bytes)).isEqualTo(ExitCode.FINDINGS);
    assertThat(bytes.toString()).startsWith("a finding");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void aFullDiskIsOneLineAndNoVerdict() {
    assertThat(ended(refusing("No space left on device"))).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString())
        .isEqualToNormalizingNewlines(
            "patchwright: standard output can't be written: No space left on device\n");
  }

  @Test
  void aReaderThatHasSeenEnoughIsNoTrouble() {
    assertThat(ended(refusing("Broken pipe"))).isEqualTo(ExitCode.PIPE_CLOSED);
    assertThat(err.toString()).isEmpty();
  }
}
