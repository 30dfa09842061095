package org.patchwright.command;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.patchwright.cache.Build;
import org.patchwright.cache.ResultCache;
import org.patchwright.report.Shown;
import org.patchwright.server.Address;
import org.patchwright.server.Answer;
import org.patchwright.server.Client;
import org.patchwright.server.Request;
import org.patchwright.server.Server;

/**
 * The process behind {@code make C=1}: started by the first file of a build, asked by the others,
 * gone when none has come for a while.
 */
final class BuildServer {

  /** First word of the command line that makes a process one; not for users. */
  static final String OPTION = "--serve-builds";

  /** Environment variable: seconds until an idle process ends; 0 starts and asks none. */
  static final String IDLE = "PATCHWRIGHT_IDLE";

  private static final Duration USUAL = Duration.ofSeconds(60);

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final String MAIN = Patchwright.class.getName();

  private BuildServer() {}

  /** What the process of this build answers; empty, and the reason told, if there can't be one. */
  static Optional<Answer> ask(Request request, PrintWriter err) {
    try {
      Duration idle = idle();
      if (idle.isZero()) {
        return Optional.empty();
      }
      String build = Build.of(Patchwright.versionLine(), List.of(), Optional.empty());
      Address address =
          Address.of(
              System.getenv(), Caches.folder().path(), ResultCache.digest(build).substring(0, 12));
      return new Client(address, at -> start(at, idle), PATIENCE).ask(request);
    } catch (IOException e) {
      err.println(
          "patchwright: no warm process, so this takes longer: "
              + Shown.of(Complaint.about(e).line()));
      return Optional.empty();
    }
  }

  private static Duration idle() throws IOException {
    String given = System.getenv().getOrDefault(IDLE, "");
    if (given.isEmpty()) {
      return USUAL;
    }
    if (!given.matches("\\d{1,6}")) {
      throw new IOException(IDLE + "=" + given + ": not a number of seconds");
    }
    return Duration.ofSeconds(Long.parseLong(given));
  }

  /** A process without a terminal, so that a build does not wait for it to close one. */
  private static void start(Address address, Duration idle) throws IOException {
    List<String> command = new ArrayList<>(java());
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=4",
            "-XX:+UseSerialGC",
            "-Xmx1g",
            MAIN,
            OPTION,
            address.socket().toString(),
            Long.toString(idle.toSeconds())));
    new ProcessBuilder(command)
        .directory(new File("/"))
        .redirectInput(Redirect.from(new File("/dev/null")))
        .redirectOutput(Redirect.DISCARD)
        .redirectError(Redirect.DISCARD)
        .start();
  }

  /** Java as this process was started: the same options, the same archive of classes. */
  private static List<String> java() {
    ProcessHandle.Info self = ProcessHandle.current().info();
    List<String> words = Arrays.asList(self.arguments().orElse(new String[0]));
    String java =
        self.command().orElse(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    List<String> command = new ArrayList<>(List.of(java));
    int main = words.indexOf(MAIN);
    if (main >= 0) {
      command.addAll(words.subList(0, main));
    } else {
      command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    }
    return command;
  }

  /** Answers builds until none has come for some seconds. */
  static int serve(String socket, String seconds) {
    Kbuild kbuild = new Kbuild();
    try {
      Server.serve(
          new Address(Path.of(socket)),
          kbuild::answer,
          Duration.ofSeconds(Long.parseLong(seconds)),
          Runtime.getRuntime().availableProcessors());
      return ExitCode.CLEAN;
    } catch (IOException | NumberFormatException notStarted) {
      // Nobody reads what it prints; whoever started it does the work itself.
      return ExitCode.FAILED;
    }
  }
}
