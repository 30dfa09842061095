package org.patchwright.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KbuildTest {

  @TempDir private Path dir;

  private static final String[] FLAGS = {
    "-D__linux__", "-Wbitwise", "-Wp,-MMD,drivers/a/.x.o.d", "-nostdinc", "-I./include",
    "-include", "./include/linux/kconfig.h", "-D", "KBUILD_MODNAME=\"other.c\"", "-O2"
  };

  private static final String LEAVES_LOCKED =
      """
      static int f(struct thing *t)
      {
      	mutex_lock(&t->lock);
      	if (t->dead)
      		return -EIO;
      	mutex_unlock(&t->lock);
      	return 0;
      }
      """;

  private Ran compile(Path file) {
    Object[] words = new Object[FLAGS.length + 1];
    System.arraycopy(FLAGS, 0, words, 0, FLAGS.length);
    words[FLAGS.length] = file;
    return Ran.patchwright(words);
  }

  @Test
  void takesTheCompilersArgumentsAndFailsNoBuild() throws IOException {
    Path file = Files.createDirectories(dir.resolve("drivers/a")).resolve("x.c");
    Files.writeString(file, LEAVES_LOCKED);

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

  @Test
  void aBuildAsksOneWarmProcessThatLeavesNothing() throws Exception {
    Path file = Files.createDirectories(dir.resolve("drivers/a")).resolve("x.c");
    Files.writeString(
        file, "static int f(struct thing *t)\n{\n\tmutex_lock(&t->lock);\n\treturn -EIO;\n}\n");
    Path runtime = Files.createDirectory(dir.resolve("run"));

    String first = built(file, runtime);
    assertThat(runtime.resolve("patchwright")).isNotEmptyDirectory();
    Files.writeString(file, "static int f(void)\n{\n\treturn 0;\n}\n");
    String second = built(file, runtime);

    assertThat(first).contains("[LockLeftHeld]");
    assertThat(second).isEmpty();
    Instant end = Instant.now().plusSeconds(60);
    while (Instant.now().isBefore(end) && !isEmpty(runtime.resolve("patchwright"))) {
      Thread.sleep(50);
    }
    assertThat(runtime.resolve("patchwright")).isEmptyDirectory();
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }

  /** What a process of its own prints, as the kernel's build starts it. */
  private String built(Path file, Path runtime) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Patchwright.class.getName());
    command.addAll(List.of(FLAGS));
    command.add(file.toString());
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("XDG_RUNTIME_DIR", runtime.toString());
    builder.environment().put(BuildServer.IDLE, "6");
    Process process = builder.start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return printed;
  }
}
