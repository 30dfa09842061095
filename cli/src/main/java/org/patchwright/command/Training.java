package org.patchwright.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A run for its classes alone: what the launchers have Java note, so that later runs begin with
 * these classes loaded. It does what users do most, and prints nothing.
 */
final class Training {

  /** What the launchers ask for; no user does. */
  static final String OPTION = "--train";

  private Training() {}

  /**
   * @param folder with C files in which each rule finds something
   * @return an {@link ExitCode}, the first that says that something failed
   */
  static int run(Path folder) {
    String all = folder.toString();
    String one;
    try (Stream<Path> files = Files.walk(folder)) {
      one =
          files
              .map(Path::toString)
              .filter(name -> name.endsWith(".c"))
              .sorted()
              .findFirst()
              .orElse(all);
    } catch (IOException e) {
      throw new UncheckedIOException(folder.toString(), e);
    }
    List<List<String>> runs =
        List.of(
            List.of("demo"),
            List.of("check", "--no-cache", "--fail-on", "never", all),
            // Of one file, the rules are asked by several threads.
            List.of("check", "--no-cache", "--fail-on", "never", "--jobs", "2", one),
            List.of("check", "--no-cache", "--fail-on", "never", "--format", "json", one),
            List.of("check", "--no-cache", "--fail-on", "never", "--format", "sarif", one));
    for (List<String> arguments : runs) {
      PrintWriter nobody = new PrintWriter(Writer.nullWriter());
      int code = Patchwright.run(nobody, nobody, arguments.toArray(String[]::new));
      if (code != ExitCode.CLEAN) {
        return code;
      }
    }
    return ExitCode.CLEAN;
  }
}
