package org.patchwright.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KbuildTest {

  @TempDir private Path dir;

  private static final String[] FLAGS = {
    "-D__linux__", "-Wbitwise", "-Wp,-MMD,drivers/a/.x.o.d", "-nostdinc", "-I./include",
    "-include", "./include/linux/kconfig.h", "-D", "KBUILD_MODNAME=\"other.c\"", "-O2"
  };

  private Ran compile(Path file) {
    Object[] words = new Object[FLAGS.length + 1];
    System.arraycopy(FLAGS, 0, words, 0, FLAGS.length);
    words[FLAGS.length] = file;
    return Ran.patchwright(words);
  }

  @Test
  void takesTheCompilersArgumentsAndFailsNoBuild() throws IOException {
    Path file = Files.createDirectories(dir.resolve("drivers/a")).resolve("x.c");
    Files.writeString(
        file,
        """
        static int f(struct thing *t)
        {
        	mutex_lock(&t->lock);
        	if (t->dead)
        		return -EIO;
        	mutex_unlock(&t->lock);
        	return 0;
        }
        """);

    Ran ran = compile(file);

    assertThat(ran.code()).isZero();
    assertThat(ran.out()).isEmpty();
    assertThat(ran.err()).contains("x.c:5:3: error:").contains("[LockLeftHeld]");
  }

  @Test
  void missingFileIsOneLine() {
    Ran ran = compile(dir.resolve("none.c"));

    assertThat(ran.code()).isEqualTo(ExitCode.USAGE);
    assertThat(ran.complaint()).contains("none.c");
  }

  @Test
  void ordinaryCommandLinesAreNot() {
    assertThat(Kbuild.asks("check", "-I", "x.c")).isFalse();
    assertThat(Kbuild.asks("--help")).isFalse();
    assertThat(Kbuild.asks("-V", "x.c")).isFalse();
    assertThat(Kbuild.asks("-O2", "-o", "x.c")).isFalse();
  }
}
