package org.patchwright.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
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
    Files.writeString(file, LEAVES_LOCKED);
    Path runtime = Files.createDirectory(dir.resolve("run"));
    Path sockets = runtime.resolve("patchwright");

    String first = built(file, runtime);
    Set<Path> asked = files(sockets);
    Files.writeString(file, "static int f(void)\n{\n\treturn 0;\n}\n");
    String second = built(file, runtime);

    assertThat(first).contains("[LockLeftHeld]");
    assertThat(second).isEmpty();
    assertThat(asked).hasSize(1).isEqualTo(files(sockets));
    List<ProcessHandle> servers = servers(runtime);
    assertThat(servers).hasSize(1);
    servers.get(0).destroy();
    servers.get(0).onExit().get(60, TimeUnit.SECONDS);
    assertThat(files(sockets)).isEmpty();
  }

  private static Set<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.collect(Collectors.toSet());
    }
  }

  private static List<ProcessHandle> servers(Path runtime) {
    return ProcessHandle.allProcesses()
        .filter(process -> commandLine(process).contains(runtime.toString()))
        .toList();
  }

  /** All of it: Java itself tells no more than a page. */
  private static String commandLine(ProcessHandle process) {
    try {
      return Files.readString(
          Path.of("/proc", Long.toString(process.pid()), "cmdline"), StandardCharsets.ISO_8859_1);
    } catch (IOException gone) {
      return "";
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
    builder.environment().put(BuildServer.IDLE, "600");
    Process process = builder.start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return printed;
  }
}
